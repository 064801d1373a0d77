"""The desk's pages for what is on offer: who may put what on offer, and that each change is written down."""

from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from listings.models import Listing
from staff.roles import EDITOR, SALES, WRITER
from tests import builders
from tests.desk import forms_of, signed_in, words
from tests.listings.listing_form import LIST, address, at_work, facts, post
from zones.models import Industry

pytestmark = pytest.mark.django_db


@pytest.fixture
def listing():
    return builders.listing(zone=builders.zone(city=builders.city(name="本市", slug="benshi")))


def old(listing, days=100):
    Listing.objects.filter(pk=listing.pk).update(verified_on=timezone.localdate() - timedelta(days=days))


# Who may


def test_a_writer_enters_a_draft_that_nobody_sees(client, listing):
    desk = at_work(WRITER, listing)
    fields = {"city": listing.city_id, "zone": listing.zone_id, "kind": "office", "deal": "rent", "area_m2": "300"}
    formset = {"pictures-TOTAL_FORMS": "0", "pictures-INITIAL_FORMS": "0"}
    desk.post(f"{LIST}add/", {**fields, **formset, "state": "open", "verified_on": "2026-01-01"})
    made = Listing.objects.get(kind="office")
    assert (made.state, client.get(made.get_absolute_url()).status_code) == ("draft", 404)


def test_a_writer_changes_nothing_that_is_on_offer(listing):
    desk = at_work(WRITER, listing)
    desk.post(address(listing), {"area_m2": "1"})
    listing.refresh_from_db()
    assert listing.area_m2 == 3000


@pytest.mark.slow
@pytest.mark.parametrize("role", [EDITOR, SALES])
def test_editors_and_sales_put_on_offer_what_lies_in_their_city(client, listing, role):
    Listing.objects.update(state="draft")
    post(at_work(role, listing), listing, state="open")
    assert client.get(listing.get_absolute_url()).status_code == 200


def test_another_citys_listings_are_not_there(listing):
    desk = signed_in(builders.person(SALES, builders.city()))
    assert listing.number not in words(desk.get(LIST))
    for what in ("verify", "landlord"):
        assert desk.post(address(listing, what)).status_code == 403
    assert facts(listing) == []


@pytest.mark.slow
def test_nothing_is_moved_into_a_city_where_one_may_not_publish(listing):
    other = builders.zone()
    post(at_work(SALES, listing), listing, city=other.city_id, zone=other.pk)
    listing.refresh_from_db()
    assert listing.city_id != other.city_id


# What is typed


@pytest.mark.slow
def test_numbers_are_typed_with_their_units_and_the_price_as_it_is_said(listing):
    post(at_work(SALES, listing), listing, clear_height_m="9米5", area_m2="10亩", price="0.6元/平/天")
    listing.refresh_from_db()
    assert [str(value) for value in (listing.clear_height_m, listing.area_m2, listing.price_value)] == [
        *("9.50", "6666.67", "18.25")
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("building", "floor"), [("K5库", "1层"), ("K5 库", "一楼"), ("K5库1层", "")])
def test_the_form_asks_before_it_enters_what_is_there_already_however_its_place_is_written(listing, building, floor):
    there = builders.listing(zone=listing.zone, kind="warehouse", building="K5 库", floor="1 层", area_m2=5600)
    changed = {"kind": "warehouse", "building": building, "floor": floor, "area_m2": "5600"}
    desk = at_work(SALES, listing)
    shown = words(post(desk, listing, **changed))
    listing.refresh_from_db()
    assert listing.building != building
    assert f"已有园区、楼栋、楼层、类型、面积都一样的：{there.number}（在租（售））" in shown
    assert ('type="checkbox" name="is_another"') in shown
    post(desk, listing, **changed, is_another="on")
    listing.refresh_from_db()
    assert (listing.building, listing.area_m2) == (building, 5600)
    post(desk, listing, price="20 元/㎡·月")
    listing.refresh_from_db()
    assert listing.price == "20 元/㎡·月", "asked once, and not again when something else is changed"


@pytest.mark.slow
def test_what_differs_in_kind_floor_or_area_is_another(listing):
    builders.listing(zone=listing.zone, kind="warehouse", building="K5 库", floor="1 层", area_m2=5600)
    for kind, floor, area in (("factory", "1层", "5600"), ("warehouse", "2层", "5600"), ("warehouse", "1层", "5601")):
        post(at_work(SALES, listing), listing, kind=kind, building="K5库", floor=floor, area_m2=area)
        listing.refresh_from_db()
        assert (listing.kind, listing.floor, str(int(listing.area_m2))) == (kind, floor, area)


