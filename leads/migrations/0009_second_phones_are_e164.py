"""Every second number that is there can be dialled; writing goes on while they are looked at."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_second_phone_is_e164")]

    operations = [ValidateConstraint("enquiry", "enquiry_other_phone_is_e164")]
