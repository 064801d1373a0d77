"""Who a visitor is on one day, by a salt that is made by chance and thrown away when the day is over."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles.jobs import forget_visitors
from articles.models import VisitorSalt
from articles.visitors import salt_of, visitor_of

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50"
MIDNIGHT = datetime(2026, 3, 2, tzinfo=timezone.get_default_timezone())

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_process():
    """A process that holds no salt, and leaves none to the next test."""
    salt_of.cache_clear()
    yield
    salt_of.cache_clear()


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` sets the time to so many seconds after a midnight in Asia/Shanghai."""

    def set_to(seconds):
        monkeypatch.setattr(timezone, "now", lambda: MIDNIGHT + timedelta(seconds=seconds))

    return set_to


@pytest.fixture
def request_of(rf):
    return lambda agent=PHONE: rf.get("/", headers={"User-Agent": agent})


def test_a_visitor_is_the_same_all_day_and_another_is_not(request_of, clock):
    clock(0)
    day, first = visitor_of(request_of())
    clock(24 * 3600 - 1)
    assert visitor_of(request_of()) == (day, first)
    assert visitor_of(request_of("Another"))[1] != first
    assert (day, len(first)) == (MIDNIGHT.date(), 32)


def test_all_processes_agree(request_of):
    first = visitor_of(request_of())
    salt_of.cache_clear()  # as in another process
    assert visitor_of(request_of()) == first
    assert VisitorSalt.objects.count() == 1


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_that_make_a_days_salt_at_once_agree():
    day, other = timezone.localdate(), []

    def other_process():
        try:
            other.append(salt_of.__wrapped__(day))
        finally:
            connection.close()

    thread = threading.Thread(target=other_process)
    with transaction.atomic():
        salt = salt_of.__wrapped__(day)
        thread.start()
        # It has begun, and cannot see yet what is not committed.
        while thread.is_alive() and not somebody_waits_for_a_lock():
            time.sleep(0.01)
    thread.join()
    assert other == [salt]


def test_days_have_salts_of_chance(clock):
    """No key of ours tells one: made twice for one day, they differ."""
    clock(0)
    first = salt_of(MIDNIGHT.date())
    VisitorSalt.objects.all().delete()
    salt_of.cache_clear()
    assert salt_of(MIDNIGHT.date()) != first


def test_at_midnight_a_visitor_becomes_somebody_else(request_of, clock):
    clock(-1)
    before = visitor_of(request_of())
    clock(1)
    after = visitor_of(request_of())
    assert (before[0], after[0]) == (MIDNIGHT.date() - timedelta(days=1), MIDNIGHT.date())
    assert before[1] != after[1]


def test_a_request_begun_before_midnight_still_finds_its_salt(request_of, clock):
    clock(-1)
    visitor = visitor_of(request_of())
    clock(2)
    forget_visitors()
    salt_of.cache_clear()
    clock(-1)
    assert visitor_of(request_of()) == visitor


def test_after_the_day_no_code_can_compute_the_hash(request_of, clock):
    clock(-1)
    _, yesterdays = visitor_of(request_of())
    clock(1)
    _, todays = visitor_of(request_of())
    clock(600)
    forget_visitors()
    assert [salt.day for salt in VisitorSalt.objects.all()] == [MIDNIGHT.date()]
    assert visitor_of(request_of())[1] == todays
    # All that is left: the code, SECRET_KEY, the tables, and the process that served the day before.
    clock(-1)
    assert visitor_of(request_of())[1] != yesterdays
