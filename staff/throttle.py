"""Limits on guessing passwords: django-axes counts; the client's address, the owner's browser and the page are ours.

Failures are counted by account and address together, so an attacker elsewhere locks nobody out. A browser that its
owner has signed in from before carries a signed cookie and is counted by itself (OWASP's "device cookies"): not even an
attacker behind the same address can close it. Others are also held back by what their address did to all accounts.
"""

import ipaddress
import secrets
from datetime import timedelta

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.core import signing
from django.db.models import Sum
from django.shortcuts import render
from django.utils import timezone

from plumbing.clients import client_address

#: Wrong passwords from one address, whatever the accounts, within the cool-off time. Offices and mobile networks put
#: many people behind one address.
ADDRESS_LIMIT = 50
KNOWN_COOKIE = "desk_known"
KNOWN_SALT = "staff.throttle.known"
KNOWN_FOR = timedelta(days=180)


class Throttle(AxesDatabaseHandler):
    """axes' handler, with the limit of an address beside that of an account from an address."""

    def is_locked(self, request, credentials=None):
        if super().is_locked(request, credentials):
            return True
        if _known_browser(request, _username(request, credentials)):
            return False
        failures = AccessAttempt.objects.filter(
            ip_address=request.axes_ip_address, attempt_time__gte=get_cool_off_threshold(request)
        )
        return (failures.aggregate(sum=Sum("failures_since_start"))["sum"] or 0) >= ADDRESS_LIMIT


def address(request):
    """Where the attempt comes from: the IPv4 address, or of an IPv6 one the /64 that one connection is given."""
    client = client_address(request)
    if ":" in client:
        return str(ipaddress.ip_network((client, 64), strict=False).network_address)
    return client or None


def account(request, credentials):
    """What the attempt is counted under: the log-in name, and the browser where that is known for it."""
    username = _username(request, credentials)
    known = _known_browser(request, username)
    return f"{username} {known}" if known else username


def locked_out(request, original, credentials):
    """The page that axes puts in place of the log-in form: 429, and when to come back."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {**admin.site.each_context(request), "title": "暂停登录", "minutes": minutes}
    response = render(request, "staff/locked.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def remember_browser(request, response):
    """Make the browser of a fully signed-in person known for that account, if it is not yet."""
    username = request.user.get_username()
    if not _known_browser(request, username):
        value = signing.dumps([username, secrets.token_urlsafe(9)], salt=KNOWN_SALT)
        response.set_cookie(KNOWN_COOKIE, value, max_age=KNOWN_FOR, **cookie_options())


def cookie_options():
    """For cookies that only the desk may see."""
    return {"path": settings.SESSION_COOKIE_PATH, "secure": settings.HTTPS, "httponly": True, "samesite": "Lax"}


def forget_expired():
    """Delete attempts that no longer count; axes itself does so only at the next attempt."""
    AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()


def unlock_all():
    """Let everybody who is locked out try again; how many counts were deleted. The next attempts count from zero."""
    return AccessAttempt.objects.all().delete()[0]


def _username(request, credentials):
    return (credentials or {}).get("username") or request.POST.get("username")


def _known_browser(request, username):
    """The name of the browser as one known for the account, or None."""
    try:
        owner, browser = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return None
    return browser if owner == username else None
