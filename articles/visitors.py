"""Whose hit it is: a hash of the visitor's address and browser under a salt that is deleted when the day is over."""

import secrets
from datetime import date, timedelta
from functools import lru_cache

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import VisitorSalt
from plumbing.clients import client_address

#: How long a day's salt outlives the day: for requests that began before midnight, and clocks that differ a little.
GRACE = timedelta(minutes=5)


def visitor_of(request: HttpRequest) -> tuple[date, str]:
    """Today (Asia/Shanghai), and 32 hex digits that stand for one visitor (address and browser) on this day alone.

    Both are returned together, so that a hit at midnight belongs to one day only. Queries only at a process's first hit
    of a day.
    """
    day = timezone.localdate()
    address_and_browser = f"{client_address(request)}\n{request.headers.get('User-Agent', '')}"
    return day, salted_hmac(salt_of(day), address_and_browser, algorithm="sha256").hexdigest()[:32]


@lru_cache(maxsize=1)
def salt_of(day: date) -> str:
    """The salt of a day, made by whichever process needs it first and the same for all. Two queries, then held."""
    VisitorSalt.objects.bulk_create([VisitorSalt(day=day, salt=secrets.token_hex(32))], ignore_conflicts=True)
    return VisitorSalt.objects.values_list("salt", flat=True).get(day=day)


def forget_salts() -> None:
    """Delete the salts of days that ended (Asia/Shanghai) more than GRACE ago."""
    VisitorSalt.objects.filter(day__lt=timezone.localdate(timezone.now() - GRACE)).delete()
