"""Needs in words on the finder's page: the conditions they become, and how these were said."""

import re
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from listings.finder import Finder
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_condition_tells_in_what_words_it_was_said(client):
    builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))
    page = client.get("/listings/", {"need": "长清 0.8元/天/平 层高8米 1000平"})
    said = ["济南", "月租不高于 24.33 元/㎡·月（0.8元/天/平）", "净高不低于 8 米（层高8米）"]
    assert {words for words, _ in page.context["form"].chips} == {*said, "面积 1000平"}
    changed = client.get("/listings/", {"need": "长清 0.8元/天/平", "rent": "20"}).context["form"]
    assert "月租不高于 20 元/㎡·月" in [words for words, _ in changed.chips]


@pytest.mark.parametrize(
    ("names", "chip"), [(["青岛"], "青岛"), (["青岛", "苏州", "宁波", "合肥"], "济南以外的城市"), ([], "")]
)
def test_of_a_city_that_is_not_wanted_nothing_is_found(client, names, chip):
    for name in ("济南", *names):
        builders.listing(zone=builders.zone(city=builders.city(name=name)))
    shown = client.get("/listings/", {"need": "除了济南以外都可以"})
    chips = [words for words, _ in shown.context["form"].chips]
    found = {hit.listing.zone.city.name for hit in shown.context["page"].hits}
    assert (chips, found) == ([chip], {*names}) if names else ([], {"济南"})
    assert shown.context["form"].not_used == ([] if names else ["“除了济南以外都可以”"])


def test_of_a_kind_that_is_not_wanted_nothing_is_found(client):
    for kind in ("factory", "warehouse", "office"):
        builders.listing(kind=kind)
    shown = client.get("/listings/", {"need": "别推土地和仓库给我"})
    assert [words for words, _ in shown.context["form"].chips] == ["厂房或写字楼·研发"]
    assert {hit.listing.kind for hit in shown.context["page"].hits} == {"factory", "office"}


@pytest.mark.parametrize(
    ("said", "chip", "fitting"),
    [
        ("3500平左右", "面积约 3,500 ㎡", [3150, 3500]),
        ("大概3500平", "面积约 3,500 ㎡", [3150, 3500]),
        ("3500上下的厂房", "面积约 3,500 ㎡", [3150, 3500]),
        ("三千五百平左右", "面积约 3,500 ㎡", [3150, 3500]),
        ("3500平", "面积 3500平", [3500]),
        ("约3000到3500平", "面积 约3000到3500平", [3100, 3150, 3500]),
        ("30亩左右", "面积约 30 亩", [18_000, 20_000]),
        ("30亩", "面积 30亩", [20_000]),
    ],
)
def test_of_an_area_that_is_about_so_a_tenth_less_still_fits(client, said, chip, fitting):
    for area in (3100, 3150, 3500, 17_900, 18_000, 20_000):
        land = {"kind": "land", "deal": "transfer"} if area > 10_000 else {}
        builders.listing(area_m2=area, **land)
    page = client.get("/listings/", {"need": said, "sort": "area"})
    assert chip in [words for words, _ in page.context["form"].chips]
    assert [int(hit.listing.area_m2) for hit in page.context["page"].hits] == fitting


def test_a_need_names_a_zone_of_any_city(client):
    zone = builders.zone(name="明湖智造产业园", city=builders.city(name="济南", slug="jinan"))
    hall = builders.listing(zone=zone)
    builders.listing(zone=builders.zone(city=zone.city))
    page = client.get("/listings/", {"need": "明湖智造产业园 厂房"})
    assert [hit.listing for hit in page.context["page"].hits] == [hall]


def test_who_names_a_zone_alone_is_shown_it_once_and_takes_its_city_away_with_it(client):
    builders.listing(zone=builders.zone(name="明湖智造产业园", city=builders.city(name="济南", slug="jinan")))
    alone = client.get("/listings/", {"need": "明湖智造产业园 厂房"}).context["form"]
    assert dict(alone.chips) == {"明湖智造产业园": "?kind=factory", "厂房": alone.url(kind="")}
    both = client.get("/listings/", {"need": "济南 明湖智造产业园"}).context["form"]
    assert [words for words, _ in both.chips] == ["济南", "明湖智造产业园"]


