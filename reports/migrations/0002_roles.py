"""Managers of sales set the targets of their cities."""

from django.db import migrations

from staff.roles import SALES_MANAGER, allow


def allow_managers(apps, schema_editor):
    allow(apps, SALES_MANAGER, "reports", "target", ["view", "add", "change", "delete"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("staff", "0002_roles")]

    operations = [migrations.RunPython(allow_managers, migrations.RunPython.noop)]
