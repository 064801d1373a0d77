"""The index of visits by their moment, which the report reads."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0040_index_of_appointments")]

    operations = [
        AddIndexConcurrently(
            "leadevent",
            models.Index("at", name="lead_event_of_visits", condition=Q(kind="visit"), include=["lead"]),
        ),
    ]
