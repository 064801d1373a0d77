"""A zone's data sheet and its place on the map."""

from decimal import Decimal

import pytest

from zones.coordinates import to_gcj02
from zones.facts import Fact, facts, in_one_line, plain, span
from zones.models import Zone


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("9.0", "9"),
        ("9.50", "9.5"),
        ("12000", "12,000"),
        ("0", "0"),
        ("0.85", "0.85"),
        ("100", "100"),
        ("1E+3", "1,000"),
    ],
)
def test_numbers_are_written_as_a_person_does(number, words):
    assert plain(Decimal(number)) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(300, 5000, "300–5,000"), (300, None, "300 起"), (None, 5000, "5,000 以内"), (300, 300, "300"), (None, None, "")],
)
def test_a_range_says_what_is_known(low, high, words):
    assert span(low, high) == words


def test_unknown_facts_are_absent():
    assert facts(Zone(name="示例")) == []


def test_known_facts_come_with_their_units():
    zone = Zone(clear_height_m=Decimal("9.0"), rent_min=Decimal("18.00"), power_kva=1600, fire_class="丙")
    assert facts(zone) == [
        Fact("租金", "18 起", "元/㎡·月"),
        Fact("层高", "9", "米"),
        Fact("供电", "1,600", "kVA"),
        Fact("消防类别", "丙类"),
    ]
    assert in_one_line(facts(zone)[1:]) == "层高 9 米，供电 1,600 kVA，消防类别 丙类"


def test_rent_to_be_negotiated_says_so_only_without_a_price():
    assert Fact("租金", "面议") in facts(Zone(rent_negotiable=True))
    assert Fact("租金", "20", "元/㎡·月") in facts(Zone(rent_negotiable=True, rent_min=20, rent_max=20))


# Tiananmen: GPS, and the same place as 高德 and 百度 give it.
@pytest.mark.parametrize(
    ("datum", "longitude", "latitude"),
    [("wgs84", 116.391265, 39.907339), ("gcj02", 116.397507, 39.908741), ("bd09", 116.403906, 39.915057)],
)
def test_positions_of_every_datum_meet_on_the_map(datum, longitude, latitude):
    east, north = to_gcj02(longitude, latitude, datum)
    assert abs(east - 116.397507) < 0.0002
    assert abs(north - 39.908741) < 0.0002