@pytest.mark.slow
def test_a_rent_without_its_area_is_taken_per_area_and_that_is_said(listing):
    answer = post(at_work(SALES, listing), listing, price="0.75元/天")
    listing.refresh_from_db()
    assert (listing.price, str(listing.price_value)) == ("0.75 元/㎡·天", "22.81")
    assert "价格“0.75元/天”没有写每平米，记作 0.75 元/㎡·天。" in words(answer)


@pytest.mark.slow
def test_a_price_without_a_number_is_shown_as_it_is_and_said_to_count_as_unknown(listing):
    answer = post(at_work(SALES, listing), listing, price="电议")
    listing.refresh_from_db()
    assert (listing.price, listing.price_value) == ("电议", None)
    assert "按价格筛选时算作未知" in words(answer)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"clear_height_m": "12", "floor_height_m": "9"}, "两个数可能填反了"),
        ({"divisible_from_m2": "4000"}, "不能大于总面积"),
        ({"crane_state": "installed"}, "请写吨位"),
        ({"price": "38"}, "价格要带单位，例如“38 元/㎡·月”"),
        ({"price": "25元"}, "价格要带单位"),
        ({"crane_state": "none", "crane_t": "5"}, "吨位请留空"),
        ({"clear_height_m": "900"}, "应在 2 到 100 之间"),
        ({"verified_on": str(timezone.localdate() + timedelta(days=2))}, "不能晚于今天"),
        ({"area_m2": "1e12"}, "数太大了"),
        ({"landlord_phone": "13800"}, "号码"),
        ({"landlord_phone": "0531-88888888 转 8012"}, "分机写在"),
        ({"description": "联系王先生 138 0000 0009"}, "介绍里有电话"),
        ({"kind": "land", "clear_height_m": "9"}, "土地没有这一项"),
    ],
)
def test_what_cannot_be_is_refused_in_words(listing, changed, reason):
    answer = post(at_work(SALES, listing), listing, **changed)
    assert reason in words(answer)
    assert facts(listing) == []


# What is written down


@pytest.mark.slow
def test_a_change_is_written_down_with_old_and_new_and_by_whom(listing):
    desk = at_work(SALES, listing)
    post(desk, listing, price="18 元/㎡·月", state="reserved")
    assert facts(listing) == [{"state": ["在租（售）", "已预订"], "price": ["", "18 元/㎡·月"]}]
    assert "状态 在租（售） → 已预订" in words(desk.get(address(listing)))
    post(desk, listing)
    assert len(facts(listing)) == 1


@pytest.mark.slow
def test_the_history_tells_each_change_however_it_was_made_and_nothing_else(listing):
    old(listing)
    desk = at_work(EDITOR, listing)
    post(desk, listing, area_m2="2600")
    desk.post(address(listing, "verify"))
    history = words(desk.get(address(listing, "history")))
    assert "面积（㎡） 3,000 → 2,600" in history
    assert f" → {timezone.localdate()}" in history
    assert [each.occasion for each in listing.changes.all()] == ["核实", ""]
    assert "（核实）</td>" in history
    assert "拍照" not in LogEntry.objects.get().get_change_message()
    assert "→" not in words(at_work(WRITER, listing).get(address(listing, "history")))


def test_one_tap_says_still_right(listing):
    old(listing)
    person = builders.person(SALES, listing.city)
    signed_in(person).post(address(listing, "verify"))
    listing.refresh_from_db()
    assert (listing.verified_on, listing.verified_by) == (timezone.localdate(), person)
    assert sorted(facts(listing)[0]) == ["verified_by", "verified_on"]


@pytest.mark.parametrize(("action", "state"), [("take", "taken"), ("withdraw", "offline")])
def test_many_leave_at_once_each_written_down(listing, action, state):
    second = builders.listing(zone=listing.zone)
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [listing.pk, second.pk]}
    at_work(SALES, listing).post(LIST, chosen)
    assert set(Listing.objects.values_list("state", flat=True)) == {state}
    assert [list(each) for row in (listing, second) for each in facts(row)] == [["state"], ["state"]]


def test_bulk_verification_does_what_it_can_and_names_the_rest(listing):
    old(listing)
    gone = builders.listing(zone=listing.zone, state="taken")
    chosen = {"action": "verify", ACTION_CHECKBOX_NAME: [listing.pk, gone.pk]}
    shown = words(at_work(SALES, listing).post(LIST, chosen, follow=True))
    assert "已核实 1 套" in shown
    assert f"{gone.number}：不在对外租售" in shown


def test_the_queue_holds_what_nobody_verified_for_long_the_oldest_first(listing):
    second = builders.listing(zone=listing.zone)
    builders.listing(zone=listing.zone)
    old(listing, 90)
    old(second, 120)
    page = at_work(SALES, listing).get(f"{LIST}?verify=due")
    assert [each.pk for each in page.context["cl"].result_list] == [second.pk, listing.pk]


