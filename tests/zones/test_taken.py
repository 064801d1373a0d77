"""What another row has already is refused in words that say what to do."""

import pytest

from tests import builders

pytestmark = pytest.mark.django_db


def test_a_city_has_a_name_and_a_slug_of_its_own(admin_client):
    city = builders.city()
    taken = {"name": city.name, "slug": city.slug, "order": 1}
    answer = admin_client.post("/admin/zones/city/add/", taken).content.decode()
    assert "这个城市已经有了，请换一个。" in answer
    assert "这个拼音已经有了，请换一个。" in answer
    assert "已存在" not in answer


def test_a_zone_has_its_own_in_its_city(admin_client):
    zone = builders.zone()
    taken = {"name": zone.name, "slug": zone.slug, "city": zone.city_id}
    answer = admin_client.post("/admin/zones/zone/add/", taken).content.decode()
    assert "城市 和 拼音 都相同的园区已经有了，请改其中一样。" in answer
    assert "已经存在" not in answer
