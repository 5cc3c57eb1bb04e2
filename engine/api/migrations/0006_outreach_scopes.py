"""Scopes for telling fans."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0005_notices_scope"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clientkey",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("comments:write", "hand in comments"),
                        ("comments:read", "read comments and requests"),
                        ("ideas:read", "read ideas with their evidence"),
                        ("ideas:write", "change ideas, as the colleague the key acts for"),
                        ("notes:read", "read internal notes"),
                        ("notes:write", "write internal notes, as the colleague the key acts for"),
                        ("notices:read", "read notices to the colleague the key acts for"),
                        ("outreach:read", "read drafts to fans, with their masked names"),
                        ("outreach:write", "list and tell fans, as the colleague the key acts for"),
                        ("votes:write", "record, withdraw and import votes"),
                        ("ledger:read", "read all that people changed, internal notes included"),
                        ("ledger:write", "take changes back, as the colleague the key acts for"),
                    ],
                    max_length=30,
                ),
                default=list,
                size=None,
                verbose_name="scopes",
            ),
        ),
    ]
