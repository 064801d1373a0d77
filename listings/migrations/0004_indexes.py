"""What the finder, a zone's and a city's page read."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("listings", "0003_roles")]

    operations = [
        AddIndexConcurrently(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "reserved"))),
                fields=["zone", "-verified_on"],
                name="listing_of_zone",
            ),
        ),
        AddIndexConcurrently(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "reserved"))),
                fields=["city", "kind", "-verified_on", "-id"],
                name="listing_of_city",
            ),
        ),
        AddIndexConcurrently(
            model_name="listing",
            index=models.Index(
                condition=models.Q(("state__in", ("open", "reserved"))),
                fields=["-verified_on", "-id"],
                name="listing_newest_first",
            ),
        ),
    ]
