"""The log of what was done because somebody asked for their personal data; managers of all cities read it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from staff.roles import SALES_MANAGER, allow


def allow_reading(apps, schema_editor):
    allow(apps, SALES_MANAGER, "leads", "privacyrequest", ["view"])


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0031_indexes_of_inboxes"),
        ("staff", "0002_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivacyRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[("copy", "给了副本"), ("erasure", "清除")], max_length=10, verbose_name="处理"
                    ),
                ),
                ("known_by", models.CharField(max_length=100, verbose_name="号码或邮箱（打码）")),
                ("verified", models.CharField(max_length=200, verbose_name="怎样核实的")),
                ("extent", models.JSONField(default=dict, verbose_name="涉及多少")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
            ],
            options={
                "verbose_name": "个人信息请求",
                "verbose_name_plural": "个人信息请求",
                "ordering": ["-at", "-pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.RunPython(allow_reading, migrations.RunPython.noop),
    ]
