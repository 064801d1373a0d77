"""What may be paid: rents and prices, by the metre, by the 亩 and in all."""

from decimal import Decimal

import pytest

from listings.finder import BEST, Finder, Need
from listings.models import ListingSearch
from tests import builders

pytestmark = pytest.mark.django_db


def found(client, need, **asked):
    page = client.get("/listings/", {"need": need, **asked}).context["page"]
    return [hit.listing for hit in page.hits]


def test_a_rent_in_all_is_held_against_what_each_listing_costs_in_all(client):
    fitting = builders.listing(area_m2=1960, price="21 元/㎡·月")
    dear = builders.listing(area_m2=2250, price="20 元/㎡·月")
    page = client.get("/listings/", {"need": "租金50万一年 厂房 2000平方"}).context["page"]
    assert [hit.listing for hit in page.hits] == [fitting]
    assert [(hit.listing, hit.misses) for hit in page.near] == [(dear, ["每月总租金高 3,333 元"])]


def test_a_cheap_metre_is_no_small_sum():
    builders.listing(area_m2=2850, price="18 元/㎡·月")
    need = Need(total=Decimal(50_000))
    finder = Finder(need, ListingSearch.objects.all(), "1", BEST, {})
    assert (finder.count, [hit.misses for hit in finder.near]) == (0, [["每月总租金高 1,300 元"]])


@pytest.mark.slow
def test_of_what_can_be_divided_the_part_that_is_large_enough_is_paid_for(client):
    divisible = builders.listing(area_m2=9000, divisible_from_m2=1000, price="20 元/㎡·月")
    assert found(client, "每月4万 2000平") == [divisible]
    assert found(client, "每月3万 2000平") == []
    assert found(client, "每月2万以内") == [divisible]


def test_a_plot_that_costs_more_by_the_mu_does_not_fit(client):
    cheap = builders.listing(kind="land", deal="transfer", area_m2=13_333, price="28 万/亩")
    builders.listing(kind="land", deal="transfer", area_m2=13_333, price="36 万/亩")
    builders.listing()
    assert found(client, "20亩 30万一亩以内") == [cheap]


def test_a_price_by_the_metre_is_held_against_what_is_for_sale(client):
    cheap = builders.listing(deal="sale", price="3200 元/㎡")
    builders.listing(deal="sale", price="4000 元/㎡")
    builders.listing(price="20 元/㎡·月")
    builders.listing(kind="land", deal="transfer", price="30 万/亩")
    assert found(client, "不超过3500元/平") == [cheap]


@pytest.mark.parametrize(("need", "count"), [("总价960万", 1), ("总价900万以内", 0), ("买地 总价600万", 1)])
def test_a_price_in_all_is_held_against_halls_and_plots(client, need, count):
    builders.listing(deal="sale", area_m2=3000, price="3200 元/㎡")
    builders.listing(kind="land", deal="transfer", area_m2=Decimal("13333.33"), price="30 万/亩")
    kind = "land" if "地" in need else "factory"
    assert len(found(client, need, kind=kind)) == count


def test_a_rent_is_not_asked_of_what_is_bought_and_that_is_said(client):
    hall = builders.listing(deal="sale", price="3200 元/㎡")
    shown = client.get("/listings/", {"deal": "sale", "rent": "25"})
    assert [hit.listing for hit in shown.context["page"].hits] == [hall]
    assert "没有按这些筛选：月租不高于 25 元/㎡·月" in shown.content.decode()


@pytest.mark.parametrize(
    ("asked", "chip"),
    [
        ({"mu_price": "30万"}, "地价不高于 30 万元/亩"),
        ({"mu_price": "30万/亩以内"}, "地价不高于 30 万元/亩"),
        ({"price": "3500元/平"}, "买价不高于 3,500 元/㎡"),
        ({"total_price": "800万"}, "买的总价不高于 800 万元"),
        ({"total": "5万"}, "每月总租金不高于 50,000 元"),
    ],
)
def test_prices_are_typed_as_people_write_them(client, asked, chip):
    builders.listing()
    assert [words for words, _ in client.get("/listings/", asked).context["form"].chips] == [chip]
