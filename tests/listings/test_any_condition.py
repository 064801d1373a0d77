"""Whatever is typed into the finder's fields, it is answered."""

import pytest
from django.http import QueryDict
from django.utils.http import urlencode
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.finder import Finder
from listings.forms import FinderForm
from listings.models import ListingSearch
from zones.site import Network, Site

NAMES = sorted(set(FinderForm.base_fields) - {"need"})
typed = st.text(max_size=30) | st.from_regex(r"[0-9.,~-]{1,9}[平亩米吨元万]?", fullmatch=True)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NAMES), typed))
def test_no_condition_that_is_typed_breaks_the_form(asked):
    form = FinderForm(QueryDict(urlencode(asked)), Site(Network(), None, "park.example", "1"))
    finder = Finder(form.meant, ListingSearch.objects.public(90), "1", form.chosen_sort, form.query)
    assert finder.count == len(finder.hits)
    assert all(words for words, _ in form.chips)
