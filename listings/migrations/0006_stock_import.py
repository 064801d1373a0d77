"""Workbooks of stock that staff upload, kept for a day."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("listings", "0005_offered_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StockImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("file", models.BinaryField(verbose_name="文件")),
                ("wishes", models.JSONField(verbose_name="对整份文件的要求")),
                ("rows", models.JSONField(verbose_name="每行")),
                ("unread", models.JSONField(verbose_name="没有读的")),
                ("wanted", models.JSONField(null=True, verbose_name="仍要导入的")),
                ("done", models.JSONField(default=dict, verbose_name="结果")),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="上传时间"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "房源导入",
                "verbose_name_plural": "房源导入",
                "default_permissions": (),
            },
        ),
    ]
