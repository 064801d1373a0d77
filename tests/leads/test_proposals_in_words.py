"""What is said above the proposals to a lead: how many fit, of others only if there are some, or that it has signed."""

import pytest

from leads import fitting
from parkinfo.middleware import find_site
from tests.desk import signed_in, words
from tests.leads.offers import hall, page_of
from tests.leads.signings import negotiated, signed

pytestmark = pytest.mark.django_db


def summary(lead, who):
    return page_of(lead, who).context["proposals"].summary


@pytest.mark.slow
def test_of_those_that_fit_it_says_of_how_many_all_is_known(wanting, zone, sales):
    lead = wanting()
    assert summary(lead, sales) == "没有全部符合的"
    doubtful = hall(zone, crane_t=None)
    assert summary(lead, sales) == "符合 1 套，都有几项还要核实"
    hall(zone)
    assert summary(lead, sales) == "符合 2 套，其中 1 套各项都符合，其余有几项还要核实"
    doubtful.change(None, crane_t=10)
    assert summary(lead, sales) == "符合 2 套，各项都符合"


def test_what_was_found_not_to_do_is_said(wanting, zone, sales):
    lead, first, _ = wanting(), hall(zone), hall(zone, area_m2=3100)
    lead.rule_out(first, sales)
    assert summary(lead, sales) == "符合 2 套，各项都符合，1 套已记为不合适"
    lead.rule_out(hall(zone, area_m2=9000), sales)
    for proposal in page_of(lead, sales).context["proposals"].fitting:
        lead.rule_out(proposal.hit.listing, sales)
    page = page_of(lead, sales)
    assert page.context["proposals"].summary == "符合 2 套，各项都符合，已记为不合适"
    assert "现在没有合适的" in page.content.decode()


def test_a_lead_that_has_signed_is_offered_nothing_else(wanting, zone, sales):
    lead = wanting(third_party="1")
    lead.claim(sales)
    taken, other = hall(zone, area_m2=1100), hall(zone)
    negotiated(lead, sales)
    assert signed_in(sales).get("/admin/leads/lead/today/").context["news"] != []
    signed(lead, sales, taken)
    assert signed_in(sales).get("/admin/leads/lead/today/").context["news"] == []
    assert fitting.leads_for(other, sales, find_site("www.example.com")) == []
    page = words(page_of(lead, sales)).partition('id="fits"')[2].partition("</section>")[0]
    assert "已签下" in page
    for offered in ("推荐</button>", "差一点", "面积少", other.number):
        assert offered not in page
