"""Robots, preferences, announcements and the outbox of notices."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import ideas.models.hearing


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0006_fan_roles"),
        ("ideas", "0011_clocks_and_hand_offs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "news",
                    models.CharField(
                        choices=[
                            ("burst", "burst"),
                            ("clock_due", "clock due soon"),
                            ("clock_missed", "clock missed"),
                            ("clock_escalated", "clock escalated"),
                            ("hand_off", "handed over"),
                            ("hand_off_decided", "hand-off decided"),
                            ("mention", "mention in a note"),
                            ("digest", "daily digest"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                ("row", models.BigIntegerField(verbose_name="number of the row")),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="announced"
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("news", "row"), name="announced_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "news__in",
                                [
                                    "burst",
                                    "clock_due",
                                    "clock_missed",
                                    "clock_escalated",
                                    "hand_off",
                                    "hand_off_decided",
                                    "mention",
                                    "digest",
                                ],
                            )
                        ),
                        name="announcement_is_of_known_news",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                (
                    "quiet_to",
                    models.TimeField(
                        blank=True,
                        help_text="Notices wait until then; the hours may pass midnight.",
                        null=True,
                        verbose_name="quiet until",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("burst", "burst"),
                                ("clock_due", "clock due soon"),
                                ("clock_missed", "clock missed"),
                                ("hand_off", "hand-off"),
                                ("mention", "mention in a note"),
                                ("digest", "daily digest"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=ideas.models.hearing.events_of_groups,
                        size=None,
                        verbose_name="tells of",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wecom", "WeCom group robot"),
                            ("feishu", "Feishu group robot"),
                            ("dingtalk", "DingTalk group robot"),
                        ],
                        max_length=10,
                        verbose_name="platform",
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("sealed_url", models.TextField(editable=False)),
                ("sealed_secret", models.TextField(blank=True, editable=False)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "rests_until",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="rests until"
                    ),
                ),
                (
                    "product_line",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: every product line.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="robots",
                        to="feedback.productline",
                        verbose_name="product line",
                    ),
                ),
            ],
            options={
                "verbose_name": "robot",
                "verbose_name_plural": "robots",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("text", models.TextField(verbose_name="text")),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="page")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "in the queue"),
                            ("sent", "was sent"),
                            ("listed", "only listed here"),
                            ("failed", "could not be sent"),
                            ("dropped", "no longer needed"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="delivery",
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                ("due_at", models.DateTimeField(verbose_name="to be sent")),
                ("next_try_at", models.DateTimeField(verbose_name="next try")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="last try")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("error", models.CharField(blank=True, max_length=20, verbose_name="error")),
                (
                    "said",
                    models.CharField(blank=True, max_length=300, verbose_name="server's words"),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="ideas.announcement",
                        verbose_name="announcement",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
                (
                    "robot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="ideas.robot",
                        verbose_name="robot",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "default_permissions": ("change", "view"),
            },
        ),
        migrations.CreateModel(
            name="NoticePreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                (
                    "quiet_to",
                    models.TimeField(
                        blank=True,
                        help_text="Notices wait until then; the hours may pass midnight.",
                        null=True,
                        verbose_name="quiet until",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=10,
                        verbose_name="language",
                    ),
                ),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("burst", "burst"),
                                ("clock_due", "clock due soon"),
                                ("clock_missed", "clock missed"),
                                ("hand_off", "hand-off"),
                                ("mention", "mention in a note"),
                                ("digest", "daily digest"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=ideas.models.hearing.events_of_persons,
                        size=None,
                        verbose_name="hears of",
                    ),
                ),
                ("by_email", models.BooleanField(default=True, verbose_name="by e-mail too")),
                (
                    "hears_all",
                    models.BooleanField(default=False, verbose_name="of every product line"),
                ),
                (
                    "lines",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Bursts and clocks of their ideas, beside those you own or watch.",
                        related_name="+",
                        to="feedback.productline",
                        verbose_name="product lines",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preference",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice preference",
                "verbose_name_plural": "notice preferences",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_to__isnull", True)),
                            models.Q(
                                ("quiet_from__isnull", False),
                                ("quiet_to__isnull", False),
                                models.Q(("quiet_from", models.F("quiet_to")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="preference_is_quiet_from_and_to",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["wecom", "feishu", "dingtalk"])),
                name="robot_is_of_a_platform",
            ),
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.CheckConstraint(
                condition=models.Q(("sealed_url", ""), _negated=True), name="robot_has_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from__isnull", True), ("quiet_to__isnull", True)),
                    models.Q(
                        ("quiet_from__isnull", False),
                        ("quiet_to__isnull", False),
                        models.Q(("quiet_from", models.F("quiet_to")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="robot_is_quiet_from_and_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.CheckConstraint(
                condition=models.Q(("events__contains", ["mention"]), _negated=True),
                name="robot_tells_of_no_mention",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["next_try_at", "id"],
                name="notice_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["user", "-id"], name="notice_of_person"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("robot__isnull", False)),
                fields=["robot", "tried_at"],
                name="notice_of_robot",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("robot__isnull", True), ("user__isnull", False)),
                    models.Q(("robot__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="notice_goes_to_a_person_or_a_robot",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", False)),
                fields=("announcement", "user"),
                name="notice_once_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("robot__isnull", False)),
                fields=("announcement", "robot"),
                name="notice_once_a_robot",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(("sent_at__isnull", True), models.Q(("state", "sent"), _negated=True)),
                    _connector="OR",
                ),
                name="notice_is_sent_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "sent", "listed", "failed", "dropped"])
                ),
                name="notice_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["failed", "dropped"]), _negated=True),
                    models.Q(("error", ""), _negated=True),
                    _connector="OR",
                ),
                name="notice_not_sent_says_why",
            ),
        ),
    ]
