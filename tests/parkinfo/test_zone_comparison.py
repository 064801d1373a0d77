"""Zones side by side: what differs, what is not known, and addresses that can be passed on."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from tests import builders
from zones.models import City, Industry, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def jinan():
    return builders.city(name="济南", slug="jinan")


def zone(city, slug, **fields):
    return builders.zone(city=city, slug=slug, name=f"{slug}园", **fields)


def compare(client, keys, **extra):
    return client.get(f"/zones/compare/?z={keys}", **extra)


def names(response):
    return [column.name for column in response.context["columns"]]


def rows(response):
    return {row.label: row for row in response.context["rows"]}


@pytest.mark.parametrize(
    ("deals", "kind"),
    [
        ({"a": ("rent", "transfer"), "b": ("rent", "transfer")}, "rent"),
        ({"a": ("rent", "transfer"), "b": ("transfer",)}, "land"),
        ({"a": ("sale",), "b": ("sale", "rent")}, "buy"),
        ({"a": ("rent",), "b": ("transfer",)}, "rent"),
        ({"a": (), "b": ("transfer",)}, "invest"),
    ],
)
def test_an_enquiry_about_them_asks_for_what_all_have(client, jinan, deals, kind):
    for slug, offered in deals.items():
        row = zone(jinan, slug)
        for deal in offered:
            builders.listing(zone=row, deal=deal, kind="land" if deal == "transfer" else "factory")
    assert f"kind={kind}&" in compare(client, "jinan/a,jinan/b").context["enquiry_url"]


@pytest.mark.slow
def test_ranges_stand_beside_what_was_typed_and_what_is_unknown_is_said(client, jinan):
    for slug, fields in (("a", {}), ("b", {"clear_height_m": "8.0", "crane_t": 10}), ("c", {})):
        zone(jinan, slug, **fields)
    for height in (6, 12):
        builders.listing(zone=Zone.objects.get(slug="a"), clear_height_m=height, crane_t=10)
    shown = rows(compare(client, "a,b,c"))
    assert (shown["净高"].values, shown["净高"].differs) == (["6–12 米，2 套", "层高 8 米", "未核实"], True)
    assert (shown["行车"].values, shown["行车"].differs) == (["10 吨，2 套", "10 吨", "未核实"], False)
    assert shown["在租在售"].values == ["2 套在租", "现在没有", "现在没有"]
    assert "楼面荷载" not in shown


@pytest.mark.slow
def test_what_is_not_on_offer_is_said_to_be_so_and_unknown_only_where_nothing_is_known(client, jinan):
    halls, land, empty = (zone(jinan, slug, rent_negotiable=True) for slug in "abc")
    builders.listing(zone=halls, deal="sale", price="3600 元/㎡")
    builders.listing(zone=halls, deal="rent", price="")
    builders.listing(zone=land, kind="land", deal="transfer", price="30 万/亩", area_m2=20_000)
    shown = {label: row.values for label, row in rows(compare(client, "a,b,c")).items()}
    assert shown["售价"] == ["3,600 元/㎡，1 套", "没有在售", "没有在售"]
    assert shown["土地面积"] == ["没有土地在租售", "30 亩，1 宗", "没有土地在租售"]
    assert shown["土地价格"] == ["没有土地在租售", "30 万元/亩，1 宗", "没有土地在租售"]
    assert shown["租金"] == ["面议", "没有在租", "没有在租"]
    assert "写字楼面积" not in shown
    Zone.objects.update(rent_negotiable=False)
    Zone.objects.filter(pk=empty.pk).update(rent_min=15, rent_max=20)
    shown = {label: row.values for label, row in rows(compare(client, "a,b,c")).items()}
    assert shown["租金"] == ["未核实", "没有在租", "15–20 元/㎡·月"]


def test_printed_it_says_whose_it_is_where_to_call_and_where_it_is(client, jinan):
    builders.portal(name="示例招商网", contact=builders.contact(hotline="400-123-4567"))
    zone(jinan, "a")
    page = compare(client, "a").content.decode()
    printed = page.partition('<p class="printed">')[2].partition("</p>")[0]
    assert "示例招商网" in printed
    assert "400-123-4567" in printed
    assert "data-today" in printed
    assert "/zones/compare/?z=jinan/a" in printed


def test_the_numbers_are_recounted(client, jinan):
    first = zone(jinan, "a")
    areas = [builders.listing(zone=first, area_m2=area).area_m2 for area in (900, 5200, 1800)]
    builders.listing(zone=first, area_m2=80_000, state="taken")
    assert rows(compare(client, "a"))["面积"].values == [f"{min(areas)}–{max(areas):,} ㎡，{len(areas)} 套"]


def test_what_a_zone_demands_is_there(client, jinan):
    first = zone(jinan, "a", tax_per_mu_10k=20, investment_per_mu_10k="350.5", level="national", address="示例路 1 号")
    first.industries.add(Industry.objects.create(name="示例产业", slug="shili"))
    shown = {label: row.values for label, row in rows(compare(client, "a")).items()}
    assert (shown["年税收要求"], shown["投资强度要求"]) == (["20 万元/亩"], ["350.5 万元/亩"])
    assert (shown["级别"], shown["主导产业"], shown["地址"]) == (["国家级"], ["示例产业"], ["示例路 1 号"])


def test_they_stand_in_the_order_of_the_address_and_each_once(client, jinan):
    for slug in "abc":
        zone(jinan, slug)
    assert names(compare(client, "c,jinan/a,c,jinan/c,b")) == ["c园", "a园", "b园"]


def test_a_slug_of_several_cities_means_all_of_them_and_the_city_tells_which(client, jinan):
    zone(jinan, "gaoxin", address="济南的")
    zone(builders.city(slug="hefei"), "gaoxin", address="合肥的")
    assert rows(compare(client, "gaoxin"))["地址"].values == ["济南的", "合肥的"]
    assert rows(compare(client, "hefei/gaoxin"))["地址"].values == ["合肥的"]


def test_at_most_four_and_the_others_are_named(client, jinan):
    for slug in "abcdef":
        zone(jinan, slug)
    answer = compare(client, "a,b,c,d,e,f")
    assert names(answer) == ["a园", "b园", "c园", "d园"]
    page = answer.content.decode()
    assert "没有列出e园、f园" in page
    assert "再加一个园区" not in page


def test_one_that_is_hidden_or_never_was_is_named_and_the_others_are_compared(client, jinan):
    zone(jinan, "a")
    zone(jinan, "b", is_listed=False)
    answer = compare(client, "b,a,nowhere/x")
    assert names(answer) == ["a园"]
    assert "没有找到 b、nowhere/x" in answer.content.decode()


def test_a_citys_host_compares_its_own(client, jinan):
    builders.portal()
    zone(jinan, "a")
    zone(builders.city(slug="hefei", host="hefei.example"), "b")
    assert names(compare(client, "a,b", headers={"host": "hefei.example"})) == ["b园"]


@pytest.mark.parametrize(
    "asked",
    [
        *("", "?z=", "?z=,,,", "?z=/", "?z=../../etc", "?z=济南", "?z=%27--", "?z=%F0", "?z=a/b/c"),
        *("?z=" + "x," * 700, "?z=" + "a" * 1900),
    ],
)
def test_whatever_the_address_says_it_is_answered(client, jinan, asked):
    zone(jinan, "a")
    answer = client.get(f"/zones/compare/{asked}")
    assert answer.status_code == 200
    assert "还没有选要比的园区" in answer.content.decode()


def test_of_a_key_that_is_repeated_the_last_counts(client, jinan):
    zone(jinan, "a")
    assert names(compare(client, "b&z=a")) == ["a园"]


@pytest.mark.slow
def test_the_way_there_works_by_links_alone(client, jinan):
    first, second = zone(jinan, "a"), zone(jinan, "b")
    for address in (first.get_absolute_url(), "/zones/", jinan.get_absolute_url()):
        assert 'href="/zones/compare/?z=jinan/a"' in client.get(address).content.decode(), address
    alone = client.get("/zones/compare/?z=jinan/a").content.decode()
    assert '<a class="button" href="/zones/?z=jinan/a">' in alone
    assert 'href="?z=jinan/a,jinan/b"' in alone
    chosen = client.get("/zones/?z=jinan/a").content.decode()
    assert f"正在对比：<strong>{first.name}</strong>" in chosen
    assert 'href="/zones/compare/?z=jinan/a,jinan/b"' in chosen
    assert "已在对比里" in chosen
    assert "jinan/a,jinan/a" not in chosen
    both = client.get("/zones/compare/?z=jinan/a,jinan/b")
    assert names(both) == [first.name, second.name]
    assert re.findall(r'href="\?(z=[^"]+)"', both.content.decode()) == ["z=jinan/b", "z=jinan/a"]


@pytest.mark.parametrize("count", [1, 4])
def test_it_takes_the_same_queries_for_one_and_for_four(client, jinan, django_assert_num_queries, count):
    for slug in "abcd":
        builders.listing(zone=zone(jinan, slug))
    keys = ",".join("abcd"[:count])
    compare(client, keys)
    # The site; the zones; their industries; for fewer than four what else there is.
    with django_assert_num_queries(3 if count == 4 else 4):
        compare(client, keys)


def test_no_city_takes_the_pages_address(jinan):
    jinan.slug = "compare"
    with pytest.raises(ValidationError, match="网站自己的地址"):
        jinan.full_clean()
    with pytest.raises(IntegrityError, match="city_slug_is_no_page_of_ours"):
        City.objects.update(slug="compare")
