"""Tags, and which articles have them."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from taggit.models import ItemBase, TagBase

from plumbing.paths import path_of


class Tag(TagBase):
    """A tag; our own model on taggit's base, so that its through table has real foreign keys."""

    # Written by the worker, so that no page counts; of public articles alone, so that no draft shows in it.
    published_count = models.PositiveIntegerField("已发布文章数", default=0, editable=False)
    # Set just before a merged tag is deleted, for the trigger that has its addresses lead to the other tag.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = "标签"
        verbose_name_plural = "标签"
        ordering = ["-published_count", "id"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="tag_name_is_unique_whatever_the_case"),
            models.CheckConstraint(name="tag_has_an_address", condition=~Q(slug="")),
        ]
        indexes = [
            # Read by the list of tags.
            models.Index("published_count", "id", name="tag_by_use"),
        ]

    def clean(self) -> None:
        if not self.slug and not self.slugify(self.name):
            raise ValidationError(f"标签“{self.name}”里没有汉字、字母或数字，做不成网址。")

    def get_absolute_url(self) -> str:
        return path_of("articles:tag", self.slug)

    def take_over(self, others: "Iterable[Tag]") -> None:
        """Give this tag to all articles of the others, and delete those; their addresses lead here."""
        for other in others:
            tagged = self.tagged_articles.values("content_object")
            other.tagged_articles.exclude(content_object__in=tagged).update(tag=self)
            other.merged_into = self
            other.save(update_fields=["merged_into"])
            other.delete()


class TaggedArticle(ItemBase):
    """A tag on an article. `published_at` is the article's while that is published, else empty: by trigger."""

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
            # Read by a tag's page and by related articles.
            models.Index(
                "tag",
                F("published_at").desc(),
                F("content_object").desc(),
                name="tagged_newest",
                condition=Q(published_at__isnull=False),
            ),
        ]
