"""The desk's pages for the map: what a city's editor may change, and what only the administrator may."""

import pytest
from django.test import Client

from plumbing import pinyin
from staff.roles import EDITOR, SALES
from tests import builders
from zones.models import City, Contact, Portal, Zone

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def mine():
    return builders.city(name="本市", slug="benshi")


@pytest.fixture
def other():
    return builders.city(name="别市", slug="bieshi")


@pytest.fixture
def desk(mine):
    """An editor of one city at work."""
    return signed_in(builders.person(EDITOR, mine))


@pytest.fixture
def administrator():
    return signed_in(builders.person(is_superuser=True))


def address(row, what="change"):
    return f"/admin/zones/{row._meta.model_name}/{row.pk}/{what}/"


def zone_form(**fields):
    return {"name": "新园区", "slug": "", "datum": "gcj02", "order": "100", "is_listed": "on", **fields}


def contact_form(**fields):
    formset = {"mobiles-TOTAL_FORMS": "0", "mobiles-INITIAL_FORMS": "0"}
    return {"name": "顾问", "person": "示例经理", "hotline": "400-000-0000", "order": "100", **formset, **fields}


# Zones


def test_an_editor_adds_a_zone_in_the_own_city(desk, mine):
    desk.post("/admin/zones/zone/add/", zone_form(city=mine.pk))
    assert Zone.objects.get().city == mine


def test_an_editor_adds_no_zone_in_another_city(desk, other):
    assert desk.post("/admin/zones/zone/add/", zone_form(city=other.pk)).status_code == 200
    assert not Zone.objects.exists()


def test_another_citys_zone_is_not_found_by_typing_its_id(desk, other):
    zone = builders.zone(city=other)
    assert desk.get(address(zone)).headers["Location"] == "/admin/"
    desk.post(address(zone), zone_form(city=other.pk, name="改名"))
    assert Zone.objects.get().name == zone.name


def test_an_empty_slug_is_filled_in_with_pinyin(desk, mine):
    desk.post("/admin/zones/zone/add/", zone_form(city=mine.pk, name="高新区（西区）"))
    assert Zone.objects.get().slug == "gaoxinqu-xiqu"


def test_a_slug_that_was_typed_stays(desk, mine):
    desk.post("/admin/zones/zone/add/", zone_form(city=mine.pk, slug="hi-tech"))
    assert Zone.objects.get().slug == "hi-tech"


@pytest.mark.slow
def test_a_name_without_a_letter_asks_for_a_slug(desk, mine):
    answer = desk.post("/admin/zones/zone/add/", zone_form(city=mine.pk, name="——"))
    assert "请自己填写" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "slug"), [("济南", "jinan"), ("重庆", "chongqing"), ("A区 2号园", "aqu-2haoyuan"), ("…", "")]
)
def test_pinyin_makes_an_address_of_a_name(name, slug):
    assert pinyin.slug(name, 40) == slug


def test_sales_read_the_zones_of_their_city_and_change_none(mine):
    zone, client = builders.zone(city=mine), signed_in(builders.person(SALES, mine))
    assert client.get(address(zone)).status_code == 200
    assert client.post(address(zone), zone_form(city=mine.pk)).status_code == 403


# Cities


def test_an_editor_keeps_the_own_citys_introduction_but_not_its_host(desk, mine):
    desk.post(address(mine), {"intro": "新的介绍", "host": "evil.example", "name": "改名", "is_listed": ""})
    mine.refresh_from_db()
    assert (mine.intro, mine.host, mine.name, mine.is_listed) == ("新的介绍", None, "本市", True)


def test_an_editor_neither_reads_nor_adds_another_city(desk, other):
    assert desk.get(address(other)).headers["Location"] == "/admin/"
    assert desk.get("/admin/zones/city/add/").status_code == 403


def test_the_administrator_adds_a_city_with_its_host(administrator):
    administrator.post(
        "/admin/zones/city/add/", {"name": "青岛", "host": "qd.example", "order": "1", "is_listed": "on"}
    )
    assert City.objects.values_list("slug", "host").get() == ("qingdao", "qd.example")


# Contacts


def test_an_editor_changes_the_contact_of_the_own_city(desk, mine):
    mine.contact = builders.contact()
    mine.save()
    desk.post(address(mine.contact), contact_form(hotline="400-000-0001"))
    assert Contact.objects.get().hotline == "400-000-0001"


@pytest.mark.parametrize("shared_with", ["another city", "the portal"])
def test_a_contact_that_others_use_too_is_read_but_not_changed(desk, mine, other, shared_with):
    shared = builders.contact()
    City.objects.filter(pk=mine.pk).update(contact=shared)
    if shared_with == "the portal":
        builders.portal(contact=shared)
    else:
        City.objects.filter(pk=other.pk).update(contact=shared)
    assert desk.get(address(shared)).status_code == 200
    assert desk.post(address(shared), contact_form(hotline="400-000-0001")).status_code == 403


def test_a_contact_of_another_city_only_is_not_found(desk, other):
    other.contact = builders.contact()
    other.save()
    assert desk.get(address(other.contact)).headers["Location"] == "/admin/"


def test_somebody_without_a_grant_reads_no_contact():
    assert signed_in(builders.person()).get("/admin/zones/contact/").status_code == 403
    assert not Contact.objects.for_user(builders.person()).exists()


@pytest.mark.parametrize("is_used", [False, True])
def test_an_adviser_of_the_home_page_is_no_citys_to_change(desk, mine, is_used):
    """The network shows it, though no page but one city's names it, or none."""
    adviser = builders.contact(is_adviser=True)
    if is_used:
        City.objects.filter(pk=mine.pk).update(contact=adviser)
    for client, person in ((desk, adviser.person), (signed_in(builders.person(EDITOR)), "改过的")):
        client.post(address(adviser), contact_form(person="改过的", order="1", is_adviser="on"))
        adviser.refresh_from_db()
        assert adviser.person == person


