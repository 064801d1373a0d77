"""A network with a city that has a host of its own."""

import pytest

from tests import builders

PORTAL, HERE, THERE = "park.example", "here.example", "there.example"


@pytest.fixture
def here():
    """A city with a host of its own, on a network whose other cities have one, or none."""
    builders.portal(host=PORTAL, icp_number="示例备0号")
    return builders.city(name="本市", slug="here", host=HERE)


def ask_for(client, address, host):
    return client.get(address, headers={"host": host})
