"""What is on record of signing in, and who reads it."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from staff.jobs import forget_sign_ins
from staff.models import SignInEvent
from staff.roles import EDITOR
from tests import builders, sessions
from tests.desk import signed_in
from tests.staff.conftest import HERE, PASSWORD, try_password, visitor

pytestmark = pytest.mark.django_db

Kind = SignInEvent.Kind


def kinds():
    return [event.kind for event in SignInEvent.objects.order_by("id")]


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


@pytest.mark.slow
def test_knocking_at_a_closed_way_fills_no_table(owner):
    for _ in range(9):
        try_password(visitor(), "wrong")
    assert kinds().count(Kind.LOCKED) == 1
    assert len(kinds()) == 5


@pytest.mark.slow
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
    young = Client()
    for client in (Client(), young):
        sessions.sign_in(client, owner)
    old = SignInEvent.objects.order_by("id").first()
    SignInEvent.objects.filter(pk=old.pk).update(happened_at=timezone.now() - timedelta(days=191))
    Session.objects.exclude(pk=young.session.session_key).update(expire_date=timezone.now() - timedelta(days=1))
    forget_sign_ins()
    assert SignInEvent.objects.count() == 1
    assert Session.objects.count() == 1
