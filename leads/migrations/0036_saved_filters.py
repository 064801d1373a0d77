"""What the list of leads or the board was narrowed to, kept under a name."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0035_indexes_of_companies"),
        ("zones", "0005_taken_city_slugs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "page",
                    models.CharField(
                        choices=[("list", "线索列表"), ("board", "看板")], max_length=5, verbose_name="用在"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名字")),
                ("query", models.JSONField(default=dict, verbose_name="筛选")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="保存时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="员工",
                    ),
                ),
                (
                    "shared_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="zones.city",
                        verbose_name="共享给",
                    ),
                ),
            ],
            options={
                "verbose_name": "保存的筛选",
                "verbose_name_plural": "保存的筛选",
                "ordering": ["name", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "page", "name"), name="saved_filter_has_its_own_name"),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="saved_filter_has_a_name"
                    ),
                ],
            },
        ),
    ]
