"""The durable queue: one row per job, written in the same transaction as the change that needs the work."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Count, F, Min
from django.db.models.functions import Now
from django.utils import timezone

from plumbing import request_ids

#: The wait after the first failed attempt. Each further failure doubles it, up to the longest.
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)

# SKIP LOCKED: two workers never wait for the same row. It stands in a WITH, which the planner runs only once.
# statement_timestamp(), because now() stands still within a transaction. The lanes are a range, of one lane or of all:
# either way the index returns the jobs in order, without sorting.
CLAIM = """
WITH due AS (
    SELECT job.id, known.lease
    FROM jobs_job AS job JOIN unnest(%(kinds)s::text[], %(leases)s::float[]) AS known (kind, lease) USING (kind)
    WHERE job.done_at IS NULL AND job.parked_at IS NULL AND job.run_at <= statement_timestamp()
        AND job.lane BETWEEN %(first_lane)s AND %(last_lane)s
    ORDER BY job.lane, job.run_at LIMIT 1
    FOR UPDATE OF job SKIP LOCKED
)
UPDATE jobs_job SET
    attempts = attempts + 1,
    claimed_at = statement_timestamp(),
    run_at = statement_timestamp() + make_interval(secs => due.lease)
FROM due WHERE jobs_job.id = due.id
RETURNING jobs_job.*
"""

# A key that is in the queue already takes over the new request: a job that is running will run again, a parked one gets
# a new round of attempts.
ENQUEUE = """
INSERT INTO jobs_job (kind, lane, payload, dedupe_key, request_id, created_at, run_at, attempts, requests, last_error)
VALUES (%(kind)s, %(lane)s, %(payload)s, %(dedupe_key)s, %(request_id)s, statement_timestamp(),
        coalesce(%(run_at)s, statement_timestamp()), 0, 1, '')
ON CONFLICT (dedupe_key) DO UPDATE SET
    lane = EXCLUDED.lane,
    payload = EXCLUDED.payload,
    request_id = EXCLUDED.request_id,
    requests = jobs_job.requests + 1,
    run_at = CASE WHEN jobs_job.parked_at IS NOT NULL THEN EXCLUDED.run_at
                  WHEN jobs_job.attempts = 0 THEN least(jobs_job.run_at, EXCLUDED.run_at)
                  ELSE jobs_job.run_at END,
    attempts = CASE WHEN jobs_job.parked_at IS NOT NULL THEN 0 ELSE jobs_job.attempts END,
    parked_at = NULL
"""


class Lane(models.IntegerChoices):
    """Whether a visitor or prospect is waiting for the result. The numbers are the order in which jobs are claimed."""

    URGENT = 1, "紧急"
    NORMAL = 2, "普通"


class Backlog(NamedTuple):
    """How many jobs are due, and for how many seconds the oldest has been due."""

    due: int
    oldest_seconds: int


class JobQuerySet(models.QuerySet["Job"]):
    """Sets of jobs by where they stand."""

    def waiting(self) -> Self:
        """To be done, now or later, including those that a worker is busy with."""
        return self.filter(done_at__isnull=True, parked_at__isnull=True)

    def due(self) -> Self:
        """To be done now, and no worker is busy with it."""
        return self.waiting().filter(run_at__lte=timezone.now())

    def parked(self) -> Self:
        """Given up, until a person looks at it."""
        return self.filter(parked_at__isnull=False)

    def of_kinds(self, kinds: Iterable[str]) -> Self:
        """Those of these kinds: of all that this release knows. What a later one left, no worker of this one takes."""
        return self.filter(kind__in=list(kinds))

    def left_by_others(self, kinds: Iterable[str]) -> Self:
        """Due, and of none of these kinds: another release's, on the way to it or back from it."""
        return self.due().exclude(kind__in=list(kinds))

    def backlogs(self) -> dict[Lane, Backlog]:
        """{lane: Backlog} for every Lane. One query."""
        now = timezone.now()
        found = self.due().order_by().values_list("lane").annotate(Count("pk"), Min("run_at"))
        due = {lane: Backlog(count, int((now - oldest).total_seconds())) for lane, count, oldest in found}
        return {lane: due.get(lane, Backlog(0, 0)) for lane in Lane}

    def claim(self, leases: Mapping[str, float], lane: Lane | None = None) -> "Job | None":
        """Reserve for the caller the job that has been due longest, for as many seconds as `leases` says of its kind.

        Returns None when no job of a kind in `leases` ({kind: seconds}) is due. Takes jobs of all lanes, urgent ones
        first, or of one lane only. Call it outside a transaction, so that it commits at once: whatever kills the worker
        then, the job is due again when its lease ends.
        """
        lanes = {"first_lane": lane or min(Lane), "last_lane": lane or max(Lane)}
        seconds = [float(lease) for lease in leases.values()]
        return next(iter(self.raw(CLAIM, {"kinds": list(leases), "leases": seconds, **lanes})), None)

    def hasten(self) -> int:
        """Make those due now that wait for later and that no worker is busy with. Returns how many."""
        return self.waiting().filter(claimed_at__isnull=True, run_at__gt=Now()).update(run_at=Now())

    def retry(self) -> int:
        """Give the parked jobs among these another round of attempts, now. Returns how many there are."""
        return self.parked().update(parked_at=None, attempts=0, run_at=Now())


