"""A step of a move that somebody asked for at the desk: how far it is, and what it found."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from moving.models.old_site import OldSite
from moving.models.run import Run


class StepKind(models.TextChoices):
    """The steps, in the order in which they are taken."""

    LOOK = "look", "看一看"
    TRIAL = "trial", "试迁"
    RUN = "run", "迁入"
    VERIFY = "verify", "核对"
    UNDO = "undo", "撤销"
    #: What an undoing would do, of a run too large to be counted while a page waits.
    COUNT = "count", "数撤销"


GOING = {
    StepKind.LOOK: "正在看备份",
    StepKind.TRIAL: "正在试迁",
    StepKind.RUN: "正在迁入",
    StepKind.VERIFY: "正在核对",
    StepKind.UNDO: "正在撤销",
    StepKind.COUNT: "正在数会撤掉哪些",
}


class StepQuerySet(models.QuerySet["Step"]):
    """Sets of steps."""

    def going(self) -> Self:
        """Those that wait for the worker, or that it is busy with."""
        return self.filter(finished_at=None)

    def done(self) -> Self:
        """Those that came to their end."""
        return self.filter(finished_at__isnull=False, failure="")


class Step(models.Model):
    """One of them, done by the worker. `result` is what its page shows, `report` its lines (moving.report.Report)."""

    site = models.ForeignKey(OldSite, models.CASCADE, related_name="steps", verbose_name="旧站")
    kind = models.CharField("步骤", max_length=8, choices=StepKind)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="steps", verbose_name="迁入")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="谁开始的"
    )
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)
    result = models.JSONField("结果", default=dict)
    report = models.BinaryField("逐篇的结果", null=True)
    failure = models.TextField("没做成的原因", blank=True)
    started_at = models.DateTimeField("开始", default=timezone.now)
    finished_at = models.DateTimeField("完成", null=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "搬家的一步"
        verbose_name_plural = "搬家的步骤"
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(finished_at=None), name="old_site_is_at_one_step_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}：{self.get_kind_display()}"

    @property
    def is_going(self) -> bool:
        """Whether it is not at its end."""
        return self.finished_at is None

    @property
    def going_on(self) -> str:
        """What the worker is at."""
        return GOING[StepKind(self.kind)]

    def tell(self, done: int, total: int) -> bool:
        """Note how far it is; False once somebody has stopped it."""
        return bool(Step.objects.going().filter(pk=self.pk).update(done=done, total=total))

    def end(self, failure: str = "", **fields: object) -> bool:
        """Note that it is at its end, with what it found; False where it was at its end before."""
        there = Step.objects.going().filter(pk=self.pk)
        return bool(there.update(finished_at=timezone.now(), failure=failure, **fields))
