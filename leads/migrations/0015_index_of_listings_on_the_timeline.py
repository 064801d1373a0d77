"""The index that finds the lines of timelines about a listing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0014_listings_on_the_timeline")]

    operations = [
        AddIndexConcurrently(
            "leadevent", models.Index("listing", name="lead_event_of_listing", condition=Q(listing__isnull=False))
        )
    ]
