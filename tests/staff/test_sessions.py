"""How long a session at the desk lasts, and what ends it."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from parkinfo.environment import env_int
from staff.models import User
from tests.desk import signed_in
from tests.staff.conftest import PASSWORD, is_in

pytestmark = pytest.mark.django_db


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


@pytest.mark.slow
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
