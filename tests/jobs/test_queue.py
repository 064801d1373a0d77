"""The queue: written with the change that wants it, done at least once, never by two at a time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobs.jobs import purge
from jobs.models import Job
from jobs.queue import GiveUp, enqueue, handler, periodic
from jobs.worker import describe, ensure_periodic, run_one

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def done(kinds):
    """What the kind "test.note" was called with; a payload of {"fail": text} fails with it."""
    calls = []

    @handler("test.note", "记一笔", max_attempts=3)
    def note(**payload):
        calls.append(payload)
        if "fail" in payload:
            raise ValueError(payload["fail"])

    return calls


def due_now():
    """Make whatever waits due, as time passing would."""
    Job.objects.waiting().update(run_at=timezone.now() - timedelta(seconds=1))


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


def test_a_failure_is_tried_again_after_waits_that_grow_then_parked(done):
    enqueue("test.note", {"fail": "对方没有应答"})
    waits = []
    for _ in range(2):
        due_now()
        assert run_one()
        waits.append(round((Job.objects.get().run_at - timezone.now()).total_seconds()))
    assert waits == [15, 30]
    assert not run_one()
    due_now()
    run_one()
    job = Job.objects.get()
    assert job.parked_at
    assert job.last_error.startswith("ValueError: 对方没有应答 (tests/jobs/test_queue.py:")
    due_now()
    assert not run_one()
    assert len(done) == 3


def test_waits_stop_growing_at_the_cap():
    job = Job.objects.create(kind="x", attempts=90)
    job.fail("x")
    assert Job.objects.get().run_at - timezone.now() <= timedelta(hours=1)


def test_a_parked_job_gets_a_new_round_by_hand_or_by_a_new_wish(done):
    job = Job.objects.create(kind="test.note", attempts=3, parked_at=timezone.now(), dedupe_key="k")
    assert Job.objects.retry() == 1
    run_one()
    assert Job.objects.get().done_at
    Job.objects.filter(pk=job.pk).update(done_at=None, parked_at=timezone.now(), attempts=3, dedupe_key="k")
    enqueue("test.note", dedupe_key="k")
    assert run_one()
    assert Job.objects.get().done_at


def test_giving_up_parks_at_once_and_tells_the_app_in_the_same_transaction(kinds):
    told = []

    @handler("test.hopeless", "没希望", on_parked=lambda error, **payload: told.append((payload, error)))
    def hopeless(lead):
        raise GiveUp("号码不存在")

    enqueue("test.hopeless", {"lead": 5})
    run_one()
    assert Job.objects.parked().get().last_error == "号码不存在"
    assert told == [({"lead": 5}, "号码不存在")]


def test_a_job_is_parked_even_when_telling_the_app_fails(kinds):
    def broken(**payload):
        raise RuntimeError

    @handler("test.hopeless", "没希望", on_parked=broken)
    def hopeless():
        raise GiveUp("x")

    enqueue("test.hopeless")
    run_one()
    assert Job.objects.parked().exists()


def test_a_job_that_kills_its_worker_each_time_is_parked_without_another_attempt(done):
    enqueue("test.note")
    Job.objects.update(attempts=3, claimed_at=timezone.now())
    assert run_one()
    assert done == []
    assert "died" in Job.objects.parked().get().last_error


@pytest.mark.django_db(transaction=True)
def test_work_runs_outside_any_transaction_while_its_claim_is_committed(kinds):
    seen = []

    @handler("test.look", "看看")
    def look():
        seen.append((connection.in_atomic_block, Job.objects.due().count(), Job.objects.get().attempts))

    enqueue("test.look")
    run_one()
    assert seen == [(False, 0, 1)]


def test_one_whose_lease_ran_out_cannot_finish_what_another_has(done):
    enqueue("test.note")
    slow = Job.objects.claim({"test.note": 60})
    due_now()
    quick = Job.objects.claim({"test.note": 60})
    assert not slow.finish()
    assert not slow.park("x")
    assert not slow.fail("x")
    assert quick.finish()


def test_an_error_of_the_database_is_kept_without_the_row_it_quotes(done):
    """PostgreSQL's detail says `Key (dedupe_key)=(13800000000) already exists`."""
    enqueue("test.note", dedupe_key="13800000000")
    with pytest.raises(Exception, match="13800000000") as caught, transaction.atomic():
        Job.objects.create(kind="x", dedupe_key="13800000000")
    assert "1380" not in describe(caught.value)


def test_an_error_with_a_nul_can_be_kept(done):
    enqueue("test.note", {"fail": "a\x00b".replace("\x00", "")})
    assert "\x00" not in describe(ValueError("a\x00b"))


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


def test_a_periodic_job_that_fails_is_tried_again_and_never_parked(ticks):
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


def test_asking_for_periodic_jobs_moves_none_that_is_being_worked_on(ticks):
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


def test_finished_jobs_are_forgotten_after_a_week():
    now = timezone.now()
    Job.objects.create(kind="old", done_at=now - timedelta(days=8))
    Job.objects.create(kind="new", done_at=now)
    Job.objects.create(kind="parked", parked_at=now - timedelta(days=80))
    purge()
    assert set(Job.objects.values_list("kind", flat=True)) == {"new", "parked"}
