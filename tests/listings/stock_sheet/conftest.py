"""A zone with a hall, and a member of sales at the desk."""

import pytest

from staff.roles import SALES
from tests import builders
from tests.desk import signed_in


@pytest.fixture
def zone():
    return builders.zone(name="示例智造园", city=builders.city(name="济南", slug="jinan"))


@pytest.fixture
def hall(zone):
    return builders.listing(zone=zone, building="1 号楼", clear_height_m=8, landlord_phone="+8613800000009")


@pytest.fixture
def sales(zone):
    return signed_in(builders.person(SALES, zone.city))
