"""What the demo says of itself is counted."""

from collections import defaultdict

import pytest

from demo import loading
from zones.models import City, Portal


@pytest.mark.django_db
def test_the_tagline_counts_the_cities_and_the_zones_that_are_shown():
    """It said thirty zones of which one is not listed."""
    loading.store_network(defaultdict(lambda: None))
    shown = sum(zone.get("is_listed", True) for zone in loading.read("zones")["zones"])
    assert Portal.objects.get().tagline.startswith(f"{City.objects.count()} 个城市、{shown} 个园区，")
    assert shown == 29
