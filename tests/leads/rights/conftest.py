"""The people, leads and visits of the table."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Appointment
from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER
from tests import builders
from tests.leads.rights.table import a_lead


@pytest.fixture
def people(jinan, qingdao):
    """{who: the User, None for a visitor}."""
    of = builders.person
    return {
        "visitor": None,
        "writer": of(WRITER),
        "editor": of(EDITOR),
        "sales": of(SALES, jinan),
        "colleague": of(SALES, jinan),
        "sales of Qingdao": of(SALES, qingdao),
        "sales of all cities": of(SALES),
        "manager": of(SALES_MANAGER, jinan),
        "manager of Qingdao": of(SALES_MANAGER, qingdao),
        "manager of all cities": of(SALES_MANAGER),
        "administrator": of(is_superuser=True),
    }


@pytest.fixture
def leads(people, jinan, qingdao):
    """{whose: the Lead}, each with a private file."""
    return {
        "own": a_lead(jinan, people["sales"]),
        "pool": a_lead(jinan, None),
        "colleague's": a_lead(jinan, people["colleague"]),
        "Qingdao's": a_lead(qingdao, people["sales of Qingdao"]),
        "Qingdao's pool": a_lead(qingdao, None),
        "nobody's city": a_lead(None, None),
    }


@pytest.fixture
def visits(people, leads):
    """{whose lead: an Appointment of it that is over, without a result}."""
    starts = timezone.now() - timedelta(hours=3)
    given = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "made_by": people["administrator"]}
    return {name: Appointment.objects.create(lead=lead, **given) for name, lead in leads.items()}