def test_a_withdrawn_zone_is_not_named(client):
    builders.zone(name="明湖智造产业园", city=builders.city(name="济南", slug="jinan"), is_listed=False)
    assert client.get("/listings/", {"need": "明湖智造产业园 厂房"}).context["form"].words.fields == {"kind": "factory"}


def test_of_land_nothing_is_asked_that_only_buildings_have(client):
    plot = builders.listing(kind="land", deal="transfer", area_m2=6667)
    page = client.get("/listings/", {"need": "十亩左右，能建丙类厂房的地"})
    assert [hit.listing for hit in page.context["page"].hits] == [plot]


@pytest.mark.slow
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
    assert "没有按这些筛选：章丘区（现在没有园区）" in shown.content.decode()
    assert "区县 章丘区" not in dict(shown.context["form"].chips)


@pytest.mark.parametrize("typed", ["%", "\\", "区" * 50, "<b>"])
def test_no_district_that_is_typed_breaks_the_page(client, typed):
    builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))
    assert client.get("/listings/", {"city": "jinan", "district": typed}).status_code == 200


def test_of_two_cities_both_are_listed_and_no_third(client):
    found = [
        builders.listing(zone=builders.zone(city=builders.city(name=name, slug=slug)))
        for name, slug in (("苏州", "suzhou"), ("宁波", "ningbo"), ("西安", "xian"))
    ]
    shown = client.get("/listings/", {"need": "苏州或者宁波厂房"})
    assert {hit.listing for hit in shown.context["page"].hits} == {*found[:2]}
    assert dict(shown.context["form"].chips)["苏州、宁波"] == "?kind=factory"
    assert 'name="cities" value="suzhou,ningbo"' in shown.content.decode()


@pytest.mark.parametrize("typed", [",,", "nowhere", "suzhou,suzhou", "x" * 300, "suzhou,%"])
def test_no_cities_that_are_typed_break_the_page(client, typed):
    builders.listing(zone=builders.zone(city=builders.city(name="苏州", slug="suzhou")))
    assert client.get("/listings/", {"cities": typed}).context["page"].count == 1


@pytest.mark.parametrize(
    ("field", "typed", "chip"),
    [
        *(("height", "8米以上", "净高不低于 8 米"), ("height", "≥8", "净高不低于 8 米")),
        *(("rent", "20块", "月租不高于 20 元/㎡·月"), ("rent", "不超过25元", "月租不高于 25 元/㎡·月")),
        *(("load", "至少3吨", "荷载不低于 3 吨/㎡"), ("crane", "10吨起", "行车不低于 10 吨")),
    ],
)
def test_a_bound_that_the_field_says_already_may_be_typed(client, field, typed, chip):
    builders.listing()
    assert [words for words, _ in client.get("/listings/", {field: typed}).context["form"].chips] == [chip]


@pytest.mark.parametrize(("field", "typed"), [("height", "8米以下"), ("rent", "20元以上"), ("height", "八九米")])
def test_what_is_not_looked_for_is_said_beside_what_is_found(client, field, typed):
    builders.listing()
    shown = client.get("/listings/", {field: typed, "need": "靠近机场"})
    [label] = [each.label for each in shown.context["form"] if each.name == field]
    assert shown.context["form"].not_used == ["“靠近机场”", f"{label}“{typed}”"]
    found = shown.content.decode().partition('id="found-title"')[2]
    assert "没有按这些筛选" in found


