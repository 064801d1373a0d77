"""What the desk answers to who may not, to a wrong address and to a button's address, in its own frame."""

import pytest
from django.test import Client

from staff.roles import EDITOR, SALES, WRITER
from tests import builders
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def test_signing_out_by_its_address_offers_the_button_and_stays_signed_in():
    client = signed_in(builders.person(WRITER))
    shown = client.get("/admin/logout/")
    assert shown.status_code == 200
    assert '<input type="submit" value="退出">' in words(shown)
    assert client.get("/admin/").status_code == 200
    client.post("/admin/logout/")
    assert client.get("/admin/").status_code == 302


def test_whoever_is_signed_out_already_is_led_to_signing_in():
    assert Client().get("/admin/logout/", follow=True).redirect_chain[-1][0].startswith("/admin/login/")


@pytest.mark.parametrize(
    ("role", "address", "missing"),
    [
        (WRITER, "/admin/staff/user/", "您的授权不包括“员工”。"),
        (SALES, "/admin/articles/article/", "您的授权不包括“文章”。"),
        (WRITER, "/admin/zones/zone/add/", "您可以查看园区，但您的授权不包括这一步"),
    ],
)
def test_who_lacks_a_grant_reads_in_the_desks_frame_what_is_missing_and_who_helps(role, address, missing):
    builders.person(is_superuser=True, last_name="王", first_name="示例")
    city = builders.city(name="济南")
    shown = signed_in(builders.person(role, city)).get(address)
    assert shown.status_code == 403
    for said in (missing, f"{role}（济南）", "请管理员（王示例）", 'href="/admin/">回工作台首页', 'id="logout-form"'):
        assert said in words(shown)


def test_what_nobody_may_do_sends_the_administrator_to_no_administrator():
    shown = signed_in(builders.person(is_superuser=True)).get("/admin/staff/signinevent/add/")
    assert shown.status_code == 403
    assert "管理员也不在这里改" in words(shown)
    assert "请管理员" not in words(shown)


def test_signed_out_the_page_of_somebody_elses_leads_to_signing_in():
    assert Client().get("/admin/staff/user/").url.startswith("/admin/login/")


def test_a_wrong_address_of_the_desk_is_answered_in_its_frame_but_a_public_one_in_the_sites():
    client = signed_in(builders.person(WRITER))
    at_desk, public = client.get("/admin/articles/nothing/"), client.get("/nothing/")
    assert at_desk.status_code == public.status_code == 404
    assert "没有这一页" in words(at_desk)
    assert 'id="logout-form"' in words(at_desk)
    assert "没有找到这个页面" in words(public)


@pytest.mark.parametrize("address", ["security/devices/1/distrust/", "images/image/upload/", "articles/article/bring/"])
def test_the_address_of_a_button_says_so_when_opened(address):
    shown = signed_in(builders.person(EDITOR)).get(f"/admin/{address}")
    assert shown.status_code == 405
    assert "请用页面上的按钮" in words(shown)
