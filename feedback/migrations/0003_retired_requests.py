from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0002_reader_versions"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="fanrequest",
            index=models.Index(
                condition=models.Q(("retired_at__isnull", False)),
                fields=["id"],
                name="request_retired",
            ),
        ),
    ]
