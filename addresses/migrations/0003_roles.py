"""Editors keep the old addresses and see what people ask for in vain."""

from django.db import migrations

from staff.roles import EDITOR, allow


def allow_addresses(apps, schema_editor):
    allow(apps, EDITOR, "addresses", "oldaddress", ["view", "add", "change", "delete"])
    allow(apps, EDITOR, "addresses", "missingaddress", ["view", "delete"])


class Migration(migrations.Migration):
    dependencies = [("addresses", "0002_triggers"), ("staff", "0002_roles")]

    operations = [migrations.RunPython(allow_addresses, migrations.RunPython.noop)]
