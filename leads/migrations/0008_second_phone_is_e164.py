"""A second number is one that can be dialled; rows that are there are looked at by the next migration."""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("leads", "0007_circuits_of_channels")]

    operations = [
        AddConstraintNotValid(
            "enquiry",
            models.CheckConstraint(
                name="enquiry_other_phone_is_e164",
                condition=Q(other_phone="") | Q(other_phone__regex=r"^\+[1-9][0-9]{5,14}$"),
            ),
        )
    ]
