"""Signing in with a password: what stops guessing and not the owner, how sessions end, what is on record."""

import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from parkinfo.settings import env_int
from staff.jobs import forget_sign_ins
from staff.models import SignInEvent, User
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "chang-mima-2026"
LOGIN = "/admin/login/"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
Kind = SignInEvent.Kind


@pytest.fixture
def owner():
    return builders.person(username="zhu", is_superuser=True, password=make_password(PASSWORD))


def visitor(address=HERE):
    return Client(REMOTE_ADDR=address)


def try_password(client, password=PASSWORD, username="zhu", **query):
    return client.post(LOGIN, {"username": username, "password": password, **query})


def is_in(client):
    return client.get("/admin/").status_code == 200


def kinds():
    return [event.kind for event in SignInEvent.objects.order_by("id")]


# The password


def test_the_right_password_opens_the_desk(owner):
    client = visitor()
    assert try_password(client).headers["Location"] == "/admin/"
    assert is_in(client)


def test_a_wrong_password_opens_nothing_and_says_so(owner):
    client = visitor()
    assert "用户名或密码不对" in try_password(client, "wrong").content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("length", [151, 256, 5000])
def test_a_log_in_name_longer_than_any_is_only_wrong(owner, length):
    assert try_password(visitor(), username="z" * length).status_code == 200


def test_who_is_no_member_of_staff_cannot_sign_in(owner):
    User.objects.update(is_staff=False)
    client = visitor()
    try_password(client)
    assert not is_in(client)


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_after_signing_in_nobody_is_sent_to_another_site(owner, wanted):
    assert try_password(visitor(), next=wanted).headers["Location"] == "/admin/"


def test_after_signing_in_one_goes_where_one_wanted_to(owner):
    wanted = "/admin/staff/user/?q=1"
    assert try_password(visitor(), next=wanted).headers["Location"] == wanted


def test_the_form_is_protected_against_other_sites(owner):
    client = Client(enforce_csrf_checks=True)
    assert try_password(client).status_code == 403


# Guessing


def test_five_wrong_passwords_close_the_way_and_say_in_chinese_for_how_long(owner):
    client = visitor()
    for _ in range(5):
        answer = try_password(client, "wrong")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15 分钟后再试" in answer.content.decode()
    assert try_password(client).status_code == 429


