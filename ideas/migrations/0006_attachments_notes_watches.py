"""Files of milestones, internal notes, and who watches what."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import ideas.models.attachment


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_retired_requests"),
        ("ideas", "0005_standing_roots_pins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "milestone",
                    models.CharField(
                        choices=[
                            ("concept", "concept picture"),
                            ("prototype", "prototype photo"),
                            ("document", "document"),
                        ],
                        max_length=10,
                        verbose_name="milestone",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        upload_to=ideas.models.attachment.random_name, verbose_name="file"
                    ),
                ),
                (
                    "thumbnail",
                    models.FileField(
                        blank=True,
                        upload_to=ideas.models.attachment.random_name,
                        verbose_name="small picture",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("content_type", models.CharField(max_length=100, verbose_name="type")),
                ("size", models.PositiveBigIntegerField(verbose_name="bytes")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="attached"
                    ),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="attached by",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("idea", "milestone", "sha256"),
                        name="attachment_stands_once_a_milestone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("milestone__in", ["concept", "prototype", "document"])),
                        name="attachment_has_a_known_milestone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("milestone", "document"),
                            models.Q(
                                ("content_type__startswith", "image/"),
                                models.Q(("thumbnail", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="attachment_of_a_picture_is_a_picture",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0), ("sha256__regex", "^[0-9a-f]{64}$")),
                        name="attachment_has_a_content",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(verbose_name="text")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="feedback.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "internal note",
                "verbose_name_plural": "internal notes",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment__isnull", True), ("idea__isnull", False)),
                            models.Q(("comment__isnull", False), ("idea__isnull", True)),
                            _connector="OR",
                        ),
                        name="note_is_on_an_idea_or_a_comment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="note_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="since"),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="colleague",
                    ),
                ),
            ],
            options={
                "verbose_name": "watch",
                "verbose_name_plural": "watches",
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_standing", True)),
                        fields=["user"],
                        name="watch_standing_of_user",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("idea", "user"), name="watch_once_a_person_and_idea"
                    )
                ],
            },
        ),
    ]
