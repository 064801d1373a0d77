"""Targets of the area and the investment that is signed for."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_roles")]

    operations = [
        migrations.AddField("target", "area_m2", models.PositiveIntegerField("签约面积（㎡）", null=True, blank=True)),
        migrations.AddField(
            "target", "investment_10k", models.PositiveIntegerField("签约投资额（万元）", null=True, blank=True)
        ),
        migrations.RemoveConstraint("target", "target_says_something"),
        AddConstraintNotValid(
            "target",
            models.CheckConstraint(
                name="target_is_of_something",
                condition=Q(received__isnull=False)
                | Q(signed__isnull=False)
                | Q(area_m2__isnull=False)
                | Q(investment_10k__isnull=False),
                violation_error_message="四样目标至少填一样。",
            ),
        ),
    ]
