"""Complaints are the editors'."""

from django.db import migrations

from staff.roles import EDITOR, allow


def allow_complaints(apps, schema_editor):
    allow(apps, EDITOR, "leads", "complaint", ["view", "change"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_complaints"), ("staff", "0002_roles")]

    operations = [migrations.RunPython(allow_complaints, migrations.RunPython.noop)]
