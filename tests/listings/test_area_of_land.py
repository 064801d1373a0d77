"""Land is asked for in 亩: what a lone number in the finder means, what is said of it, and where it goes from there."""

import re

import pytest
from django.utils.http import urlencode

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def plot():
    """50 亩; beside it one of 50 ㎡."""
    builders.listing(kind="land", deal="transfer", area_m2=50)
    return builders.listing(kind="land", deal="transfer", area_m2="33333.33")


def found(page):
    return [hit.listing for hit in page.context["page"].hits]


@pytest.mark.parametrize(("typed", "said"), [("50", "50亩"), ("50以上", "50亩以上"), ("33333㎡", "33333㎡")])
def test_a_lone_number_of_land_is_in_mu_and_said_so(client, plot, typed, said):
    page = client.get("/listings/", {"kind": "land", "area": typed})
    form = page.context["form"]
    assert found(page) == [plot]
    assert form.in_words == f"土地，面积 {said}"
    assert form.url(kind="") == f"?{urlencode({'area': said})}"
    assert urlencode({"area": said}) in page.context["enquiry_url"]


def test_an_area_stays_what_it_was_when_land_is_chosen_afterwards(client):
    form = client.get("/listings/?kind=factory&area=3000").context["form"]
    assert form.url(kind="land") == f"?{urlencode({'kind': 'land', 'area': '3000㎡'})}"
    assert form.url(kind="office") == "?kind=office&area=3000"


def test_an_area_that_words_give_without_a_unit_stays_what_was_read(client):
    plot = builders.listing(kind="land", deal="transfer", area_m2=5000)
    page = client.get("/listings/", {"need": "土地，面积5000"})
    assert found(page) == [plot]
    # What the form sends when it is sent again means the same.
    assert page.context["form"]["area"].value() == "5000㎡"


def test_the_page_has_both_units_to_be_shown(client):
    for path in ("/", "/listings/"):
        assert "area-unit__mu" in client.get(path).content.decode()


@pytest.mark.slow
def test_land_is_written_in_mu_first_and_in_whole_metres_wherever_it_is_shown(client):
    builders.portal()
    plot = builders.listing(kind="land", deal="transfer", area_m2="13333.33", price="22 万/亩")
    for address in (plot.get_absolute_url(), "/listings/", f"/listings/compare/?n={plot.number}"):
        text = re.sub(r"<[^>]+>", "", client.get(address).content.decode())
        assert re.search(r"20\s*亩\s*（13,333\s*㎡）", text)
        assert "13,333.33" not in text
        assert "22 万元/亩" in text
