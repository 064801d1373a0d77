"""What a lead asks for in the words of its prospect, and what of these is not looked for."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from leads import merging
from leads.models import Enquiry, Lead
from leads.needs import Asked, _clauses_with
from parkinfo.middleware import find_site
from tests import builders
from tests.desk import signed_in, words
from tests.leads.offers import about, hall, page_of

pytestmark = pytest.mark.django_db


def asked(lead):
    return Asked(lead, find_site("www.example.com"))


def taught(lead, text):
    lead.taught = text
    lead.save(update_fields=["taught"])
    return lead


def test_the_prospects_words_go_before_the_area_that_a_listings_page_has_filled_in(wanting, zone):
    listing = hall(zone, area_m2=3200)
    lead = about(wanting, listing, f"想看 {listing.number}，一期三千平，行车10吨要两台，预算22以内")
    found = asked(lead)
    assert (found.form.query["area"], found.form.query["crane"]) == ("三千平", "10")
    assert "两台" in "".join(found.unused)
    assert "3200" not in "".join(found.unused)
    assert listing.number not in "".join(found.unused).upper()


@pytest.mark.slow
def test_a_number_of_which_nothing_is_made_is_said(wanting):
    found = asked(wanting(need="3000平，预算22以内"))
    assert "rent" in found.form.query or "“预算22以内”" in found.unused
    lead = wanting(need="3000平，行车10吨，一天八毛，2027年3月1号前搬", phone="13800000001")
    assert asked(lead).unused == []


@pytest.mark.slow
def test_an_area_that_only_the_listing_has_is_said_to_be_its(wanting, zone, sales):
    listing = hall(zone, area_m2=3200)
    lead = about(wanting, listing)
    assert f"面积照客户问的 {listing.number}，他没有另外说要多大" in words(page_of(lead, sales))
    other = wanting(need="想看一套 3200平 的", phone="13800000001")
    assert "面积照客户问的" not in words(page_of(other, sales))


def test_what_the_calls_overrule_is_named(wanting):
    lead = wanting(need="3000平，单层")
    lead.taught = "2层也行，5000平"
    assert "面积 3000平" in asked(lead).unused


@pytest.mark.parametrize(
    "need", ["租约2027年3月到期。最晚2027年2月底要能进场", "现在用3000平。今年底到期不续，最晚2027年2月底进场"]
)
def test_the_day_by_which_they_move_in_is_looked_for_and_not_the_one_on_which_their_lease_ends(wanting, need):
    found = asked(wanting(need=need))
    assert found.form.query["by"] == "2027-02-28"
    assert "进场" not in "".join(found.unused)
    assert "到期" in "".join(found.unused)


def test_a_day_in_words_goes_before_the_nearest_choice_of_the_form(wanting):
    by = timezone.localdate() + timedelta(days=20)
    found = asked(wanting(need=f"3000平厂房，最晚{by.isoformat()}进场", timing="half"))
    assert found.form.query["by"] == by.isoformat()
    assert found.unused == []
    assert asked(wanting(need="3000平厂房", timing="half", phone="13800000001")).form.query["by"] > by.isoformat()


def test_what_is_looked_for_does_not_stand_among_what_is_not(wanting, qingdao):
    lead = wanting(need="3000平厂房，地面承载3吨以上，行车10吨要两台")
    lead.taught = "不过我们只要1600平，青岛有同样的也可以"
    found = asked(lead)
    assert (found.form.query["area"], found.form.query["cities"]) == ("1600平", "jinan,qingdao")
    assert found.unused == ["面积 3000平", "“两台”"]


def test_what_was_said_twice_is_overruled_by_nothing(wanting):
    lead = wanting(need="要三千平厂房", area="3000", area_unit="sqm")
    assert asked(lead).unused == []


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("做汽车零部件，租3000平厂房，最好年底前能搬", ["“做汽车零部件”"]),
        ("帮忙找个500平的小厂房 做塑料的 要三相电", ["“做塑料的”", "“要三相电”"]),
        ("你好，请问有没有合适的厂房，谢谢", []),
        ("办公室300平，带装修", ["“带装修”"]),
        ("厂房3000平。靠近地铁！", ["“靠近地铁”"]),
    ],
)
def test_what_is_not_looked_for_stands_in_the_whole_clause_and_courtesies_are_left_out(wanting, need, said):
    """Alone 能搬, 的小 or 装修 tells nobody anything."""
    assert [words for words in asked(wanting(need=need)).unused if words.startswith("“")] == said


@pytest.mark.slow
@given(st.text(max_size=80))
def test_whatever_was_said_is_quoted_as_it_was_said(text):
    words = [word for word in text.lower().split() if word]
    for clause in _clauses_with(words, text, str.isalpha):
        assert clause in text or clause in words


@pytest.mark.slow
def test_the_page_names_what_is_not_looked_for(wanting, sales):
    shown = words(page_of(wanting(need="3000平厂房，三班倒"), sales))
    assert "客户说过，没有用来找，推荐时自己对一下：“三班倒”" in shown
    assert "没有用来找" not in words(page_of(wanting(need="3000平厂房", phone="13800000001"), sales))


@pytest.mark.slow
def test_numbers_of_people_stay_hidden_among_the_words_that_are_not_used(wanting, sales):
    lead = taught(wanting(need="3000平厂房，老板电话 0531 8888 7777 王总"), "加 13911112222，微信 wangzong88")
    shown = words(page_of(lead, sales))
    for number in ("88887777", "8888 7777", "13911112222", "wangzong88"):
        assert number not in shown.replace(lead.taught, "")
        assert number not in "".join(asked(lead).unused)


@pytest.mark.slow
def test_another_city_that_will_do_is_looked_through_as_well(wanting, zone, qingdao, sales):
    there = hall(builders.zone(city=qingdao))
    lead = taught(wanting(), "也可以看青岛")
    assert asked(lead).form.query["cities"] == "jinan,qingdao"
    found = page_of(lead, sales).context["proposals"].fitting
    assert [each.hit.listing for each in found] == [there]


def test_a_city_that_is_only_named_is_not_looked_through_and_that_is_said(wanting, qingdao):
    lead = wanting()
    lead.taught = "老板人在青岛"
    found = asked(lead)
    assert found.form.query["city"] == "jinan"
    assert "“老板人在青岛”里的地方" in found.unused


def test_a_city_that_is_not_wanted_is_not_looked_through_even_if_it_is_the_leads_own(wanting, qingdao):
    lead = wanting(need="除了济南以外都可以，3000平厂房")
    found = asked(lead)
    assert (found.form.query["city"], found.unused) == ("qingdao", [])
    lead.taught = "济南的也可以"
    assert asked(lead).form.query["city"] == "jinan"


@pytest.mark.parametrize(
    ("need", "taught", "kinds"),
    [
        ("3000平，别推土地和仓库给我", "", {"kind": "factory"}),
        ("厂房或仓库 3000平", "不要仓库", {"kind": "factory"}),
        ("3000平，不要厂房", "", {"kinds": "warehouse,office,land"}),
        ("3000平，不要仓库", "仓库也行", {"kind": "warehouse"}),
    ],
)
def test_a_kind_that_is_not_wanted_is_not_looked_for_and_makes_no_other_kind_wanted(wanting, need, taught, kinds):
    lead = wanting(need=need)
    lead.taught = taught
    query = asked(lead).form.query
    assert {name: query[name] for name in ("kind", "kinds") if name in query} == kinds
    assert not [words for words in asked(lead).unused if "不要" in words or "别推" in words]


@pytest.mark.slow
def test_what_was_compared_is_what_the_prospect_asked_about(wanting, zone, sales):
    compared = [hall(zone, area_m2=size) for size in (2900, 3300, 9000)]
    numbers = [each.number for each in compared]
    need = f"想比较 {'、'.join(numbers)}"
    lead = wanting(need=need, area="2900", address=f"/enquiries/new/?need={need}&area=2900")
    proposals = page_of(lead, sales).context["proposals"]
    assert {each.hit.listing.number: each.dealing for each in proposals.known} == dict.fromkeys(numbers, "客户问的")
    assert proposals.near == []
    assert proposals.unused == []


@pytest.mark.slow
def test_a_number_that_no_listing_has_is_said_and_a_draft_is_told_to_nobody(wanting, zone, sales):
    draft = hall(zone, state="draft")
    lead = wanting(need=f"想看 JN-99999999，{draft.number} 也行")
    proposals = page_of(lead, sales).context["proposals"]
    assert proposals.known == []
    assert {f"{number}（没有这套房源）" for number in ("JN-99999999", draft.number)} <= {*proposals.unused}


def test_answers_of_the_form_that_are_not_looked_for_are_said(wanting, zone):
    lead = wanting(need="3000平厂房", budget="200", timing="now", zone="jinan/gaoxin", area="看情况")
    found = "、".join(asked(lead).unused)
    for each in ("预算 “200”", "尽快要", f"意向园区 {zone.name}（没有只找这一个）", "面积 “看情况"):
        assert each in found


def test_a_time_that_is_over_is_said(wanting):
    lead = wanting(need="3000平厂房", timing="quarter")
    enquiry = Enquiry.objects.get()
    enquiry.received_at -= timedelta(days=100)
    lead._prefetched_objects_cache = {"enquiries": [enquiry]}
    assert "三个月内要（已经过了）" in asked(lead).unused


@pytest.mark.slow
def test_a_long_text_is_read_in_parts_and_what_is_beyond_is_said(wanting):
    lead = wanting(need="，".join(["交通方便"] * 60) + "，净高9米")
    assert asked(lead).form.query["height"] == "9"
    lead.taught = "\n".join(f"第{number}次没人接" for number in range(40))
    assert "“第0次没人接”" in asked(lead).unused


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2000-3000 ㎡", ""),
        ("3000平以上", ""),
        ("3000 ㎡", ""),
        ("20-30亩", "按 13,333.33–20,000 ㎡ 计"),
        ("50亩", "按 33333.33 ㎡ 计"),
        ("1万平以内", "按 10,000 ㎡ 以内 计"),
    ],
)
def test_a_range_is_shown_as_it_is_matched_not_by_its_lower_end(wanting, sales, typed, shown):
    page = re.sub("<[^>]+>", "", words(page_of(wanting(area=typed), sales)))
    assert re.findall("按 [^ ]+ ㎡(?: 以内)? 计", page) == ([shown] if shown else [])


@pytest.mark.slow
def test_a_listings_page_names_the_leads_of_other_cities_that_would_take_it(wanting, zone, qingdao, head_office):
    lead = taught(wanting(), "青岛也行")
    listing = hall(builders.zone(city=qingdao))
    shown = words(signed_in(head_office).get(f"/admin/listings/listing/{listing.pk}/change/"))
    assert lead.masked_name in shown


@pytest.mark.parametrize(("need", "kinds"), [("厂房或仓库 3000平", "factory,warehouse"), ("要仓库 3000平", "")])
def test_several_kinds_that_were_written_go_before_the_one_of_the_form(wanting, need, kinds):
    query = asked(wanting(need=need)).form.query
    assert query.get("kinds", "") == kinds
    assert not (kinds and query.get("kind"))


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "note"), [("50亩", []), ("33333㎡", ["按 50 亩 计"])])
def test_land_is_spoken_of_in_mu(wanting, sales, typed, note):
    page = re.sub("<[^>]+>", "", words(page_of(wanting(kind="land", area=typed), sales)))
    assert re.findall("按 [^ ]+ (?:㎡|亩) 计", page) == note


@pytest.mark.parametrize(
    ("deal", "state", "said"), [("rent", "open", "在租"), ("sale", "open", "在售"), ("rent", "taken", "已租")]
)
def test_a_listing_is_let_or_sold_and_never_both(zone, deal, state, said):
    assert builders.listing(zone=zone, deal=deal, state=state).state_in_words == said


@pytest.mark.slow
def test_needs_of_two_kinds_are_not_mixed_and_the_other_is_named(wanting, manager):
    land = wanting(kind="land", need="要 50 亩地", area="50亩")
    office = wanting(kind="office", need="写字楼 300 平，月租 45 元以内", area="300 ㎡", phone="13900000009")
    merging.merge(office, land, manager)
    found = asked(Lead.objects.get(pk=land.pk))
    assert found.form.cleaned_data["kind"] == "land"
    assert "45" not in str(found.form.chips)
    assert "另一条询盘要的是写字楼，没有一起找" in found.unused


def test_what_is_not_read_of_an_old_list_stands_there_as_it_was_typed_a_line_a_column(jinan):
    """Somebody's own words for a column are no sentence: cut to pieces nobody understands them."""
    lead = Lead.objects.create(kind="rent", name="甲", city=jinan, receipt="A" * 12, wechat="shili_jia")
    need = "面积：3000平\n主营：食品 饮料，冷链为主\n要求：能环评 离高速近。卸货平台两个\n预算：面议"
    Enquiry.objects.create(
        lead=lead, kind="rent", name="甲", need=need, way="import", consent_basis="initiated", receipt="A" * 12,
        wechat="shili_jia", submission_digest="a" * 64, consented_at=timezone.now(),
    )  # fmt: skip
    found = asked(lead)
    assert found.form.query["area"]
    assert [each for each in found.unused if each.startswith("“主营")] == ["“主营：食品 饮料，冷链为主”"]
    assert [each for each in found.unused if "环评" in each or "卸货" in each] == [
        "“要求：能环评 离高速近。卸货平台两个”"
    ]
