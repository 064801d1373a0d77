"""Putting work into the queue, and declaring what kinds of work there are: `enqueue`, `@handler`, `@periodic`.

Each app registers its handlers in its own `jobs.py`. Whoever needs work done calls `enqueue` in the transaction of the
change that needs it, so that both happen or neither.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from jobs.models import ENQUEUE, Lane
from plumbing import request_ids

#: What does the work: called with the payload's keys as arguments. What it returns is ignored.
Handler = Callable[..., object]
H = TypeVar("H", bound=Handler)

#: Seconds that a lease lasts beyond the job's time-out: the time to stop the job and to record how it went.
LEASE_MARGIN = 30


class GiveUp(Exception):
    """Raised by a handler that knows another attempt would fail too: the job is parked at once, with the reason."""


class Later(Exception):
    """Raised by a handler that knows it cannot do it yet: the job waits, and this attempt does not count."""

    def __init__(self, run_at: datetime) -> None:
        super().__init__(run_at)
        self.run_at = run_at


@dataclass(frozen=True)
class Kind:
    """A kind of work: the function that does it, its lane, its time-out in seconds, and how many attempts it gets."""

    name: str
    label: str
    run: Handler
    lane: Lane
    timeout: float
    max_attempts: int
    on_parked: Handler | None = None
    every: timedelta | None = None
    at: timedelta = timedelta()

    @property
    def lease(self) -> float:
        """Seconds for which a claimed job belongs to its worker."""
        return self.timeout + LEASE_MARGIN

    def next_run_at(self, now: datetime) -> datetime | None:
        """A periodic kind's first slot after `now`; None for any other kind.

        Slots are whole intervals from a midnight in Asia/Shanghai, plus `at`.
        """
        if self.every is None:
            return None
        start = datetime(2024, 1, 1, tzinfo=timezone.get_default_timezone()) + self.at
        return start + ((now - start) // self.every + 1) * self.every


#: Every kind of work, by name.
kinds: dict[str, Kind] = {}
#: What each node does for itself: see `on_each_node`.
node_duties: list[Callable[[], object]] = []


def handler(
    name: str,
    label: str,
    *,
    lane: Lane = Lane.NORMAL,
    timeout: float = 60,
    max_attempts: int = 10,
    on_parked: Handler | None = None,
) -> Callable[[H], H]:
    """Register a function as the work of one kind; it is called with the payload's keys as arguments.

    It runs outside any transaction, at least once, and is stopped after `timeout` seconds. An exception is a failure
    and leads to another attempt later; `GiveUp` leads to none, and `Later` is no failure. After the last attempt the
    job is parked and, in the same transaction, `on_parked` is called with the payload's keys and `error`. `label` is
    what staff read.
    `Lane.URGENT` is for what a visitor or prospect is waiting for: it goes first, and must not take long.
    """
    return _register(lambda function: Kind(name, label, function, lane, timeout, max_attempts, on_parked=on_parked))


def periodic(
    name: str,
    label: str,
    *,
    every: timedelta,
    at: timedelta = timedelta(),
    lane: Lane = Lane.NORMAL,
    timeout: float = 60,
    max_attempts: int = 3,
) -> Callable[[H], H]:
    """Register a function without arguments to be run once per `every`, at `at` past the beginning of the slot.

    `every=timedelta(days=1), at=timedelta(hours=3)` is nightly at three (Asia/Shanghai). However many workers there
    are, it runs once per slot; slots missed while no worker ran are made up for by one run. It is never parked: after
    `max_attempts` it waits for its next slot.
    """
    return _register(lambda function: Kind(name, label, function, lane, timeout, max_attempts, every=every, at=at))


def on_each_node(function: H) -> H:
    """Have every worker call it, too, every few seconds: for work that lies on the node's own disk.

    A job is claimed by the worker of any node, for hours by the same one's. It must be harmless twice at once.
    """
    node_duties.append(function)
    return function


def enqueue(
    kind: str,
    payload: Mapping[str, object] | None = None,
    *,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Request work of a registered kind, in the caller's transaction. `payload` is a dict of JSON values.

    While a job with the same `dedupe_key` waits, no second one is added; while it runs, it is going to run once more.
    Keep personal data out of the payload: ids are enough. What the job logs bears the id of the request it is enqueued
    in. One query. Raises KeyError for a kind that is not registered.
    """
    lane, payload_json = kinds[kind].lane, json.dumps(payload or {})
    with connection.cursor() as cursor:
        cursor.execute(
            ENQUEUE,
            {
                "kind": kind,
                "lane": lane,
                "payload": payload_json,
                "dedupe_key": dedupe_key,
                "request_id": request_ids.current(),
                "run_at": run_at,
            },
        )


def _register(new: Callable[[Handler], Kind]) -> Callable[[H], H]:
    def register(function: H) -> H:
        kind = new(function)
        if kind.name in kinds:
            raise ValueError(f"There are two handlers for {kind.name}.")
        kinds[kind.name] = kind
        return function

    return register