def test_a_citys_editor_makes_nobody_an_adviser_of_the_home_page(desk):
    desk.post("/admin/zones/contact/add/", contact_form(is_adviser="on"))
    assert Contact.objects.get().is_adviser is False


def test_mobiles_are_entered_a_row_each(desk):
    rows = {"mobiles-TOTAL_FORMS": "2", "mobiles-0-number": "13800000000", "mobiles-1-number": "13900000000"}
    rows |= {"mobiles-0-order": "0", "mobiles-1-order": "1"}
    desk.post("/admin/zones/contact/add/", contact_form(hotline="", **rows))
    assert Contact.objects.get().phones == ["13800000000", "13900000000"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("138-0000-0000/13900000000", "几个号码连在一起了，请一行填一个：13800000000、13900000000。"),
        ("0531-88888888/13800000000", "请只填一个。您要填的是 0531 8888 8888、138 0000 0000 吗？"),
    ],
)
def test_two_numbers_in_one_row_are_refused_in_words(desk, typed, advice):
    rows = {"mobiles-TOTAL_FORMS": "1", "mobiles-0-number": typed, "mobiles-0-order": "0"}
    answer = desk.post("/admin/zones/contact/add/", contact_form(**rows))
    assert advice in answer.content.decode()


# The portal


@pytest.mark.parametrize("kind", ["zones/industry", "articles/tag"])
def test_what_every_city_shares_is_added_by_editors_of_all_cities_alone(desk, kind):
    everywhere = signed_in(builders.person(EDITOR))
    assert desk.get(f"/admin/{kind}/add/").status_code == 403
    assert everywhere.get(f"/admin/{kind}/add/").status_code == 200


def test_the_portal_is_one_row_whose_list_is_its_form(administrator):
    portal = builders.portal()
    assert administrator.get("/admin/zones/portal/").headers["Location"] == address(portal)
    assert administrator.get("/admin/zones/portal/add/").status_code == 403
    assert administrator.post(address(portal, "delete"), {"post": "yes"}).status_code == 403


def test_before_there_is_a_portal_its_list_is_the_form_to_add_it(administrator):
    assert administrator.get("/admin/zones/portal/").headers["Location"] == "/admin/zones/portal/add/"


def test_an_editor_of_all_cities_does_not_manage_the_portal():
    portal = builders.portal()
    client = signed_in(builders.person(EDITOR))
    assert client.get(address(portal)).status_code == 403
    assert client.post(address(portal), {"name": "改名"}).status_code == 403
    assert Portal.objects.get().name == portal.name


@pytest.mark.parametrize(
    ("list_of", "asked"),
    [
        ("zones/zone", "city__id__exact=1&level__exact=national&is_listed__exact=1&industries__id__exact=1"),
        (
            "articles/article",
            "state=draft&mine=1&published_at__year=2024&published_at__gte=2024-01-01%2000:00:00%2B08:00&pinned__exact=1",
        ),
        ("leads/lead", "work=mine&way=form&kind__exact=rent&created_at__month=3&created_at__year=2024"),
        ("leads/notification", "parked_at__isempty=1"),
        ("staff/user", "grants__role__id__exact=1&grants__city__isnull=True&is_active__exact=1"),
    ],
)
def test_a_list_is_narrowed_by_the_filters_it_shows(administrator, list_of, asked):
    assert administrator.get(f"/admin/{list_of}/?{asked}").status_code == 200


@pytest.mark.parametrize("asked", ["summary__regex=[", "contact__hotline__startswith=4", "city__host=x", "id__exact=1"])
def test_a_list_is_narrowed_by_nothing_else(desk, asked):
    assert desk.get(f"/admin/zones/zone/?{asked}").status_code == 400


def test_autocomplete_for_a_field_without_choices_is_refused(administrator):
    asked = "app_label=articles&model_name=article&field_name=tags"
    assert administrator.get(f"/admin/autocomplete/?{asked}").status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["\x00", "<p>", "99999999999999999999", "٣" * 30])
def test_a_choice_posted_by_hand_that_can_be_none_is_refused_in_words(administrator, typed):
    answer = administrator.post("/admin/zones/zone/add/", {"city": typed, "name": "示例园区"})
    assert "errorlist" in answer.content.decode()
    assert not Zone.objects.exists()


@pytest.mark.parametrize(("east", "north"), [("0", "0"), ("36.65", "117.12"), ("36.65", "89.9"), ("139.7", "35.7")])
def test_a_position_outside_china_is_refused(administrator, mine, east, north):
    typed = zone_form(city=mine.pk, longitude=east, latitude=north)
    assert "这个位置不在中国" in administrator.post("/admin/zones/zone/add/", typed).content.decode()
    assert not Zone.objects.exists()


def test_a_position_in_china_is_kept(administrator, mine):
    administrator.post("/admin/zones/zone/add/", zone_form(city=mine.pk, longitude="117.12", latitude="36.65"))
    assert Zone.objects.get().latitude is not None


@pytest.mark.parametrize("host", ["testserver", "127.0.0.1", "localhost", "park.example"])
def test_a_city_does_not_take_the_host_that_the_desk_is_reached_by(administrator, host):
    builders.portal(host="park.example")
    city = {"name": "示例市", "slug": "shili", "order": "1"}
    assert "后台自己的域名" in administrator.post("/admin/zones/city/add/", {**city, "host": host}).content.decode()
    assert administrator.post("/admin/zones/city/add/", {**city, "host": "shili.example"}).status_code == 302
    assert City.objects.get().host == "shili.example"
