"""A slug that changes leaves its old address behind, which leads on in one hop."""

import pytest

from addresses.models import MissingAddress, OldAddress
from articles.models import Section, Tag
from tests import builders
from tests.addresses.conftest import HOST, ask, leads_to
from zones.models import City, Zone


def test_a_citys_new_slug_leaves_the_old_addresses_of_its_zones_as_well(client, city):
    zone = builders.zone(city=city, slug="gaoxin")
    City.objects.filter(pk=city.pk).update(slug="xincheng")
    assert leads_to(ask(client, "/zones/shicheng/"), f"http://{HOST}/zones/xincheng/")
    assert leads_to(ask(client, "/zones/shicheng", "park.example"), f"http://{HOST}/zones/xincheng/")
    assert leads_to(ask(client, "/zones/shicheng/gaoxin/"), f"http://{HOST}/zones/xincheng/{zone.slug}/")


@pytest.mark.slow
def test_a_slug_changed_twice_is_still_one_hop(client, city):
    zone = builders.zone(city=city, slug="one")
    for slug in ("two", "three"):
        Zone.objects.filter(pk=zone.pk).update(slug=slug)
    for old in ("one", "two"):
        assert leads_to(ask(client, f"/zones/shicheng/{old}/"), f"http://{HOST}/zones/shicheng/three/")
    Zone.objects.filter(pk=zone.pk).update(slug="one")
    assert ask(client, "/zones/shicheng/one/").status_code == 200


def test_a_zone_that_moves_to_another_city_is_found(client, city):
    zone = builders.zone(city=city, slug="gaoxin")
    other = builders.city(slug="other")
    zone.city = other
    zone.save()
    assert leads_to(ask(client, "/zones/shicheng/gaoxin/"), "http://park.example/zones/other/gaoxin/")


def test_a_tags_new_slug_leaves_the_old_one_and_its_feed(client, city):
    tag = Tag.objects.create(name="新能源", slug="新能源")
    builders.article(["新能源"], city=city)
    Tag.objects.filter(pk=tag.pk).update(slug="xin")
    assert leads_to(ask(client, "/tags/新能源/"), f"http://{HOST}/tags/xin/")
    assert leads_to(ask(client, "/tags/新能源/feed.xml"), f"http://{HOST}/tags/xin/feed.xml")


@pytest.mark.slow
def test_a_sections_new_slug_leaves_the_old_one(client, city):
    section = builders.section("old", "示例栏目")
    for slug in ("second", "new"):
        Section.objects.filter(pk=section.pk).update(slug=slug)
    for old in ("old", "second", "OLD"):
        assert leads_to(ask(client, f"/news/?section={old}&page=1"), "/news/?section=new&page=1")
    for path in ("/zones/shicheng/", "/news/feed.xml"):
        assert leads_to(ask(client, f"{path}?section=old"), f"{path}?section=new")
    assert ask(client, "/tags/nothing/?section=old").status_code == 404
    assert ask(client, "/news/?section=new").status_code == 200
    section.delete()
    assert ask(client, "/news/?section=old").status_code == 410


def test_a_section_that_never_was_is_a_404_and_not_noted(client, city):
    assert ask(client, "/news/?section=never").status_code == 404
    assert ask(client, "/news/?section=" + "长" * 400).status_code == 404
    assert not MissingAddress.objects.exists()


@pytest.mark.slow
def test_the_section_that_the_home_page_shows_keeps_its_slug(admin_client, city):
    section = builders.section(Section.POLICY_SLUG, "政策")
    posted = {"name": "惠企政策", "slug": "huiqi", "order": 1}
    address = f"/admin/articles/section/{section.pk}/change/"
    assert "不能改；名称可以改" in admin_client.post(address, posted).content.decode()
    assert admin_client.post(address, posted | {"slug": Section.POLICY_SLUG}).status_code == 302


@pytest.mark.slow
def test_tags_merged_twice_over_are_still_one_hop(client, city):
    kept, first, second = (Tag.objects.create(name=name, slug=name) for name in ("kept", "first", "second"))
    Tag.objects.filter(pk=first.pk).update(slug="renamed")
    OldAddress.objects.create(kind="tag", key="9", tag=first)
    builders.article(["first", "kept"], city=city)
    second.take_over([Tag.objects.get(pk=first.pk)])
    kept.take_over([second])
    for old in ("/tags/first/", "/tags/renamed/", "/tags/second/", "/tags-9.html"):
        assert leads_to(ask(client, old), f"http://{HOST}/tags/kept/")
    assert leads_to(ask(client, "/tags/second/feed.xml"), f"http://{HOST}/tags/kept/feed.xml")
    assert ask(client, "/tags/kept/").status_code == 200


def test_a_tag_that_is_deleted_leads_nowhere(client, city):
    tag = Tag.objects.create(name="old", slug="old")
    Tag.objects.filter(pk=tag.pk).update(slug="new")
    tag.delete()
    assert ask(client, "/tags/old/").status_code == 410
    assert ask(client, "/tags/new/").status_code == 404


def test_what_is_not_listed_is_not_given_away(client, city):
    zone = builders.zone(city=city, slug="old")
    Zone.objects.filter(pk=zone.pk).update(slug="new", is_listed=False)
    assert ask(client, "/zones/shicheng/old/").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("zones/city", "/zones/shicheng/", "/zones/new/"),
        ("zones/zone", "/zones/shicheng/gaoxin/", "/zones/shicheng/new/"),
        ("articles/section", "/news/?section=gaoxin", "/news/?section=new"),
    ],
)
def test_the_desk_warns_before_a_slug_is_changed_and_says_what_leads_on(admin_client, city, kind, old, new):
    zone, section = builders.zone(city=city, slug="gaoxin"), builders.section("gaoxin", "高新")
    row = {"zones/city": city, "zones/zone": zone, "articles/section": section}[kind]
    address = f"/admin/{kind}/{row.pk}/change/"
    page = admin_client.get(address)
    assert "公开以后尽量不改" in page.context["adminform"].form["slug"].help_text
    posted = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
    first = admin_client.post(address, posted | {"order": 7}, follow=True)
    assert "旧网址" not in "".join(map(str, first.context["messages"]))
    changed = admin_client.post(address, posted | {"slug": "new"}, follow=True)
    said = "".join(map(str, changed.context["messages"]))
    assert f"网址从 {old} 改成了 {new}。旧网址（连同更早的）会自动转到新网址" in said


@pytest.mark.slow
def test_the_address_of_a_zone_that_nobody_saw_is_not_spoken_of(admin_client, city):
    zone = builders.zone(city=city, slug="gaoxin", is_listed=False)
    address = f"/admin/zones/zone/{zone.pk}/change/"
    initial = admin_client.get(address).context["adminform"].form.initial
    posted = {name: value for name, value in initial.items() if value is not None} | {"slug": "new"}
    said = admin_client.post(address, posted, follow=True).context["messages"]
    assert "旧网址" not in "".join(map(str, said))
    assert Zone.objects.get().slug == "new"
