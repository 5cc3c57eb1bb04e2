"""Clocks and their policies, hand-offs, stays in statuses; the promises of the house."""

from decimal import Decimal

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# name, what, counted from, hours, which hours count, warn before, escalate after
_PROMISES = (
    ("首次回应 First answer", "answer", "first_sighting", "2", "business", "0.5", "2"),
    ("热点回应 Answer to a burst", "answer", "burst", "2", "business", "0.5", "2"),
    ("概念图 Concept picture", "concept", "public_reply", "24", "always", "4", "24"),
    ("样机 Prototype", "prototype", "public_reply", "360", "always", "48", "72"),
)


def make_promises(apps, schema_editor):
    names = ("name", "kind", "starts", "hours", "calendar", "warn_before", "escalates_after")
    policies = apps.get_model("ideas", "ClockPolicy").objects
    for values in _PROMISES:
        policies.create(**dict(zip(names, values, strict=True)))


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("feedback", "0006_fan_roles"),
        ("ideas", "0010_support_range"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClockPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answer", "answer"),
                            ("concept", "concept picture"),
                            ("prototype", "prototype"),
                            ("custom", "another status"),
                        ],
                        max_length=10,
                        verbose_name="what is promised",
                    ),
                ),
                (
                    "until",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("candidate", "candidate"),
                            ("triaged", "triaged"),
                            ("acknowledged", "acknowledged"),
                            ("in_review", "in review"),
                            ("planned", "planned"),
                            ("concept", "concept"),
                            ("prototype", "prototype"),
                            ("launched", "launched"),
                            ("closed_loop", "closed loop"),
                            ("parked", "parked"),
                            ("declined", "declined"),
                            ("dismissed", "dismissed"),
                        ],
                        help_text="Only where another status is promised.",
                        max_length=20,
                        verbose_name="status to reach",
                    ),
                ),
                (
                    "starts",
                    models.CharField(
                        choices=[
                            ("first_sighting", "receipt of the first request"),
                            ("burst", "a burst"),
                            ("public_reply", "the public reply"),
                        ],
                        max_length=20,
                        verbose_name="counted from",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="hours"),
                ),
                (
                    "calendar",
                    models.CharField(
                        choices=[("always", "round the clock"), ("business", "business hours")],
                        default="always",
                        max_length=10,
                        verbose_name="calendar",
                    ),
                ),
                (
                    "warn_before",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="warn so many hours before",
                    ),
                ),
                (
                    "escalates_after",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="escalate so many hours after",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                (
                    "escalates_to_group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="auth.group",
                        verbose_name="escalate to a group",
                    ),
                ),
                (
                    "escalates_to_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="escalate to a colleague",
                    ),
                ),
                (
                    "product_line",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: every line that has no such policy of its own.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_policies",
                        to="feedback.productline",
                        verbose_name="product line",
                    ),
                ),
            ],
            options={
                "verbose_name": "clock policy",
                "verbose_name_plural": "clock policies",
                "ordering": ["kind", "hours", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "starts",
                    models.CharField(
                        choices=[
                            ("first_sighting", "receipt of the first request"),
                            ("burst", "a burst"),
                            ("public_reply", "the public reply"),
                        ],
                        max_length=20,
                        verbose_name="counted from",
                    ),
                ),
                (
                    "hours",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="hours"),
                ),
                (
                    "calendar",
                    models.CharField(
                        choices=[("always", "round the clock"), ("business", "business hours")],
                        max_length=10,
                        verbose_name="calendar",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("warns_at", models.DateTimeField(blank=True, null=True, verbose_name="warns")),
                (
                    "escalates_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="escalates"),
                ),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused")),
                (
                    "paused_for",
                    models.PositiveIntegerField(default=0, verbose_name="paused for (seconds)"),
                ),
                ("met_at", models.DateTimeField(blank=True, null=True, verbose_name="kept")),
                ("lapsed_at", models.DateTimeField(blank=True, null=True, verbose_name="lapsed")),
                ("waived_at", models.DateTimeField(blank=True, null=True, verbose_name="waived")),
                (
                    "waived_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="why it was waived"),
                ),
                ("breached_at", models.DateTimeField(blank=True, null=True, verbose_name="missed")),
                ("warned_at", models.DateTimeField(blank=True, null=True, verbose_name="warned")),
                (
                    "escalated_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="escalated"),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="ideas.clockpolicy",
                        verbose_name="policy",
                    ),
                ),
            ],
            options={
                "verbose_name": "clock",
                "verbose_name_plural": "clocks",
                "permissions": [("waive_clock", "Can waive a clock")],
            },
        ),
        migrations.CreateModel(
            name="HandOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="what is asked of them"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="sent"),
                ),
                (
                    "received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="received"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "taken on"),
                            ("returned", "sent back"),
                            ("declined", "not taken on"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "from_desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="auth.group",
                        verbose_name="from the desk",
                    ),
                ),
                (
                    "from_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_offs",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="received by",
                    ),
                ),
                (
                    "to_desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="auth.group",
                        verbose_name="to a group",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="to a colleague",
                    ),
                ),
            ],
            options={
                "verbose_name": "hand-off",
                "verbose_name_plural": "hand-offs",
            },
        ),
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("candidate", "candidate"),
                            ("triaged", "triaged"),
                            ("acknowledged", "acknowledged"),
                            ("in_review", "in review"),
                            ("planned", "planned"),
                            ("concept", "concept"),
                            ("prototype", "prototype"),
                            ("launched", "launched"),
                            ("closed_loop", "closed loop"),
                            ("parked", "parked"),
                            ("declined", "declined"),
                            ("dismissed", "dismissed"),
                        ],
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="since")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stays",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
            ],
            options={
                "verbose_name": "stay in a status",
                "verbose_name_plural": "stays in statuses",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="clockpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["answer", "concept", "prototype", "custom"]),
                    ("starts__in", ["first_sighting", "burst", "public_reply"]),
                    ("calendar__in", ["always", "business"]),
                ),
                name="policy_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "custom"),
                        (
                            "until__in",
                            [
                                "candidate",
                                "triaged",
                                "acknowledged",
                                "in_review",
                                "planned",
                                "concept",
                                "prototype",
                                "launched",
                                "closed_loop",
                                "parked",
                                "declined",
                                "dismissed",
                            ],
                        ),
                    ),
                    models.Q(models.Q(("kind", "custom"), _negated=True), ("until", "")),
                    _connector="OR",
                ),
                name="policy_names_the_status_it_waits_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gt", 0), ("hours__lte", Decimal("9000"))),
                name="policy_gives_some_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("warn_before__isnull", True),
                    models.Q(("warn_before__gt", 0), ("warn_before__lt", models.F("hours"))),
                    _connector="OR",
                ),
                name="policy_warns_within_its_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("escalates_after__isnull", True),
                    models.Q(
                        ("escalates_after__gte", 0), ("escalates_after__lte", Decimal("9000"))
                    ),
                    _connector="OR",
                ),
                name="policy_escalates_after_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockpolicy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("escalates_to_user__isnull", True),
                    ("escalates_to_group__isnull", True),
                    _connector="OR",
                ),
                name="policy_escalates_to_one",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(
                    ("lapsed_at__isnull", True),
                    ("met_at__isnull", True),
                    ("waived_at__isnull", True),
                ),
                fields=["due_at"],
                name="clock_open_due",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("breached_at__isnull", True)),
                fields=["due_at"],
                name="clock_kept",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("warned_at__isnull", True)),
                fields=["warns_at"],
                name="clock_warns",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("breached_at__isnull", False), ("escalated_at__isnull", True)),
                fields=["escalates_at"],
                name="clock_escalates",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("idea", "policy", "started_at"), name="clock_starts_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("starts", "public_reply"), _negated=True),
                fields=("idea", "policy"),
                name="clock_of_a_receipt_starts_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("calendar__in", ["always", "business"]),
                    ("starts__in", ["first_sighting", "burst", "public_reply"]),
                ),
                name="clock_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gte", models.F("started_at"))),
                name="clock_is_due_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waived_at__isnull", True), ("waived_reason", "")),
                    models.Q(
                        ("waived_at__isnull", False), models.Q(("waived_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="clock_is_waived_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("met_at__isnull", True), ("lapsed_at__isnull", True), _connector="OR"
                ),
                name="clock_is_kept_or_lapses",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("escalated_at__isnull", True), ("breached_at__isnull", False), _connector="OR"
                ),
                name="clock_escalates_once_missed",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True), ("is_standing", True)),
                fields=["sent_at"],
                name="hand_off_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["idea", "-sent_at"], name="hand_off_of_idea"),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", True), ("is_standing", True)),
                fields=("idea",),
                name="idea_waits_at_one_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("to_desk__isnull", False), ("to_user__isnull", True)),
                    models.Q(("to_desk__isnull", True), ("to_user__isnull", False)),
                    _connector="OR",
                ),
                name="hand_off_goes_to_one_desk",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_at__isnull", True),
                    ("received_at__gte", models.F("sent_at")),
                    _connector="OR",
                ),
                name="hand_off_is_received_once_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("outcome", ""), ("reason", "")),
                    models.Q(
                        ("decided_at__gte", models.F("sent_at")),
                        ("outcome__in", ["accepted", "returned", "declined"]),
                    ),
                    _connector="OR",
                ),
                name="hand_off_is_decided_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__in", ["returned", "declined"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="hand_off_is_refused_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["status", "since"], name="stay_of_status"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="stay_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("idea",), name="stay_now_once"
            ),
        ),
        migrations.RunPython(make_promises, migrations.RunPython.noop),
    ]
