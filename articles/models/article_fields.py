"""What is stored of an article, and the rules that need nothing else."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from taggit.managers import TaggableManager

from articles import body
from articles.models.article_queryset import ArticleQuerySet
from articles.models.section import Section
from articles.models.tag import Tag, TaggedArticle
from articles.tags import ArticleTags
from images.models import Image
from plumbing.paths import path_of
from zones.models import City, Zone


def _newest(name: str, *columns: str) -> models.Index:
    """An index of the published articles of one city, zone, section or of all, newest first."""
    order = (F("published_at").desc(), F("id").desc())
    return models.Index(*columns, *order, name=name, condition=Q(status="published"))


class ArticleFields(models.Model):
    """The fields of an Article with their indexes and constraints.

    `summary` and `cover` are what the editor gave; `excerpt` and `lead_image` are derived from the body on saving and
    are shown where those are empty. Counts have tables of their own, so that saving a row loses none.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        IN_REVIEW = "in_review", "待审"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    title = models.CharField("标题", max_length=120)
    city = models.ForeignKey(
        "zones.City",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name="城市",
        help_text="留空表示面向全网。",
    )
    zone = models.ForeignKey(
        "zones.Zone", models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="园区"
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="articles", verbose_name="栏目")
    tags = TaggableManager(
        through=TaggedArticle,
        manager=ArticleTags,
        blank=True,
        verbose_name="标签",
        help_text="用顿号、逗号或分号隔开，例如：新能源、项目签约。",
    )
    summary = models.CharField("摘要", max_length=200, blank=True, help_text="列表和分享里显示；留空时取正文开头。")
    cover = models.ForeignKey(
        "images.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="covered_articles",
        verbose_name="封面",
        help_text="留空时取正文第一张图。",
    )
    excerpt = models.CharField("正文开头", max_length=200, blank=True, editable=False)
    lead_image = models.ForeignKey(
        "images.Image", models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name="正文首图",
    )  # fmt: skip
    body = models.TextField("正文", blank=True)
    author = models.ForeignKey(
        "staff.User", models.PROTECT, null=True, blank=True, related_name="articles", verbose_name="录入人"
    )
    byline = models.CharField("署名", max_length=40, blank=True, help_text="记者或作者；留空则不显示。")
    source_name = models.CharField("来源", max_length=60, blank=True, help_text="原发媒体，例如“某某日报”。")
    source_url = models.URLField("来源链接", max_length=500, blank=True)
    licence_note = models.CharField("授权说明", max_length=200, blank=True, help_text="转载依据，仅后台可见。")
    event_date = models.DateField(
        "事件日期", null=True, blank=True, help_text="新闻事件发生的日期，与发布日期不同时显示。"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True, help_text="填将来的时间即为定时发布。")
    first_published_at = models.DateTimeField("首次发布时间", null=True, blank=True, editable=False)
    expires_at = models.DateTimeField("下线时间", null=True, blank=True, help_text="到时自动下线；留空长期有效。")
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    pinned = models.BooleanField("置顶", default=False)
    seo_title = models.CharField("搜索标题", max_length=120, blank=True, help_text="留空用标题。")
    seo_description = models.CharField("搜索描述", max_length=200, blank=True, help_text="留空用摘要。")
    created_at = models.DateTimeField("创建时间", default=timezone.now, editable=False)
    content_changed_at = models.DateTimeField("内容更新时间", default=timezone.now, editable=False)
    draft_revision = models.ForeignKey(
        "articles.ArticleRevision", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # Signed with a preview link: the next number makes all earlier links invalid.
    preview_number = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    #: Of one that was read for its page (`articles.page_queries`).
    tag_ids: list[int]
    #: Of one that a search found: its title with the words marked, and what stands around them.
    marked_title = snippet = ""

    objects = ArticleQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = "文章"
        verbose_name_plural = "文章"
        ordering = ["-id"]
        permissions = [("publish_article", "Can publish and withdraw 文章")]
        indexes = [
            # Read by lists, their pages, and an article's neighbours.
            _newest("article_newest"),
            _newest("article_newest_of_city", "city"),
            _newest("article_newest_of_zone", "zone"),
            _newest("article_newest_of_section", "section"),
            # Read by the content version, for what expired last.
            models.Index(
                F("expires_at").desc(),
                name="article_expiring",
                condition=Q(status="published", expires_at__isnull=False),
            ),
            models.Index(
                "city",
                F("expires_at").desc(),
                F("id").desc(),
                name="article_expiring_of_city",
                condition=Q(status="published", expires_at__isnull=False),
            ),
            # Read by the home page.
            models.Index(F("published_at").desc(), name="article_pinned", condition=Q(status="published", pinned=True)),
            # Read by the admin's list, for the articles of one city and status.
            models.Index("city", "status", F("id").desc(), name="article_for_staff"),
        ]
        constraints = [
            models.CheckConstraint(
                name="article_published_has_its_times",
                condition=~Q(status="published") | Q(published_at__isnull=False, first_published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="article_expires_after_it_appears",
                condition=Q(expires_at__isnull=True)
                | Q(published_at__isnull=True)
                | Q(expires_at__gt=F("published_at")),
            ),
            models.CheckConstraint(
                name="article_zone_has_a_city", condition=Q(zone__isnull=True) | Q(city__isnull=False)
            ),
            models.CheckConstraint(name="article_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *, first_tags: Iterable[Tag] = (), **kwargs: Any) -> None:
        """Save, with the body sanitised, wherever it came from, and with the derived fields.

        `first_tags` are those of a new article, which then is indexed once, not again for its tags.
        Raises body.BodyRefused (a ValidationError) for a body that is too large or too deep.
        """
        if (fields := kwargs.get("update_fields")) is None or "body" in fields:
            self.body = body.clean(self.body)
            self.excerpt = body.excerpt(self.body)
            self.lead_image_id = body.first_image_id(self.body)
            if fields is not None:
                kwargs["update_fields"] = {*fields, "excerpt", "lead_image"}
        if self.status == self.Status.PUBLISHED:
            self.published_at = self.published_at or timezone.now()
        if not self.was_public:
            # Nobody has read it yet, so the first time is the one now planned, if any.
            self.first_published_at = self.published_at if self.status == self.Status.PUBLISHED else None
        with transaction.atomic():
            super().save(**kwargs)
            if first_tags:
                TaggedArticle.objects.bulk_create(
                    TaggedArticle(content_object_id=self.pk, tag=tag) for tag in first_tags
                )
            self.index()
            if self.status == self.Status.PUBLISHED and (pictures := self.picture_ids()):
                # After the row, so that the job which takes a picture offline sees one or the other.
                Image.objects.filter(pk__in=pictures).bring_back()

    def get_absolute_url(self) -> str:
        return path_of("articles:article", self.pk)

    @property
    def shown_city(self) -> City | None:
        """Its city where visitors may see that: of a hidden one there is no page to lead to."""
        return self.city if self.city and self.city.is_listed else None

    @property
    def shown_zone(self) -> Zone | None:
        """Its zone, likewise."""
        return self.zone if self.zone and self.zone.is_listed and self.zone.city.is_listed else None

    def clean(self) -> None:
        try:
            zone = self.zone
        except ObjectDoesNotExist:
            zone = None  # deleted since a draft named it, which is said of the field
        if zone:
            self.city_id = self.city_id or zone.city_id
            if zone.city_id != self.city_id:
                raise ValidationError({"zone": f"{zone}属于{zone.city}，与所选城市不符。"})
        if self.expires_too_early():
            reason = "要晚于发布时间" if self.published_at else "已经过了，请改掉或清空"
            raise ValidationError({"expires_at": f"下线时间{reason}。"})

    def expires_too_early(self) -> bool:
        """Whether it would be gone before it appears; published now, where no moment is set."""
        return bool(self.expires_at and self.expires_at <= (self.published_at or timezone.now()))

    def is_over(self) -> bool:
        """Whether its last moment has passed, if it has one."""
        return bool(self.expires_at and self.expires_at <= timezone.now())

    def index(self) -> None:
        """Bring the search index up to date, in the caller's transaction."""
        type(self).objects.filter(pk=self.pk).index()

    def picture_ids(self) -> set[int]:
        """The ids of the pictures that it shows: those of the body, which begin with the lead image, and the cover."""
        return {*body.image_ids(self.body), *([self.cover_id] if self.cover_id else [])}

    @property
    def picture(self) -> Image | None:
        """The picture shown with the story in lists, or None."""
        return self.cover or self.lead_image

    @property
    def description(self) -> str:
        """The story in a sentence or two: the editor's summary, else the body's beginning."""
        return self.summary or self.excerpt

    @property
    def tells_event_date(self) -> bool:
        """Whether the event was on another day (Asia/Shanghai) than the publication, so that its date is shown."""
        return self.event_date is not None and self.event_date != timezone.localdate(self.published_at)

    @property
    def modified_at(self) -> datetime:
        """When readers last got something new: by the publication, or by a later change."""
        return max(self.published_at or self.content_changed_at, self.content_changed_at)

    @property
    def is_public(self) -> bool:
        """The rule of `published()` for this one article."""
        now = timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= now
            and (self.expires_at is None or now < self.expires_at)
        )

    @property
    def was_public(self) -> bool:
        """Whether visitors could read it once: if they no longer can, it is gone (410), not unknown (404)."""
        return self.first_published_at is not None and self.first_published_at <= timezone.now()
