"""`manage.py worker` as a process: told to stop, killed, and left without its database."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection

from jobs import worker
from jobs.models import Job, Lane, Worker
from jobs.queue import handler, periodic
from leads import jobs as leads_jobs
from plumbing import postgres

#: A worker with one more kind: writes a line when it starts and one when it ends, and the first time takes long.
SCRIPT = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from jobs import queue
from jobs.models import Lane
queue.LEASE_MARGIN = 1

@queue.handler("test.slow", "慢", timeout=3)
def slow(path, seconds):
    first = not Path(path).exists()
    with open(path, "a") as file:
        print("started", file=file, flush=True)
        if first:
            time.sleep(seconds)
        print("finished", file=file, flush=True)

@queue.handler("test.urgent", "急", lane=Lane.URGENT)
def urgent(path):
    Path(path).touch()

call_command(*sys.argv[1:])
"""


def wait_for(condition, seconds=20):
    """Wait until `condition()` is true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen in time."
        time.sleep(0.05)


@pytest.fixture
def start_worker(tmp_path):
    """Starts worker processes on a database URL; what is left of them is killed."""
    started = []

    def start(url, *command):
        environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "parkinfo.settings"}
        environment["VAR_DIR"] = str(tmp_path / "var")
        arguments = [sys.executable, "-c", SCRIPT, *(command or ("worker",))]
        started.append(subprocess.Popen(arguments, cwd=Path(settings.BASE_DIR), env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def test_url(transactional_db):
    """The URL of this run's test database."""
    values = connection.settings_dict
    host = values["HOST"].replace("/", "%2F")
    return f"postgresql://{values['USER']}:{values['PASSWORD']}@{host}:{values['PORT'] or 5432}/{values['NAME']}"


@pytest.mark.django_db
def test_draining_does_what_is_due_and_ends(kinds):
    done = []
    handler("test.note", "记一笔")(lambda: done.append(1))
    for _ in range(3):
        Job.objects.create(kind="test.note")
    call_command("worker", "--once")
    assert len(done) == 1
    call_command("worker", "--drain")
    assert len(done) == 3


