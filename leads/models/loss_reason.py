"""Why leads are given up: the list from which staff choose, which owners edit."""

from typing import Self

from django.db import models
from django.db.models import Q

from leads.models.stage import Stage


class LossReasonQuerySet(models.QuerySet["LossReason"]):
    """Sets of reasons."""

    def offered(self, stage: str) -> Self:
        """Those that may be chosen now for a stage: 无效 or 流失."""
        return self.filter(is_active=True, used_for__in=[stage, LossReason.Use.BOTH])


class LossReason(models.Model):
    """One reason. One that is retired stays on what it was chosen for, so it is not deleted once it was."""

    class Use(models.TextChoices):
        LOST = Stage.LOST.value, "流失"
        INVALID = Stage.INVALID.value, "无效"
        BOTH = "both", "流失和无效"

    name = models.CharField("原因", max_length=40, unique=True)
    used_for = models.CharField("用于", max_length=8, choices=Use, default=Use.LOST)
    needs_words = models.BooleanField(
        "要写明", default=False, help_text="勾选后，选它的人还要写几个字，例如“其他”。不勾选，写不写都行。"
    )
    order = models.PositiveSmallIntegerField("排序", default=100, help_text="小的在前。")
    is_active = models.BooleanField(
        "使用中", default=True, help_text="停用后表单里不再出现，已经选它的线索和报表照旧。"
    )

    objects = LossReasonQuerySet.as_manager()

    class Meta:
        verbose_name = "流失与无效原因"
        verbose_name_plural = "流失与无效原因"
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(name="loss_reason_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="loss_reason_use_is_known", condition=Q(used_for__in=["lost", "invalid", "both"])
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def sentence(self, words: str) -> str:
        """What a lead's page says: the reason, with the words that somebody added."""
        return f"{self.name}：{words}" if words else self.name
