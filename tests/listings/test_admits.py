"""Of place, deal and industry a row is judged as the database judges it; of the rest `test_finder` says so."""

from decimal import Decimal

import pytest

from listings.finder import Need
from listings.models import ListingSearch
from tests import builders
from zones.models import Industry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "excluded"), [([], []), (["食品"], []), (["机械"], []), ([], ["食品"]), (["食品"], ["食品"])]
)
def test_place_deal_and_industry_are_judged_alike_too(wanted, excluded):
    food = Industry.objects.create(name="食品", slug="shipin")
    Industry.objects.create(name="机械", slug="jixie")
    zone, other = builders.zone(), builders.zone()
    row = builders.listing(zone=zone, deal="sale")
    row.industries_wanted.set(Industry.objects.filter(name__in=wanted))
    row.industries_excluded.set(Industry.objects.filter(name__in=excluded))
    for asked in (
        {"industry": food}, {"zone": zone}, {"zone": other}, {"city": zone.city}, {"city": other.city},
        {"deal": "rent"}, {"deal": "sale"}, {"rent": Decimal(20)},
    ):  # fmt: skip
        need = Need(**asked)
        assert need.within(ListingSearch.objects.all()).exists() == need.admits(row), asked
