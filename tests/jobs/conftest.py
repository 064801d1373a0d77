"""A queue with kinds of its own."""

from datetime import timedelta

import pytest
from django.utils import timezone
from psycopg2 import extensions

from jobs import queue
from jobs.models import Job
from jobs.queue import handler


@pytest.fixture(autouse=True)
def endless_waits_again():
    """`manage.py worker` bounds the waits of its process for the database; other tests COPY, which it then cannot."""
    yield
    extensions.set_wait_callback(None)


@pytest.fixture
def kinds(monkeypatch):
    """An empty registry, so that a test meets only the kinds it registers."""
    registry: dict[str, queue.Kind] = {}
    monkeypatch.setattr(queue, "kinds", registry)
    monkeypatch.setattr("jobs.worker.kinds", registry)
    return registry


@pytest.fixture
def done(kinds):
    """What the kind "test.note" was called with; a payload of {"fail": text} fails with it."""
    calls = []

    @handler("test.note", "记一笔", max_attempts=3)
    def note(**payload):
        calls.append(payload)
        if "fail" in payload:
            raise ValueError(payload["fail"])

    return calls


@pytest.fixture
def due_now():
    """Makes whatever waits due, as time passing would."""

    def due_now():
        Job.objects.waiting().update(run_at=timezone.now() - timedelta(seconds=1))

    return due_now
