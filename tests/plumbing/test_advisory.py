"""A lock that lasts as long as a context, and not a moment longer."""

import pytest
from django.db import connection

from plumbing import advisory


def take():
    with advisory.transaction_of_its_own(connection) as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(77, 77)")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_lock_is_free_as_soon_as_its_context_has_ended():
    assert all(take() for _ in range(50))


@pytest.mark.django_db
def test_a_lock_is_held_while_its_context_lasts():
    with advisory.transaction_of_its_own(connection) as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(77, 77)")
        assert not take()
    assert take()
