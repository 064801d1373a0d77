"""The index that finds whom nobody has contacted yet."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0017_first_contact")]

    operations = [
        AddIndexConcurrently(
            "lead",
            models.Index(
                "contact_by",
                name="lead_uncontacted",
                condition=Q(contacted_at__isnull=True, contact_by__isnull=False, merged_into__isnull=True),
            ),
        )
    ]
