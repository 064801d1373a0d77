"""The indexes that find the leads of a company, those whose company is not keyed yet, and the leads of a reason."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("leads", "0034_signings_reasons_companies")]

    operations = [
        AddIndexConcurrently(
            "lead", models.Index("company_key", name="lead_of_company", condition=Q(company_key__isnull=False))
        ),
        AddIndexConcurrently(
            "lead", models.Index("credit_code", name="lead_of_credit_code", condition=~Q(credit_code=""))
        ),
        AddIndexConcurrently(
            "lead", models.Index("id", name="lead_without_company_key", condition=Q(company_key__isnull=True))
        ),
        AddIndexConcurrently(
            "lead", models.Index("loss_reason", name="lead_of_loss_reason", condition=Q(loss_reason__isnull=False))
        ),
    ]
