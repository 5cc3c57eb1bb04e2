"""Rows that people make and take back stand or not; merges have a root; pins; the evidence."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# The last of the chain of merges. Rows above are locked while it is walked, so that two merges
# in opposite directions cannot both be written.
_TRIGGERS = """
CREATE FUNCTION ideas_idea_find_root() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above bigint := NEW.merged_into_id;
BEGIN
    NEW.root_id := NEW.id;
    WHILE above IS NOT NULL LOOP
        IF above = NEW.id THEN
            RAISE EXCEPTION 'an idea cannot be merged into itself' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'idea_merge_has_no_cycle';
        END IF;
        NEW.root_id := above;
        SELECT merged_into_id INTO above FROM ideas_idea WHERE id = above FOR SHARE;
    END LOOP;
    RETURN NEW;
END $$;
CREATE FUNCTION ideas_idea_lead_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ideas_idea SET root_id = NEW.root_id WHERE merged_into_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER ideas_idea_find_root BEFORE INSERT OR UPDATE OF merged_into_id, root_id
    ON ideas_idea FOR EACH ROW EXECUTE FUNCTION ideas_idea_find_root();
CREATE TRIGGER ideas_idea_lead_on AFTER UPDATE OF merged_into_id, root_id ON ideas_idea
    FOR EACH ROW WHEN (OLD.root_id IS DISTINCT FROM NEW.root_id)
    EXECUTE FUNCTION ideas_idea_lead_on();
"""
_NO_TRIGGERS = """
DROP TRIGGER ideas_idea_find_root ON ideas_idea;
DROP TRIGGER ideas_idea_lead_on ON ideas_idea;
DROP FUNCTION ideas_idea_find_root();
DROP FUNCTION ideas_idea_lead_on();
"""
# A pin puts its request into one idea whatever its cluster; a bar takes it out of the idea it
# names. So a request stands for one idea at most, and a merge adds evidence up.
_VIEW = """
CREATE VIEW ideas_evidence AS
SELECT assignment.request_id, idea.root_id AS idea_id, assignment.id AS assignment_id,
       assignment.cluster_id, NULL::bigint AS pin_id
FROM ideas_assignment assignment
JOIN ideas_cluster cluster ON cluster.id = assignment.cluster_id
JOIN ideas_idea idea ON idea.id = cluster.idea_id
WHERE assignment.valid_to IS NULL
  AND NOT EXISTS (
    SELECT FROM ideas_pin pin
    WHERE pin.request_id = assignment.request_id AND pin.is_standing
      AND (pin.says = 'belongs' OR pin.idea_id = cluster.idea_id))
UNION ALL
SELECT pin.request_id, idea.root_id, assignment.id, assignment.cluster_id, pin.id
FROM ideas_pin pin
JOIN ideas_idea idea ON idea.id = pin.idea_id
LEFT JOIN ideas_assignment assignment
  ON assignment.request_id = pin.request_id AND assignment.valid_to IS NULL
WHERE pin.is_standing AND pin.says = 'belongs'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_retired_requests"),
        ("ideas", "0004_next_vectors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="idea",
            name="is_standing",
            field=models.BooleanField(default=True, editable=False, verbose_name="stands"),
        ),
        migrations.AddField(
            model_name="idea",
            name="root",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="family",
                to="ideas.idea",
                verbose_name="where it went",
            ),
        ),
        migrations.RunSQL(_TRIGGERS, _NO_TRIGGERS),
        migrations.RunSQL(
            "UPDATE ideas_idea SET root_id = id; SET CONSTRAINTS ALL IMMEDIATE",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="idea",
            name="root",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="family",
                to="ideas.idea",
                verbose_name="where it went",
            ),
        ),
        migrations.RemoveConstraint(model_name="idea", name="idea_not_merged_into_itself"),
        migrations.RemoveConstraint(model_name="verdict", name="verdict_stands_once_a_pair"),
        migrations.AddField(
            model_name="verdict",
            name="is_standing",
            field=models.BooleanField(default=True, verbose_name="stands"),
        ),
        migrations.RunSQL(
            "UPDATE ideas_verdict SET is_standing = false WHERE withdrawn_at IS NOT NULL",
            "UPDATE ideas_verdict SET withdrawn_at = now() WHERE NOT is_standing",
        ),
        migrations.RemoveField(model_name="verdict", name="withdrawn_at"),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_standing", True)),
                fields=("one", "other"),
                name="verdict_stands_once_a_pair",
            ),
        ),
        migrations.CreateModel(
            name="Pin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        choices=[("belongs", "belongs to it"), ("barred", "barred from it")],
                        max_length=10,
                        verbose_name="says",
                    ),
                ),
                ("is_standing", models.BooleanField(default=True, verbose_name="stands")),
                (
                    "made_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="made"),
                ),
                (
                    "idea",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pins",
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
                        verbose_name="made by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pins",
                        to="feedback.fanrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "pin",
                "verbose_name_plural": "pins",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("says__in", ["belongs", "barred"])),
                        name="pin_says_what_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True), ("says", "belongs")),
                        fields=("request",),
                        name="pin_belongs_to_one_idea",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_standing", True)),
                        fields=("request", "idea"),
                        name="pin_stands_once_an_idea",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_VIEW, "DROP VIEW ideas_evidence"),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="evidence",
                        serialize=False,
                        to="feedback.fanrequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "db_table": "ideas_evidence",
                "managed": False,
                "default_permissions": (),
            },
        ),
    ]
