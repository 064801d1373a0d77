"""How many leads a person takes from the pool in a day, and how long one that they have lost is not theirs to take."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0020_protection"),
        ("zones", "0005_taken_city_slugs"),
    ]

    operations = [
        migrations.AddField(
            model_name="salesrules",
            name="cool_off_days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="收回以后这么多个工作日内，原负责人不能再领同一条；主管可以移交给他。留空没有冷却期。",
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(250)],
                verbose_name="冷却期（工作日）",
            ),
        ),
        migrations.AddField(
            model_name="salesrules",
            name="most_claims",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="从公共池领取，拨打时自动归自己的也算；主管移交的、自动分派的不算。留空不限。",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(1000),
                ],
                verbose_name="每人每天最多领取（条）",
            ),
        ),
        migrations.AddConstraint(
            model_name="salesrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_claims__gt", 0)), name="who_may_claim_may_claim_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="salesrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("cool_off_days__gt", 0)), name="cool_off_is_some_time"
            ),
        ),
    ]
