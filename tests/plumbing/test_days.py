"""Days begin and end by Shanghai's clocks, and the calendar's ends are days like others."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from plumbing.days import end_of_day, moment_of, start_of_day
from tests import builders


def test_a_day_is_shanghais():
    day = date(2026, 3, 1)
    assert start_of_day(day) == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert end_of_day(day) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert moment_of(day, time(9, 30)) == datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


def test_a_day_ends_where_the_next_begins():
    for day in (date(2024, 2, 28), date(2024, 12, 31), date(1989, 4, 15)):  # clocks went forward in 1989
        assert end_of_day(day) == start_of_day(day + timedelta(days=1))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_there_are_have_a_beginning_and_an_end(day):
    assert start_of_day(day) < end_of_day(day)
    assert timezone.localdate(start_of_day(day)) == day


@pytest.mark.django_db
def test_the_whole_calendar_is_a_span_like_others():
    article = builders.article()
    assert list(Article.objects.published_between(date.min, date.max)) == [article]
    assert not Article.objects.published_between(date.max, date.max).exists()
    assert not Article.objects.published_between(date.min, date.min).exists()


def test_without_a_day_it_is_today():
    assert start_of_day() <= timezone.now() < end_of_day()
    assert end_of_day() - start_of_day() == timedelta(days=1)
