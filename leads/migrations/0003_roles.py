"""What the roles may do with leads: sales work them, and editors answer complaints."""

from django.db import migrations

from staff.roles import EDITOR, SALES, SALES_MANAGER, allow


def allow_sales(apps, schema_editor):
    for role in (SALES, SALES_MANAGER):
        allow(apps, role, "leads", "lead", ["view", "add", "change"])
        allow(apps, role, "leads", "enquiry", ["view", "add"])
        allow(apps, role, "leads", "leadevent", ["view", "add"])
        allow(apps, role, "leads", "notification", ["view"])
    allow(apps, SALES_MANAGER, "leads", "lead", ["supervise", "export"])
    allow(apps, SALES_MANAGER, "leads", "channel", ["view", "add", "change", "delete"])
    allow(apps, EDITOR, "leads", "complaint", ["view", "change"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_triggers"), ("staff", "0002_roles")]

    operations = [migrations.RunPython(allow_sales, migrations.RunPython.noop)]
