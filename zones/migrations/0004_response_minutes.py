"""How soon a prospect has to be contacted."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("zones", "0003_listing_days")]

    operations = [
        migrations.AddField(
            "portal",
            "response_minutes",
            models.PositiveSmallIntegerField(
                db_default=120,
                default=120,
                help_text="询盘收到后，工作时间内这么多分钟要有第一次联系；过半和超时会催。与“响应承诺”写的一致。",
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(5700),
                ],
                verbose_name="首次联系时限（工作分钟）",
            ),
        ),
    ]
