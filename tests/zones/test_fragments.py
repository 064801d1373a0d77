"""What a process keeps of pages: by version, for a while, and only so much of it."""

from itertools import count

import pytest

from zones import site
from zones.site import Fragments


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still; `clock[0]` is its time in seconds."""
    time = [1000.0]
    monkeypatch.setattr(site.time, "monotonic", lambda: time[0])
    return time


def made_by(fragments):
    """`ask(name, version)`: the number of the making that gave the value."""
    numbers = count(1)

    def ask(name, version=1, scope=None):
        return fragments.get_each([name], version, lambda missing: dict.fromkeys(missing, next(numbers)), scope)[name]

    return ask


def test_a_value_is_made_once_a_version(clock):
    ask = made_by(Fragments())
    assert [ask("a"), ask("a"), ask("a", version=2), ask("a", version=2)] == [1, 1, 2, 2]


def test_a_value_that_is_too_old_is_made_anew(clock):
    ask = made_by(Fragments(max_age=300))
    ask("a")
    clock[0] += 299
    assert ask("a") == 1
    clock[0] += 1
    assert ask("a") == 2


def test_the_same_name_in_another_city_is_another_value(clock):
    ask = made_by(Fragments())
    assert [ask("a"), ask("a", scope=7), ask("a")] == [1, 2, 1]


def test_what_was_used_longest_ago_makes_room(clock):
    ask = made_by(Fragments(size=2))
    ask("a"), ask("b"), ask("a"), ask("c")
    assert [ask("a"), ask("c"), ask("b")] == [1, 3, 4]


@pytest.mark.slow
def test_only_what_is_missing_is_made(clock):
    fragments = Fragments()
    fragments.get_each(["a"], 1, lambda missing: {"a": 1})
    assert fragments.get_each(["a", "b"], 1, lambda missing: dict.fromkeys(missing, 2)) == {"a": 1, "b": 2}
