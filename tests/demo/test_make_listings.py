"""The listings to measure with: valid, spread over kinds and states, the same for the same seed, marked as invented."""

from collections import Counter
from unittest.mock import MagicMock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from demo.composing_listings import SOURCE, Composed
from demo.management.commands import make_listings
from images.models import Image
from listings.models import Listing, ListingPicture
from tests import builders
from zones.models import Industry, Zone

COUNT = 300


@pytest.fixture(scope="module")
def made(rows_of_module):
    """Listings of two zones, in the order of their ids."""
    city = builders.city(name="济南")
    zones = [builders.zone(city=city) for _ in range(2)]
    Industry.objects.bulk_create(Industry(name=name, slug=name) for name in ("food", "steel"))
    Image.objects.bulk_create(
        Image(file=f"{number}.jpg", sha256=f"{number:064}", format="JPEG", width=900, height=600, size=9)
        for number in range(4)
    )
    before = builders.listing(zone=zones[0])
    make_listings.make(COUNT, 1, Zone.objects.select_related("city"))
    return list(Listing.objects.exclude(pk=before.pk).order_by("pk"))


@pytest.mark.slow
def test_as_many_are_made_as_asked_of_all_kinds_deals_and_states(made):
    assert len(made) == COUNT
    for name in ("kind", "deal", "state"):
        possible = {value for value, _ in Listing._meta.get_field(name).flatchoices}
        assert {getattr(listing, name) for listing in made} == possible


@pytest.mark.slow
def test_each_is_what_staff_could_have_entered(made):
    for listing in made:
        listing.full_clean()
        value = listing.price_value
        listing.save()
        assert listing.price_value == value


@pytest.mark.slow
def test_what_is_not_known_is_empty_and_some_were_verified_long_ago(made):
    for name in ("clear_height_m", "crane_t", "price_value", "available_from", "power_kva"):
        assert 0 < sum(getattr(listing, name) is None for listing in made) < COUNT
    assert {listing.is_stale(90) for listing in made} == {True, False}
    assert 0 < Listing.objects.public(90).filter(source=SOURCE).count() < COUNT


def test_their_numbers_are_the_next_and_so_is_that_of_a_new_one(made):
    numbers = [int(listing.number.removeprefix("JN-")) for listing in made]
    assert numbers == list(range(numbers[0], numbers[0] + COUNT))
    new = builders.listing(zone=made[0].zone)
    assert int(new.number.removeprefix("JN-")) > numbers[-1]
    assert new.pk > made[-1].pk


def test_they_say_that_they_are_invented(made):
    assert {listing.source for listing in made} == {SOURCE}
    assert all("示例" in listing.description for listing in made)


def test_some_want_or_refuse_industries_and_some_have_pictures(made):
    assert Listing.industries_wanted.through.objects.exists()
    assert Listing.industries_excluded.through.objects.exists()
    pictures = Counter(ListingPicture.objects.values_list("is_plan", flat=True))
    assert pictures[False] > pictures[True] > 0


def test_the_same_seed_composes_the_same_listing():
    def composed(number):
        given = {"seed": 7, "today": timezone.localdate(), "zones": [(1, 1, "JN")], "industries": [1], "images": [1]}
        listing = Composed(number, **given).listing
        return [getattr(listing, field.attname) for field in Listing._meta.concrete_fields]

    assert composed(3) == composed(3) != composed(4)


@pytest.mark.django_db
def test_a_database_with_listings_of_its_owner_is_refused():
    builders.listing()
    with pytest.raises(CommandError, match="真实房源"):
        call_command("make_listings", "5")
    assert Listing.objects.count() == 1


@pytest.mark.django_db
def test_a_zone_that_is_not_there_is_refused():
    builders.zone(slug="shili")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("make_listings", "5", zones=["shili", "nowhere"])


def test_statistics_are_gathered_of_what_triggers_fill_as_well(monkeypatch):
    """Without those of the finder's table its queries were planned for a few dozen rows, and measured so."""
    connection = MagicMock()
    monkeypatch.setattr(make_listings, "connection", connection)
    make_listings.gather_statistics()
    [statement] = connection.cursor.return_value.__enter__.return_value.execute.call_args.args
    assert "listings_search" in statement
