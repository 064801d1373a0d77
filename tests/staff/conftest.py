"""The owner of an account, an editor with an authenticator, and whoever tries to sign in."""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from staff.roles import EDITOR
from tests import builders
from tests.authenticator import Authenticator

PASSWORD = "chang-mima-2026"
LOGIN, CODE = "/admin/login/", "/admin/sign-in/code/"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def owner():
    return builders.person(username="zhu", is_superuser=True, password=make_password(PASSWORD))


def visitor(address=HERE):
    return Client(REMOTE_ADDR=address)


def try_password(client, password=PASSWORD, username="zhu", **query):
    return client.post(LOGIN, {"username": username, "password": password, **query})


def is_in(client):
    return client.get("/admin/").status_code == 200


@pytest.fixture
def editor():
    return builders.person(EDITOR, username="bianji", password=make_password(PASSWORD))


@pytest.fixture
def app(editor):
    """The editor's authenticator; `app.codes` are the recovery codes."""
    return Authenticator(editor)


def after_password(client=None):
    """The editor's client before the code."""
    client = client or Client()
    try_password(client, username="bianji")
    return client


def came_in(app, trust=False):
    """A client that has passed password and code."""
    client = after_password()
    client.post(CODE, {"code": app.code(), **({"trust": "on"} if trust else {})})
    app.let_time_pass()
    return client
