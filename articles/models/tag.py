"""Tags, and which articles carry them."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from taggit.models import ItemBase, TagBase

from plumbing.paths import path_of


class Tag(TagBase):
    """A tag of ours, on taggit's base, so that its through table has real foreign keys."""

    # Written by the worker from what visitors can see: a number kept here cannot leak a draft, nor cost a count.
    published_count = models.PositiveIntegerField("已发布文章数", default=0, editable=False)
    # Written just before a merged tag goes, for whatever refers to it: its addresses follow, by trigger.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = "标签"
        verbose_name_plural = "标签"
        ordering = ["-published_count", "id"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="tag_name_is_unique_whatever_the_case"),
        ]
        indexes = [
            # Read by the list of tags.
            models.Index("published_count", "id", name="tag_by_use"),
        ]

    def get_absolute_url(self) -> str:
        return path_of("articles:tag", self.slug)

    def take_over(self, others: "Iterable[Tag]") -> None:
        """All articles of the others carry this tag instead, once each; they are gone and their addresses lead here."""
        for other in others:
            already = self.tagged_articles.values("content_object")
            other.tagged_articles.exclude(content_object__in=already).update(tag=self)
            other.merged_into = self
            other.save(update_fields=["merged_into"])
            other.delete()


class TaggedArticle(ItemBase):
    """A tag on an article. `published_at` is the article's while it is published, else empty; a trigger keeps it."""

    content_object = models.ForeignKey("Article", models.CASCADE, related_name="tagged_items", verbose_name="文章")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_articles", verbose_name="标签")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "文章标签"
        verbose_name_plural = "文章标签"
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="article_carries_a_tag_once"),
        ]
        indexes = [
            # Read by a tag's page and by the related articles: the newest of one tag.
            models.Index(
                "tag",
                F("published_at").desc(),
                F("content_object").desc(),
                name="tagged_newest",
                condition=Q(published_at__isnull=False),
            ),
        ]
