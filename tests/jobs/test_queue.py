"""The queue: written with the change that wants it, done at least once, never by two at a time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone

from jobs.jobs import purge
from jobs.models import Job, Worker
from jobs.queue import enqueue, handler
from jobs.worker import run_one

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_job_is_done_once_with_its_payload(done):
    enqueue("test.note", {"article": 7})
    assert run_one()
    assert not run_one()
    assert done == [{"article": 7}]
    job = Job.objects.get()
    assert job.done_at
    assert job.attempts == 1


def test_a_job_goes_away_with_the_transaction_that_wanted_it(done):
    with transaction.atomic():
        enqueue("test.note")
        transaction.set_rollback(True)
    assert not run_one()


def test_asking_costs_one_query(done, django_assert_num_queries):
    with django_assert_num_queries(1):  # INSERT INTO jobs_job ... ON CONFLICT
        enqueue("test.note", {"a": 1}, dedupe_key="k")


def test_an_unknown_kind_is_refused_where_it_is_asked_for(kinds):
    with pytest.raises(KeyError):
        enqueue("test.unknown")


def test_a_kind_has_one_handler(done):
    with pytest.raises(ValueError, match=r"test\.note"):
        handler("test.note", "又一个")(print)


def test_a_job_for_later_waits(done):
    enqueue("test.note", run_at=timezone.now() + timedelta(hours=1))
    assert not run_one()


def test_a_kind_this_worker_does_not_know_is_left_for_one_that_does(kinds):
    Job.objects.create(kind="test.from_the_next_release")
    assert not run_one()
    assert Job.objects.get().attempts == 0


def test_the_same_key_waits_once_and_is_free_again_when_done(done):
    for number in (1, 2):
        enqueue("test.note", {"number": number}, dedupe_key="k")
    assert Job.objects.count() == 1
    run_one()
    assert done == [{"number": 2}]
    enqueue("test.note", {"number": 3}, dedupe_key="k")
    assert run_one()
    assert Job.objects.filter(done_at__isnull=False).count() == 2


def test_what_is_asked_for_while_it_runs_runs_once_more(kinds):
    """The first run may not have seen what changed meanwhile."""
    runs = []

    @handler("test.again", "再来")
    def again():
        runs.append(1)
        if len(runs) == 1:
            enqueue("test.again", dedupe_key="k")

    enqueue("test.again", dedupe_key="k")
    while run_one():
        pass
    assert len(runs) == 2
    assert Job.objects.get().done_at


def test_what_is_asked_for_while_it_runs_is_begun_by_nobody_else_meanwhile(kinds):
    seen = []

    @handler("test.again", "再来")
    def again():
        enqueue("test.again", dedupe_key="k")
        seen.append(Job.objects.due().exists())

    enqueue("test.again", dedupe_key="k")
    run_one()
    assert seen == [False]


def test_what_waits_and_is_wanted_sooner_is_due_sooner_and_never_later(done):
    enqueue("test.note", dedupe_key="k", run_at=timezone.now() + timedelta(hours=1))
    enqueue("test.note", dedupe_key="k", run_at=timezone.now())
    enqueue("test.note", dedupe_key="k", run_at=timezone.now() + timedelta(hours=2))
    assert run_one()


def test_finished_jobs_are_forgotten_after_a_week(monkeypatch):
    monkeypatch.setattr("jobs.jobs.BATCH", 2)
    now = timezone.now()
    Job.objects.bulk_create(Job(kind="old", done_at=now - timedelta(days=8)) for _ in range(5))
    Job.objects.create(kind="new", done_at=now)
    Job.objects.create(kind="parked", parked_at=now - timedelta(days=80))
    purge()
    assert set(Job.objects.values_list("kind", flat=True)) == {"new", "parked"}


def test_workers_that_never_came_back_are_forgotten_after_a_day():
    for name, hours in [("gone", 25), ("late", 1)]:
        Worker.objects.create(name=name, alive_until=timezone.now() - timedelta(hours=hours))
    purge()
    assert Worker.objects.get().name == "late"
