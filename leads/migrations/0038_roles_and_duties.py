"""Landlords and bookkeepers among the people of a lead; several rows of the rota for one person."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import plumbing.days


class Migration(migrations.Migration):
    dependencies = [("leads", "0037_ways_of_people")]

    operations = [
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_role_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="duty_is_given_once",
        ),
        migrations.AlterField(
            model_name="contact",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    ("boss", "老板"),
                    ("office", "行政"),
                    ("clerk", "经办"),
                    ("broker", "中介"),
                    ("landlord", "房东"),
                    ("finance", "财务"),
                    ("other", "其他"),
                ],
                db_default="",
                default="",
                max_length=10,
                verbose_name="身份",
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="away_until",
            field=models.DateField(
                blank=True,
                help_text="这一天也算；写在一行，他的几行都算请假；销假了清空。",
                null=True,
                validators=[plumbing.days.validate_year],
                verbose_name="请假到",
            ),
        ),
        migrations.AlterField(
            model_name="duty",
            name="weekdays",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(
                    choices=[(0, "周一"), (1, "周二"), (2, "周三"), (3, "周四"), (4, "周五"), (5, "周六"), (6, "周日")]
                ),
                blank=True,
                default=list,
                help_text="不勾选：每个工作日。勾选：只在这几天；勾了周六、周日的，休息的那两天也值班，节假日除外。",
                size=None,
                verbose_name="星期",
            ),
        ),
        AddConstraintNotValid(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("role__in", ["", "boss", "office", "clerk", "broker", "landlord", "finance", "other"])
                ),
                name="contact_role_is_known",
            ),
        ),
    ]
