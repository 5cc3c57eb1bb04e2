"""Who may take operations back: their own, or anybody's."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_append_only")]

    operations = [
        migrations.AlterModelOptions(
            name="operation",
            options={
                "ordering": ["-at", "-pk"],
                "permissions": [
                    ("undo_operation", "Can take back own operations"),
                    ("undo_any_operation", "Can take back anybody's operations"),
                ],
                "verbose_name": "operation",
                "verbose_name_plural": "operations",
            },
        ),
    ]
