"""A city whose host once was the old site's, and how a test asks for an address there."""

import pytest

from tests import builders

HOST = "city.example"


@pytest.fixture
def city(db):
    builders.portal(host="park.example")
    return builders.city(host=HOST, slug="shicheng")


def ask(client, address, host=HOST, **headers):
    return client.get(address, headers={"host": host, **headers})


def leads_to(response, address):
    assert (response.status_code, response.get("Location")) == (301, address)
    return True
