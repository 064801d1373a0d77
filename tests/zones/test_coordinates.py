"""Positions in the three coordinate systems, as the maps sold in China want them."""

import pytest

from tests import builders
from zones.coordinates import to_gcj02, to_wgs84


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The test values of eviltransform.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_a_gps_position_becomes_the_maps_and_back(wgs84, gcj02):
    assert to_gcj02(*wgs84, "wgs84") == pytest.approx(gcj02, abs=1e-8)
    assert to_wgs84(*gcj02, "gcj02") == pytest.approx(wgs84, abs=1e-6)


def test_baidus_position_becomes_the_maps():
    """Baidu's own formula, from the map's position: 0.0065 and 0.006 degrees, and a wave."""
    assert to_gcj02(121.4765194, 31.2360050, "bd09") == pytest.approx((121.47, 31.23), abs=2e-6)


def test_what_is_the_maps_already_stays():
    assert to_gcj02(121.47, 31.23, "gcj02") == (121.47, 31.23)


@pytest.mark.django_db
def test_a_lone_coordinate_hides_no_other_mistake(admin_client):
    zone = builders.zone()
    posted = {
        **{"name": zone.name, "slug": zone.slug, "city": zone.city_id, "longitude": "117.1"},
        **{"unit_area_min": "30000", "unit_area_max": "2000", "rent_min": "30", "rent_max": "20"},
    }
    shown = admin_client.post(f"/admin/zones/zone/{zone.pk}/change/", posted).content.decode()
    for words in ("经度和纬度要一起填。", "面积上限小于下限。", "租金上限小于下限。"):
        assert words in shown
    assert "约束" not in shown
