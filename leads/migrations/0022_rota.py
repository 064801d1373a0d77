"""Who is on duty in a city, and whether new leads are given to them; its managers keep it, its salespeople read it."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import plumbing.days
from staff.roles import SALES, SALES_MANAGER, allow


def allow_duties(apps, schema_editor):
    allow(apps, SALES, "leads", "duty", ["view"])
    allow(apps, SALES_MANAGER, "leads", "duty", ["view", "add", "change", "delete"])


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0021_limits_of_claims"),
        ("zones", "0005_taken_city_slugs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="员工",
                    ),
                ),
                (
                    "city",
                    models.ForeignKey(
                        blank=True,
                        help_text="留空表示没有城市的线索。",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="zones.city",
                        verbose_name="城市",
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("invest", "招商入驻"),
                                ("rent", "租厂房"),
                                ("buy", "买厂房"),
                                ("land", "土地"),
                                ("office", "写字楼"),
                                ("other", "其他"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        help_text="不勾选：全部类型。",
                        size=None,
                        verbose_name="需求类型",
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(
                            choices=[
                                (0, "周一"),
                                (1, "周二"),
                                (2, "周三"),
                                (3, "周四"),
                                (4, "周五"),
                                (5, "周六"),
                                (6, "周日"),
                            ]
                        ),
                        blank=True,
                        default=list,
                        help_text="不勾选：每个工作日。勾选：只在这几天中的工作日。",
                        size=None,
                        verbose_name="星期",
                    ),
                ),
                ("begins", models.TimeField(blank=True, null=True, verbose_name="从")),
                (
                    "ends",
                    models.TimeField(
                        blank=True, help_text="留空：全天，按城市的上班时间。", null=True, verbose_name="到"
                    ),
                ),
                (
                    "away_from",
                    models.DateField(
                        blank=True, null=True, validators=[plumbing.days.validate_year], verbose_name="请假从"
                    ),
                ),
                (
                    "away_until",
                    models.DateField(
                        blank=True,
                        help_text="这一天也算；销假了清空。",
                        null=True,
                        validators=[plumbing.days.validate_year],
                        verbose_name="请假到",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班",
                "verbose_name_plural": "值班表",
                "ordering": ["city", "user", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "city"), name="duty_is_given_once", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=models.Q(("begins__lt", models.F("ends"))), name="duty_begins_before_it_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("away_from__isnull", True), ("away_until__isnull", True)),
                            models.Q(
                                ("away_from__isnull", False),
                                ("away_from__lte", models.F("away_until")),
                                ("away_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="leave_is_whole",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="salesrules",
            name="has_rota",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="勾选：新询盘分给值班表上当班的人，手上最少的先得；没有人当班的，等下一个人上班再分。不勾选：都进公共池，谁领归谁。认识的老客户总是归原来的负责人。",
                verbose_name="自动分派",
            ),
        ),
        migrations.AddField(
            model_name="salesrules",
            name="most_open",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="手上没结束的到了这个数，就不再自动分给他；都到了的留在公共池。留空不限。",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(10000),
                ],
                verbose_name="每人最多跟进（条）",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_open__gt", 0)), name="who_is_on_duty_gets_something"
            ),
        ),
        migrations.RunPython(allow_duties, migrations.RunPython.noop),
    ]
