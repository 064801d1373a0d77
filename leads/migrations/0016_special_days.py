"""Days on which the desk works, or does not, whatever the calendar says; managers of all cities keep them."""

from django.db import migrations, models

import plumbing.days
from staff.roles import SALES, SALES_MANAGER, allow


def allow_special_days(apps, schema_editor):
    allow(apps, SALES, "leads", "specialday", ["view"])
    allow(apps, SALES_MANAGER, "leads", "specialday", ["view", "add", "change", "delete"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0015_index_of_listings_on_the_timeline"), ("staff", "0002_roles")]

    operations = [
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, validators=[plumbing.days.validate_year], verbose_name="日期")),
                (
                    "is_working",
                    models.BooleanField(
                        default=False,
                        help_text="不勾选：放假，时限和提醒都跳过这一天。",
                        verbose_name="上班",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=40, verbose_name="说明")),
            ],
            options={"verbose_name": "放假与调休", "verbose_name_plural": "放假与调休", "ordering": ["-day"]},
        ),
        migrations.RunPython(allow_special_days, migrations.RunPython.noop),
    ]
