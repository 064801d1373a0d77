"""What was decided of a category, a tag, an author or a page of an old site."""

from django.db import models
from django.db.models import Q

from articles.models import Section
from moving.models.old_site import OldSite
from zones.models import Zone


class Sort(models.TextChoices):
    """What a decision is about: the kinds of source.NameKind, and pages (关于我们), which have no date."""

    CATEGORY = "category", "分类"
    TAG = "tag", "标签"
    AUTHOR = "author", "作者"
    PAGE = "page", "页面"


class NameDecision(models.Model):
    """Section, zone, tag or byline that stand for the old name here; or that what it names is left out.

    The category with an empty id is that of stories without one. A page becomes an article of a section, or its address
    leads to a `path` of ours.
    """

    site = models.ForeignKey(OldSite, models.CASCADE, related_name="decisions")
    sort = models.CharField("类型", max_length=8, choices=Sort)
    old_id = models.CharField("旧编号", max_length=40, blank=True)
    name = models.CharField("旧名称", max_length=250, blank=True)
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="栏目")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="园区")
    tag = models.CharField("标签", max_length=100, blank=True)
    byline = models.CharField("署名", max_length=40, blank=True)
    path = models.CharField("本站路径", max_length=300, blank=True)
    leaves_out = models.BooleanField("不迁入", default=False)

    class Meta:
        verbose_name = "对照"
        verbose_name_plural = "对照"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["site", "sort", "old_id"], name="old_name_is_decided_once"),
            models.CheckConstraint(
                name="decided_category_has_a_section",
                condition=~Q(sort="category") | Q(leaves_out=True) | Q(section__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.old_id
