"""The steps that the desk asks for, and where an old site lies."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="oldsite",
            name="source",
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name="来源"),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("look", "看一看"),
                            ("trial", "试迁"),
                            ("run", "迁入"),
                            ("verify", "核对"),
                            ("undo", "撤销"),
                        ],
                        max_length=8,
                        verbose_name="步骤",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("result", models.JSONField(default=dict, verbose_name="结果")),
                ("report", models.BinaryField(null=True, verbose_name="逐篇的结果")),
                ("failure", models.TextField(blank=True, verbose_name="没做成的原因")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="开始")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="完成")),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="steps",
                        to="moving.run",
                        verbose_name="迁入",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="moving.oldsite",
                        verbose_name="旧站",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁开始的",
                    ),
                ),
            ],
            options={
                "verbose_name": "搬家的一步",
                "verbose_name_plural": "搬家的步骤",
                "ordering": ["-id"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("site",),
                        name="old_site_is_at_one_step_at_a_time",
                    )
                ],
            },
        ),
    ]
