"""A zone's data sheet: the ranges of what it has on offer, recounted, and never a building that is not there."""

import json
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from listings.models import Listing
from listings.zone_sheets import zone_sheets
from tests import builders
from zones.site import Network, Site

pytestmark = pytest.mark.django_db


def sheet(zone):
    """As it is now: of a content version that was never asked for."""
    [made] = zone_sheets(Site(Network(), None, "park.example", uuid4().hex), [zone])
    return made


def facts(zone):
    return {fact.label: fact.words for fact in sheet(zone).facts}


@pytest.fixture
def zone():
    return builders.zone(clear_height_m=8, crane_t=20, power_kva=630, unit_area_min=100, rent_min=99)


def test_a_range_says_of_how_many_units_it_is(zone):
    for height, crane in ((6, 5), (12, None), (9, 10), (None, None)):
        builders.listing(zone=zone, clear_height_m=height, crane_t=crane)
    found = facts(zone)
    assert (found["净高"], found["行车"], found["面积"]) == ("6–12 米，3 套", "5–10 吨，2 套", "3,000 ㎡，4 套")


def test_what_was_typed_stands_where_nothing_on_offer_tells_it(zone):
    assert facts(zone) == {
        **{"可租面积": "100 起 ㎡", "租金": "99 起 元/㎡·月", "层高": "8 米", "行车": "20 吨", "供电": "630 kVA"}
    }
    builders.listing(zone=zone, clear_height_m=9)
    assert facts(zone) == {
        **{"面积": "3,000 ㎡，1 套", "租金": "99 起 元/㎡·月", "净高": "9 米，1 套", "行车": "20 吨", "供电": "630 kVA"}
    }


def test_rents_of_halls_of_offices_and_prices_are_not_mixed(zone):
    for kind, deal, price in (
        *(("factory", "rent", "18 元/㎡·月"), ("warehouse", "rent", "22 元/㎡·月"), ("factory", "sale", "3600 元/㎡")),
        *(("office", "rent", "60 元/㎡·月"), ("office", "sale", "12000 元/㎡"), ("land", "transfer", "30 万/亩")),
        *(("land", "rent", "2 元/㎡·月"), ("factory", "rent", "面议")),
    ):
        builders.listing(zone=zone, kind=kind, deal=deal, price=price)
    found = facts(zone)
    assert (found["租金"], found["售价"]) == ("18–22 元/㎡·月，2 套", "3,600 元/㎡，1 套")
    assert (found["写字楼租金"], found["写字楼售价"]) == ("60 元/㎡·月，1 套", "12,000 元/㎡，1 套")
    assert (found["土地价格"], found["土地面积"]) == ("30 万元/亩，1 宗", "4.5 亩，2 宗")


def test_a_crane_that_is_only_prepared_for_is_no_crane(zone):
    builders.listing(zone=zone, crane_t=5, crane_state="installed")
    builders.listing(zone=zone, crane_t=32, crane_state="prepared")
    assert (facts(zone)["行车"], facts(zone)["预留行车"]) == ("5 吨，1 套", "32 吨，1 套")


def test_an_offices_height_and_load_say_nothing_of_the_halls(zone):
    builders.listing(zone=zone, kind="office", clear_height_m=3, floor_load_t_m2="0.3", fire_class="丙")
    assert (facts(zone)["层高"], "楼面荷载" in facts(zone), "消防类别" in facts(zone)) == ("8 米", False, False)


def test_the_smallest_part_and_the_fire_classes(zone):
    for part, fire_class in ((800, "丁"), (1500, "乙"), (None, "丁")):
        builders.listing(zone=zone, divisible_from_m2=part, fire_class=fire_class)
    assert (facts(zone)["可分割"], facts(zone)["消防类别"]) == ("800 ㎡ 起，2 套", "乙类、丁类，3 套")


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"state": "taken"}, {"verified_on": "2020-01-01"}])
def test_what_is_not_public_is_in_no_range(zone, hidden):
    builders.listing(zone=zone, clear_height_m=30, **hidden)
    assert (facts(zone)["层高"], sheet(zone).offer.words) == ("8 米", "")


