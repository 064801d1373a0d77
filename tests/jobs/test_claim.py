"""Claiming: one worker a job, without waiting for each other, and for as long as its lease."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobs.models import Job
from jobs.queue import enqueue, handler
from jobs.worker import run_one

pytestmark = pytest.mark.django_db


def claim_elsewhere():
    """What another worker claims now, on a connection of its own that waits for nobody's lock."""

    def claim():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '500ms'")
            return Job.objects.claim({"x": 60})
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(claim).result()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_each_claims_another_job_and_neither_waits():
    """The first has not committed its claim: a second that waited for it would take the same job, or stand still."""
    Job.objects.bulk_create(Job(kind="x") for _ in range(2))
    with transaction.atomic():
        first = Job.objects.claim({"x": 60})
        second = claim_elsewhere()
        assert {first.pk, second.pk} == set(Job.objects.values_list("pk", flat=True))
        assert claim_elsewhere() is None


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_work_runs_outside_any_transaction_while_its_claim_is_committed(kinds):
    seen = []

    @handler("test.look", "看看")
    def look():
        seen.append((connection.in_atomic_block, Job.objects.due().count(), Job.objects.get().attempts))

    enqueue("test.look")
    run_one()
    assert seen == [(False, 0, 1)]


def test_one_whose_lease_ran_out_cannot_finish_what_another_has(done, due_now):
    enqueue("test.note")
    slow = Job.objects.claim({"test.note": 60})
    due_now()
    quick = Job.objects.claim({"test.note": 60})
    assert not slow.finish()
    assert not slow.park("x")
    assert not slow.fail("x")
    assert quick.finish()


def test_the_oldest_due_job_goes_first():
    now = timezone.now()
    newer, older = (Job.objects.create(kind="x", run_at=now - timedelta(hours=hours)) for hours in (1, 2))
    assert [Job.objects.claim({"x": 60}).pk for _ in range(2)] == [older.pk, newer.pk]


def test_a_lease_lasts_as_long_as_its_kind_may_take(kinds):
    handler("test.long", "久", timeout=7200)(print)
    Job.objects.create(kind="test.long")
    Job.objects.claim({"test.short": 60, "test.long": kinds["test.long"].lease})
    assert Job.objects.get().run_at > timezone.now() + timedelta(seconds=7200)


@pytest.mark.parametrize("state", ["done_at", "parked_at"])
def test_what_is_done_or_parked_is_not_claimed(state):
    Job.objects.create(kind="x", **{state: timezone.now()})
    assert Job.objects.claim({"x": 60}) is None


def test_one_whose_lease_ran_out_cannot_finish_a_new_round_of_the_same_job_either(due_now):
    """Parked and tried again meanwhile, the job is at its first attempt again."""
    Job.objects.create(kind="x")
    slow = Job.objects.claim({"x": 60})
    due_now()
    assert Job.objects.claim({"x": 60}).park("x")
    Job.objects.retry()
    due_now()
    quick = Job.objects.claim({"x": 60})
    assert quick.attempts == slow.attempts
    assert not slow.finish()
    assert quick.finish()


def test_a_job_that_only_another_release_knows_is_left_as_it_is(done):
    Job.objects.create(kind="test.of_next_release")
    assert not run_one()
    job = Job.objects.get()
    assert (job.attempts, job.parked_at, job.last_error) == (0, None, "")
