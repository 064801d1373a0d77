"""A story of an old site, what it became here, and its markup as it was."""

import gzip
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models import Article
from moving.models.old_site import OldSite
from moving.models.run import Run


class Outcome(models.TextChoices):
    """What became of a story."""

    WAITING = "waiting", "还没有迁"
    NEW = "new", "新迁入"
    CHANGED = "changed", "已更新"
    LEFT_OUT = "left_out", "不迁入"
    REFUSED = "refused", "没能迁入"
    CONFLICT = "conflict", "两边都改过"
    GONE = "gone", "旧站已没有"


class MovedStoryQuerySet(models.QuerySet["MovedStory"]):
    """Stories of old sites."""

    def chosen(self, site: OldSite) -> Self:
        """Those that the next run brings up to date, since the old site's side was chosen."""
        return self.filter(site=site, article__isnull=False, outcome=Outcome.CHANGED, input_hash="").exclude(
            row_hash=""
        )


class MovedStory(models.Model):
    """One story by its site and its id there. An id belongs to one story, whether it is an article or a page by now.

    `reserved_id` is its article's id, given before any story is written, so that the order in which they come makes no
    difference to links between them. `article` is empty before, and after that was deleted here.
    """

    site = models.ForeignKey(OldSite, models.CASCADE, related_name="stories", verbose_name="旧站")
    old_id = models.CharField("旧编号", max_length=40)
    title = models.CharField("标题", max_length=250, blank=True)
    reserved_id = models.BigIntegerField(unique=True)
    article = models.OneToOneField(Article, models.SET_NULL, null=True, related_name="moved_from", verbose_name="文章")
    outcome = models.CharField("结果", max_length=8, choices=Outcome, default=Outcome.WAITING)
    #: [[code, detail], …]: what was cut, is missing or was decided, see moving.notes.
    notes = models.JSONField("说明", default=list)
    #: Keys of its old addresses, as moving.address_book has them.
    addresses = ArrayField(models.TextField(), default=list)
    #: Its own address there as it was used, path and query; empty for what moved in before that was kept.
    address = models.TextField("旧地址", blank=True, default="", db_default="")
    #: Where it stood in a table without ids, by which people find it; the id is made of what the row says.
    place = models.TextField("在表格里", blank=True, default="", db_default="")
    #: Ids of its rows in the table of old addresses.
    rows = ArrayField(models.BigIntegerField(), default=list)
    #: Of the old row, of all that its article is made of, and of the article as it was written.
    row_hash = models.CharField(max_length=64, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    written_hash = models.CharField(max_length=64, blank=True)
    #: The number of the article's revision that was written last.
    revision = models.PositiveIntegerField(default=0)
    views = models.PositiveBigIntegerField("阅读数", default=0)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="brought", verbose_name="迁入于")
    changed_run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="changed", verbose_name="最后改于")

    objects = MovedStoryQuerySet.as_manager()

    class Meta:
        verbose_name = "迁入的文章"
        verbose_name_plural = "迁入的文章"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["site", "old_id"], name="old_story_moves_in_once")]

    def __str__(self) -> str:
        return f"{self.site} {self.number}"

    @property
    def number(self) -> str:
        """By what people find it on the old site."""
        return self.place or self.old_id

    @property
    def named(self) -> str:
        """The same, as it is said in a sentence."""
        return self.place or f"旧编号 {self.old_id}"


class Original(models.Model):
    """The old markup, compressed, apart from what lists read. `newer` is what a conflict waits with."""

    story = models.OneToOneField(MovedStory, models.CASCADE, primary_key=True, related_name="original")
    html = models.BinaryField("原文")
    newer = models.BinaryField("旧站后来的原文", null=True)
    #: What the article would be by it: fields as a revision has them, JSON; what a conflict is shown by.
    newer_content = models.BinaryField("照旧站后来的内容", null=True)

    class Meta:
        verbose_name = "旧站原文"
        verbose_name_plural = "旧站原文"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.story)

    @property
    def markup(self) -> str:
        """The markup as the old site kept it."""
        return unpacked(bytes(self.html))


def packed(markup: str) -> bytes:
    """Compressed, the same bytes for the same text."""
    return gzip.compress(markup.encode("utf-8", "surrogatepass"), mtime=0)


def unpacked(data: bytes) -> str:
    """What was packed."""
    return gzip.decompress(data).decode("utf-8", "surrogatepass")
