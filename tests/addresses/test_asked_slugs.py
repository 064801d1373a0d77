"""Slugs in a query that changed lead, in one hop, to the same address with those of today."""

import pytest
from django.db import OperationalError

from addresses.models import MissingAddress, OldAddress
from articles.models import Section
from tests import builders
from zones.models import City, Industry, Zone

pytestmark = pytest.mark.django_db


def rename(thing, *slugs):
    for slug in slugs:
        type(thing).objects.filter(pk=thing.pk).update(slug=slug)


@pytest.fixture
def park():
    """A zone of a city, which was called ningbo until it was yongcheng, and then the zone gaoxinqu until gaoxin."""
    builders.portal(host="park.example")
    zone = builders.zone(city=builders.city(name="甬城", slug="ningbo"), name="示例高新区", slug="gaoxinqu")
    builders.listing(zone=zone)
    builders.article(zone=zone, section=builders.section("zhengce", "政策"))
    rename(zone.city, "yongcheng")
    rename(zone, "gaoxin")
    return zone


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "now"),
    [
        ("/listings/?city=ningbo", "/listings/?city=yongcheng"),
        ("/listings/?kind=factory&city=NingBo&page=1", "/listings/?kind=factory&city=yongcheng&page=1"),
        ("/listings/?city=yongcheng&zone=gaoxinqu", "/listings/?city=yongcheng&zone=gaoxin"),
        ("/listings/?city=ningbo&zone=gaoxinqu", "/listings/?city=yongcheng&zone=gaoxin"),
        ("/listings/?city=ningbo&zone=nothing", "/listings/?city=yongcheng&zone=nothing"),
        ("/listings/?city=%E7%94%AC%E5%9F%8E", "/listings/?city=yongcheng"),
        ("/listings/?cities=ningbo,other", "/listings/?cities=yongcheng%2Cother"),
        ("/listings/feed.xml?city=ningbo&kind=factory", "/listings/feed.xml?city=yongcheng&kind=factory"),
        ("/search/?q=x&city=ningbo", "/search/?q=x&city=yongcheng"),
        ("/search/suggest/?q=x&city=ningbo", "/search/suggest/?q=x&city=yongcheng"),
        ("/search/?city=ningbo&zone=gaoxinqu&section=old", "/search/?city=yongcheng&zone=gaoxin&section=zhengce"),
        ("/news/archive/?city=ningbo", "/news/archive/?city=yongcheng"),
        ("/news/feed.xml?section=old", "/news/feed.xml?section=zhengce"),
        ("/zones/?z=yongcheng/gaoxinqu", "/zones/?z=yongcheng%2Fgaoxin"),
        ("/zones/compare/?z=yongcheng/gaoxinqu,never/was", "/zones/compare/?z=yongcheng%2Fgaoxin%2Cnever%2Fwas"),
        ("/zones/compare/?z=gaoxinqu", "/zones/compare/?z=yongcheng%2Fgaoxin"),
        # Together with a path of before, a missing slash.
        ("/listings?city=ningbo", "/listings/?city=yongcheng"),
        ("/zones/ningbo/?section=zhengce", "http://park.example/zones/yongcheng/?section=zhengce"),
        ("/zones/ningbo/?section=old&utm_source=x", "http://park.example/zones/yongcheng/?section=zhengce"),
    ],
)
def test_a_slug_of_before_leads_to_the_one_of_today_in_one_hop(client, park, asked, now):
    rename(builders.section("zhengce"), "old", "zhengce")
    answer = client.get(asked, headers={"host": "park.example"})
    assert (answer.status_code, answer.get("Location")) == (301, now)
    assert client.get(now, headers={"host": "park.example"}).status_code == 200


@pytest.mark.slow
def test_an_industry_of_before_leads_to_the_finder_with_the_one_of_today(client, park):
    rename(industry := Industry.objects.create(name="新能源", slug="xinnengyuan"), "first", "second")
    for old in ("xinnengyuan", "first"):
        answer = client.get(f"/listings/?industry={old}&city=ningbo", headers={"host": "park.example"})
        assert (answer.status_code, answer["Location"]) == (301, "/listings/?industry=second&city=yongcheng")
    page = client.get("/listings/?industry=second", headers={"host": "park.example"})
    assert [words for words, _ in page.context["form"].chips] == ["新能源"]
    rename(industry, "xinnengyuan")
    assert client.get("/listings/?industry=second")["Location"] == "/listings/?industry=xinnengyuan"
    assert client.get("/listings/?industry=xinnengyuan").status_code == 200
    industry.delete()
    assert "没有找到行业“second”" in client.get("/listings/?industry=second").content.decode()


def test_an_industry_of_today_costs_no_query_for_old_ones(client, park, django_assert_num_queries):
    Industry.objects.create(name="新能源", slug="xinnengyuan")
    client.get("/listings/?industry=xinnengyuan")
    with django_assert_num_queries(4) as asked:
        client.get("/listings/?industry=xinnengyuan")
    assert not [query for query in asked if "oldaddress" in query["sql"]]