class Job(models.Model):
    """Work to be done outside a request, at least once.

    A worker claims a row by moving `run_at` ahead by the lease and counting the attempt; whatever kills the worker, the
    job is due again when the lease ends. After the last attempt it is parked, with its error, for a person to see.
    A periodic job is one permanent row: once finished, it waits for its next slot.
    """

    kind = models.CharField("类型", max_length=50)
    lane = models.PositiveSmallIntegerField("优先级", choices=Lane, default=Lane.NORMAL)
    payload = models.JSONField("参数", default=dict, blank=True)
    dedupe_key = models.CharField(
        "去重键", max_length=200, null=True, blank=True, unique=True, help_text="同一键只排一次；完成后释放。"
    )
    request_id = models.CharField(
        "请求编号", max_length=request_ids.MAX_LENGTH, blank=True, default="", db_default="", editable=False
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    run_at = models.DateTimeField("最早执行时间", default=timezone.now)
    claimed_at = models.DateTimeField("开始执行时间", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    requests = models.PositiveIntegerField(
        "请求次数", default=1, help_text="同一键被要求的次数；执行中又被要求会再做一次。"
    )
    last_error = models.TextField("最近一次错误", blank=True)
    parked_at = models.DateTimeField("搁置时间", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-created_at"]
        indexes = [
            # Read by the claim: the due jobs, urgent ones first, then the oldest, without the finished ones.
            models.Index(
                "lane", "run_at", name="job_waiting", condition=models.Q(done_at__isnull=True, parked_at__isnull=True)
            ),
            # Read by the health page and the admin's first lines: the few given up.
            models.Index(F("parked_at").desc(), name="job_parked", condition=models.Q(parked_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_is_not_both_done_and_parked",
                condition=models.Q(done_at__isnull=True) | models.Q(parked_at__isnull=True),
            ),
            models.CheckConstraint(name="job_lane_is_known", condition=models.Q(lane__in=Lane.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    def finish(self, next_run_at: datetime | None = None) -> bool:
        """Mark the job as done or, if it is periodic, as due at `next_run_at`.

        If it was requested again meanwhile, it is due at once. Returns False if another worker has claimed it since.
        """
        change = {"run_at": next_run_at, "attempts": 0} if next_run_at else {"done_at": Now(), "dedupe_key": None}
        if self._mine().filter(requests=self.requests).update(claimed_at=None, last_error="", **change):
            return True
        # Requested again meanwhile: the work just done may not have seen the latest change.
        return self._start_over()

    def fail(self, error: str, next_run_at: datetime | None = None) -> bool:
        """Try again after a wait that grows with each attempt, and no later than `next_run_at`.

        Returns False if another worker has claimed it since; so do `postpone`, `skip` and `park`.
        """
        wait = min(FIRST_WAIT * 2 ** min(self.attempts - 1, 20), LONGEST_WAIT)
        run_at = timezone.now() + wait
        return bool(self._mine().update(claimed_at=None, last_error=error, run_at=min(run_at, next_run_at or run_at)))

    def postpone(self, run_at: datetime) -> bool:
        """Not yet: the attempt does not count."""
        return bool(self._mine().update(claimed_at=None, run_at=run_at, attempts=self.attempts - 1))

    def skip(self, error: str, next_run_at: datetime) -> bool:
        """A periodic job has used up its attempts: leave it until its next slot, with its error."""
        return bool(self._mine().update(claimed_at=None, last_error=error, run_at=next_run_at, attempts=0))

    def park(self, error: str) -> bool:
        """Give up, until a person has read the error and lets it `retry()`.

        If the job was requested again meanwhile, it gets a new round of attempts instead, and False is returned.
        """
        if self._mine().filter(requests=self.requests).update(claimed_at=None, last_error=error, parked_at=Now()):
            return True
        self._start_over(error)
        return False

    def _start_over(self, error: str = "") -> bool:
        return bool(self._mine().update(claimed_at=None, last_error=error, run_at=Now(), attempts=0))

    def _mine(self) -> JobQuerySet:
        """This row, unless another worker has claimed it since: each claim has a `claimed_at` of its own."""
        return Job.objects.filter(pk=self.pk, claimed_at=self.claimed_at)


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Sets of workers."""

    def alive(self) -> Self:
        """Those whose last report still holds."""
        return self.filter(alive_until__gte=timezone.now())

    def count_by_lane(self) -> dict[Lane, int]:
        """{lane: how many of these workers take its jobs} for every Lane. One query."""
        lanes = list(self.values_list("lane", flat=True))
        return {lane: lanes.count(lane) + lanes.count(None) for lane in Lane}


class Worker(models.Model):
    """A running `manage.py worker`. It reports until when it counts as alive, and deletes its row when it stops."""

    name = models.CharField("进程", max_length=100, unique=True)
    lane = models.PositiveSmallIntegerField("优先级", choices=Lane, null=True, blank=True, help_text="空：全部。")
    started_at = models.DateTimeField("启动时间", default=timezone.now)
    alive_until = models.DateTimeField("有效期至")

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "工作进程"
        verbose_name_plural = "工作进程"
        constraints = [
            models.CheckConstraint(
                name="worker_lane_is_known", condition=models.Q(lane__isnull=True) | models.Q(lane__in=Lane.values)
            )
        ]

    def __str__(self) -> str:
        return self.name
