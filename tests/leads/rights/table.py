"""Who there is and what each sees: roles by own, pool, colleague's, another city's and nobody's city."""

from itertools import count

import pytest
from django.test import Client

from leads.models import Lead, LeadEvent
from tests.desk import signed_in

LEADS = ("own", "pool", "colleague's", "Qingdao's", "Qingdao's pool", "nobody's city")
JINANS = {"own", "pool", "colleague's"}
#: Which of the leads each sees; `own` is of the first salesperson.
SEES = {
    "visitor": set(),
    "writer": set(),
    "editor": set(),
    "sales": {"own", "pool"},
    "colleague": {"colleague's", "pool"},
    "sales of Qingdao": {"Qingdao's", "Qingdao's pool"},
    "sales of all cities": {"pool", "Qingdao's pool", "nobody's city"},
    "manager": JINANS,
    "manager of Qingdao": {"Qingdao's", "Qingdao's pool"},
    "manager of all cities": set(LEADS),
    "administrator": set(LEADS),
}
SUPERVISORS = {"manager", "manager of Qingdao", "manager of all cities", "administrator"}
OTHERS = [who for who in SEES if who not in {"sales", "manager of Qingdao"}]
#: Only for who supervises the lead's city; or else for its owner. Parting has a test of its own.
SUPERVISED, OF_OWNER = {"exempt"}, {"hand-over", "merge", "mistake"}
REFUSED = {302, 403, 404}

numbers = count(1)


def a_lead(city, owner):
    number = next(numbers)
    lead = Lead.objects.create(
        kind="rent", name="示例", company=f"示例{number}厂", phone=f"+861380000{number:04}", city=city, owner=owner,
        receipt=f"QQ{number:010}",
    )  # fmt: skip
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.FILE, text="图纸.pdf", file="none.pdf")
    return lead


def desk_of(person):
    return signed_in(person) if person else Client()


def page_of(lead):
    return f"/admin/leads/lead/{lead.pk}/"


def whose(leads, found):
    """Names of those of the leads that are among the ones found."""
    found = set(found)
    return {name for name, lead in leads.items() if lead.pk in found}


def as_it_is():
    """All that a verb could have changed."""
    return list(Lead.objects.order_by("pk").values()), LeadEvent.objects.count()


#: In the fast run one who sees some of a city and one who sees another city whole.
everybody = pytest.mark.parametrize(
    "who", ["sales", "manager of Qingdao", *(pytest.param(each, marks=pytest.mark.slow) for each in OTHERS)]
)
