"""The pictures of stories that are withdrawn: which of them go offline as well, which stay, and what shows those."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models, transaction
from django.urls import reverse
from django.utils.http import urlencode

from articles import body
from articles.models import Article, ArticleRevision
from articles.models.article_state import TAKEN_OFFLINE
from articles.pictures import MOST_LOOKED_UP, is_shown, relations
from images.models import Image
from staff.models import User

#: An article in one of these shows its pictures, or may come to.
SHOWING = (Article.Status.PUBLISHED, Article.Status.DRAFT, Article.Status.IN_REVIEW)


class Place(NamedTuple):
    """Something else that shows a picture. `address` is where the person may take it out there, empty if others may."""

    kind: str
    name: str
    address: str


class Staying(NamedTuple):
    """A picture that stays in public, and what shows it."""

    image: Image
    places: list[Place]

    @property
    def own(self) -> list[Place]:
        """Those that the person may mend."""
        return [place for place in self.places if place.address]

    @property
    def others(self) -> list[Place]:
        return [place for place in self.places if not place.address]


class Outlook(NamedTuple):
    """Stories' pictures that visitors can open: those that only they show, and those that stay without them.

    `is_cut`: there are more, at which nobody looked.
    """

    going: list[Image]
    staying: list[Staying]
    is_cut: bool


def outlook(user: User, *articles: Article, reason: str = "") -> Outlook:
    """The Outlook of the pictures of all revisions, the first MOST_LOOKED_UP of them, as the person may hear of it.

    Some ten queries for any number of pictures. `reason` goes along to the page on which another story is withdrawn.
    """
    online = Image.objects.filter(pk__in=_ids(*articles), offline_since=None).order_by("pk")[: MOST_LOOKED_UP + 1]
    images = {image.pk: image for image in list(online)[:MOST_LOOKED_UP]}
    places: dict[int, list[Place]] = defaultdict(list)
    for pk, row in _shown_by([*images], *articles):
        if (place := _place(user, row, reason)) not in places[pk]:
            places[pk].append(place)
    going = [image for pk, image in images.items() if pk not in places]
    staying = [Staying(image, places[pk]) for pk, image in images.items() if pk in places]
    return Outlook(going, staying, is_cut=len(online) > MOST_LOOKED_UP)


@transaction.atomic
def take_offline(article: Article) -> None:
    """Take a withdrawn article's pictures, all its revisions', offline, but for those that anything else shows.

    What became of them is a revision.
    """
    # As whoever publishes it: the article first, then its pictures.
    article.lock()
    ids = _ids(article)
    # Whoever publishes one of them waits here, until it is offline and can be brought back.
    locked = Image.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    online = [image.pk for image in locked.only("pk", "offline_since") if image.offline_since is None]
    if article.status != Article.Status.WITHDRAWN:
        return
    staying = [pk for pk in online if is_shown(pk)]
    taken = Image.objects.filter(pk__in=set(online) - set(staying)).take_offline()
    article.record(None, f"{TAKEN_OFFLINE}{_outcome(taken, staying, article) if ids else '这篇没有图片。'}")


def _outcome(taken: int, staying: list[int], article: Article) -> str:
    if not staying:
        return f"{taken} 张已下线，没有留下的。"
    # By kind: not everybody who reads the history may know the title of another city's draft.
    rows = (row for _, row in _shown_by(staying[:MOST_LOOKED_UP], article))
    kinds = {str(row._meta.verbose_name) for row in rows}
    return f"{taken} 张已下线，{len(staying)} 张没有下线，因为别处还在用（{'、'.join(sorted(kinds))}）。"


def _ids(*articles: Article) -> set[int]:
    """The ids of the pictures of the articles and of all their revisions."""
    revisions = ArticleRevision.objects.filter(article__in=articles).order_by()
    contents = [*(article.content([]) for article in articles), *revisions.values_list("content", flat=True)]
    ids = {pk for content in contents for pk in body.image_ids(content["body"])}
    return ids | {content["cover_id"] for content in contents if content["cover_id"]}


def _shown_by(images: list[int], *but: Article) -> Iterator[tuple[int, models.Model]]:
    """(id of a picture, what shows it) for each use of these pictures, but the articles' own."""
    if not images:
        return
    wanted, others = set(images), Article.objects.exclude(pk__in=[article.pk for article in but])
    for state in SHOWING:
        for row in others.filter(status=state).showing(*images).select_related("city"):
            yield from ((pk, row) for pk in sorted(wanted & {row.cover_id, *body.image_ids(row.body)}))
    for relation, field in relations():
        for row in relation.filter(**{f"{field}__in": images}):
            yield getattr(row, f"{field}_id"), getattr(row, getattr(row, "shown_on", ""), row)


def _place(user: User, row: Any, reason: str) -> Place:
    opts = row._meta
    kind = str(opts.verbose_name)
    verb = "publish" if isinstance(row, Article) else "change"
    if not user.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}", row):
        # The title of one that is planned for next week is not theirs to read.
        return Place(kind, f"{getattr(row, 'city', None) or '全网'}的{kind}", "")
    if isinstance(row, Article) and row.status == Article.Status.PUBLISHED:
        query = f"?{urlencode({'reason': reason})}" if reason else ""
        return Place(kind, str(row), reverse("admin:articles_article_withdraw", args=[row.pk]) + query)
    return Place(kind, str(row), reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk]))
