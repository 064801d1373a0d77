"""A page of a list that there is not leads back to those there are."""

import pytest

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", ["3", "99", "0", "abc", "100"])
def test_a_page_beyond_the_last_is_missing_and_names_the_ways_back(client, number):
    zone = builders.zone()
    for _ in range(21):
        builders.listing(zone=zone, clear_height_m=9)
    page = client.get(f"/listings/?height=8&page={number}")
    assert page.status_code == 404
    words = page.content.decode()
    assert "没有这一页" in words
    assert "只有 2 页" in words
    assert 'href="?height=8"' in words
    assert 'href="?height=8&amp;page=2"' in words


@pytest.mark.parametrize("path", ["/news/", "/listings/", "/search/?q=园区"])
def test_a_list_of_one_page_leads_to_it_alone(client, path):
    builders.article(zone=builders.zone(), title="园区新闻")
    page = client.get(f"{path}{'&' if '?' in path else '?'}page=9")
    assert page.status_code == 404
    assert "看第一页" in page.content.decode()
    assert "看最后一页" not in page.content.decode()


def test_another_missing_address_is_said_to_be_missing_as_before(client):
    builders.zone()
    assert "没有找到这个页面" in client.get("/nowhere/").content.decode()
