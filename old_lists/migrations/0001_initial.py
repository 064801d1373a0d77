"""Old lists that were uploaded, and what became of their rows."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("leads", "0024_old_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OldList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("file", models.BinaryField(verbose_name="文件")),
                ("columns", models.JSONField(default=dict, verbose_name="列")),
                ("wishes", models.JSONField(default=dict, verbose_name="对整份文件的要求")),
                ("words", models.JSONField(default=dict, verbose_name="词")),
                ("shown", models.JSONField(default=list, verbose_name="每行")),
                ("notes_known", models.BooleanField(default=True, verbose_name="备注记到已有的线索")),
                (
                    "created_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="上传时间"),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "老名单",
                "verbose_name_plural": "老名单",
                "ordering": ["-created_at", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="OldListRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "新线索"),
                            ("known", "系统里已有"),
                            ("twin", "表里重复"),
                            ("refused", "不能导入"),
                            ("sum", "合计、表头"),
                            ("blank", "没有内容"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "lead",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="leads.lead"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="leads.leadevent"
                    ),
                ),
                (
                    "old_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="old_lists.oldlist"
                    ),
                ),
            ],
            options={
                "verbose_name": "老名单的一行",
                "verbose_name_plural": "老名单的行",
                "default_permissions": (),
                "constraints": [models.UniqueConstraint(fields=("old_list", "key"), name="old_list_row_is_done_once")],
            },
        ),
    ]