@pytest.mark.parametrize(
    ("crane", "shown"), [((10, "prepared"), "10 吨 预留"), ((10, "installed"), "10 吨 已装"), ((None, "none"), "没有")]
)
def test_the_list_says_of_a_crane_whether_it_is_there(listing, crane, shown):
    Listing.objects.update(crane_t=crane[0], crane_state=crane[1])
    assert f'<td class="field-crane">{shown}</td>' in words(at_work(SALES, listing).get(LIST))


@pytest.mark.parametrize(
    ("state", "role", "buttons"),
    [("open", SALES, [True, True]), ("taken", SALES, [False, True]), ("open", WRITER, [False, False])],
)
def test_the_form_has_the_buttons_that_its_reader_may_press(listing, state, role, buttons):
    Listing.objects.update(state=state, landlord_phone="+8613800000009")
    shown = words(at_work(role, listing).get(address(listing)))
    assert [address(listing, what) in shown for what in ("verify", "landlord")] == buttons


def test_the_start_page_counts_the_queue_as_the_list_does(listing):
    builders.listing(zone=listing.zone)
    builders.listing(verified_on=timezone.localdate() - timedelta(days=120))  # in another city
    old(listing, 90)
    desk = at_work(SALES, listing)
    waiting = {label: (count, url) for label, count, url in desk.get("/admin/").context["waiting"]}
    count, url = waiting["待核实房源"]
    assert count == len(desk.get(url).context["cl"].result_list) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "load"), [("三吨", 3), ("3吨", 3), ("十吨", 10), ("2000公斤", 2)])
def test_a_load_is_per_square_metre_also_where_nobody_says_so(listing, typed, load):
    post(at_work(SALES, listing), listing, floor_load_t_m2=typed)
    listing.refresh_from_db()
    assert listing.floor_load_t_m2 == load


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["19", "31元", "17块", "26-28", "26～28元"])
def test_a_price_without_a_unit_is_asked_for_one(listing, typed):
    assert "价格要带单位" in words(post(at_work(SALES, listing), listing, price=typed))


# Two at once


def opened(desk, listing):
    [values] = [form[1] for form in forms_of(words(desk.get(address(listing)))) if "area_m2" in form[1]]
    return values


@pytest.mark.slow
def test_of_two_who_change_one_fact_the_second_reads_the_first(listing):
    first, second = at_work(SALES, listing), at_work(EDITOR, listing)
    values = [opened(desk, listing) for desk in (first, second)]
    first.post(address(listing), values[0] | {"price": "20 元/㎡·月"})
    page = second.post(address(listing), values[1] | {"price": "22 元/㎡·月"})
    listing.refresh_from_db()
    assert listing.price == "20 元/㎡·月"
    assert "现在是“20 元/㎡·月”" in words(page)
    [again] = [form[1] for form in forms_of(words(page)) if "area_m2" in form[1]]
    assert again["price"] == "22 元/㎡·月"
    second.post(address(listing), again)
    listing.refresh_from_db()
    assert listing.price == "22 元/㎡·月"
    assert facts(listing) == [{"price": ["20 元/㎡·月", "22 元/㎡·月"]}, {"price": ["", "20 元/㎡·月"]}]


@pytest.mark.slow
def test_two_who_change_different_facts_both_have_their_way(listing):
    first, second = at_work(SALES, listing), at_work(EDITOR, listing)
    values = [opened(desk, listing) for desk in (first, second)]
    first.post(address(listing), values[0] | {"crane_t": "10", "has_gas": "True"})
    second.post(address(listing), values[1] | {"clear_height_m": "9"})
    listing.refresh_from_db()
    assert (listing.crane_t, listing.has_gas, listing.clear_height_m) == (10, True, 9)


def test_what_has_a_fault_of_before_is_not_verified_and_says_which(listing):
    Listing.objects.filter(pk=listing.pk).update(price="38")
    page = at_work(SALES, listing).post(address(listing, "verify"), follow=True)
    assert page.status_code == 200
    assert "价格要带单位" in words(page)


@pytest.mark.slow
def test_industries_that_a_colleague_chose_meanwhile_stay(listing):
    food = Industry.objects.create(name="食品", slug="shipin")
    first, second = at_work(SALES, listing), at_work(EDITOR, listing)
    values = [opened(desk, listing) for desk in (first, second)]
    first.post(address(listing), values[0] | {"industries_wanted": [food.pk]})
    second.post(address(listing), values[1] | {"clear_height_m": "9"})
    listing.refresh_from_db()
    assert (list(listing.industries_wanted.all()), listing.clear_height_m) == ([food], 9)
    second.post(address(listing), values[1] | {"industries_wanted": []})
    assert list(listing.industries_wanted.all()) == [food]
