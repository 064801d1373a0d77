"""A lead's numbers are looked for among those of its contacts.

The column of the second number stays, empty, until no release writes it any more.
"""

from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0028_copies_of_contacts")]

    operations = [
        RemoveIndexConcurrently("lead", "lead_of_phone"),
        RemoveIndexConcurrently("lead", "lead_of_other_phone"),
        RemoveIndexConcurrently("lead", "lead_of_wechat"),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("lead", "other_phone")]),
        migrations.AlterField("lead", "name", models.CharField(editable=False, max_length=40, verbose_name="联系人")),
        migrations.AlterField(
            "lead", "wechat", models.CharField(blank=True, editable=False, max_length=40, verbose_name="微信")
        ),
    ]
