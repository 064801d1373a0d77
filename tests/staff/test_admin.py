"""People and grants are the administrator's; the desk stands on the main host and is kept by no cache."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from leads.models import Lead
from staff.models import Grant, User
from staff.roles import EDITOR, SALES, SALES_MANAGER
from tests import builders

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", [EDITOR, SALES_MANAGER])
@pytest.mark.parametrize("address", ["/admin/staff/user/", "/admin/staff/user/add/"])
def test_only_the_administrator_manages_people(role, address):
    assert signed_in(builders.person(role)).get(address).status_code == 403
    assert signed_in(builders.person(is_superuser=True)).get(address).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("username", ["sales", "Sales", "SALES"])
def test_a_user_name_that_somebody_has_is_refused_in_words_in_whatever_letters(username):
    builders.person(username="sales")
    other, desk = builders.person(username="other"), signed_in(builders.person(is_superuser=True))
    secret = "chang-mima-2026"
    new = {"username": username, "password1": secret, "password2": secret, "usable_password": "true"}
    none = {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
    for page, fields in (("add", new), (f"{other.pk}/change", {"username": username, "is_active": "1"})):
        answer = desk.post(f"/admin/staff/user/{page}/", {**fields, **none})
        assert re.search("已有人用|已经有了", answer.content.decode())
    assert User.objects.filter(username__iexact="sales").count() == 1


def test_nobody_makes_themselves_an_administrator():
    editor = builders.person(EDITOR)
    client = signed_in(editor)
    client.post(f"/admin/staff/user/{editor.pk}/change/", {"is_superuser": "on"})
    editor.refresh_from_db()
    assert not editor.is_superuser


def test_the_administrator_adds_a_person_with_a_grant():
    city = builders.city()
    grants = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0", "grants-0-city": city.pk}
    role = builders.person(EDITOR).grants.get().role
    signed_in(builders.person(is_superuser=True)).post(
        "/admin/staff/user/add/",
        {
            "username": "xinren",
            "password1": "chang-mima-2026",
            "password2": "chang-mima-2026",
            "usable_password": "true",
            "grants-0-role": role.pk,
            **grants,
        },
    )
    person = User.objects.get(username="xinren")
    assert person.is_staff
    assert list(person.grants.values_list("role__name", "city")) == [(EDITOR, city.pk)]


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, {"is_active": "on"}, {"is_active": "on", "is_superuser": "on"}])
def test_who_is_saved_without_a_grant_and_could_see_nothing_is_pointed_out(more):
    person, desk = builders.person(EDITOR), signed_in(builders.person(is_superuser=True))
    grant = person.grants.get()
    none = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "1", "grants-0-id": grant.pk, "grants-0-DELETE": "on"}
    none |= {"grants-0-user": person.pk, "grants-0-role": grant.role_id, "grants-0-everywhere": "on"}
    saved = desk.post(f"/admin/staff/user/{person.pk}/change/", {"username": "xinren", **none, **more}, follow=True)
    is_left_out = more == {"is_active": "on"}
    assert ("“xinren”还没有授权：看不到任何城市" in saved.content.decode()) is is_left_out


def test_the_list_of_people_shows_who_has_no_grant_and_nobody_else():
    builders.person(), builders.person(EDITOR)
    listed = signed_in(builders.person(is_superuser=True)).get("/admin/staff/user/").content.decode()
    assert listed.count(">还没有授权</span>") == 1


@pytest.mark.slow
def test_the_same_grant_twice_is_refused_in_words_not_by_an_error():
    person = builders.person(EDITOR)
    grant = Grant.objects.get()
    formset = {
        "grants-TOTAL_FORMS": "2",
        "grants-INITIAL_FORMS": "1",
        "grants-0-id": grant.pk,
        "grants-0-everywhere": "on",
    }
    formset |= {"grants-0-role": grant.role_id, "grants-0-user": person.pk, "grants-1-user": person.pk}
    formset |= {"grants-0-everywhere": "on"}
    formset |= {"grants-1-role": grant.role_id, "grants-1-everywhere": "on", "username": person.username}
    answer = signed_in(builders.person(is_superuser=True)).post(f"/admin/staff/user/{person.pk}/change/", formset)
    assert "写了两次" in answer.content.decode()
    assert Grant.objects.count() == 1


def test_the_same_grant_in_a_city_twice_is_refused_in_words_of_ours():
    person, city = builders.person(), builders.city()
    role = Group.objects.get(name=EDITOR)
    formset = {"grants-TOTAL_FORMS": "2", "grants-INITIAL_FORMS": "0", "username": person.username}
    for row in range(2):
        formset |= {f"grants-{row}-role": role.pk, f"grants-{row}-city": city.pk, f"grants-{row}-user": person.pk}
    answer = signed_in(builders.person(is_superuser=True)).post(f"/admin/staff/user/{person.pk}/change/", formset)
    assert "同一个角色、同一个城市写了两次，请删去一条。" in answer.content.decode()
    assert "重复数据" not in answer.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        ({}, "请选城市；要管全部城市，请勾选“全部城市”。"),
        ({"grants-0-city": "CITY", "grants-0-everywhere": "on"}, "城市和“全部城市”只能选一样。"),
        ({"grants-0-everywhere": "on"}, None),
    ],
)
def test_a_grant_is_for_all_cities_only_where_that_is_said(posted, expected):
    person, city = builders.person(), builders.city()
    role = builders.person(EDITOR, city).grants.get().role
    desk, page = signed_in(builders.person(is_superuser=True)), f"/admin/staff/user/{person.pk}/change/"
    formset = {"grants-TOTAL_FORMS": "1", "grants-INITIAL_FORMS": "0", "grants-0-user": person.pk}
    formset |= {"username": person.username, "is_active": "on", "grants-0-role": role.pk}
    answer = desk.post(page, formset | {name: city.pk if value == "CITY" else value for name, value in posted.items()})
    if expected:
        assert expected in answer.content.decode()
        assert not person.grants.exists()
    else:
        assert person.grants.get().city is None
        assert re.search(r'name="grants-0-everywhere"[^>]* checked', desk.get(page).content.decode())


def test_the_page_for_a_new_password_has_the_desks_own_links():
    desk = signed_in(builders.person(EDITOR))
    for page in ("/admin/password_change/", "/admin/password_change/done/"):
        shown = desk.get(page).content.decode()
        assert "账号安全" in shown
        assert "theme-toggle" not in shown


def test_roles_are_fixed_and_have_no_page():
    assert signed_in(builders.person(is_superuser=True)).get("/admin/auth/group/").status_code == 404


@pytest.mark.slow
def test_an_administrator_can_be_made_on_the_command_line(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "chang-mima-2026")
    call_command("createsuperuser", username="root", email="root@example.com", interactive=False, verbosity=0)
    root = User.objects.get(username="root")
    assert root.check_password("chang-mima-2026")
    assert signed_in(root).get("/admin/").status_code == 200


# The desk itself


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/articles/article/", "/admin/jsi18n/"])
def test_no_cache_keeps_what_the_desk_answers(address):
    for client in (Client(), signed_in(builders.person(EDITOR))):
        assert client.get(address).headers["Cache-Control"] == "no-store"


def test_a_citys_host_has_no_desk():
    builders.portal(host="park.example")
    builders.city(host="jinan.example")
    assert Client().get("/admin/login/", headers={"host": "jinan.example"}).status_code == 404
    assert Client().get("/admin/login/", headers={"host": "park.example"}).status_code == 200


def test_the_log_in_page_is_chinese_and_named_after_the_portal():
    builders.portal(name="示例招商网")
    answer = Client().get("/admin/login/").content.decode()
    assert "示例招商网工作台" in answer
    assert "登录" in answer


@pytest.mark.slow
def test_the_start_page_counts_what_waits_and_links_to_exactly_that():
    city, elsewhere = builders.city(), builders.city()
    editor = builders.person(EDITOR, city)
    builders.draft(city=city, author=editor)
    builders.draft(city=city, status="in_review")
    builders.draft(city=city, status="in_review")
    builders.draft(city=elsewhere, status="in_review")
    client = signed_in(editor)
    waiting = {label: (count, address) for label, count, address in client.get("/admin/").context["waiting"]}
    assert {label: count for label, (count, _) in waiting.items()} == {
        "我的草稿": 1,
        "等待审核": 2,
        "全部草稿": 1,
        "定时发布": 0,
    }
    for count, address in waiting.values():
        assert client.get(address).context["cl"].result_count == count


def test_the_start_page_of_somebody_without_grants_is_there_and_empty():
    answer = signed_in(builders.person()).get("/admin/")
    assert answer.status_code == 200
    assert answer.context["waiting"] == []
    assert "还没有授权" in answer.content.decode()


@pytest.mark.slow
def test_the_start_page_of_sales_counts_the_calls_to_make_and_leads_to_them():
    city = builders.city()
    seller = builders.person(SALES, city)
    yesterday, next_week = timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=7)
    for owner, promised in ((seller, yesterday), (seller, next_week), (seller, None), (None, None)):
        Lead.objects.create(city=city, owner=owner, next_follow_up_at=promised, kind="rent", name="示例客户")
    client = signed_in(seller)
    waiting = {label: (count, address) for label, count, address in client.get("/admin/").context["waiting"]}
    counts = {"今日要跟进": 2, "超时未联系": 0, "已逾期": 1, "待领取": 1}
    assert {label: count for label, (count, _) in waiting.items()} == counts
    assert len(client.get(waiting.pop("今日要跟进")[1]).context["due"]) == 2
    for count, address in waiting.values():
        assert client.get(address).context["cl"].result_count == count
