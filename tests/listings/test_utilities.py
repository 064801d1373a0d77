"""Structure, gas, steam and a loading dock can be asked for; power that is said in kW is looked for in kVA."""

import pytest
from django.db import connection

from listings.models import Listing
from tests import builders
from tests.listings.test_finder import find

pytestmark = pytest.mark.django_db

ASKED = [
    ("structure", "steel", "structure", "steel", "frame", "结构是框架，您要钢结构"),
    ("gas", True, "has_gas", True, False, "没有天然气"),
    ("steam", True, "has_steam", True, False, "没有蒸汽"),
    ("dock", True, "loading_docks", 2, 0, "没有装卸口"),
]
#: The same counted by SQL.
COUNTED = {
    "structure=steel": "structure IN ('steel', '')",
    "gas=on": "has_gas IS NOT FALSE",
    "steam=on": "has_steam IS NOT FALSE",
    "dock=on": "coalesce(loading_docks, 1) > 0",
}


@pytest.mark.parametrize(("asked", "wanted", "field", "good", "bad", "words"), ASKED)
def test_what_has_it_fits_what_is_unknown_stands_last_and_what_lacks_it_is_said_to(
    asked, wanted, field, good, bad, words
):
    having, unknown = builders.listing(**{field: good}), builders.listing()
    lacking = builders.listing(**{field: bad})
    finder = find(**{asked: wanted})
    assert [hit.listing for hit in finder.hits] == [having, unknown]
    assert [(hit.listing, hit.misses) for hit in finder.near] == [(lacking, [words])]


@pytest.mark.slow
@pytest.mark.parametrize(("query", "condition"), COUNTED.items())
def test_what_is_counted_is_what_sql_counts_and_the_condition_can_be_taken_away(client, query, condition):
    builders.listing(structure="steel", has_gas=True, has_steam=True, loading_docks=2), builders.listing()
    builders.listing(structure="frame", has_gas=False, has_steam=False, loading_docks=0)
    page = client.get(f"/listings/?{query}")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM listings_listing WHERE {condition}")
        assert page.context["page"].count == cursor.fetchone()[0] == 2
    [(_, without)] = page.context["form"].chips
    assert client.get(f"/listings/{without}").context["page"].count == Listing.objects.count() == 3


@pytest.mark.parametrize("query", ["power=800kW", "need=用电800kW"])
def test_kilowatts_are_looked_for_as_kilovoltamperes_and_the_chip_says_how(client, query):
    builders.listing(power_kva=800), builders.listing(power_kva=1000)
    page = client.get(f"/listings/?{query}")
    assert page.context["page"].count == 1
    [(words, _)] = page.context["form"].chips
    assert words.lower() == "供电不低于 889 kva（800kw，按功率因数 0.9 折合）"


@pytest.mark.parametrize("area", ["50亩", "50"])
def test_a_unit_that_was_typed_does_not_stand_twice(client, area):
    page = client.get(f"/listings/?kind=land&area={area}").content.decode()
    field = page.partition('for="find-area"')[2].partition("</div>")[0]
    assert ("亩</span>" in field) is (area == "50" and "50亩" not in field)
    assert field.count("亩") == 1
