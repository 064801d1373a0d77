"""The indexes by which the inboxes find who was named in a note, and what managers hear of."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0030_inboxes")]

    operations = [
        AddIndexConcurrently(
            "leadevent",
            models.Index("at", name="lead_event_of_mentions", condition=Q(kind="note", data__has_key="mentions")),
        ),
        AddIndexConcurrently(
            "leadevent", models.Index("at", name="lead_event_of_reminders", condition=Q(kind="reminded"))
        ),
    ]
