"""`/zones/compare/` is a page of ours: a city of that name would have none."""

import django.core.validators
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # a constraint is checked for the rows there are without a lock that keeps writers out

    dependencies = [("zones", "0004_response_minutes")]

    operations = [
        migrations.AlterField(
            model_name="city",
            name="slug",
            field=models.CharField(
                max_length=40,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9]+(-[a-z0-9]+)*$", "只用小写拼音、数字和短横线，例如 gaoxin-qu。"
                    ),
                    django.core.validators.RegexValidator(
                        "^compare$", "这个拼音是网站自己的地址，请换一个。", inverse_match=True
                    ),
                ],
                verbose_name="拼音",
            ),
        ),
        AddConstraintNotValid(
            "city",
            models.CheckConstraint(condition=~models.Q(slug="compare"), name="city_slug_is_no_page_of_ours"),
        ),
        ValidateConstraint("city", name="city_slug_is_no_page_of_ours"),
    ]
