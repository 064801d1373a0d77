"""A session of somebody who has signed in, without what signing in writes down."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.test import Client
from django.utils.crypto import get_random_string

from staff import sessions

#: Django's own, which signs in by all rules: for tests of what that leaves behind.
sign_in = Client.force_login


def open_for(client, user, backend=None):
    """`client` holds a session of `user`, as `sign_in` leaves it: neither a record of the sign-in nor its time."""
    if settings.SESSION_COOKIE_NAME in client.cookies:
        return sign_in(client, user, backend)  # which ends the other one
    user.backend = backend or client._get_backend()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(get_random_string(32))
    request.session._session_cache = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: user.backend,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    sessions.begin(request)
    request.session.save(must_create=True)
    client._set_login_cookies(request)
