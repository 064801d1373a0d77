"""Periodic jobs: one row each, for ever; a slot missed is made good once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.queue import periodic
from jobs.worker import ensure_periodic, run_one

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def ticks(kinds):
    """The times "test.tick" ran, each ten minutes; it fails while `ticks.broken` holds something."""

    class Ticks(list):
        broken = False

    ticks = Ticks()

    @periodic("test.tick", "滴答", every=timedelta(minutes=10))
    def tick():
        ticks.append(1)
        if ticks.broken:
            raise RuntimeError("坏了")

    return ticks


def test_a_periodic_job_is_one_row_however_many_workers_ask(ticks):
    ensure_periodic()
    ensure_periodic()
    job = Job.objects.get()
    assert timezone.now() < job.run_at <= timezone.now() + timedelta(minutes=10)


def test_a_periodic_job_missed_for_hours_runs_once_and_waits_for_its_next_time(ticks):
    ensure_periodic()
    Job.objects.update(run_at=timezone.now() - timedelta(hours=5))
    while run_one():
        pass
    assert len(ticks) == 1
    job = Job.objects.get()
    assert job.run_at.minute % 10 == 0
    assert job.run_at > timezone.now()
    assert job.done_at is None


def test_a_periodic_job_that_fails_is_tried_again_and_never_parked(ticks, due_now):
    ticks.broken = True
    ensure_periodic()
    for _ in range(4):
        due_now()
        run_one()
    job = Job.objects.get()
    assert job.parked_at is None
    assert "坏了" in job.last_error
    ticks.broken = False
    due_now()
    run_one()
    assert Job.objects.get().last_error == ""


def test_asking_for_periodic_jobs_moves_none_that_is_being_worked_on(ticks, due_now):
    ensure_periodic()
    due_now()
    lease = Job.objects.claim({"test.tick": 3600}).run_at
    ensure_periodic()
    assert Job.objects.get().run_at == lease


def test_nightly_means_at_that_hour_in_shanghai(kinds):
    periodic("test.night", "夜里", every=timedelta(days=1), at=timedelta(hours=3, minutes=30))(print)
    now = datetime(2026, 11, 23, 3, 30, tzinfo=SHANGHAI)
    assert kinds["test.night"].next_run_at(now) == datetime(2026, 11, 24, 3, 30, tzinfo=SHANGHAI)
    assert kinds["test.night"].next_run_at(now - timedelta(seconds=1)) == now


def test_a_periodic_job_that_fails_waits_no_longer_than_until_its_next_slot(kinds):
    """The wait after a failure grows to an hour: a job of every ten seconds would be late by that."""

    @periodic("test.often", "常", every=timedelta(seconds=10), max_attempts=9)
    def often():
        raise RuntimeError

    ensure_periodic()
    Job.objects.update(run_at=timezone.now(), attempts=7)
    run_one()
    assert Job.objects.get().run_at <= timezone.now() + timedelta(seconds=10)


def test_a_shorter_interval_takes_effect_at_once_and_a_longer_one_after_the_next_slot(kinds):
    def every(interval):
        kinds.clear()
        periodic("test.tick", "滴答", every=interval)(print)
        ensure_periodic()
        return Job.objects.get().run_at

    every(timedelta(days=1))
    soon = every(timedelta(minutes=1))
    assert soon <= timezone.now() + timedelta(minutes=1)
    assert every(timedelta(days=1)) == soon


def test_a_missed_slot_is_not_put_off_when_a_worker_starts(ticks):
    ensure_periodic()
    Job.objects.update(run_at=timezone.now() - timedelta(minutes=1))
    ensure_periodic()
    assert run_one()


def test_on_a_first_start_only_what_runs_often_runs_at_once(kinds):
    periodic("test.often", "常", every=timedelta(seconds=10))(print)
    periodic("test.nightly", "夜", every=timedelta(days=1))(print)
    ensure_periodic()
    assert [job.kind for job in Job.objects.due()] == ["test.often"]
    Job.objects.update(run_at=timezone.now() + timedelta(days=2))
    ensure_periodic()
    assert not Job.objects.due().exists()
