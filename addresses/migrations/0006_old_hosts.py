"""Hosts that lead to a city's own: a new table, which nothing has to wait for."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("addresses", "0005_picture_of_an_old_upload"), ("zones", "0005_taken_city_slugs")]

    operations = [
        migrations.CreateModel(
            name="OldHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "host",
                    models.CharField(
                        help_text="例如 www.jinan.example.com。",
                        max_length=100,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$",
                                "只写域名，例如 jinan.example.com，不带 http://、端口和斜杠。",
                            )
                        ],
                        verbose_name="旧域名",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="创建时间"),
                ),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        help_text="访客转到这个城市的域名；留空转到总站。",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_hosts",
                        to="zones.city",
                        verbose_name="城市",
                    ),
                ),
            ],
            options={"verbose_name": "旧域名", "verbose_name_plural": "旧域名", "ordering": ["city", "host"]},
        ),
    ]
