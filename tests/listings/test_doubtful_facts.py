"""What nobody can have meant is refused at its field; what is far off is asked about once before visitors see it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listings import pricing
from listings.models import Listing
from staff.roles import SALES
from tests import builders
from tests.desk import words
from tests.listings.listing_form import address, at_work, post

pytestmark = pytest.mark.django_db

ASKED = 'type="checkbox" name="is_sure"'
ASKED_ABOUT = (
    *("price", "area_m2", "clear_height_m", "floor_height_m", "floor_load_t_m2", "crane_t", "power_kva"),
    "available_from",
)


@pytest.fixture
def listing():
    zone = builders.zone()
    for price in (18, 20, 22):
        builders.listing(zone=zone, price=f"{price} 元/㎡·月")
    return builders.listing(zone=zone, area_m2=3600, price="22 元/㎡·月")


def kept(listing):
    listing.refresh_from_db()
    return listing.price, listing.area_m2


def facts_of(listing):
    """All that may be asked about."""
    listing.refresh_from_db()
    return [getattr(listing, name) for name in ASKED_ABOUT]


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", ["abc", "-5元/㎡·月", "－5元/㎡·月", "负5元/㎡·月", "0元/㎡·月", "0.00 元/㎡", "看楼层", "abc/㎡"]
)
def test_what_is_no_price_is_refused_at_its_field(listing, typed):
    form = post(at_work(SALES, listing), listing, price=typed).context["adminform"].form
    assert [*form.errors] == ["price"]
    assert kept(listing) == ("22 元/㎡·月", 3600)


@pytest.mark.parametrize(
    "typed", ["面议", "价格电议", "详询", "价格可谈", "二十元/平/月", "26-28 元/㎡·月", "12万/年", ""]
)
def test_what_may_be_a_price_or_says_that_it_is_open_is_none_of_these(typed):
    assert pricing.fault(typed) == ""


@given(st.text("0123456789.-元/㎡·月年万面议 abc", max_size=20))
def test_no_text_for_a_price_makes_it_raise(typed):
    assert isinstance(pricing.fault(typed), str)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"price": "2200元/㎡·月"}, "价格从 22 元/㎡·月 变成 2200 元/㎡·月，是原来的 100 倍"),
        ({"price": "20元/㎡·年"}, "价格从 22 元/㎡·月 变成 20元/㎡·年，只有原来的 1/13.2"),
        ({"area_m2": "36000"}, "面积从 3,600 ㎡ 变成 36,000 ㎡，是原来的 10 倍"),
        ({"clear_height_m": "72"}, "净高从 7.2 米 变成 72 米，是原来的 10 倍"),
        ({"power_kva": "31500"}, "供电从 315 kVA 变成 31,500 kVA，是原来的 100 倍"),
    ],
)
def test_what_becomes_three_times_as_much_or_as_little_is_asked_about_once(listing, typed, said):
    Listing.objects.filter(pk=listing.pk).update(clear_height_m="7.2", power_kva=315)
    desk, before = at_work(SALES, listing), facts_of(listing)
    page = words(post(desk, listing, **typed))
    assert said in page
    assert ASKED in page
    assert facts_of(listing) == before
    post(desk, listing, **typed, is_sure="on")
    assert facts_of(listing) != before
    assert ASKED not in words(post(desk, listing, building="3 号楼"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("20元/㎡·年", "合 1.67 元/㎡·月），同园区同类的 3 套多在 20 元/㎡·月 上下"),
        ("2200元/㎡·月", "一般在 1–2,000 元/㎡·月 之间"),
        ("70元/㎡·月", "同园区同类的 3 套多在 20 元/㎡·月 上下"),
    ],
)
def test_a_first_price_that_is_far_off_those_of_its_zone_is_asked_about(listing, typed, said):
    Listing.objects.filter(pk=listing.pk).update(price="", price_value=None)
    assert said in words(post(at_work(SALES, listing), listing, price=typed))
    assert kept(listing)[0] == ""


@pytest.mark.slow
def test_where_the_zone_has_too_few_the_city_tells_what_is_usual(listing):
    alone = builders.listing(zone=builders.zone(city=listing.city))
    assert "同城同类的 4 套" in words(post(at_work(SALES, alone), alone, price="70元/㎡·月"))
    far = builders.listing(zone=builders.zone())
    post(at_work(SALES, far), far, price="70元/㎡·月")
    assert kept(far)[0] == "70 元/㎡·月"


@pytest.mark.slow
def test_a_draft_is_asked_about_when_it_is_put_on_offer(listing):
    Listing.objects.filter(pk=listing.pk).update(state="draft", price="")
    desk = at_work(SALES, listing)
    post(desk, listing, price="70元/㎡·月")
    assert kept(listing)[0] == "70 元/㎡·月"
    assert ASKED in words(post(desk, listing, state="open"))
    assert desk.get(address(listing)).status_code == 200
    listing.refresh_from_db()
    assert listing.state == "draft"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"clear_height_m": "45"}, "净高 45 米，一般不超过 30 米"),
        ({"floor_height_m": "54"}, "层高 54 米，一般不超过 30 米"),
        ({"floor_load_t_m2": "30"}, "楼面荷载 30 吨/㎡，一般不超过 20 吨/㎡"),
        ({"crane_t": "500", "crane_state": "installed"}, "行车 500 吨，一般不超过 200 吨"),
        ({"available_from": "2016-05-01"}, "最早可用写的是 2016-05-01，已经过了两年多"),
    ],
)
def test_a_first_number_that_no_building_there_has_is_asked_about_once(listing, typed, said):
    Listing.objects.filter(pk=listing.pk).update(clear_height_m=None, floor_load_t_m2=None, crane_t=None)
    desk, before = at_work(SALES, listing), facts_of(listing)
    assert said in words(post(desk, listing, **typed))
    assert facts_of(listing) == before
    post(desk, listing, **typed, is_sure="on")
    assert facts_of(listing) != before
    assert ASKED not in words(post(desk, listing, building="3 号楼"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deal", "typed", "said"),
    [
        ("sale", "36 元/㎡·月", "价格 36 元/㎡·月 不是按 元/㎡ 写的，和“出售”对不上"),
        ("rent", "1.8万/亩", "价格 1.8万/亩 不是按 元/㎡·月 写的，和“出租”对不上"),
    ],
)
def test_a_price_in_the_unit_of_another_deal_is_asked_about_before_it_is_seen(listing, deal, typed, said):
    Listing.objects.filter(pk=listing.pk).update(deal=deal, price="", price_value=None)
    desk = at_work(SALES, listing)
    assert said in words(post(desk, listing, price=typed))
    assert kept(listing)[0] == ""
    post(desk, listing, price=typed, is_sure="on")
    assert kept(listing)[0] == typed


@pytest.mark.slow
def test_a_price_that_nobody_could_compare_hides_no_leap_from_the_one_before_it(listing):
    desk = at_work(SALES, listing)
    for typed in ("面议", "1.8万/亩"):
        post(desk, listing, price=typed, is_sure="on")
    Listing.objects.exclude(pk=listing.pk).delete()
    assert "价格从 22 元/㎡·月 变成 220 元/㎡·月，是原来的 10 倍" in words(post(desk, listing, price="220元/㎡·月"))
    assert kept(listing)[0] == "1.8万/亩"
    post(desk, listing, price="24元/㎡·月")
    assert kept(listing)[0] == "24 元/㎡·月"
