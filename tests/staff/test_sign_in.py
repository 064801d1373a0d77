"""Signing in with a password: what opens the desk, and where it leads."""

import pytest
from django.test import Client

from staff.models import User
from tests.desk import signed_in
from tests.staff.conftest import is_in, try_password, visitor

pytestmark = pytest.mark.django_db


def test_the_right_password_opens_the_desk(owner):
    client = visitor()
    assert try_password(client).headers["Location"] == "/admin/"
    assert is_in(client)


def test_a_wrong_password_opens_nothing_and_says_so(owner):
    client = visitor()
    assert "用户名或密码不对" in try_password(client, "wrong").content.decode()
    assert not is_in(client)


@pytest.mark.slow
@pytest.mark.parametrize("username", ["\u202dzhu\u202c", "\ufeffzhu", " ｚh\u200bu\x00"])
def test_a_log_in_name_copied_with_marks_that_nobody_sees_opens_the_desk(owner, username):
    client = visitor()
    try_password(client, username=username)
    assert is_in(client)


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


def test_public_pages_gain_neither_cookie_nor_session(owner):
    client = signed_in(owner)
    answer = client.get("/about/")
    assert answer.cookies == {}
    assert not hasattr(answer.wsgi_request, "session")