def test_a_zone_without_its_city_is_looked_for_on_the_citys_own_host(client, park):
    City.objects.filter(pk=park.city_id).update(host="yong.example")
    answer = client.get("/listings/?zone=gaoxinqu", headers={"host": "yong.example"})
    assert (answer.status_code, answer.get("Location")) == (301, "/listings/?zone=gaoxin")


def test_a_section_of_before_and_another_host_are_one_hop(client, park):
    City.objects.filter(pk=park.city_id).update(host="yong.example")
    rename(builders.section("zhengce"), "new")
    answer = client.get("/zones/yongcheng/?section=zhengce", headers={"host": "park.example"})
    assert answer["Location"] == "http://yong.example/zones/yongcheng/?section=new"


@pytest.mark.slow
def test_changed_twice_and_back_again_is_one_hop_and_no_loop(client, park):
    rename(park.city, "second", "third")
    for old in ("ningbo", "yongcheng", "second"):
        assert client.get(f"/listings/?city={old}")["Location"] == "/listings/?city=third"
    rename(park.city, "ningbo")
    assert client.get("/listings/?city=ningbo").status_code == 200
    assert client.get("/listings/?city=third")["Location"] == "/listings/?city=ningbo"


@pytest.mark.slow
def test_of_two_cities_that_swapped_their_slugs_each_is_called_as_today(client, park):
    other = builders.city(name="他城", slug="tacheng")
    rename(other, "swapping")
    rename(park.city, "tacheng")
    rename(other, "yongcheng")
    for slug, name in (("tacheng", "甬城"), ("yongcheng", "他城")):
        page = client.get(f"/listings/?city={slug}")
        assert (page.status_code, page.context["need"].city.name) == (200, name)
    # The zone that had this address never was the other city's.
    assert client.get("/listings/?city=yongcheng&zone=gaoxin")["Location"] == "/listings/?city=tacheng&zone=gaoxin"


def test_a_new_city_that_takes_an_old_slug_has_it(client, park):
    builders.city(name="新城", slug="ningbo")
    page = client.get("/listings/?city=ningbo")
    assert (page.status_code, page.context["need"].city.name) == (200, "新城")


@pytest.mark.slow
def test_what_is_hidden_is_led_to_by_nobody(client, park):
    Zone.objects.filter(pk=park.pk).update(is_listed=False)
    assert client.get("/listings/?city=yongcheng&zone=gaoxinqu").status_code == 200
    City.objects.filter(pk=park.city_id).update(is_listed=False)
    assert client.get("/listings/?city=ningbo").status_code == 200
    assert client.get("/listings/feed.xml?city=ningbo").status_code == 404


def test_a_section_that_is_gone_is_gone_and_a_citys_page_still_found(client, park):
    section = builders.section("gone", "旧栏目")
    rename(section, "later")
    Section.objects.filter(pk=section.pk).delete()
    assert client.get("/news/?section=gone").status_code == 410
    assert client.get("/zones/never/?section=zhengce").status_code == 404
    assert not MissingAddress.objects.exists()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/listings/?city=atlantis", "没有找到城市“atlantis”，没有按它筛选。"),
        ("/listings/?city=yongcheng&zone=never", "没有找到园区“never”"),
        ("/listings/?zone=never", "没有找到园区“never”"),
        ("/listings/?cities=yongcheng,atlantis&kind=palace", "没有找到类型“palace”、城市“atlantis”"),
        ("/listings/?city=%27<b>%25_", "没有找到城市“&#x27;&lt;b&gt;%_”"),
        ("/search/?q=x&city=atlantis&section=never", "没有找到城市“atlantis”、栏目“never”，没有按它筛选。"),
        ("/search/?city=yongcheng&zone=never", "没有找到园区“never”"),
    ],
)
def test_what_never_was_is_said_on_the_page(client, park, address, said):
    assert said in client.get(address).content.decode()


@pytest.mark.parametrize("address", ["/listings/?city=yongcheng&zone=gaoxin&kind=factory&sort=odd", "/search/?q=x"])
def test_of_what_is_known_nothing_is_said(client, park, address):
    assert "没有按它筛选" not in client.get(address).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "/listings/?city=yongcheng&zone=gaoxin",
        "/search/?city=yongcheng&section=zhengce",
        "/news/?section=zhengce",
        "/zones/compare/?z=yongcheng/gaoxin,gaoxin",
    ],
)
def test_slugs_of_today_are_looked_up_nowhere(client, park, django_assert_num_queries, monkeypatch, address):
    monkeypatch.setattr(OldAddress, "objects", None)
    client.get(address)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("status", [200, 404])
def test_a_database_that_fails_takes_no_page_away(client, park, monkeypatch, status):
    def fail(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(OldAddress.objects, "filter", fail)
    address = {200: "/listings/?city=ningbo", 404: "/listings/feed.xml?city=ningbo"}[status]
    assert client.get(address).status_code == status