def test_a_card_tells_what_is_on_offer_alone_and_how_many(zone):
    builders.listing(zone=zone, price="18 元/㎡·月", area_m2=1000)
    builders.listing(zone=zone, price="面议", area_m2=2000)
    builders.listing(zone=zone, kind="land", deal="transfer", area_m2=20000)
    made = sheet(zone)
    assert [fact.words for fact in made.brief] == ["1,000–2,000 ㎡，2 套", "18 元/㎡·月，1 套"]
    assert made.offer.words == "2 套在租、1 宗土地"
    assert made.line == "2 套在租、1 宗土地，面积 1,000–2,000 ㎡（2 套），租金 18 元/㎡·月（1 套）"


def test_a_zone_of_offices_or_land_alone_tells_of_those(zone):
    builders.listing(zone=zone, kind="land", deal="transfer", area_m2=20000, price="30 万/亩")
    assert sheet(zone).line == "1 宗土地，土地面积 30 亩，土地价格 30 万元/亩"
    builders.listing(zone=zone, kind="office", area_m2=500, price="60 元/㎡·月")
    assert sheet(zone).line.startswith("1 套在租、1 宗土地，写字楼面积 500 ㎡（1 套）")


def test_a_zone_of_which_nothing_is_known_tells_nothing():
    made = sheet(builders.zone())
    assert (made.facts, made.brief, made.line) == ([], [], "")


# On the pages


@pytest.mark.slow
def test_the_numbers_on_the_zones_pages_are_those_of_the_rows(client, zone):
    for number, area in enumerate((900, 4000, 2500)):
        builders.listing(zone=zone, area_m2=area, price=f"{20 + number} 元/㎡·月")
    builders.listing(area_m2=99_000)
    builders.listing(zone=zone, state="taken", area_m2=77_000)
    public = list(Listing.objects.public(90).filter(zone=zone))
    areas, rents = [{int(getattr(each, name)) for each in public} for name in ("area_m2", "price_value")]
    words = (f"{min(areas)}–{max(areas):,}", f"{min(rents)}–{max(rents)}", f"{len(public)} 套在租")
    zone.is_featured = True
    zone.save()
    for address in ("/zones/", zone.city.get_absolute_url(), zone.get_absolute_url(), "/"):
        page = client.get(address).content.decode()
        assert [each for each in words if each not in page] == [], address
        assert f"/listings/?city={zone.city.slug}&amp;zone={zone.slug}" in page, address


def test_search_engines_read_the_same_sheet(client, zone):
    zone.summary = "一句话。"
    zone.save()
    builders.listing(zone=zone, clear_height_m=9)
    page = client.get(zone.get_absolute_url()).content.decode()
    [place] = [json.loads(text) for text in re.findall(r'json">(.*?)</script>', page) if '"Place"' in text]
    assert {"@type": "PropertyValue", "name": "净高", "value": "9 米，1 套"} in place["additionalProperty"]
    line = "一句话。 1 套在租，面积 3,000 ㎡，净高 9 米"
    assert f'<meta name="description" content="{line}。">' in page
    assert f'<meta property="og:description" content="{line}">' in page


@pytest.mark.parametrize("count", [1, 8])
@pytest.mark.parametrize("where", ["zone", "city", "zones"])
def test_all_the_ranges_of_a_page_take_one_query(client, django_assert_num_queries, count, where):
    city = builders.city()
    for _ in range(count):
        zone = builders.zone(city=city)
        builders.listing(zone=zone)
        builders.listing(zone=zone)
    address = {"zone": zone.get_absolute_url(), "city": city.get_absolute_url(), "zones": "/zones/"}[where]
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    assert sum("MAX" in query["sql"] and "price_value" in query["sql"] for query in captured) == 1
    # 1 host and content version; a zone's and a city's page: 2 itself, 3 the bounded count of its news.
    with django_assert_num_queries(1 if where == "zones" else 3):
        client.get(address)