def test_after_a_quarter_of_an_hour_it_is_open_again_however_often_one_knocked(owner):
    client = visitor()
    for _ in range(8):
        try_password(client, "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert try_password(client).status_code == 302


def test_somebody_elsewhere_does_not_lock_the_owner_out(owner):
    for _ in range(6):
        try_password(visitor(ELSEWHERE), "wrong")
    assert try_password(visitor(HERE)).status_code == 302


def test_somebody_at_the_same_address_does_not_lock_the_owners_own_browser_out(owner):
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    mine.post("/admin/logout/")
    for _ in range(6):
        try_password(visitor(), "wrong")
    assert try_password(visitor()).status_code == 429
    assert try_password(mine).status_code == 302


def test_the_owners_own_browser_may_not_guess_for_ever_either(owner):
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    mine.post("/admin/logout/")
    for _ in range(5):
        try_password(mine, "wrong")
    assert try_password(mine).status_code == 429


def test_a_browser_known_for_one_account_is_a_stranger_to_another(owner):
    builders.person(username="ta", password=make_password(PASSWORD))
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    for _ in range(5):
        try_password(visitor(), "wrong", username="ta")
    assert try_password(mine, username="ta").status_code == 429


def test_fifty_wrong_passwords_close_an_address_for_every_account(owner, monkeypatch):
    monkeypatch.setattr("staff.throttle.ADDRESS_LIMIT", 6)
    for number in range(6):
        try_password(visitor(), "wrong", username=f"nobody{number}")
    assert try_password(visitor()).status_code == 429
    assert try_password(visitor(ELSEWHERE)).status_code == 302


def test_one_ipv6_connection_counts_as_one_address(owner):
    for number in range(5):
        try_password(visitor(f"2001:db8:1:2::{number}"), "wrong")
    assert try_password(visitor("2001:db8:1:2:ffff::1")).status_code == 429
    assert try_password(visitor("2001:db8:1:3::1")).status_code == 302


def test_a_made_up_forwarding_header_makes_no_new_address(owner):
    for number in range(5):
        client = Client(REMOTE_ADDR=HERE, headers={"x-forwarded-for": f"192.0.2.{number}"})
        try_password(client, "wrong")
    assert try_password(visitor(HERE)).status_code == 429


def test_behind_our_own_proxy_the_address_it_names_counts(owner):
    for _ in range(5):
        try_password(Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": f"1.1.1.1, {ELSEWHERE}"}), "wrong")
    through_proxy = Client(REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": HERE})
    assert try_password(through_proxy).status_code == 302


def test_a_closed_way_does_not_hide_the_page(owner):
    for _ in range(5):
        try_password(visitor(), "wrong")
    assert visitor().get(LOGIN).status_code == 200


# The command for whoever stands outside


def test_the_command_opens_every_way(owner, capsys):
    for _ in range(5):
        try_password(visitor(), "wrong")
    call_command("let_in", "zhu")
    assert try_password(visitor()).status_code == 302


def test_the_command_says_when_the_account_itself_is_the_trouble(owner):
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match="停用"):
        call_command("let_in", "zhu")
    with pytest.raises(CommandError, match="没有用户名"):
        call_command("let_in", "nobody")


# The end of a session


def aged(client, **seconds):
    """The client, as if its session had begun or been seen so many seconds ago."""
    session = client.session
    for key, age in seconds.items():
        session[key] = int(time.time()) - age
    session.save()
    return client


def test_twelve_hours_without_a_click_end_a_session(owner):
    assert is_in(aged(signed_in(owner), seen=12 * 3600 - 60))
    assert not is_in(aged(signed_in(owner), seen=12 * 3600 + 60))


def test_clicking_keeps_a_session_alive(owner):
    client = aged(signed_in(owner), seen=11 * 3600)
    client.get("/admin/")
    assert time.time() - client.session["seen"] < 60


def test_seven_days_end_a_session_however_busy(owner):
    assert is_in(aged(signed_in(owner), began=7 * 86400 - 60))
    assert not is_in(aged(signed_in(owner), began=7 * 86400 + 60))


def test_both_limits_are_settings(owner, settings):
    settings.SESSION_IDLE_HOURS, settings.SESSION_LIMIT_DAYS = 1, 1
    assert not is_in(aged(signed_in(owner), seen=3700))
    assert not is_in(aged(signed_in(owner), began=90_000))


def test_a_limit_of_nothing_stops_the_start(monkeypatch):
    """Nobody could ever sign in."""
    monkeypatch.setenv("SESSION_IDLE_HOURS", "0")
    with pytest.raises(ImproperlyConfigured, match="SESSION_IDLE_HOURS must be a whole number of 1 or more"):
        env_int("SESSION_IDLE_HOURS", 12, least=1)


def test_a_session_without_times_is_over(owner):
    client = signed_in(owner)
    session = client.session
    del session["began"]
    session.save()
    assert not is_in(client)


def test_who_was_away_too_long_is_told_and_led_back_to_the_page(owner):
    answer = aged(signed_in(owner), seen=90_000).get("/admin/staff/user/?q=1", follow=True)
    assert "太久没有操作" in answer.content.decode()
    assert answer.context["next"] == "/admin/staff/user/?q=1"


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(owner):
    other, this = signed_in(owner), signed_in(owner)
    new = "ling-yige-mima-2026"
    this.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert is_in(this)
    assert not is_in(other)


@pytest.mark.parametrize("flag", ["is_active", "is_staff"])
def test_a_disabled_person_is_out_at_the_next_click_and_stays_out(owner, flag):
    client = signed_in(owner)
    User.objects.update(**{flag: False})
    assert not is_in(client)
    User.objects.update(**{flag: True})
    assert not is_in(client)


# The record


def test_coming_failing_and_going_are_on_record_with_half_an_address(owner):
    client = Client(REMOTE_ADDR=HERE, headers={"user-agent": "Example/1"})
    try_password(client, "wrong")
    try_password(client)
    client.post("/admin/logout/")
    assert kinds() == [Kind.WRONG_PASSWORD, Kind.SIGNED_IN, Kind.SIGNED_OUT]
    assert set(SignInEvent.objects.values_list("user", "network", "user_agent")) == {
        (owner.pk, "203.0.113.0", "Example/1")
    }


def test_what_was_typed_as_a_name_is_not_kept(owner):
    try_password(visitor(), "zhu", username=PASSWORD)
    event = SignInEvent.objects.get()
    assert event.user is None
    assert PASSWORD not in str(vars(event))


def test_knocking_at_a_closed_way_fills_no_table(owner):
    for _ in range(9):
        try_password(visitor(), "wrong")
    assert kinds().count(Kind.LOCKED) == 1
    assert len(kinds()) == 5


def test_a_refused_right_is_on_record_and_a_granted_one_is_not(owner):
    editor = builders.person(EDITOR)
    client = signed_in(editor)
    client.get("/admin/articles/article/")
    assert Kind.REFUSED not in kinds()
    assert client.get("/admin/staff/user/").status_code == 403
    event = SignInEvent.objects.get(kind=Kind.REFUSED)
    assert (event.user, event.path) == (editor, "/admin/staff/user/")


def test_the_administrator_reads_the_record_and_writes_nothing(owner):
    client = signed_in(owner)
    page = "/admin/staff/signinevent/"
    assert client.get(page).status_code == 200
    assert client.get(f"{page}add/").status_code == 403
    event = SignInEvent.objects.first()
    assert client.post(f"{page}{event.pk}/change/", {"kind": "code"}).status_code == 403
    assert client.post(f"{page}{event.pk}/delete/", {"post": "yes"}).status_code == 403


def test_nobody_else_reads_the_record(owner):
    assert signed_in(builders.person(EDITOR)).get("/admin/staff/signinevent/").status_code == 403


def test_the_record_and_dead_sessions_are_forgotten_after_a_while(owner):
    signed_in(owner)
    young = signed_in(owner)
    old = SignInEvent.objects.order_by("id").first()
    SignInEvent.objects.filter(pk=old.pk).update(happened_at=timezone.now() - timedelta(days=191))
    Session.objects.exclude(pk=young.session.session_key).update(expire_date=timezone.now() - timedelta(days=1))
    forget_sign_ins()
    assert SignInEvent.objects.count() == 1
    assert Session.objects.count() == 1


# The public


def test_public_pages_gain_neither_cookie_nor_session(owner):
    client = signed_in(owner)
    answer = client.get("/about/")
    assert answer.cookies == {}
    assert not hasattr(answer.wsgi_request, "session")
