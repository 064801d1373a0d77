"""A queue with kinds of its own."""

import pytest
from psycopg2 import extensions

from jobs import queue


@pytest.fixture(autouse=True)
def endless_waits_again():
    """`manage.py worker` bounds the waits of its process for the database; other tests COPY, which it then cannot."""
    yield
    extensions.set_wait_callback(None)


@pytest.fixture
def kinds(monkeypatch):
    """An empty registry, so that a test meets only the kinds it registers."""
    registry = {}
    monkeypatch.setattr(queue, "kinds", registry)
    monkeypatch.setattr("jobs.worker.kinds", registry)
    return registry
