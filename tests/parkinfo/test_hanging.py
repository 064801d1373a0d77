"""A database that hangs: one request at a time waits for it, the others go on without."""

import pytest
from django.db import OperationalError

from parkinfo import middleware
from parkinfo.middleware import DEADLINE_SECONDS, PAUSE_SECONDS, SiteMiddleware


class Database:
    """Takes `seconds` of a clock of its own to fail, or answers with a site."""

    def __init__(self, monkeypatch):
        self.clock, self.seconds, self.asked, self.during = 1000.0, DEADLINE_SECONDS, 0, lambda: None
        monkeypatch.setattr(middleware, "find_site_reconnecting", self.find)
        monkeypatch.setattr(middleware.time, "monotonic", lambda: self.clock)

    def find(self, host):
        self.asked += 1
        self.during()
        if self.seconds is None:
            return "site"
        self.clock += self.seconds
        raise OperationalError


@pytest.fixture
def database(monkeypatch):
    return Database(monkeypatch)


@pytest.fixture
def find(rf):
    layer = SiteMiddleware(None)
    return lambda: layer._find(rf.get("/"))


def test_after_one_waited_in_vain_the_next_do_not_wait(database, find):
    for _ in range(3):
        assert find() is None
    assert database.asked == 1


def test_it_is_asked_again_soon_and_found_back(database, find):
    find()
    database.clock += PAUSE_SECONDS
    database.seconds = None
    assert [find(), find()] == ["site", "site"]


def test_while_one_asks_again_the_others_go_on_without(database, find):
    find()
    database.clock += PAUSE_SECONDS
    database.during = lambda: find() if database.asked < 9 else None
    find()
    assert database.asked == 2


def test_one_that_refuses_at_once_is_asked_by_everybody(database, find):
    """It costs no time, and is back the moment it is back."""
    database.seconds = 0.01
    find(), find()
    assert database.asked == 2
