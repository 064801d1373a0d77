"""The worker: claims and runs one job at a time, and survives killed processes and databases that go away."""

import logging
import os
import signal
import socket
import time
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.utils import timezone

from jobs.models import Job, Lane, Worker
from jobs.queue import LEASE_MARGIN, GiveUp, Kind, Later, kinds, node_duties
from plumbing import deadline, request_ids

logger = logging.getLogger(__name__)

POLL_SECONDS = 1
#: How long a report of a worker holds, and how often it reports. Most jobs end within the difference.
ALIVE_SECONDS, REPORT_SECONDS = 120, 20
#: How often a worker looks after its own node, and how long the database may take for that.
NODE_SECONDS, NODE_DEADLINE = 10, 20
#: How long a stopped job may clean up, end a subprocess for example, before it is stopped there too: within its lease.
CLEANUP_SECONDS = 0.8 * LEASE_MARGIN

# A periodic job's row. A shorter interval or another lane takes effect at once, but not while a worker is busy with it.
ENSURE = """
INSERT INTO jobs_job (kind, lane, payload, dedupe_key, created_at, run_at, attempts, requests, last_error)
VALUES (%(kind)s, %(lane)s, '{}', %(key)s, statement_timestamp(), %(first_run_at)s, 0, 1, '')
ON CONFLICT (dedupe_key) DO UPDATE SET lane = EXCLUDED.lane, run_at = least(jobs_job.run_at, %(run_at)s)
WHERE jobs_job.attempts = 0 AND (jobs_job.run_at > %(run_at)s OR jobs_job.lane <> EXCLUDED.lane)
"""


class TimedOut(BaseException):
    """A job took longer than its kind may. Not an Exception, so that no `except Exception` in a handler swallows it."""


def run_one(lane: Lane | None = None) -> bool:
    """Claim a due job and run it. Returns False when none is due. Raises only errors of the database."""
    job = claim(lane)
    if job is not None:
        run_job(job)
    return job is not None


def claim(lane: Lane | None = None) -> Job | None:
    """Reserve the job to be run next, of all lanes or of one; None when none is due."""
    return Job.objects.claim({name: kind.lease for name, kind in kinds.items()}, lane)


def run_job(job: Job) -> None:
    """Run a claimed job, and record how it went, under its request's id. Raises only errors of the database."""
    with request_ids.within(job.request_id):
        _run_job(job)


def _run_job(job: Job) -> None:
    kind = kinds[job.kind]
    if job.attempts > kind.max_attempts:
        # Only workers that died leave such a row: the job may be what kills them.
        _record_failure(job, kind, "The worker died during the last attempt.", final=True)
        return
    # The alarm goes off before this deadline, which only lets statements take longer than they usually may.
    with deadline.within(kind.lease):
        error = _attempt(job, kind)
    if isinstance(error, Later):
        job.postpone(error.run_at)
    elif isinstance(error, GiveUp):
        _record_failure(job, kind, str(error), final=True)
    elif error is not None:
        _record_failure(job, kind, describe(error), final=job.attempts >= kind.max_attempts)
    elif not job.finish(kind.next_run_at(timezone.now())):
        logger.warning("%s ended after its lease; another worker has claimed it.", job)


def ensure_periodic() -> None:
    """Add the rows of periodic kinds that have none, and move those whose slot now comes sooner.

    On a first start what runs each minute or more often runs at once: the spool may hold enquiries already.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        for kind in kinds.values():
            if kind.every:
                run_at = kind.next_run_at(now)
                first_run_at = now if kind.every <= timedelta(minutes=1) else run_at
                key = f"periodic:{kind.name}"
                cursor.execute(
                    ENSURE,
                    {"kind": kind.name, "lane": kind.lane, "key": key, "run_at": run_at, "first_run_at": first_run_at},
                )


def describe(error: BaseException) -> str:
    """An exception in one line, with the place in our code (outside this module) where it was raised.

    The message of a database error is left out: PostgreSQL quotes the row it refused, which may hold a phone number.
    """
    message = "" if isinstance(error, DatabaseError) else f": {error}".replace("\x00", "")[:1000]
    places = [
        f" ({path.relative_to(settings.BASE_DIR)}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
        if settings.BASE_DIR in (path := Path(frame.filename)).parents
        and "site-packages" not in path.parts
        and path != Path(__file__)
    ]
    return f"{type(error).__name__}{message}{places[-1] if places else ''}"


def _attempt(job: Job, kind: Kind) -> BaseException | None:
    """Do the job's work, for as long as its kind may take. Returns what went wrong, or None.

    A signal stops it: Python code wherever it is and, in a process that has installed `plumbing.deadline`, a wait for
    the database. That closes the connection, and the server, which checks every ten seconds whether its client is still
    there (`client_connection_check_interval` in the settings), ends the statement. `SET statement_timeout` would not
    do: jobs run outside transactions, so it would be set for the session, which outlives the job and, behind PgBouncer,
    serves another client a moment later.

    The signal may arrive anywhere, even in the line that switches the alarm off. Hence two nested `try`, and no context
    manager: the signal could arrive in the context manager's own code, before it has switched anything off.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimedOut(f"Took longer than {kind.timeout} s")

    is_done, is_inside_transaction = False, connection.in_atomic_block
    previous = signal.signal(signal.SIGALRM, stop)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, kind.timeout, CLEANUP_SECONDS)
            kind.run(**job.payload)
            is_done = True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except (Exception, TimedOut) as error:  # whatever a handler raises is a failure of its job, not of the worker
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not is_inside_transaction:
            _renew_connection()
        return None if is_done else error
    finally:
        signal.signal(signal.SIGALRM, previous)
    return None


