"""Numbers as editors type them into a zone's data sheet: with units, without, and such as no zone has."""

import pytest
from django.test import Client

from tests import builders
from zones.models import Zone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def administrator():
    client = Client()
    client.force_login(builders.person(is_superuser=True))
    return client


@pytest.fixture
def form():
    """`form(crane_t="10")`: a new zone's form with that in it."""
    city = builders.city(name="本市", slug="benshi")

    def form(**fields):
        required = {"name": "新园区", "slug": "", "datum": "gcj02", "order": "100", "is_listed": "on"}
        return {**required, "city": city.pk, **fields}

    return form


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("clear_height_m", "9米5", "9.5"),
        ("clear_height_m", "９", "9.0"),
        ("crane_t", "10吨", "10.0"),
        ("power_kva", "1,600kVA", "1600"),
        ("power_kva", "2MVA", "2000"),
        ("unit_area_min", "3千平", "3000"),
        ("unit_area_max", "20亩", "13333"),
        ("area_km2", "5000亩", "3.33"),
        ("area_km2", "15公顷", "0.15"),
        ("floor_load_t_m2", "20kN/㎡", "2.00"),
        ("rent_min", "0.8元/平/天", "24.33"),
        ("tax_per_mu_10k", "30万/亩", "30.0"),
        ("investment_per_mu_10k", "0", "0.0"),
    ],
)
def test_a_number_of_the_data_sheet_may_be_typed_with_its_unit(administrator, form, name, typed, stored):
    administrator.post("/admin/zones/zone/add/", form(**{name: f"\u202d{typed}\u200b"}))
    assert str(getattr(Zone.objects.get(), name)) == stored


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("rent_min", "18-25"),
        ("clear_height_m", "9米以上"),
        ("clear_height_m", "9吨"),
        ("clear_height_m", "1e5"),
        ("unit_area_min", "3000.5"),
        ("power_kva", "500kW"),
        ("rent_min", "$5/㎡/月"),
        ("rent_min", "面议"),
        ("crane_t", "-5"),
        ("area_km2", "NaN"),
    ],
)
def test_what_is_no_single_number_of_its_kind_comes_back_as_typed(administrator, form, name, typed):
    page = administrator.post("/admin/zones/zone/add/", form(**{name: typed})).content.decode()
    assert not Zone.objects.exists()
    assert f'value="{typed}"' in page
    assert "只写一个数：有几种的写最低的" in page


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("tax_per_mu_10k", "30万元", "这一项按“万元/亩”填，例如 9 或 9万元/亩；您写的是另一种量。"),
        ("investment_per_mu_10k", "5000000元", "这一项按“万元/亩”填"),
        ("rent_min", "1块2", "这一项按“元/㎡·月”填"),
        ("floor_load_t_m2", "2000kg", "这一项按“吨/㎡”填，例如 9 或 9吨/㎡；您写的是另一种量。"),
        ("clear_height_m", "高", "请写一个数，可以带单位，例如 9 或 9米。"),
        ("clear_height_m", "9米以上", "这里只写一个数，不写范围"),
        ("rent_max", "18-25", "这里只写一个数，不写范围"),
        ("clear_height_m", "9.123", "最多 1 位小数。"),
        ("power_kva", "630.5", "这一项只写整数。"),
        ("power_kva", "9999999999", "数太大了，请核对单位：这一项按“kVA”填。"),
        ("clear_height_m", "950", "这一项按“米”填，应在 2 到 100 之间，请核对单位；不清楚就留空。"),
        ("clear_height_m", "12公分", "应在 2 到 100 之间"),
        ("unit_area_max", "1000000000", "应在 1 到 2,000,000 之间"),
        ("unit_area_min", "0", "应在 1 到 2,000,000 之间"),
        ("area_km2", "99999", "应在 0.01 到 5,000 之间"),
        ("crane_t", "2000", "应在 0.1 到 1,000 之间"),
        ("rent_min", "50000", "应在 0 到 1,000 之间"),
    ],
)
def test_a_number_that_no_zone_has_is_refused_with_what_is_expected(administrator, form, name, typed, message):
    page = administrator.post("/admin/zones/zone/add/", form(**{name: typed})).content.decode()
    assert message in page
    assert not Zone.objects.exists()
