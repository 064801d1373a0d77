"""Zones whose names are half remembered stand before what only mentions the words."""

import pytest

from articles.search.half_names import half_named
from articles.search.suggestions import Names
from articles.search.words import Words
from tests import builders
from zones.models import Industry

pytestmark = pytest.mark.django_db


@pytest.fixture
def zones():
    """{name: zone} of a city."""
    city = builders.city(name="济南", slug="jinan")
    names = ("济南明湖智造产业园（示例）", "枫桥湾精密制造园", "雁滩新型显示产业园", "北辰物流园")
    return {name: builders.zone(city=city, name=name) for name in names}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("明湖制造园", "济南明湖智造产业园（示例）"),
        ("济南明湖制造园厂房出租", "济南明湖智造产业园（示例）"),
        ("厂房 明湖智造科技园", "济南明湖智造产业园（示例）"),
        ("名湖园", "济南明湖智造产业园（示例）"),
        ("枫桥弯产业园", "枫桥湾精密制造园"),
        ("雁滩显示园", "雁滩新型显示产业园"),
        ("雁滩新形显示园区", "雁滩新型显示产业园"),
        ("智能制造园", None),
        ("湿地公园", None),
        ("物流园", None),
        ("产业园", None),
        ("济南园区", None),
        ("明湖智造产业园", None),
        ("“明湖制造园”", None),
        ("明湖制造", None),
        ("幼儿园", None),
    ],
)
def test_a_name_that_is_nearly_a_zones_is_taken_for_it(zones, typed, meant):
    Industry.objects.create(name="智能制造", slug="zhineng").zones.set(zones.values())
    names = Names()
    found = half_named(names.zones, Words.read(typed), names.known)
    assert found[:1] == ([zones[meant]] if meant else [])


def test_it_stands_first_although_a_story_and_another_zone_have_the_words(client, zones):
    zones["北辰物流园"].description = "从这里到明湖制造园十分钟。"
    zones["北辰物流园"].save()
    builders.article(title="明湖制造园的一则消息")
    page = client.get("/search/?q=明湖制造园")
    assert [zone.name for zone in page.context["zones"]] == ["济南明湖智造产业园（示例）", "北辰物流园"]
    assert "没有完全同名的园区，先列出名字相近的。" in page.content.decode()
    assert "完全同名" not in client.get("/search/?q=明湖智造产业园").content.decode()


def test_no_zone_of_another_city_stands_in_for_one_of_the_chosen(client, zones):
    builders.zone(city=builders.city(name="青岛", slug="qingdao"))
    assert client.get("/search/?q=明湖制造园&city=qingdao").context["zones"] == []
