"""Decisions as rows; votes that stand or not, with link and time; when ideas were launched."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Ideas that were launched before this table knew when: the ledger does.
_LAUNCHED = """
UPDATE ideas_idea idea SET launched_at = launch.at
FROM (
    SELECT cell.row, max(operation.at) AS at
    FROM ledger_cellchange cell JOIN ledger_operation operation ON operation.id = cell.operation_id
    WHERE cell.model = 'ideas.idea' AND cell.field = 'status' AND cell.after = '"launched"'
    GROUP BY cell.row
) launch
WHERE launch.row = idea.id AND idea.status IN ('launched', 'closed_loop')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0005_gauge"),
        ("ledger", "0001_initial"),
        ("ideas", "0006_attachments_notes_watches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("approve", "approved"),
                            ("decline", "turned down for good"),
                            ("park", "put off"),
                        ],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        blank=True,
                        choices=[("mass", "mass production"), ("small_batch", "small batch")],
                        max_length=20,
                        verbose_name="route",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="internal reason")),
                (
                    "public_reason",
                    models.TextField(blank=True, verbose_name="reason fit to be read in public"),
                ),
                ("revisit_on", models.DateField(null=True, verbose_name="look again on")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                ("mentions", models.PositiveIntegerField(verbose_name="mentions")),
                ("fans", models.PositiveIntegerField(null=True, verbose_name="fans")),
                ("effective", models.FloatField(verbose_name="effective")),
                ("votes", models.PositiveIntegerField(verbose_name="votes")),
                (
                    "expected_units",
                    models.PositiveBigIntegerField(null=True, verbose_name="expected units"),
                ),
                (
                    "threshold",
                    models.PositiveIntegerField(
                        null=True, verbose_name="threshold of mass production"
                    ),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="vote_has_a_source",
        ),
        migrations.AddField(
            model_name="idea",
            name="launched_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="launched"
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="is_standing",
            field=models.BooleanField(default=True, editable=False, verbose_name="stands"),
        ),
        migrations.AddField(
            model_name="vote",
            name="link",
            field=models.URLField(blank=True, max_length=500, verbose_name="link"),
        ),
        migrations.AddField(
            model_name="vote",
            name="said_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="said"),
        ),
        migrations.AlterField(
            model_name="vote",
            name="source",
            field=models.CharField(
                blank=True,
                help_text="Where the fan said so: an event, a hotline call.",
                max_length=200,
                verbose_name="source",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(("link", ""), ("source", ""), _negated=True),
                name="vote_has_a_source",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="approver",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="approver",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="idea",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="ideas.idea",
                verbose_name="idea",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["idea", "-made_at"], name="decision_of_idea"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_standing", True)),
                fields=("idea",),
                name="decision_stands_once_an_idea",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "approve"), ("route__in", ["mass", "small_batch"])),
                    models.Q(("outcome__in", ["decline", "park"]), ("route", "")),
                    _connector="OR",
                ),
                name="decision_approves_a_route",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("route", "mass"), _negated=True),
                    models.Q(
                        ("expected_units__gte", models.F("threshold")),
                        ("expected_units__isnull", False),
                        ("threshold__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decision_for_mass_reaches_the_threshold",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("route", "small_batch"), _negated=True),
                    models.Q(("approver__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="decision_for_a_small_batch_names_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "decline"), _negated=True),
                    models.Q(("public_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_to_decline_has_a_public_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "park"), _negated=True),
                    ("revisit_on__isnull", False),
                    _connector="OR",
                ),
                name="decision_to_park_names_a_day",
            ),
        ),
        migrations.RunSQL(_LAUNCHED, migrations.RunSQL.noop),
    ]
