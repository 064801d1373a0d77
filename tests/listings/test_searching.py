"""The site's search: a listing by its number, and needs in words that lead to the finder."""

import pytest

from listings.models import Listing
from tests import builders

pytestmark = pytest.mark.django_db


def searched(client, text):
    return client.get("/search/", {"q": text}).content.decode()


def numbered(number, **fields):
    """A listing of that number."""
    listing = builders.listing(**fields)
    Listing.objects.filter(pk=listing.pk).update(number=number)
    listing.refresh_from_db()
    return listing


@pytest.mark.parametrize("typed", ["JN-1032", "jn1032", "ＪＮ－１０３２", " jn 1032 ", "JN—1032", "1032"])
def test_a_number_finds_its_listing_however_it_is_typed(client, typed):
    listing = numbered("JN-1032")
    assert listing.get_absolute_url() in searched(client, typed)
    assert Listing.objects.count() == 1


@pytest.mark.parametrize("state", ["open", "taken"])
def test_who_finds_a_number_is_not_told_that_nothing_was_found(client, state):
    numbered("JN-1032", state=state)
    assert "没有找到" not in searched(client, "JN-1032")
    assert "没有找到" in searched(client, "JN-1033")
    builders.article(title="编号 JN-1032 的厂房今天交付")
    assert "交付" in searched(client, "JN-1032")


@pytest.mark.slow
def test_digits_that_several_have_find_none_of_them(client):
    listings = [numbered("JN-1032"), numbered("QD-1032")]
    assert not any(listing.get_absolute_url() in searched(client, "1032") for listing in listings)
    assert listings[1].get_absolute_url() in searched(client, "QD-1032")


def test_a_number_finds_nothing_that_was_never_public(client):
    listing = numbered("JN-1032", state="draft")
    for typed in ("JN-1032", "1032"):
        assert listing.get_absolute_url() not in searched(client, typed)


@pytest.mark.parametrize("state", ["offline", "taken"])
def test_of_a_number_that_is_gone_it_is_said(client, state):
    listing = numbered("JN-1032", state=state)
    for typed in ("JN-1032", "1032"):
        page = searched(client, typed)
        assert "的房源已经不在租售" in page
        assert f'href="{listing.get_absolute_url()}"' in page
    assert client.get("/listings/", {"need": "jn1032"}).url == listing.get_absolute_url()


def test_a_number_that_is_gone_in_one_city_is_the_one_on_offer_in_another(client):
    gone, listing = numbered("JN-1032", state="taken"), numbered("QD-1032")
    page = searched(client, "1032")
    assert listing.get_absolute_url() in page
    assert gone.get_absolute_url() not in page


@pytest.mark.parametrize("state", ["open", "taken"])
def test_a_number_of_another_city_is_not_found_on_a_citys_host(client, state):
    listing = numbered("JN-1032", state=state)
    other = builders.city(host="other.example")
    assert (
        listing.get_absolute_url()
        not in client.get("/search/?q=JN-1032", headers={"host": other.host}).content.decode()
    )


@pytest.mark.parametrize("typed", ["jn1032", "ＪＮ－１０３２"])
def test_the_finder_leads_to_a_number_too(client, typed):
    listing = numbered("JN-1032")
    assert client.get("/listings/", {"need": typed}).url == listing.get_absolute_url()


def test_digits_alone_are_an_area_in_the_finder(client):
    numbered("JN-3000")
    assert client.get("/listings/", {"need": "3000"}).status_code == 200


@pytest.mark.parametrize(
    "typed", ["3000平 净高8米", "月租25以内", "厂房出租", "单层", "丙类", "5吨行车", "仓库", "630kva", "三千平"]
)
def test_a_need_in_words_leads_to_the_finder(client, typed):
    hall = {"kind": "factory", "deal": "rent", "storeys": "single", "fire_class": "丙", "price": "20元/㎡/月"}
    for kind in ("factory", "warehouse"):
        builders.listing(**{**hall, "kind": kind}, clear_height_m=9, crane_t=10, power_kva=800)
    page = searched(client, typed)
    assert "按这个需求找房源：<span" in page
    assert "/listings/?need=" in page


def test_how_many_fit_in_all_that_is_asked_is_said_as_the_finder_says_it(client):
    builders.listing(clear_height_m=9)
    builders.listing(clear_height_m=None)
    assert '<span class="num">2</span> 套，<span class="num">1</span> 套各项都符合' in searched(client, "净高8米")
    Listing.objects.update(clear_height_m=None)
    assert '<span class="num">2</span> 套，都有几项要核实' in searched(client, "净高8米")


def test_where_nothing_fits_the_nearest_is_offered(client):
    builders.listing(clear_height_m=8)
    assert "看最接近的房源" in searched(client, "净高9米")


@pytest.mark.parametrize(
    "typed", ["济南", "", "生物医药", "厂房租赁政策解读", "环评", "2027年3月1日", "研发投入", "租"]
)
def test_what_is_looked_for_in_the_news_leads_to_no_finder(client, typed):
    builders.city(name="济南", slug="jinan")
    builders.listing()
    assert "/listings/?need=" not in searched(client, typed)


@pytest.mark.parametrize(("typed", "more"), [("净高9米", 1), ("JN-1032", 2), ("1032", 2), ("济南", 0)])
def test_what_it_costs(client, typed, more, django_assert_max_num_queries):
    """How many fit; or a listing and its pictures."""
    numbered("JN-1032", clear_height_m=9)
    searched(client, typed)
    with django_assert_max_num_queries(7 + more):
        searched(client, typed)
