"""Templates, fans to tell, opt-outs and first-unit awards; the first wordings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The first wordings, for the house to change: plain, thankful, promising nothing else.
TEMPLATES = {
    "acknowledged": "您说的「{quote}」我们看到了，容我们认真考虑一下。有了进展，第一时间回来告诉您。",
    "planned": "好消息：您提过的「{quote}」，我们决定做了！「{idea}」已经立项，谢谢您的好点子。",
    "concept": "您提过的「{quote}」有图了！这是「{idea}」的概念图，还请多提意见。",
    "prototype": "您提过的「{quote}」，样机做出来了！「{idea}」离您又近了一步。",
    "launched": "您提过的「{quote}」，真的做出来了！「{idea}」已经上市，谢谢您当初的那句话。",
    "declined": "您提过的「{quote}」，我们认真考虑过，这次先不做：{reason} 谢谢您，还请继续给我们出主意。",
}


def make_templates(apps, schema_editor):
    rows = apps.get_model("ideas", "Template").objects
    for milestone, text in TEMPLATES.items():
        rows.create(milestone=milestone, text=text)


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0009_state_changes"),
        ("ideas", "0012_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OptOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="time"),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "fan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opt_out",
                        to="feedback.fan",
                        verbose_name="fan",
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
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "opt-out",
                "verbose_name_plural": "opt-outs",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Template",
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
                            ("acknowledged", "acknowledged"),
                            ("planned", "planned"),
                            ("concept", "concept"),
                            ("prototype", "prototype"),
                            ("launched", "launched"),
                            ("declined", "declined"),
                        ],
                        max_length=20,
                        verbose_name="milestone",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("weibo", "Weibo"),
                            ("wechat_mp", "WeChat Official Account"),
                            ("wecom", "WeCom"),
                            ("wechat_channels", "WeChat Channels"),
                            ("douyin", "Douyin"),
                            ("kuaishou", "Kuaishou"),
                            ("xiaohongshu", "Xiaohongshu"),
                            ("zhihu", "Zhihu"),
                            ("bilibili", "Bilibili"),
                            ("tieba", "Tieba"),
                            ("toutiao", "Toutiao"),
                            ("baijiahao", "Baijiahao"),
                            ("qzone", "Qzone"),
                            ("discuz", "Discuz!"),
                            ("discourse", "Discourse"),
                            ("flarum", "Flarum"),
                            ("forum", "Forum"),
                            ("jd", "JD.com"),
                            ("tmall", "Tmall"),
                            ("other", "Other channel"),
                        ],
                        help_text="Empty: for all channels that have none of their own.",
                        max_length=20,
                        verbose_name="channel",
                    ),
                ),
                ("text", models.TextField(verbose_name="wording")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "template",
                "verbose_name_plural": "templates",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("milestone", "channel"),
                        name="template_once_a_milestone_and_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "milestone__in",
                                (
                                    "acknowledged",
                                    "planned",
                                    "concept",
                                    "prototype",
                                    "launched",
                                    "declined",
                                ),
                            ),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="template_says_something_of_a_milestone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=500, verbose_name="what is given"),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="awarded"),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="feedback.fan",
                        verbose_name="fan",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="awarded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "first-unit award",
                "verbose_name_plural": "first-unit awards",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("idea",),
                        name="award_stands_once_an_idea",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Outreach",
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
                            ("acknowledged", "acknowledged"),
                            ("planned", "planned"),
                            ("concept", "concept"),
                            ("prototype", "prototype"),
                            ("launched", "launched"),
                            ("declined", "declined"),
                        ],
                        max_length=20,
                        verbose_name="milestone",
                    ),
                ),
                ("draft", models.TextField(blank=True, verbose_name="draft")),
                (
                    "is_reworded",
                    models.BooleanField(default=False, verbose_name="reworded by a person"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("approved", "approved to be sent"),
                            ("sent", "told"),
                            ("failed", "could not be sent"),
                            ("unreachable", "cannot be reached"),
                            ("opted_out", "wants to hear nothing"),
                        ],
                        default="queued",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("is_first_asker", models.BooleanField(default=False, verbose_name="first asker")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="told at")),
                (
                    "link",
                    models.URLField(
                        blank=True, max_length=500, verbose_name="link of what was sent"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "listed_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="listed"),
                ),
                (
                    "is_standing",
                    models.BooleanField(default=True, editable=False, verbose_name="stands"),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="feedback.comment",
                        verbose_name="comment",
                    ),
                ),
                (
                    "fan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outreach",
                        to="feedback.fan",
                        verbose_name="fan",
                    ),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outreach",
                        to="ideas.idea",
                        verbose_name="idea",
                    ),
                ),
            ],
            options={
                "verbose_name": "fan to tell",
                "verbose_name_plural": "fans to tell",
                "indexes": [
                    models.Index(fields=["state", "-id"], name="outreach_state"),
                    models.Index(fields=["fan"], name="outreach_of_fan"),
                    models.Index(
                        condition=models.Q(("state", "sent")),
                        fields=["sent_at"],
                        name="outreach_sent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("idea", "milestone", "fan"),
                        name="outreach_once_a_fan_and_milestone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_first_asker", True)),
                        fields=("idea", "milestone"),
                        name="outreach_has_one_first_asker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "milestone__in",
                                (
                                    "acknowledged",
                                    "planned",
                                    "concept",
                                    "prototype",
                                    "launched",
                                    "declined",
                                ),
                            ),
                            (
                                "state__in",
                                [
                                    "queued",
                                    "approved",
                                    "sent",
                                    "failed",
                                    "unreachable",
                                    "opted_out",
                                ],
                            ),
                        ),
                        name="outreach_is_of_a_milestone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("link", ""),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="outreach_is_sent_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "sent"]), _negated=True),
                            models.Q(("draft", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="outreach_says_something",
                    ),
                ],
            },
        ),
        migrations.RunPython(make_templates, migrations.RunPython.noop),
    ]
