"""Every enquiry and lead that is there keeps the rules of 0010; writing goes on while they are looked at."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_what_is_said_of_a_page")]

    operations = [
        ValidateConstraint("enquiry", "enquiry_can_be_answered"),
        ValidateConstraint("enquiry", "enquiry_from_the_form_has_contact_and_consent"),
        ValidateConstraint("enquiry", "enquiry_kind_is_known"),
        ValidateConstraint("lead", "lead_kind_is_known"),
    ]
