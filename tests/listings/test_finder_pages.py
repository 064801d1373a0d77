"""The finder reads all that fits, or as much as a page needs: the same pages in the same order."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from listings import finder as finder_module
from listings import finder_sql
from listings.finder import SORTS, Finder, Need
from listings.models import Listing, ListingSearch
from plumbing import numbering
from tests import builders
from tests.listings.test_finder import DAYS, find, listings, needs


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60)
@given(st.lists(listings, min_size=6, max_size=9), needs, st.sampled_from(sorted(SORTS)), st.sampled_from([0, 2]))
def test_what_is_too_much_to_count_is_shown_in_the_same_order(rows, asked, sort, reserve):
    """What is read whole and what is read until there is enough: two ways to the same pages.

    However little a page was thought to need.
    """
    Listing.objects.all().delete()
    zone = builders.zone()
    today = timezone.localdate()
    for number, row in enumerate(rows):
        builders.listing(zone=zone, verified_on=today - timedelta(days=number * 7 % 5), **row)
    whole = find(sort, **asked)
    with (
        patch.multiple(numbering, PAGE_SIZE=2, MAX_COUNT=4),
        patch.object(finder_module, "COUNTED", 5),
        patch.object(finder_sql, "RESERVE", reserve),
    ):
        pages = [
            Finder(Need(**asked), ListingSearch.objects.public(DAYS), number, sort, {})
            for number in ("1", "2")
            if whole.count > 2 or number == "1"
        ]
        shown = [hit.listing for page in pages for hit in page.hits]
        assert pages[0].more_than_counted is (whole.count > 4)
        assert pages[0].sure == (None if whole.count > 4 else whole.sure)
    assert shown == [hit.listing for hit in whole.hits[:4]]
