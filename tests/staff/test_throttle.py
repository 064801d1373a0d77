"""What stops guessing and not the owner, and the owner's way back in."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from staff import throttle
from staff.models import User
from tests import builders
from tests.staff.conftest import ELSEWHERE, HERE, LOGIN, PASSWORD, try_password, visitor

pytestmark = pytest.mark.django_db


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


@pytest.mark.slow
def test_somebody_at_the_same_address_does_not_lock_the_owners_own_browser_out(owner):
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    mine.post("/admin/logout/")
    for _ in range(6):
        try_password(visitor(), "wrong")
    assert try_password(visitor()).status_code == 429
    assert try_password(mine).status_code == 302


@pytest.mark.slow
def test_the_owners_own_browser_may_not_guess_for_ever_either(owner):
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    mine.post("/admin/logout/")
    for _ in range(5):
        try_password(mine, "wrong")
    assert try_password(mine).status_code == 429


@pytest.mark.slow
def test_a_browser_known_for_one_account_is_a_stranger_to_another(owner):
    builders.person(username="ta", password=make_password(PASSWORD))
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    for _ in range(5):
        try_password(visitor(), "wrong", username="ta")
    assert try_password(mine, username="ta").status_code == 429


@pytest.mark.slow
def test_fifty_wrong_passwords_close_an_address_for_every_account(owner, monkeypatch):
    assert throttle.ADDRESS_LIMIT == 50
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


def test_wrong_passwords_of_long_ago_close_no_address(owner, monkeypatch):
    monkeypatch.setattr(throttle, "ADDRESS_LIMIT", 3)
    for number in range(3):
        try_password(visitor(), "wrong", username=f"nobody{number}")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert try_password(visitor()).status_code == 302


@pytest.mark.slow
def test_a_browser_is_known_for_half_a_year_and_no_longer(owner, monkeypatch):
    mine = visitor()
    try_password(mine)
    mine.get("/admin/")
    mine.post("/admin/logout/")
    monkeypatch.setattr(throttle, "KNOWN_FOR", timedelta(0))
    for _ in range(5):
        try_password(visitor(), "wrong")
    assert try_password(mine).status_code == 429


# The command


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
