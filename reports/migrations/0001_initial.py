"""What a city is to reach in a month."""

import django.db.models.deletion
from django.db import migrations, models

import plumbing.days


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("zones", "0005_taken_city_slugs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "month",
                    models.DateField(
                        help_text="填这个月的任意一天。", validators=[plumbing.days.validate_year], verbose_name="月份"
                    ),
                ),
                ("received", models.PositiveIntegerField(blank=True, null=True, verbose_name="收到线索")),
                ("signed", models.PositiveIntegerField(blank=True, null=True, verbose_name="签约")),
                (
                    "city",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="zones.city",
                        verbose_name="城市",
                    ),
                ),
            ],
            options={
                "verbose_name": "招商目标",
                "verbose_name_plural": "招商目标",
                "ordering": ["-month", "city"],
                "constraints": [
                    models.UniqueConstraint(fields=("city", "month"), name="target_of_a_city_and_month_is_one"),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="target_is_of_a_first_day"),
                    models.CheckConstraint(
                        condition=models.Q(("received__isnull", False), ("signed__isnull", False), _connector="OR"),
                        name="target_says_something",
                        violation_error_message="收到线索和签约至少填一个。",
                    ),
                ],
            },
        ),
    ]
