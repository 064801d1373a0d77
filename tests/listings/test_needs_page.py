"""Needs in words on the finder's page: the conditions they become, and how these were said."""

import pytest

from tests import builders

pytestmark = pytest.mark.django_db


def test_a_condition_tells_in_what_words_it_was_said(client):
    builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))
    page = client.get("/listings/", {"need": "长清 0.8元/天/平 层高8米 1000平"})
    said = ["济南", "月租不高于 24.33 元/㎡·月（0.8元/天/平）", "净高不低于 8 米（层高8米）"]
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


def test_a_district_shows_its_zones_alone_and_can_be_taken_away(client):
    city = builders.city(name="济南", slug="jinan")
    near = builders.listing(zone=builders.zone(city=city, address="济南市章丘区明水路 1 号"))
    named = builders.listing(zone=builders.zone(city=city, name="示例章丘区产业园"))
    far = builders.listing(zone=builders.zone(city=city, address="济南市长清区 2 号"))
    shown = client.get("/listings/", {"need": "章丘 厂房"})
    assert {hit.listing for hit in shown.context["page"].hits} == {near, named}
    assert dict(shown.context["form"].chips)["区县 章丘区"] == "?city=jinan&kind=factory"
    assert 'name="district" value="章丘区"' in shown.content.decode()
    everywhere = client.get("/listings/", {"need": "章丘附近 厂房"})
    assert far in {hit.listing for hit in everywhere.context["page"].hits}
    assert "列出的是全市的" in everywhere.content.decode()


def test_a_district_without_a_zone_is_said_to_have_none_and_the_city_is_shown(client):
    listing = builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))
    shown = client.get("/listings/", {"need": "章丘 厂房"})
    assert [hit.listing for hit in shown.context["page"].hits] == [listing]
    assert "章丘区现在没有园区，列出的是全市的。" in shown.content.decode()
    assert "区县 章丘区" not in dict(shown.context["form"].chips)


@pytest.mark.parametrize("typed", ["%", "\\", "区" * 50, "<b>"])
def test_no_district_that_is_typed_breaks_the_page(client, typed):
    builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))
    assert client.get("/listings/", {"city": "jinan", "district": typed}).status_code == 200
