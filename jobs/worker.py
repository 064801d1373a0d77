"""The worker: claims jobs one at a time and does them, through killed processes and databases that go away."""

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
from jobs.queue import LEASE_MARGIN, GiveUp, Kind, kinds
from plumbing import deadline

logger = logging.getLogger(__name__)

POLL_SECONDS = 1
#: How long a silent worker counts as alive, and how often it reports. Within the difference most jobs end.
ALIVE_SECONDS, REPORT_SECONDS = 120, 20
#: What a stopped job gets to clean up, a subprocess for example, before it is stopped there as well: within its lease.
CLEANUP_SECONDS = 0.8 * LEASE_MARGIN

# A periodic job's row. A shorter interval or another lane takes effect at once, but never while the job is worked on.
ENSURE = """
INSERT INTO jobs_job (kind, lane, payload, dedupe_key, created_at, run_at, attempts, requests, last_error)
VALUES (%(kind)s, %(lane)s, '{}', %(key)s, statement_timestamp(), %(run_at)s, 0, 1, '')
ON CONFLICT (dedupe_key) DO UPDATE SET lane = EXCLUDED.lane, run_at = least(jobs_job.run_at, EXCLUDED.run_at)
WHERE jobs_job.attempts = 0 AND (jobs_job.run_at > EXCLUDED.run_at OR jobs_job.lane <> EXCLUDED.lane)
"""


class TimedOut(BaseException):
    """A job took longer than its kind may. Not an Exception: `except Exception` in a handler must not swallow it."""


def run_one(lane: Lane | None = None) -> bool:
    """Claim a due job, of all lanes or of one, and do it. False when none is due. Raises what the database raises."""
    job = claim(lane)
    if job is not None:
        work_on(job)
    return job is not None


def claim(lane: Lane | None = None) -> Job | None:
    """The job to be done next, of all lanes or of one, now this worker's; None when none is due."""
    return Job.objects.claim({name: kind.lease for name, kind in kinds.items()}, lane)


def work_on(job: Job) -> None:
    """Do a claimed job, and write down how it went. Raises what the database raises, and nothing else."""
    kind = kinds[job.kind]
    if job.attempts > kind.max_attempts:
        # Only a worker that died each time leaves such a row: the job may be what kills it.
        _record_failure(job, kind, "The worker died during the last attempt.", final=True)
        return
    # The alarm comes before that: this only lets the job's statements take as long as the job may.
    with deadline.within(kind.lease):
        error = _attempt(job, kind)
    if isinstance(error, GiveUp):
        _record_failure(job, kind, str(error), final=True)
    elif error is not None:
        _record_failure(job, kind, describe(error), final=job.attempts >= kind.max_attempts)
    elif not job.finish(kind.next_run_at(timezone.now())):
        logger.warning("%s was finished after its lease; another worker has it.", job)


def ensure_periodic() -> None:
    """Every periodic kind has its row."""
    now = timezone.now()
    with connection.cursor() as cursor:
        for kind in kinds.values():
            if kind.every:
                key, run_at = f"periodic:{kind.name}", kind.next_run_at(now)
                cursor.execute(ENSURE, {"kind": kind.name, "lane": kind.lane, "key": key, "run_at": run_at})


def describe(error: BaseException) -> str:
    """An exception in one line, with where in our code, but for this module, it came from.

    Without the message of a database error: PostgreSQL quotes the row it refused, and a row may hold a phone number.
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
    """Do the job's work, for as long as its kind may take. Returns what went wrong, None when all is done.

    A signal stops it: Python code where it is and, in a process that has `plumbing.deadline` installed, a wait for the
    database. That closes the connection, and the server, which asks every ten seconds whether somebody still waits
    (settings.DATABASES), ends the statement. No `SET statement_timeout`: a job runs outside transactions, so it would
    have to be the session's, which outlives the job and, behind PgBouncer, is another client's a moment later.

    The alarm can strike anywhere, also in the line that turns it off: hence `try` twice, and no context manager, whose
    own code it could strike before anything is off.
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
    except (Exception, TimedOut) as error:  # whatever a handler raises is that job's failure, and not the worker's
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not is_inside_transaction:
            _renew_connection()
        return None if is_done else error
    finally:
        signal.signal(signal.SIGALRM, previous)
    return None


def _renew_connection() -> None:
    """A lost server, or a time-out within a statement or within Django's own transaction code, leaves it unusable.

    After close() alone Django still believes in the transaction that was cut short; connect() starts from nothing.
    """
    connection.close()
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
        raise  # a database that is away: the job is done, or given up, again after its lease
    except Exception as fault:  # the app's own account of the failure failed: the job's is still to be kept
        logger.error("on_parked of %s failed: %s", job, describe(fault))
        job.park(error)


class Loop:
    """One worker process, on all lanes or on one: works until told to stop, then finishes its job and leaves."""

    def __init__(self, lane: Lane | None = None) -> None:
        self.lane = lane
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = False
        self._reported: float | None = None

    def stop(self) -> None:
        self.stopping = True

    def run(self) -> None:
        """Work until stopped. A database that is away, or not migrated yet, is waited for as long as it takes."""
        away = False
        while not self.stopping:
            try:
                close_old_connections()
                self._report()
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
        self._leave()

    def _run_one(self) -> bool:
        job = claim(self.lane)
        if job is None:
            return False
        # While it works it cannot report.
        if (lease := kinds[job.kind].lease) > ALIVE_SECONDS - REPORT_SECONDS:
            self._promise(lease)
        work_on(job)
        return True

    def _report(self) -> None:
        now = time.monotonic()
        if self._reported is None or now - self._reported >= REPORT_SECONDS:
            ensure_periodic()
            self._promise(ALIVE_SECONDS)
            self._reported = now

    def _promise(self, seconds: float) -> None:
        """Say that it will have reported again within so many seconds."""
        until = timezone.now() + timedelta(seconds=seconds)
        Worker.objects.update_or_create(name=self.name, defaults={"lane": self.lane, "alive_until": until})

    def _leave(self) -> None:
        with suppress(DatabaseError, InterfaceError):
            Worker.objects.filter(name=self.name).delete()
        connection.close()
