"""Addresses of the enquiry form that name a city or a zone by a slug of before: old links, posters, cards in WeChat."""

import pytest
from django.db import OperationalError

from addresses.models import OldAddress
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def renamed():
    """A city and its zone, both of which were called otherwise: first the city, then the zone."""
    builders.portal()
    zone = builders.zone(city=builders.city(name="济南", slug="jinanshi"), name="示例高新区", slug="gaoxinqu")
    zone.city.slug = "jinan"
    zone.city.save()
    zone.slug = "gaoxin"
    zone.save()
    return zone


@pytest.mark.parametrize(
    ("query", "now"),
    [
        ("city=jinanshi", "city=jinan"),
        ("city=济南&zone=gaoxinqu", "city=jinan&zone=gaoxin"),
        ("city=JinanShi&kind=land", "city=jinan&kind=land"),
        ("city=jinanshi&zone=gaoxinqu&src=%2Fabout%2F", "city=jinan&zone=gaoxin&src=%2Fabout%2F"),
        ("city=jinan&zone=gaoxinqu", "city=jinan&zone=gaoxin"),
        ("kind=correction&city=jinanshi&zone=gaoxinqu", "kind=correction&city=jinan&zone=gaoxin"),
        ("city=jinanshi&zone=nothing&utm_source=x", "city=jinan&zone=nothing&utm_source=x"),
    ],
)
def test_a_slug_of_before_leads_to_the_form_with_the_place_chosen(client, renamed, query, now):
    answer = client.get(f"/enquiries/new/?{query}")
    assert (answer.status_code, answer["Location"]) == (301, f"/enquiries/new/?{now}")
    page = client.get(answer["Location"]).content.decode()
    assert ('<option value="jinan" selected>' in page) or ('name="city" value="jinan"' in page)


@pytest.mark.parametrize("query", ["", "city=jinan", "city=jinan&zone=gaoxin", "city=atlantis", "zone=x"])
def test_whatever_else_is_answered_as_it_is(client, renamed, query):
    assert client.get(f"/enquiries/new/?{query}").status_code == 200


def test_a_city_that_is_hidden_is_no_place_to_lead_to(client, renamed):
    renamed.city.is_listed = False
    renamed.city.save()
    assert client.get("/enquiries/new/?city=jinanshi").status_code == 200


def test_a_database_that_fails_takes_no_form_away(client, renamed, monkeypatch):
    client.get("/enquiries/new/")

    def fail(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(OldAddress.objects, "filter", fail)
    assert client.get("/enquiries/new/?city=jinanshi").status_code == 200


def test_a_city_that_is_known_costs_no_query_more(client, renamed, django_assert_num_queries):
    client.get("/enquiries/new/?city=jinan&zone=gaoxin")
    with django_assert_num_queries(1):
        client.get("/enquiries/new/?city=jinan&zone=gaoxin")
