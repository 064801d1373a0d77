"""开城检查: what a city still lacks before visitors are sent to it."""

import pytest
from django.utils import timezone

from hosts.models import HostCheck, Verification
from hosts.opening import Readiness, points
from jobs.models import Job
from leads.models import Channel
from staff.roles import EDITOR, SALES
from tests import builders
from tests.desk import signed_in, words
from tests.hosts.conftest import HERE, PORTAL
from zones.models import City

pytestmark = pytest.mark.django_db


def opening(city):
    return f"/admin/zones/city/{city.pk}/opening/"


def states(city):
    return {point.name: point.readiness for point in points(City.objects.get(pk=city.pk))}


def test_a_city_just_made_lacks_nearly_everything():
    builders.portal(host=PORTAL)
    city = builders.city(host=HERE, is_listed=False)
    assert set(states(city).values()) == {Readiness.LACKING, Readiness.WAITING}


def test_a_city_made_ready_lacks_nothing(here):
    here.contact, here.icp_number = builders.contact(), "示例备1号"
    here.save()
    HostCheck.objects.create(city=here, host=HERE)
    Channel.objects.create(city=here, kind="email", name="示例群", target="desk@example.com")
    Verification.objects.create(city=here, name="MP_verify_x.txt", content="x")
    zone = builders.zone(city=here, verified_on=timezone.localdate())
    for _ in range(5):
        builders.article(zone=zone)
    assert set(states(here).values()) == {Readiness.READY}


def test_head_offices_contact_channel_and_number_stand_in(here):
    here.host = None
    here.save()
    builders.Portal.objects.update(contact=builders.contact())
    Channel.objects.create(kind="email", name="总部", target="desk@example.com")
    found = states(here)
    borrowed = {"域名", "联系人", "询盘通知", "ICP 备案", "站点验证"}
    assert {name for name, state in found.items() if state == Readiness.BORROWED} == borrowed


def test_a_contact_without_a_phone_is_no_contact(here):
    here.contact = builders.contact(hotline="")
    here.save()
    assert states(here)["联系人"] == Readiness.LACKING


def test_a_check_of_the_host_before_this_one_counts_for_nothing(here):
    HostCheck.objects.create(city=here, host="before.example")
    assert states(here)["域名"] == Readiness.WAITING


def test_the_page_tells_in_words_and_asks_for_the_check_without_making_it(here):
    client = signed_in(builders.person(EDITOR, here))
    page = words(client.get(opening(here)))
    assert "还缺" in page
    assert "还没有检查过" in page
    assert Job.objects.get().payload == {"city": here.pk}
    assert opening(here) in words(client.get(f"/admin/zones/city/{here.pk}/change/"))


def test_the_check_may_be_asked_for_again(here):
    HostCheck.objects.create(city=here, host=HERE)
    client = signed_in(builders.person(EDITOR, here))
    client.get(opening(here))
    assert not Job.objects.exists()
    assert client.post(opening(here)).status_code == 302
    assert Job.objects.count() == 1


def test_another_citys_page_is_not_found(here):
    assert signed_in(builders.person(EDITOR, builders.city())).get(opening(here)).status_code == 404


def test_who_sees_no_cities_sees_no_opening(here):
    assert signed_in(builders.person(SALES, builders.city())).get(opening(here)).status_code == 404


@pytest.mark.slow
def test_a_new_city_is_hidden_until_somebody_ticks_it_and_the_desk_says_so(admin_client):
    form = admin_client.get("/admin/zones/city/add/").content.decode()
    assert 'name="is_listed" id="id_is_listed" checked' not in form
    assert "先看“开城检查”" in form
    answer = admin_client.post("/admin/zones/city/add/", {"name": "青岛", "order": "1"}, follow=True)
    city = City.objects.get()
    assert not city.is_listed
    assert "访客还看不到青岛。" in answer.content.decode()
    assert f"/admin/zones/city/{city.pk}/opening/" in answer.content.decode()
    shown = {"name": "青岛", "slug": "qingdao", "order": "1", "is_listed": "on"}
    assert (
        "访客现在看得到青岛了。"
        in admin_client.post(f"/admin/zones/city/{city.pk}/change/", shown, follow=True).content.decode()
    )
    city.refresh_from_db()
    assert city.is_listed
    again = admin_client.post(
        f"/admin/zones/city/{city.pk}/change/", {**shown, "order": "2"}, follow=True
    ).content.decode()
    assert "访客现在看得到" not in again