def _renew_connection() -> None:
    """A lost server, or a time-out within a statement or Django's transaction code, leaves the connection unusable.

    close() alone keeps Django's record of a transaction that was cut short; connect() starts afresh. Raises Django's
    errors, for which a worker waits; connect() itself raises the driver's.
    """
    connection.close()
    with connection.wrap_database_errors:
        connection.connect()


def _record_failure(job: Job, kind: Kind, error: str, *, final: bool) -> None:
    logger.warning("%s failed, attempt %d of %d: %s", job, job.attempts, kind.max_attempts, error)
    next_run_at = kind.next_run_at(timezone.now())
    if not final:
        job.fail(error, next_run_at)
    elif next_run_at:
        job.skip(error, next_run_at)
    else:
        _park(job, kind, error)


def _park(job: Job, kind: Kind, error: str) -> None:
    try:
        with transaction.atomic():
            if job.park(error) and kind.on_parked:
                kind.on_parked(**job.payload, error=error)
    except (OperationalError, InterfaceError):
        raise  # the database is away: after its lease the job is given up again, and the app told
    except Exception as fault:  # whatever is wrong with the app's own record, the job's error must be kept
        logger.error("on_parked of %s failed: %s", job, describe(fault))
        job.park(error)


class Loop:
    """What a worker process does, for all lanes or for one: runs jobs until told to stop, then ends its current job."""

    def __init__(self, lane: Lane | None = None) -> None:
        self.lane = lane
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = False
        self._reported: float | None = None
        self._looked_after_node: float | None = None

    def stop(self) -> None:
        self.stopping = True

    def run(self) -> None:
        """Run jobs until stopped. Waits as long as it takes for a database that is away or not migrated yet."""
        away = False
        while not self.stopping:
            try:
                close_old_connections()
                self._report()
                self._look_after_node()
                busy = self._run_one()
            except (DatabaseError, InterfaceError) as error:
                if not away:
                    logger.warning("The database is away, waiting for it: %s", describe(error))
                away, busy = True, False
                connection.close()
            else:
                if away:
                    logger.warning("The database is back.")
                away = False
            if not busy and not self.stopping:
                time.sleep(POLL_SECONDS)
        self._sign_off()

    def _run_one(self) -> bool:
        job = claim(self.lane)
        if job is None:
            return False
        # During a long job it cannot report.
        if (lease := kinds[job.kind].lease) > ALIVE_SECONDS - REPORT_SECONDS:
            self._save_alive_for(lease)
        run_job(job)
        return True

    def _look_after_node(self) -> None:
        """Do what no other node's worker can. Raises only errors of the database."""
        now = time.monotonic()
        if self._looked_after_node is not None and now - self._looked_after_node < NODE_SECONDS:
            return
        self._looked_after_node = now
        for duty in node_duties:
            try:
                with deadline.within(NODE_DEADLINE):
                    duty()
            except (DatabaseError, InterfaceError):
                raise
            except Exception as error:  # of one duty; the others and the jobs go on
                logger.error("The node is not looked after: %s", describe(error))

    def _report(self) -> None:
        now = time.monotonic()
        if self._reported is None or now - self._reported >= REPORT_SECONDS:
            ensure_periodic()
            self._save_alive_for(ALIVE_SECONDS)
            self._reported = now

    def _save_alive_for(self, seconds: float) -> None:
        until = timezone.now() + timedelta(seconds=seconds)
        Worker.objects.update_or_create(name=self.name, defaults={"lane": self.lane, "alive_until": until})

    def _sign_off(self) -> None:
        with suppress(DatabaseError, InterfaceError):
            Worker.objects.filter(name=self.name).delete()
        connection.close()
