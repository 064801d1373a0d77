"""A queue with kinds of its own."""

import pytest

from jobs import queue


@pytest.fixture
def kinds(monkeypatch):
    """An empty registry, so that a test meets only the kinds it registers."""
    registry = {}
    monkeypatch.setattr(queue, "kinds", registry)
    monkeypatch.setattr("jobs.worker.kinds", registry)
    return registry
