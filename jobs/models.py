"""The durable queue: one row a job, written in the same transaction as the change that wants it done."""

from django.db import models
from django.utils import timezone


class Job(models.Model):
    """Work to be done outside a request, at least once.

    A worker claims a row by pushing `run_at` a lease ahead and counting the attempt; whatever kills the worker, the
    job is due again when the lease ends. After the last attempt it is parked, with its error, for a person to see.
    """

    kind = models.CharField("类型", max_length=50)
    payload = models.JSONField("参数", default=dict, blank=True)
    dedupe_key = models.CharField(
        "去重键", max_length=200, null=True, blank=True, unique=True, help_text="同一键只排一次；完成后释放。"
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    run_at = models.DateTimeField("最早执行时间", default=timezone.now)
    attempts = models.PositiveSmallIntegerField("已尝试次数", default=0)
    last_error = models.TextField("最近一次错误", blank=True)
    parked_at = models.DateTimeField("搁置时间", null=True, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-created_at"]
        indexes = [
            # Read by the claim only: the due jobs, oldest first, without the finished ones.
            models.Index(
                "run_at", name="job_waiting", condition=models.Q(done_at__isnull=True, parked_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_is_not_both_done_and_parked",
                condition=models.Q(done_at__isnull=True) | models.Q(parked_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.kind} #{self.pk}"