@pytest.fixture
def loop(monkeypatch):
    """A worker's loop that looks for work without a pause, and reports each time."""
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(worker, "REPORT_SECONDS", 0)
    return worker.Loop()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_outlives_a_database_that_is_away(kinds, loop, monkeypatch, caplog):
    claim, faults = worker.claim, [OperationalError(), InterfaceError()]

    def claim_once_it_is_back(lane):
        if faults:
            raise faults.pop()
        return claim(lane)

    monkeypatch.setattr(worker, "claim", claim_once_it_is_back)
    handler("test.stop", "停")(loop.stop)
    Job.objects.create(kind="test.stop")
    loop.run()
    assert Job.objects.get().done_at
    assert [record.message[:20] for record in caplog.records] == ["The database is away", "The database is back"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_sees_to_its_periodic_jobs_and_reports_as_long_as_it_runs(kinds, loop):
    seen = []
    periodic("test.tick", "滴答", every=timedelta(days=1))(print)

    @handler("test.look", "看看")
    def look():
        seen.append((Job.objects.filter(kind="test.tick").count(), Worker.objects.get().alive_until))
        if len(seen) == 2:
            loop.stop()

    Job.objects.bulk_create(Job(kind="test.look") for _ in range(2))
    loop.run()
    assert [ticks for ticks, _ in seen] == [1, 1]
    assert seen[0][1] < seen[1][1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_after_its_own_node_whoever_claims_the_jobs(kinds, loop, monkeypatch, caplog):
    """The spool lies on a node's disk: the job that takes it in may be claimed by another node's worker for hours."""
    monkeypatch.setattr(worker, "node_duties", [lambda: 1 / 0, loop.stop])
    loop.run()
    assert [record.message[:28] for record in caplog.records] == ["The node is not looked after"]


def test_the_spool_is_such_a_duty():
    assert leads_jobs.take_in in worker.node_duties


@pytest.mark.slow
def test_told_to_stop_it_finishes_the_job_in_hand_and_leaves(start_worker, test_url, tmp_path):
    notes = tmp_path / "notes"
    Job.objects.create(kind="test.slow", payload={"path": str(notes), "seconds": 1})
    Job.objects.create(kind="test.slow", payload={"path": str(notes), "seconds": 1})
    worker = start_worker(test_url)
    wait_for(notes.exists)
    assert Worker.objects.alive().exists()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert notes.read_text() == "started\nfinished\n"
    assert not Worker.objects.exists()


@pytest.mark.slow
def test_a_job_of_a_killed_worker_runs_again_after_its_lease(start_worker, test_url, tmp_path):
    notes = tmp_path / "notes"
    job = Job.objects.create(kind="test.slow", payload={"path": str(notes), "seconds": 60})
    worker = start_worker(test_url)
    wait_for(notes.exists)
    worker.kill()
    worker.wait()
    lease_ends = Job.objects.get(pk=job.pk).run_at
    start_worker(test_url)
    wait_for(lambda: Job.objects.filter(pk=job.pk, done_at__isnull=False).exists())
    job.refresh_from_db()
    assert job.done_at >= lease_ends
    assert job.attempts == 2
    assert notes.read_text() == "started\nstarted\nfinished\n"


@pytest.mark.slow
def test_a_long_job_does_not_hold_back_an_urgent_one(start_worker, test_url, tmp_path):
    slow, urgent = tmp_path / "slow", tmp_path / "urgent"
    Job.objects.create(kind="test.slow", payload={"path": str(slow), "seconds": 2.5})
    start_worker(test_url)
    start_worker(test_url, "worker", "--lane", "urgent")
    wait_for(slow.exists)
    wait_for(lambda: Worker.objects.count() == 2)
    Job.objects.create(kind="test.urgent", lane=Lane.URGENT, payload={"path": str(urgent)})
    wait_for(urgent.exists)
    assert slow.read_text() == "started\n"


@pytest.mark.slow
def test_four_workers_do_each_of_two_hundred_jobs_once(start_worker, test_url, tmp_path):
    notes = tmp_path / "notes"
    notes.touch()
    payload = {"path": str(notes), "seconds": 0}
    Job.objects.bulk_create(Job(kind="test.slow", payload=payload) for _ in range(200))
    workers = [start_worker(test_url, "worker", "--drain") for _ in range(4)]
    assert [worker.wait(60) for worker in workers] == [0] * 4
    assert set(Job.objects.filter(kind="test.slow").values_list("attempts", flat=True)) == {1}
    assert notes.read_text().count("finished") == 200


@pytest.mark.slow
def test_it_waits_for_a_database_that_is_not_migrated_goes_away_and_comes_back(start_worker, tmp_path):
    directory, notes = tmp_path / "cluster", tmp_path / "notes"
    url = postgres.url(directory)
    with postgres.running(directory, durable=False):
        worker = start_worker(url)
        assert start_worker(url, "migrate", "--verbosity=0").wait() == 0
        add = f"""
from jobs.models import Job
Job.objects.create(kind="test.slow", payload={{"path": {str(notes)!r}, "seconds": 0}})
"""
        assert start_worker(url, "shell", "-c", add).wait() == 0
        wait_for(lambda: notes.exists() and "finished" in notes.read_text())
    notes.unlink()
    time.sleep(2)
    assert worker.poll() is None
    with postgres.running(directory, durable=False):
        assert start_worker(url, "shell", "-c", add).wait() == 0
        wait_for(notes.exists)
        resident = Path(f"/proc/{worker.pid}/status").read_text().partition("VmRSS:")[2].split()[0]
        worker.terminate()
        assert worker.wait(10) == 0
    assert int(resident) < 150 * 1024
