"""Lanes: urgent jobs go first, and a worker may be there for them alone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from jobs.models import CLAIM, Backlog, Job, Lane, Worker
from jobs.queue import enqueue, handler, periodic
from jobs.worker import Loop, ensure_periodic, run_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(kinds):
    """The names of the jobs done, of a kind in each lane."""
    names = []
    handler("test.normal", "不急")(lambda: names.append("normal"))
    handler("test.urgent", "急", lane=Lane.URGENT)(lambda: names.append("urgent"))
    return names


def soon():
    return timezone.now() + timedelta(minutes=1)


def test_an_urgent_job_goes_before_an_older_one(done):
    enqueue("test.normal", run_at=timezone.now() - timedelta(hours=1))
    enqueue("test.urgent")
    while run_one():
        pass
    assert done == ["urgent", "normal"]


@pytest.mark.parametrize(("lane", "expected"), [("urgent", ["urgent"]), ("normal", ["normal"])])
def test_a_worker_of_one_lane_leaves_the_other_alone(done, lane, expected):
    enqueue("test.normal")
    enqueue("test.urgent")
    call_command("worker", "--drain", "--lane", lane)
    assert done == expected


def test_a_kind_moved_to_another_lane_takes_its_waiting_jobs_along(done, kinds):
    handler("test.wanted", "要")(print)
    periodic("test.tick", "滴答", every=timedelta(minutes=10))(print)
    enqueue("test.wanted", dedupe_key="k")
    ensure_periodic()
    del kinds["test.wanted"], kinds["test.tick"]
    handler("test.wanted", "要", lane=Lane.URGENT)(print)
    periodic("test.tick", "滴答", every=timedelta(minutes=10), lane=Lane.URGENT)(print)
    enqueue("test.wanted", dedupe_key="k")
    ensure_periodic()
    assert list(Job.objects.values_list("lane", flat=True)) == [Lane.URGENT] * 2


@pytest.mark.parametrize("make", [lambda: Job(kind="x", lane=3), lambda: Worker(name="x", lane=3, alive_until=soon())])
def test_the_database_knows_which_lanes_there_are(make):
    with pytest.raises(IntegrityError, match="lane_is_known"):
        make().save()


def test_a_claim_reads_no_job_of_the_lanes_it_does_not_ask_for():
    """However many normal jobs wait: its lane is a range of the index, read in order, and nothing is sorted."""
    Job.objects.bulk_create(Job(kind="x", lane=Lane.NORMAL) for _ in range(2000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE jobs_job")
        parameters = {"kinds": ["x"], "leases": [60.0], "first_lane": Lane.URGENT, "last_lane": Lane.URGENT}
        cursor.execute(f"EXPLAIN {CLAIM}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "using job_waiting" in plan
    assert "Index Cond: ((lane >= 1) AND (lane <= 1)" in plan
    assert "Sort" not in plan


def test_what_waits_is_counted_by_lane():
    now = timezone.now()
    Job.objects.create(kind="x", lane=Lane.URGENT, run_at=now - timedelta(seconds=90))
    Job.objects.create(kind="x", lane=Lane.URGENT, run_at=now - timedelta(seconds=30))
    Job.objects.create(kind="x", lane=Lane.URGENT, run_at=now + timedelta(hours=1))
    Job.objects.create(kind="x", lane=Lane.NORMAL, done_at=now)
    assert Job.objects.backlogs() == {Lane.URGENT: Backlog(2, 90), Lane.NORMAL: Backlog(0, 0)}


def test_a_worker_without_a_lane_works_on_every_one():
    for number, lane in enumerate([None, Lane.URGENT, Lane.URGENT]):
        Worker.objects.create(name=f"{number}", lane=lane, alive_until=soon())
    Worker.objects.create(name="gone", alive_until=timezone.now() - timedelta(seconds=1))
    assert Worker.objects.alive().count_by_lane() == {Lane.URGENT: 3, Lane.NORMAL: 1}


@pytest.mark.parametrize("place", ["Procfile", "deploy/systemd"])
def test_the_site_runs_a_worker_for_all_lanes_and_one_for_urgent_jobs_alone(place):
    path = settings.BASE_DIR / place
    files = sorted(path.glob("*.service")) if path.is_dir() else [path]
    commands = re.findall(r"manage\.py (worker.*)$", "\n".join(file.read_text() for file in files), re.MULTILINE)
    assert sorted(commands) == ["worker", "worker --lane urgent"]


@pytest.mark.slow
@pytest.mark.parametrize(("timeout", "at_least"), [(60, 100), (7200, 7200)])
@pytest.mark.django_db(transaction=True)
def test_a_worker_is_there_for_its_lane_also_during_a_long_job(kinds, timeout, at_least):
    """It cannot report meanwhile; a dead one of another lane is not taken for alive because of it."""
    loop, seen = Loop(Lane.URGENT), []

    @handler("test.long", "久", lane=Lane.URGENT, timeout=timeout)
    def long():
        [worker] = Worker.objects.alive()
        seen.append((worker.lane, worker.alive_until - timezone.now() > timedelta(seconds=at_least)))
        loop.stop()

    enqueue("test.long")
    loop.run()
    assert seen == [(Lane.URGENT, True)]
    assert not Worker.objects.exists()
