"""Ticks and points of series; alerts of bursts with their members."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0006_fan_roles"),
        ("ideas", "0008_integrity_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BurstAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "line",
                    models.CharField(
                        choices=[("cluster", "cluster"), ("term", "term")],
                        max_length=8,
                        verbose_name="what rose",
                    ),
                ),
                ("term", models.CharField(blank=True, max_length=40, verbose_name="term")),
                ("since", models.DateTimeField(verbose_name="since")),
                ("last_at", models.DateTimeField(verbose_name="last request")),
                (
                    "found_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="found"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                ("requests", models.PositiveIntegerField(verbose_name="requests")),
                ("fans", models.PositiveIntegerField(verbose_name="fans")),
                ("expected", models.FloatField(verbose_name="expected")),
                ("window", models.PositiveSmallIntegerField(verbose_name="window")),
                ("surprise", models.FloatField(verbose_name="surprise")),
                (
                    "authenticity",
                    models.CharField(
                        choices=[
                            ("organic", "organic"),
                            ("mixed", "mixed"),
                            ("coordinated", "coordinated"),
                            ("unknown", "cannot be told"),
                        ],
                        max_length=12,
                        verbose_name="authenticity",
                    ),
                ),
                ("reasons", models.JSONField(default=list, verbose_name="why")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits"),
                            ("acknowledged", "known of"),
                            ("dismissed", "dismissed"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="decision",
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "cluster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bursts",
                        to="ideas.cluster",
                        verbose_name="cluster",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bursts",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
            ],
            options={
                "verbose_name": "burst",
                "verbose_name_plural": "bursts",
            },
        ),
        migrations.CreateModel(
            name="BurstMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="ideas.burstalert",
                        verbose_name="burst",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="feedback.fanrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "request of a burst",
                "verbose_name_plural": "requests of bursts",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Point",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "line",
                        "key",
                        "grain",
                        "at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "line",
                    models.CharField(
                        choices=[
                            ("cluster", "cluster"),
                            ("channel", "channel"),
                            ("thread", "thread"),
                            ("term", "term"),
                        ],
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                (
                    "grain",
                    models.CharField(
                        choices=[("minute", "minute"), ("hour", "hour"), ("day", "day")],
                        max_length=6,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("requests", models.PositiveIntegerField()),
                ("live", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "point",
                "verbose_name_plural": "points",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("grain", "minute")),
                        fields=["at"],
                        name="point_of_minutes",
                    ),
                    models.Index(
                        condition=models.Q(("grain", "hour")), fields=["at"], name="point_of_hours"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("live__lte", models.F("requests")), ("requests__gt", 0)
                        ),
                        name="point_is_not_empty",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grain__in", ["minute", "hour", "day"]),
                            ("line__in", ["cluster", "channel", "thread", "term"]),
                        ),
                        name="point_is_of_a_known_series",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tick",
                        serialize=False,
                        to="feedback.fanrequest",
                        verbose_name="request",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="posted")),
                ("channel", models.CharField(max_length=20, verbose_name="channel")),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("is_live", models.BooleanField(default=False)),
                (
                    "cluster",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ticks",
                        to="ideas.cluster",
                        verbose_name="cluster",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="feedback.thread",
                        verbose_name="thread",
                    ),
                ),
            ],
            options={
                "verbose_name": "tick",
                "verbose_name_plural": "ticks",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="burstalert",
            index=models.Index(fields=["-since", "-id"], name="burst_newest"),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cluster__isnull", False), ("line", "cluster"), ("term", "")),
                    models.Q(
                        ("cluster__isnull", True),
                        ("line", "term"),
                        models.Q(("term", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="burst_is_of_a_cluster_or_a_term",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_at__gte", models.F("since")),
                    models.Q(
                        ("ended_at__isnull", True),
                        ("ended_at__gte", models.F("last_at")),
                        _connector="OR",
                    ),
                ),
                name="burst_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.CheckConstraint(
                condition=models.Q(("expected__gte", 0.0), ("requests__gt", 0)),
                name="burst_has_requests",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("authenticity__in", ["organic", "mixed", "coordinated", "unknown"])
                ),
                name="burst_authenticity_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "open")),
                    models.Q(
                        ("decided_at__isnull", False), ("state__in", ["acknowledged", "dismissed"])
                    ),
                    _connector="OR",
                ),
                name="burst_decided_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("cluster",),
                name="burst_of_a_cluster_goes_on_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("line", "term")),
                fields=("term",),
                name="burst_of_a_term_goes_on_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="burstmember",
            constraint=models.UniqueConstraint(
                fields=("alert", "request"), name="burst_member_once"
            ),
        ),
        migrations.AddIndex(
            model_name="tick",
            index=models.Index(fields=["cluster", "at"], name="tick_of_cluster"),
        ),
        migrations.AddIndex(
            model_name="tick",
            index=models.Index(
                condition=models.Q(("is_live", True)), fields=["at"], name="tick_live"
            ),
        ),
    ]
