"""Needs in words on the finder's page: the conditions they become, and how these were said."""

import pytest

from tests import builders

pytestmark = pytest.mark.django_db


def test_a_condition_tells_in_what_words_it_was_said(client):
    builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))
    page = client.get("/listings/", {"need": "长清 0.8元/天/平 层高8米 1000平"})
    said = ["济南（长清）", "月租不高于 24.33 元/㎡·月（0.8元/天/平）", "净高不低于 8 米（层高8米）"]
    assert {words for words, _ in page.context["form"].chips} == {*said, "面积 1000平"}
    changed = client.get("/listings/", {"need": "长清 0.8元/天/平", "rent": "20"}).context["form"]
    assert "月租不高于 20 元/㎡·月" in [words for words, _ in changed.chips]


def test_a_need_names_a_zone_of_any_city(client):
    zone = builders.zone(name="明湖智造产业园", city=builders.city(name="济南", slug="jinan"))
    hall = builders.listing(zone=zone)
    builders.listing(zone=builders.zone(city=zone.city))
    page = client.get("/listings/", {"need": "明湖智造产业园 厂房"})
    assert [hit.listing for hit in page.context["page"].hits] == [hall]


def test_a_withdrawn_zone_is_not_named(client):
    builders.zone(name="明湖智造产业园", city=builders.city(name="济南", slug="jinan"), is_listed=False)
    assert client.get("/listings/", {"need": "明湖智造产业园 厂房"}).context["form"].words.fields == {"kind": "factory"}


def test_of_land_nothing_is_asked_that_only_buildings_have(client):
    plot = builders.listing(kind="land", deal="transfer", area_m2=6667)
    page = client.get("/listings/", {"need": "十亩左右，能建丙类厂房的地"})
    assert [hit.listing for hit in page.context["page"].hits] == [plot]
