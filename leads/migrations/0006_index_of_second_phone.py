"""The index that finds the lead of a second number."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0005_second_phone")]

    operations = [
        AddIndexConcurrently(
            "lead",
            models.Index(
                "other_phone", name="lead_of_other_phone", condition=Q(merged_into__isnull=True) & ~Q(other_phone="")
            ),
        )
    ]
