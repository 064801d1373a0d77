"""What the form's address says of kind, place and area, and how the form shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads import forms
from leads.models import AreaUnit
from plumbing.quantities import reading
from tests import builders

pytestmark = pytest.mark.django_db


def test_the_address_prefills_kind_city_zone_and_area(client, zone):
    page = client.get("/enquiries/new/?kind=land&city=jinan&zone=gaoxin&area=20").content.decode()
    assert 'value="land" checked' in page
    assert '<option value="jinan" selected>' in page
    assert '<option value="jinan/gaoxin" selected>' in page
    assert 'value="20"' in page


def test_the_place_that_is_asked_about_is_said_in_sight(client, zone):
    for address, said in (
        ("?city=jinan&zone=gaoxin", "济南 示例高新区"),
        ("?zone=gaoxin", None),
        ("?city=jinan", "济南"),
        ("?city=atlantis", None),
    ):
        page = client.get(f"/enquiries/new/{address}").content.decode()
        assert (f"您在问：<strong>{said}</strong>" in page) if said else ("您在问" not in page), address


def test_a_zone_that_is_called_by_its_city_is_not_called_by_it_twice(client, jinan):
    builders.zone(city=jinan, name="济南示例园", slug="own")
    assert "您在问：<strong>济南示例园<" in client.get("/enquiries/new/?city=jinan&zone=own").content.decode()


@pytest.mark.parametrize(
    ("typed", "kind", "area", "unit"),
    [
        ("50亩", "invest", "50", "mu"),
        ("3000㎡", "invest", "3000", "sqm"),
        ("3000平", "rent", "3000", "sqm"),
        ("三十亩", "land", "三十", "mu"),
        ("1-2万㎡", "rent", "1-2万", "sqm"),
        ("20", "land", "20", "mu"),
        ("30亩左右", "land", "30亩左右", "mu"),
        ("20", "rent", "20", "sqm"),
        ("5000平方米", "land", "5000", "sqm"),
        ("2公顷", "rent", "2公顷", "sqm"),
        ("50亩左右", "rent", "50亩左右", "mu"),
        ("亩", "rent", "亩", "mu"),
        ("", "land", "", "mu"),
    ],
)
def test_an_area_in_the_address_fills_in_number_and_unit(client, zone, typed, kind, area, unit):
    form = client.get("/enquiries/new/", {"kind": kind, "area": typed}).context["form"]
    assert (form["area"].value(), form["area_unit"].value()) == (area, unit)


@pytest.mark.slow
@given(typed=st.text("0123456789一二三十百千万.-~约 亩平方米㎡m2公顷", max_size=forms.LONGEST_AREA))
def test_an_area_means_the_same_after_its_unit_went_into_the_field_beside_it(typed):
    split = forms.split_area(typed, "rent")
    unit = AreaUnit(split["area_unit"]).label
    assert reading.read(split["area"], unit).quantity == reading.read(typed, unit).quantity
