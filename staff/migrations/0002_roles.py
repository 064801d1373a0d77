"""Make the roles, and say what they may do with the map and the pictures, whose apps know nothing of staff."""

from django.db import migrations

from staff.roles import EDITOR, ROLES, SALES, SALES_MANAGER, WRITER, allow


def make_roles(apps, schema_editor):
    for role in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=role)


def allow_map_and_pictures(apps, schema_editor):
    # A city's own page, its zones and its people are its editors' work; cities themselves are the administrator's.
    allow(apps, EDITOR, "zones", "city", ["view", "change"])
    allow(apps, EDITOR, "zones", "zone", ["view", "add", "change"])
    allow(apps, EDITOR, "zones", "contact", ["view", "add", "change"])
    allow(apps, EDITOR, "zones", "mobile", ["view", "add", "change", "delete"])
    allow(apps, EDITOR, "zones", "industry", ["view", "add", "change"])
    for role in (WRITER, SALES, SALES_MANAGER):
        for model in ("city", "zone", "industry"):
            allow(apps, role, "zones", model, ["view"])
    for role in (WRITER, EDITOR):
        allow(apps, role, "images", "image", ["view", "add", "change"])


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0001_initial"),
        ("zones", "0001_initial"),
        ("images", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_roles, migrations.RunPython.noop),
        migrations.RunPython(allow_map_and_pictures, migrations.RunPython.noop),
    ]
