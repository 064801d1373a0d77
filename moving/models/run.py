"""A run over an old site: a number by which people speak of it, how far it is, and what became of it."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils import timezone
from django.utils.functional import cached_property

from moving.models.old_site import OldSite


class RunQuerySet(models.QuerySet["Run"]):
    """Sets of runs."""

    def unfinished(self) -> Self:
        """Those that were stopped, or still go on."""
        return self.filter(finished_at=None)

    def numbered(self, number: int, key: str = "") -> list["Run"]:
        """The site's of that number; of each site without a key."""
        earlier = self.model.objects.filter(site=OuterRef("site"), pk__lte=OuterRef("pk")).order_by()
        counted = earlier.values("site").annotate(count=Count("pk")).values("count")
        found = self.alias(nth=Subquery(counted)).filter(nth=number).select_related("site")
        return list(found.filter(site__key=key) if key else found)


class Run(models.Model):
    """One import, from its first look at the source to its last story."""

    site = models.ForeignKey(OldSite, models.CASCADE, related_name="runs", verbose_name="旧站")
    #: How the source is opened again, as the command or the page that began the run says it.
    source = models.JSONField("来源", default=dict)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("共", default=0)
    #: {what: how many}, once it is finished.
    counts = models.JSONField("结果", default=dict)
    #: Ids of the tags it made, and of the rows of old addresses of names.
    tags = ArrayField(models.BigIntegerField(), default=list)
    rows = ArrayField(models.BigIntegerField(), default=list)
    #: {id of such a row: what it was led to, as old_rows.in_words has it}: what differs since is somebody's doing.
    targets = models.JSONField("去向", default=dict, db_default={})
    #: The old hosts of which it made rows.
    hosts = ArrayField(models.CharField(max_length=100), default=list, db_default=[], verbose_name="旧域名")
    started_at = models.DateTimeField("开始", default=timezone.now)
    finished_at = models.DateTimeField("完成", null=True)
    undone_at = models.DateTimeField("撤销", null=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = "迁入"
        verbose_name_plural = "迁入"
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"第 {self.number} 次迁入"

    @cached_property
    def number(self) -> int:
        """Which of its site's it is, from 1: people count the imports of a site, not those of all."""
        return Run.objects.filter(site=self.site_id, pk__lte=self.pk).count()
