"""The rules by which a city's leads are worked; its managers keep them, its salespeople read them."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

from staff.roles import SALES, SALES_MANAGER, allow


def allow_sales_rules(apps, schema_editor):
    allow(apps, SALES, "leads", "salesrules", ["view"])
    allow(apps, SALES_MANAGER, "leads", "salesrules", ["view", "add", "change", "delete"])


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0018_index_of_first_contact"),
        ("staff", "0002_roles"),
        ("zones", "0005_taken_city_slugs"),
    ]

    operations = [
        migrations.CreateModel(
            name="SalesRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens", models.TimeField(default=datetime.time(8, 30), verbose_name="上班")),
                (
                    "closes",
                    models.TimeField(
                        default=datetime.time(18, 0),
                        help_text="时限、催办都只算这段时间；放假与调休另有一张表。",
                        verbose_name="下班",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        help_text="留空表示总部：没有自己规则的城市，和没有城市的线索。",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        error_messages={"unique": "这里的规则已经有了，请改那一条。"},
                        related_name="+",
                        to="zones.city",
                        verbose_name="城市",
                    ),
                ),
            ],
            options={
                "verbose_name": "分配与保护期",
                "verbose_name_plural": "分配与保护期",
                "ordering": [models.OrderBy(models.F("city__order"), nulls_first=True), "city"],
                "default_permissions": ("view", "add", "change", "delete"),
                "constraints": [
                    models.UniqueConstraint(fields=("city",), name="city_has_one_sales_rules", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=models.Q(("opens__lt", models.F("closes"))), name="desk_opens_before_it_closes"
                    ),
                ],
            },
        ),
        migrations.RunPython(allow_sales_rules, migrations.RunPython.noop),
    ]
