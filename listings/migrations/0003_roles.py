"""What the roles may do with listings: writers enter them, editors and sales also put them on offer."""

from django.db import migrations

from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER, allow


def allow_listings(apps, schema_editor):
    allow(apps, WRITER, "listings", "listing", ["view", "add", "change"])
    for role in (EDITOR, SALES, SALES_MANAGER):
        allow(apps, role, "listings", "listing", ["view", "add", "change", "publish"])
    for role in (SALES, SALES_MANAGER):
        allow(apps, role, "images", "image", ["view", "add", "change"])  # they stand in the hall with the camera
    for role in (WRITER, EDITOR, SALES, SALES_MANAGER):
        allow(apps, role, "listings", "listingchange", ["view"])
        allow(apps, role, "listings", "listingpicture", ["view", "add", "change", "delete"])


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_numbers_and_cities"), ("staff", "0002_roles"), ("images", "0001_initial")]

    operations = [migrations.RunPython(allow_listings, migrations.RunPython.noop)]