@pytest.mark.parametrize(
    ("need", "told"),
    [
        ("40人办公室", "“40人”（按每人 8–10 ㎡ 约 320–400 ㎡，可自己加面积）"),
        ("写字楼 四十个人", "“四十个人”（按每人 8–10 ㎡ 约 320–400 ㎡，可自己加面积）"),
        ("写字楼，150个工位", "“150个工位”（按每人 8–10 ㎡ 约 1,200–1,500 ㎡，可自己加面积）"),
        ("写字楼 40人 500平", "“40人”"),
        ("写字楼 几十人", "“几十人”"),
        ("厂房 员工300人", "“员工300人”"),
    ],
)
def test_of_an_office_for_so_many_people_the_note_tells_how_much_they_fill(client, need, told):
    builders.listing()
    assert client.get("/listings/", {"need": need}).context["form"].not_used == [told]


def test_where_a_city_has_nothing_others_are_a_tap_away(client):
    builders.listing(zone=builders.zone(city=builders.city(name="苏州", slug="suzhou")))
    builders.city(name="合肥", slug="hefei")
    shown = client.get("/listings/", {"need": "合肥 3000平"})
    assert shown.context["page"].count == 0
    assert 'href="?area=3000%E5%B9%B3">不限合肥，看看别的城市</a>' in shown.content.decode()


def test_the_enquiry_is_prefilled_with_the_conditions(client):
    page = client.get("/listings/?height=9&crane=10")
    assert "净高不低于 9 米，行车不低于 10 吨" in client.get(page.context["enquiry_url"]).content.decode()


def test_what_states_all_that_is_asked_for_stands_apart_from_what_does_not(client):
    zone = builders.zone(city=builders.city(name="济南", slug="jinan"))
    sure = builders.listing(zone=zone, crane_t=10, crane_state="installed")
    prepared = builders.listing(zone=zone, crane_t=10, crane_state="prepared")
    unknown = builders.listing(zone=zone)
    page = client.get("/listings/", {"crane": "10"})
    text = page.content.decode()
    assert re.sub(r"<[^>]+>", "", text).count("共 3 套，1 套各项都符合，其余有几项还要核实") == 1
    first, second = text.index("各项都符合</h3>"), text.index("有几项还要核实</h3>")
    at = {hall: text.index(f'data-compare="{hall.number}"') for hall in (sure, prepared, unknown)}
    assert first < at[sure] < second < min(at[prepared], at[unknown])


@pytest.mark.slow
def test_where_all_state_it_there_is_one_group_without_a_heading(client):
    builders.listing(zone=builders.zone(), crane_t=10, crane_state="installed")
    for query in ({"crane": "10"}, {}):
        assert "offers__group" not in client.get("/listings/", query).content.decode()


def test_of_more_than_are_counted_those_in_doubt_have_their_heading(client):
    zone = builders.zone()
    builders.listing(zone=zone, crane_t=10, crane_state="installed")
    builders.listing(zone=zone)
    with patch.object(Finder, "more_than_counted", True):
        text = client.get("/listings/", {"crane": "10"}).content.decode()
    assert "有几项还要核实</h3>" in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (
            {"need": "单层厂房 10吨行车"},
            '<details class="more"><summary>净高、行车、供电等（填了 2 项）',
        ),
        ({"height": "很高"}, '<details class="more" open><summary>'),
        ({"kind": "factory"}, '<details class="more"><summary>净高、行车、供电、结构、燃气、月台、总价</summary>'),
    ],
)
def test_what_few_ask_for_is_folded_away_with_how_much_of_it_is_filled_in(client, asked, shown):
    """Else what is found began two screens down on a phone; the chips say which conditions hold."""
    page = client.get("/listings/", asked, follow=True).content.decode()
    assert shown in page.replace("\n", "")


def test_a_whole_message_is_read_and_goes_along_to_the_enquiry(client):
    said = "您好，我们做精密机械加工，想找单层厂房3500平，净高9米以上，" + "请帮忙留意，" * 60 + "供电630千瓦。"
    page = client.get("/listings/", {"need": said})
    assert {"area", "height", "power"} <= page.context["form"].query.keys()
    assert said in parse_qs(urlsplit(page.context["enquiry_url"]).query)["need"][0]
