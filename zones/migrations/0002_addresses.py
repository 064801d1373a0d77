"""Every city, zone and industry has a slug that makes an address, however it came into the database."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations
from django.db.models import CheckConstraint, Q

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class Migration(migrations.Migration):
    atomic = False  # a constraint is checked for the rows there are without a lock that keeps writers out

    dependencies = [("zones", "0001_initial")]

    operations = [
        operation
        for model in ("city", "zone", "industry")
        for operation in (
            AddConstraintNotValid(
                model, CheckConstraint(condition=Q(slug__regex=SLUG), name=f"{model}_has_an_address")
            ),
            ValidateConstraint(model, name=f"{model}_has_an_address"),
        )
    ]
