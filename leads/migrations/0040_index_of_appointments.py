"""The index of open appointments by the day."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0039_disclosures")]

    operations = [
        AddIndexConcurrently(
            "appointment",
            models.Index(
                "starts_at", name="appointment_open", condition=Q(state__in=["planned", "moved"]), include=["lead"]
            ),
        ),
    ]
