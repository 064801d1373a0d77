"""The index of what people hear of, by its moment: the worker looks every minute."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

KINDS = ["appointed", "expiring", "note", "owner", "received", "reminded", "resubmitted", "visit_soon"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0041_index_of_visits")]

    operations = [
        AddIndexConcurrently(
            "leadevent", models.Index("at", name="lead_event_of_inboxes", condition=Q(kind__in=KINDS))
        ),
        AddIndexConcurrently("notification", models.Index("created_at", name="notification_created")),
    ]
