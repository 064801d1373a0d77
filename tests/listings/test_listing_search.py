"""The rows that the finder looks through are what the listings are, whoever writes these."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from listings.models import Listing, ListingSearch
from listings.models.listing_search import UNKNOWN, UNKNOWN_COUNT, UNKNOWN_KVA, UNKNOWN_PRICE
from tests import builders
from zones.models import Industry

pytestmark = pytest.mark.django_db
DAYS = 90
OWN = {
    *("listing_id", "price_order", "smallest_m2", "industries_wanted", "industries_excluded"),
    *("ground_floor", "gas", "steam"),
}
SAME = [field.attname for field in ListingSearch._meta.fields if field.attname not in OWN]


def found():
    return set(ListingSearch.objects.values_list("listing_id", flat=True))


@pytest.mark.parametrize("kind", Listing.Kind.values)
def test_the_row_has_the_facts_of_its_listing(kind):
    facts = {"clear_height_m": "9.15", "crane_t": "10.5", "floor_load_t_m2": "3.35", "power_kva": 630}
    facts |= {"goods_lift_t": "2.5", "loading_docks": 2, "has_gas": True, "has_steam": False, "floor": "3 层"}
    listing = builders.listing(
        kind=kind,
        area_m2="3000.55",
        divisible_from_m2="1000.1",
        price="25.5 元/㎡·月",
        available_from="2027-01-01",
        **facts,
    )
    listing.refresh_from_db()
    row = ListingSearch.objects.get(listing=listing)
    for name in SAME:
        value = getattr(listing, name)
        assert getattr(row, name) == (float(value) if isinstance(value, Decimal) else value), name
    assert (row.smallest_m2, row.gas, row.steam, row.ground_floor) == (
        1000.1,
        1,
        0,
        0 if kind != "land" else UNKNOWN_COUNT,
    )


def test_what_is_unknown_has_a_value_with_which_every_condition_holds():
    builders.listing(area_m2=800, price="面议", clear_height_m=None, available_from=None, crane_state="")
    row = ListingSearch.objects.defer("available_from").get()
    assert row.clear_height_m == row.floor_load_t_m2 == row.crane_t == row.goods_lift_t == UNKNOWN
    assert row.gas == row.steam == row.ground_floor == row.loading_docks == UNKNOWN_COUNT
    assert (row.price_value, row.power_kva, row.smallest_m2) == (UNKNOWN_PRICE, UNKNOWN_KVA, 800)
    assert ListingSearch.objects.filter(available_from=date.min).exists()
    Listing.objects.update(crane_state="none")
    assert ListingSearch.objects.filter(crane_t=0).exists()


@pytest.mark.parametrize("name", ["deal", "crane_state", "storeys", "fire_class", "eia", "structure"])
def test_the_table_takes_every_word_that_a_listing_may_have(name):
    words = [*Listing._meta.get_field(name).flatchoices]
    for word, _ in words:
        builders.listing(**{name: word})
    assert ListingSearch.objects.values(name).distinct().count() == len(words)


def test_only_what_is_on_offer_is_found():
    listings = {state: builders.listing(state=state).pk for state in Listing.State.values}
    assert found() == {listings["open"], listings["reserved"]}


def test_a_change_in_bulk_reaches_it_and_so_does_sql():
    one, other = builders.listing(), builders.listing()
    Listing.objects.update(clear_height_m=12)
    assert set(ListingSearch.objects.values_list("clear_height_m", flat=True)) == {12.0}
    Listing.objects.filter(pk=one.pk).update(state="taken")
    assert found() == {other.pk}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE listings_listing SET state = 'open', kind = 'office' WHERE id = %s", [one.pk])
    assert ListingSearch.objects.get(kind="office").listing == one
    Listing.objects.all().delete()
    assert found() == set()


def test_its_industries_are_the_listings():
    listing = builders.listing()
    food, steel = (Industry.objects.create(name=name, slug=name) for name in ("food", "steel"))
    listing.industries_wanted.set([steel, food])
    listing.industries_excluded.add(food)
    row = ListingSearch.objects.get()
    assert (row.industries_wanted, row.industries_excluded) == ([food.pk, steel.pk], [food.pk])
    listing.industries_wanted.clear()
    Listing.objects.update(state="taken")
    listing.industries_excluded.remove(food)
    Listing.objects.update(state="open")
    row = ListingSearch.objects.get()
    assert (row.industries_wanted, row.industries_excluded) == ([], [])


def test_what_visitors_may_see_is_said_of_both_alike():
    today = timezone.localdate()
    for days in (0, 2 * DAYS - 1, 2 * DAYS, 2 * DAYS + 1):
        builders.listing(verified_on=today - timedelta(days=days))
    builders.listing(zone=builders.zone(is_listed=False))
    builders.listing(zone=builders.zone(city=builders.city(is_listed=False)))
    shown = set(ListingSearch.objects.public(DAYS).values_list("listing_id", flat=True))
    assert shown == set(Listing.objects.public(DAYS).values_list("pk", flat=True))
    assert len(shown) == 2


@pytest.mark.slow
def test_a_search_asks_no_more_where_more_fits_than_is_counted(client, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("plumbing.numbering.MAX_COUNT", 25)
    monkeypatch.setattr("listings.finder.COUNTED", 26)
    zone = builders.zone()
    for number in range(30):
        builders.listing(zone=zone, clear_height_m=9 if number % 3 else None)
    client.get("/listings/")
    for query in ("", "?height=8", "?height=8&page=2", "?area=3000&sort=rent&page=2"):
        with django_assert_max_num_queries(7):  # one of them finds the site
            assert client.get(f"/listings/{query}").context["page"].hits
