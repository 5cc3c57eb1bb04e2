"""Cases of newborn accounts: a kind of its own, found in an idea."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ideas", "0013_outreach")]

    operations = [
        migrations.AlterField(
            model_name="integritycase",
            name="kind",
            field=models.CharField(
                choices=[
                    ("copies", "the same text from many accounts"),
                    ("thread_burst", "a burst in one thread"),
                    ("ring", "accounts that ask together"),
                    ("newborn", "many newborn accounts"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="integritycase", name="case_is_of_what_its_kind_says"
        ),
        migrations.AddConstraint(
            model_name="integritycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("idea__isnull", False),
                        ("kind__in", ["copies", "newborn"]),
                        ("thread__isnull", True),
                    ),
                    models.Q(("idea__isnull", False), ("kind", "thread_burst")),
                    models.Q(("idea__isnull", True), ("kind", "ring"), ("thread__isnull", True)),
                    _connector="OR",
                ),
                name="case_is_of_what_its_kind_says",
            ),
        ),
    ]
