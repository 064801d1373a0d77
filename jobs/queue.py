"""Putting work into the queue, and saying what work there is: `enqueue`, `@handler`, `@periodic`.

Each app registers its handlers in its own `jobs.py`; whoever wants work done calls `enqueue` in the transaction of the
change that wants it, so that both happen or neither.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from jobs.models import ENQUEUE, Lane

#: Work: called with the payload's keys. What it returns is nobody's concern.
Handler = Callable[..., object]
H = TypeVar("H", bound=Handler)

#: How much longer than its time-out a job stays claimed: the time to stop it and to write down how it went.
LEASE_MARGIN = 30


class GiveUp(Exception):
    """Raised by a handler that knows another attempt would fail as well: the job is parked at once, with the reason."""


@dataclass(frozen=True)
class Kind:
    """A kind of work: what does it, who waits for it, and how long (seconds) and often it may be tried."""

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
        """Seconds for which a claimed job is left alone."""
        return self.timeout + LEASE_MARGIN

    def next_run_at(self, now: datetime) -> datetime | None:
        """A periodic kind's first moment after `now`: whole intervals since a midnight in Asia/Shanghai, plus `at`."""
        if self.every is None:
            return None
        start = datetime(2024, 1, 1, tzinfo=timezone.get_default_timezone()) + self.at
        return start + ((now - start) // self.every + 1) * self.every


#: Every kind of work, by name.
kinds: dict[str, Kind] = {}


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

    It runs outside any transaction, at least once, and is stopped after `timeout` seconds. Raising means failure and
    another attempt later; raising `GiveUp` means none. After the last one the job is parked and, in the same
    transaction, `on_parked` is called with the payload's keys and `error`. `label` is what staff read. What a person
    outside waits for is `Lane.URGENT`: it goes before all else, and must not take long.
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
    """Register a function, without arguments, to be done each `every`, at `at` past the slot (Asia/Shanghai).

    `every=timedelta(days=1), at=timedelta(hours=3)` is nightly at three. However many workers there are, it is done
    once; a slot missed while none ran is made good once. It is never parked: after `max_attempts` it waits for its
    next time.
    """
    return _register(lambda function: Kind(name, label, function, lane, timeout, max_attempts, every=every, at=at))


def enqueue(
    kind: str,
    payload: Mapping[str, object] | None = None,
    *,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
) -> None:
    """Ask for work of a registered kind, in the caller's transaction; `payload` is a dict of JSON values.

    While a job of the same `dedupe_key` waits, no second one is made; while it runs, it will run once more. Keep what
    is personal out of the payload: ids are enough. One query. Raises KeyError for a kind nobody registered.
    """
    lane, payload_json = kinds[kind].lane, json.dumps(payload or {})
    with connection.cursor() as cursor:
        cursor.execute(
            ENQUEUE,
            {"kind": kind, "lane": lane, "payload": payload_json, "dedupe_key": dedupe_key, "run_at": run_at},
        )


def _register(new: Callable[[Handler], Kind]) -> Callable[[H], H]:
    def register(function: H) -> H:
        kind = new(function)
        if kind.name in kinds:
            raise ValueError(f"There are two handlers for {kind.name}.")
        kinds[kind.name] = kind
        return function

    return register
