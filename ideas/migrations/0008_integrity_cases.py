"""Integrity cases with their members, and which numbers were looked behind."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0005_gauge"),
        ("ideas", "0007_decisions_and_standing_votes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLook",
            fields=[
                (
                    "idea",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="case_look",
                        serialize=False,
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                ("counted_at", models.DateTimeField(verbose_name="counted")),
            ],
            options={
                "verbose_name": "look for cases",
                "verbose_name_plural": "looks for cases",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="IntegrityCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("copies", "the same text from many accounts"),
                            ("thread_burst", "a burst in one thread"),
                            ("ring", "accounts that ask together"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cap", "capped: together they count like one text"),
                            ("exclude", "left out: they count nothing"),
                            ("clear", "cleared: they count as before"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "state",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(outcome="", then=models.Value("open")),
                            default=models.Value("decided"),
                        ),
                        output_field=models.CharField(
                            choices=[("open", "waits"), ("decided", "decided")],
                            max_length=10,
                            verbose_name="state",
                        ),
                        verbose_name="state",
                    ),
                ),
                ("reasons", models.JSONField(default=dict, verbose_name="why")),
                (
                    "found_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="found"),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="continued_by",
                        to="ideas.integritycase",
                        verbose_name="continues",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="feedback.thread",
                        verbose_name="thread",
                    ),
                ),
            ],
            options={
                "verbose_name": "integrity case",
                "verbose_name_plural": "integrity cases",
            },
        ),
        migrations.CreateModel(
            name="CaseMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_members",
                        to="feedback.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="case_members",
                        to="feedback.fan",
                        verbose_name="fan",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="ideas.integritycase",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "member",
                "verbose_name_plural": "members",
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="integritycase",
            index=models.Index(fields=["-found_at", "-id"], name="case_found"),
        ),
        migrations.AddIndex(
            model_name="integritycase",
            index=models.Index(fields=["outcome", "-found_at"], name="case_outcome"),
        ),
        migrations.AddConstraint(
            model_name="integritycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("idea__isnull", False), ("kind", "copies"), ("thread__isnull", True)),
                    models.Q(("idea__isnull", False), ("kind", "thread_burst")),
                    models.Q(("idea__isnull", True), ("kind", "ring"), ("thread__isnull", True)),
                    _connector="OR",
                ),
                name="case_is_of_what_its_kind_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="integritycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("outcome", "")),
                    models.Q(
                        ("decided_at__isnull", False), ("outcome__in", ["cap", "exclude", "clear"])
                    ),
                    _connector="OR",
                ),
                name="case_decided_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="integritycase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("continues__isnull", True), ("continues__lt", models.F("pk")), _connector="OR"
                ),
                name="case_continues_an_earlier_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="integritycase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("idea__isnull", False), ("outcome", "")),
                fields=("kind", "idea", "thread", "continues"),
                name="case_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="casemember",
            constraint=models.UniqueConstraint(
                fields=("case", "comment"), name="member_once_a_comment"
            ),
        ),
    ]
