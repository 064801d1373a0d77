"""What is asked at each scrape: queue, spool, notices, replicas, backups, silence. Counts and ages only, of nobody.

Each gauge is a function. One that fails is missing, and said to be; the others are there. All of them together wait for
the database no longer than Prometheus waits for us.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from backups import making
from jobs.models import Job
from leads import alarms, health, spool
from leads.models import Circuit, Inbox, Notification
from plumbing import deadline
from plumbing.release import RELEASE

logger = logging.getLogger(__name__)

#: For all of them, and for one: Prometheus gives up after ten, unless told otherwise.
SCRAPE_SECONDS, GAUGE_SECONDS = 6, 2

# Whoever may not look at other sessions (pg_monitor) counts the replicas and sees no lag. One that has replayed all it
# was sent lags by nothing, of which PostgreSQL says nothing. A replica itself has no present place in the log.
REPLICAS = """
SELECT application_name, count(*),
    max(CASE WHEN replay_lsn = sent_lsn THEN 0 ELSE extract(epoch FROM replay_lag) END),
    max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))
FROM pg_stat_replication WHERE NOT pg_is_in_recovery() GROUP BY application_name
"""

Families = Iterator[GaugeMetricFamily]


class Gauges(Collector):
    """All of them, and of each whether it failed."""

    def collect(self) -> list[GaugeMetricFamily]:
        failed = GaugeMetricFamily(
            "parkinfo_measuring_failed", "1 while this group of gauges could not be asked.", labels=["gauge"]
        )
        found = [failed]
        with deadline.within(SCRAPE_SECONDS):
            for ask in GAUGES:
                families = _asked(ask)
                failed.add_metric([ask.__name__], float(families is None))
                found += families or []
        return found


def _asked(ask: Callable[[], Families]) -> list[GaugeMetricFamily] | None:
    """The whole group or, where anything in it fails, None."""
    try:
        with deadline.apart(GAUGE_SECONDS):
            return list(ask())
    # Whatever is wrong with one, what the others say is wanted all the more.
    except Exception as error:
        logger.warning("The gauge %s could not be asked: %s", ask.__name__, type(error).__name__)
        return None


def release() -> Families:
    family = GaugeMetricFamily("parkinfo_release", "1, under the name of the running release.", labels=["release"])
    family.add_metric([RELEASE], 1)
    yield family


def database() -> Families:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield _one("database_bytes", "Size of the database.", cursor.fetchone()[0])


def queue() -> Families:
    due = _of_lanes("jobs_due", "Jobs that are due and that no worker is busy with.")
    oldest = _of_lanes("jobs_oldest_due_seconds", "For how long the oldest of them has been due.")
    workers = _of_lanes("workers", "Workers alive that take jobs of the lane.")
    for name, depth in health.lanes().items():
        due.add_metric([name], depth["waiting"])
        oldest.add_metric([name], depth["oldest_seconds"])
        workers.add_metric([name], depth["workers"])
    yield from (due, oldest, workers)
    yield _one("jobs_parked", "Jobs given up, until a person looks.", Job.objects.parked().count())


def spooled() -> Families:
    depth = spool.depth()
    files = GaugeMetricFamily("parkinfo_spool_files", "Enquiries in this node's spool.", labels=["state"])
    files.add_metric(["waiting"], depth.waiting)
    files.add_metric(["aside"], depth.aside)
    yield files
    yield _one("spool_oldest_seconds", "For how long the oldest of those has waited.", depth.oldest_seconds)


def disk() -> Families:
    status = os.statvfs(settings.VAR_DIR)
    yield _one("disk_free_bytes", "Room on the disk of VAR_DIR.", status.f_bavail * status.f_frsize)
    yield _one("disk_bytes", "Size of that disk.", status.f_blocks * status.f_frsize)


def notices() -> Families:
    lost = Notification.objects.undelivered()
    oldest = lost.order_by("parked_at").values_list("parked_at", flat=True).first()
    yield _one("notices_undelivered", "Notices of enquiries that did not arrive.", lost.count())
    yield _one(
        "notices_oldest_undelivered_seconds",
        "How long ago the oldest of them was given up.",
        _age(oldest) if oldest else 0,
    )
    yield _one("ways_broken", "Channels, or the mail server, that keep failing.", Circuit.objects.broken().count())
    yield _one("people_unheard", "People whose own messages do not arrive.", Inbox.objects.failing().count())


def replicas() -> Families:
    count = GaugeMetricFamily("parkinfo_replicas", "Replicas that are connected.", labels=["replica"])
    seconds = GaugeMetricFamily("parkinfo_replica_lag_seconds", "What a replica lags by.", labels=["replica"])
    lag = GaugeMetricFamily("parkinfo_replica_lag_bytes", "The same in bytes of the log.", labels=["replica"])
    with connection.cursor() as cursor:
        cursor.execute(REPLICAS)
        for name, connected, lag_seconds, lag_bytes in cursor.fetchall():
            for family, value in ((count, connected), (seconds, lag_seconds), (lag, lag_bytes)):
                if value is not None:
                    family.add_metric([name or "unnamed"], float(value))
    yield from (count, seconds, lag)


def backup() -> Families:
    """Ages are missing as long as there is nothing that could have one."""
    kept = making.kept()
    yield _one("backup_problems", "Things that are wrong with the backups.", len(making.problems()))
    for newest in kept[:1]:
        yield _one("backup_age_seconds", "How long ago the newest backup was made.", _age(newest.made_at))
        yield _one("backup_bytes", "Its size.", newest.size)
    for at in [each.proof.at for each in kept if each.proof and not each.proof.problem][:1]:
        yield _one("backup_proof_age_seconds", "How long ago a backup was last proven.", _age(at))


def silence() -> Families:
    if last := alarms.last_enquiry():
        yield _one("silence_seconds", "How long ago the last enquiry was sent in.", _age(last))
        if limit := alarms.usual_silence(last):
            yield _one("silence_alarm_seconds", "From when on silence is an alarm.", limit.total_seconds())


#: In the order of what matters, and of what hardly ever fails: a database that hangs costs those behind it their time.
GAUGES = (release, spooled, disk, backup, database, queue, notices, silence, replicas)


def _one(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"parkinfo_{name}", text, value=value)


def _of_lanes(name: str, text: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"parkinfo_{name}", text, labels=["lane"])


def _age(moment: datetime) -> float:
    return (timezone.now() - moment).total_seconds()
