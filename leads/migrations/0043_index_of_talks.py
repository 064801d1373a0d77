"""The index of leads that somebody talked to, which the report reads."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

TALKED = Q(kind__in=["wechat", "visit"], actor__isnull=False) | Q(
    kind="call", data__outcome__in=("talked", "wechat", "visit")
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0042_index_of_inbox_lines")]

    operations = [
        AddIndexConcurrently("leadevent", models.Index("lead", name="lead_event_of_talks", condition=TALKED)),
    ]
