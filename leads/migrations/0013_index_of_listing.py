"""The index that finds the enquiries about a listing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0012_listing_asked_about")]

    operations = [
        AddIndexConcurrently(
            "enquiry", models.Index("listing", name="enquiry_of_listing", condition=Q(listing__isnull=False))
        )
    ]
