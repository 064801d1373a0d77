"""Every target that is there is of something; writing goes on while they are looked at."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_targets_of_sums")]

    operations = [ValidateConstraint("target", "target_is_of_something")]
