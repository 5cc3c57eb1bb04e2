"""Support has a range; what was counted before is its own until it is counted anew."""

from django.db import migrations, models

_WITHIN = "UPDATE ideas_support SET low = effective, high = effective"


class Migration(migrations.Migration):
    dependencies = [("ideas", "0009_series_and_bursts")]

    operations = [
        migrations.AddField(
            model_name="support",
            name="low",
            field=models.FloatField(default=0.0, verbose_name="at least"),
        ),
        migrations.AddField(
            model_name="support",
            name="high",
            field=models.FloatField(default=0.0, verbose_name="at most"),
        ),
        migrations.RunSQL(_WITHIN, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.CheckConstraint(
                condition=models.Q(("low__lte", models.F("effective")))
                & models.Q(("high__gte", models.F("effective"))),
                name="support_within_its_range",
            ),
        ),
    ]
