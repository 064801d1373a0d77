"""Sets of articles: what the public may see, what a member of staff may, in which order, and with which columns."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from articles.models.article_revision import ArticleRevision
from articles.models.article_search import ArticleSearch, ArticleSearchQueue
from articles.models.article_state import SENT_BACK, SUBMITTED, ArticleState
from articles.models.tag import Tag, TaggedArticle
from articles.models.views import most_read
from articles.search.query import Search
from articles.search.row import ROW_FIELDS, row
from articles.search.words import Words
from images.models import PICTURE_FIELDS
from plumbing.days import end_of_day, start_of_day
from staff.models import User
from zones.models import City
from zones.site import Site

if TYPE_CHECKING:
    from articles.models.article import Article

#: The order of every public list; the id makes it total.
NEWEST_FIRST = ("-published_at", "-id")
#: The columns that a card shows, of the article and of related rows.
CARD_FIELDS = (
    *("title", "summary", "excerpt", "published_at", "pinned"),
    *("city_id", "zone_id", "section_id", "cover_id", "lead_image_id"),
)
CARD_RELATIONS = {"cover": PICTURE_FIELDS, "lead_image": PICTURE_FIELDS, "views": ("baseline", "counted")}
TAGGED_NEWEST_FIRST = ("-tagged_items__published_at", "-tagged_items__content_object")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Sets of articles."""

    def published(self) -> Self:
        """What the public may see now. No other place says so."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=Now()),
            status=self.model.Status.PUBLISHED,
            published_at__lte=Now(),
        )

    def for_user(self, user: User) -> Self:
        """What a member of staff may see: the articles of the cities granted to them."""
        return user.within(self, "city_id")

    def in_state(self, state: str) -> Self:
        """Those whose `state` (an ArticleState's value) is this one."""
        published = self.filter(status=self.model.Status.PUBLISHED)
        if state == ArticleState.PUBLIC:
            return self.published()
        if state == ArticleState.EXPIRED:
            return published.filter(expires_at__lte=Now())
        if state == ArticleState.SCHEDULED:
            return published.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=Now()), published_at__gt=Now())
        return self.filter(status=state)

    def sent_back(self) -> Self:
        """Drafts that editors sent back and nobody has submitted again since; `turn` says why, as 退回：…."""
        turns = ArticleRevision.objects.filter(article=OuterRef("pk")).order_by("-number")
        turns = turns.filter(Q(reason=SUBMITTED) | Q(reason__startswith=f"{SENT_BACK}："))
        drafts = self.filter(status=self.model.Status.DRAFT).annotate(turn=Subquery(turns.values("reason")[:1]))
        return drafts.filter(turn__startswith=f"{SENT_BACK}：")

    def newest_first(self) -> Self:
        """In the order of every public list."""
        return self.order_by(*NEWEST_FIRST)

    def older_than(self, article: "Article") -> Self:
        """Those after `article` in that order."""
        moment = article.published_at
        return self.filter(
            Q(published_at__lt=moment) | Q(published_at=moment, id__lt=article.pk), published_at__lte=moment
        )

    def newer_than(self, article: "Article") -> Self:
        """Those before `article` in that order."""
        moment = article.published_at
        return self.filter(
            Q(published_at__gt=moment) | Q(published_at=moment, id__gt=article.pk), published_at__gte=moment
        )

    def tagged(self, tag: Tag | OuterRef) -> Self:
        """Those with the tag, to be ordered by TAGGED_NEWEST_FIRST, which an index gives for any number of articles."""
        return self.filter(tagged_items__tag=tag, tagged_items__published_at__isnull=False)

    def showing(self, *images: int) -> Self:
        """Those that have one of the pictures with these ids as their cover or in their body.

        Of published ones the index `article_of_picture` knows, beside which the database function is defined.
        """
        covered = self.filter(cover__in=images).values("pk")
        pictures = Func("body", function="parkinfo_pictures_of", output_field=ArrayField(models.BigIntegerField()))
        inside = self.alias(pictures=pictures).filter(body__contains='data-image="', pictures__overlap=list(images))
        # Each by its own index; an OR would read every row.
        return self.filter(pk__in=covered.union(inside.values("pk")))

    def published_between(self, first: date, last: date) -> Self:
        """Those published on the days from `first` to `last`, both included (Asia/Shanghai)."""
        return self.filter(published_at__gte=start_of_day(first), published_at__lt=end_of_day(last))

    def in_city_by(self, city: int | Combinable, moment: str) -> Self:
        """Those of one city (an id, or an expression for it), the latest `moment` first.

        With the city as a range and first in the order, only the city's own index fits. For `city = x` PostgreSQL may
        read all articles by date, which for a city without news is the whole archive.
        """
        return self.filter(city__gte=city, city__lte=city).order_by("city_id", f"-{moment}", "-id")

    def of_site(self, site: Site) -> Self:
        """Those that the site shows: on a city's host the city's, elsewhere all."""
        return self.filter(city=site.city) if site.city else self

    def most_read(self, *, days: int = 7, city: City | None = None) -> Self:
        """For cards, the public articles read most in the last days, in `city` or everywhere, with `recent_views`."""
        return self.published().for_cards()._by_reading(days, None if city is None else [city])

    def most_read_for(self, user: User, *, days: int) -> Self:
        """Those read most in the last days that a member of staff may see, public or not, with `recent_views`."""
        cities = user.cities_for("articles.view_article", "articles.change_article")
        return self.for_user(user)._by_reading(days, cities)

    def _by_reading(self, days: int, cities: Iterable[Any] | None) -> Self:
        ids, views = most_read(days, cities)
        return self.filter(pk__in=ids).annotate(recent_views=views).order_by("-recent_views", "-pk")

    def matching(self, text: str) -> Self:
        """Those that hold every word of `text`, in any state; all of them if there is no word in it."""
        words = Words.read(text)
        return self.filter(pk__in=ArticleSearch.objects.with_all(words).values("pk")) if words else self

    def search(self, words: Words, **choices: Any) -> Search:
        """A Search for the words among the public articles of this set; `choices` are Search's."""
        return Search(self, words, **choices)

    def index(self, *, skip_locked: bool = False) -> list[int]:
        """Index these articles in the caller's transaction, and return the ids of those indexed.

        With `skip_locked`, articles that somebody is saving are left in the queue.
        """
        locked = self.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
        ids = list(locked.order_by("pk").values_list("pk", flat=True))
        # Before the articles are read: what is queued after this may be a change that the reading misses.
        ArticleSearchQueue.objects.filter(article_id__in=ids).delete()
        tagged = Prefetch("tagged_items", TaggedArticle.objects.select_related("tag").order_by("pk"))
        articles = self.model.objects.filter(pk__in=ids).select_related("city", "zone").only(*ROW_FIELDS)
        ArticleSearch.objects.bulk_create(
            [row(article) for article in articles.prefetch_related(tagged)],
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["published_at", "head", "body"],
        )
        return ids

    def for_cards(self) -> Self:
        """With what a card shows, but for city, zone and section, which the process holds. No body."""
        return self.select_related("cover", "lead_image", "views").only(
            *CARD_FIELDS, *(f"{path}__{name}" for path, names in CARD_RELATIONS.items() for name in names)
        )

    def for_page(self) -> Self:
        """With what an article's own page shows."""
        return self.select_related("city", "zone__city", "section", "cover", "lead_image", "views")
