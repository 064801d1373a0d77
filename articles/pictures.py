"""Pictures of other sites in a body: marked when they are pasted, fetched by the worker, never linked to for readers.

A body names one by `<img data-remote="https://…">`, which no page shows. Once it is here the mark becomes the picture's
id; where it cannot be had, `data-problem` tells the editor why.

Also what shows a picture, and words for pictures that have none.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from html import escape, unescape
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ManyToOneRel, Q, QuerySet

from articles import body
from articles.models import Article, RemotePicture
from images import describing, remote
from images.models import Image
from images.uploads import NotStored, store
from jobs.queue import enqueue
from staff.models import User

#: The reason of the revision that a fetched picture makes. It is nobody's change, and conflicts with nobody's.
FETCHED = "取回外站图片"
#: Of more pictures every article is read: the database compares each of theirs with each of these.
MOST_LOOKED_UP = 100

_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\s(?:src|data-remote)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_FIGURE = re.compile(r"<figure>(<img\b[^>]*>)(?:<figcaption>(.*?)</figcaption>)?</figure>", re.DOTALL)


def fetch(picture: RemotePicture) -> None:
    """Store it and put it into the articles that wait for it. Raises CannotFetch while another attempt may help."""
    try:
        picture.image, picture.problem = store(remote.fetch(picture.url)), ""
    except remote.CannotFetch as refusal:
        if refusal.again:
            raise
        picture.problem = str(refusal)
    except NotStored as fault:
        raise remote.CannotFetch("".join(fault.messages), again=True) from fault
    except ValidationError as refusal:
        picture.problem = "".join(refusal.messages)[:100]
    picture.save(update_fields=["image", "problem"])
    put_into_articles(picture)


def give_up(picture: RemotePicture) -> None:
    """Tell the articles that wait for it that it cannot be had: the attempts are used up."""
    picture.problem = "试了多次，对方网站没有正常回应。"
    picture.save(update_fields=["problem"])
    put_into_articles(picture)


def put_into_articles(picture: RemotePicture) -> None:
    """Put it into the articles that wait for it, each in a transaction and a revision of its own."""
    for article in picture.waiting.all():
        with transaction.atomic():
            article.change_body(None, with_known_pictures, FETCHED)
            describe_pictures(article.working_copy(), article.author)
            picture.waiting.remove(article)


def request_pictures(urls: Iterable[str]) -> dict[str, RemotePicture]:
    """{url: RemotePicture} of those that can be pictures' addresses; what is neither here nor lost is fetched soon."""
    remote_urls = {url for url in urls if body.is_remote(url)}
    RemotePicture.objects.bulk_create([RemotePicture(url=url) for url in sorted(remote_urls)], ignore_conflicts=True)
    pictures = {picture.url: picture for picture in RemotePicture.objects.filter(url__in=remote_urls)}
    for picture in pictures.values():
        if not picture.image_id and (own := Image.objects.at(picture.url)):
            picture.image, picture.problem = own, ""
            picture.save(update_fields=["image", "problem"])
        if not picture.image_id and not picture.problem:
            key = f"articles.fetch_picture:{picture.pk}"
            enqueue("articles.fetch_picture", {"picture": picture.pk}, dedupe_key=key)
    return pictures


def with_own_pictures(html: str) -> str:
    """Markup as it was pasted, with the ids of those pictures whose address is a file of ours.

    Raises ValidationError for one that begins like a file of ours and is none: cleaning would drop it unsaid.
    """

    def replace(match: re.Match[str]) -> str:
        found = _SOURCE.search(match[0])
        address = unescape(found[1] or found[2]) if found else ""
        if found and (image := Image.objects.at(address)):
            return match[0].replace(found[0], f' data-image="{image.pk}"')
        if address.startswith(settings.MEDIA_URL):
            raise ValidationError(f"图片 {address[:200]} 不在图片库里，或者已经下线。请删掉它，或从图片库插入别的。")
        return match[0]

    return _IMG.sub(replace, html)


def with_known_pictures(html: str) -> str:
    """The body with the ids of those of its remote pictures that are here, and the problems of those that cannot be."""
    urls = body.remote_urls(html)
    if not urls:
        return html
    known = {each.url: each for each in RemotePicture.objects.filter(url__in=urls)}

    def replace(match: re.Match[str]) -> str:
        urls = body.remote_urls(match[0])
        picture = known.get(urls[0]) if urls else None
        if picture is None or not (picture.image_id or picture.problem):
            return match[0]
        attribute = re.search(r'\salt="[^"]*"', match[0])
        alt = attribute[0] if attribute else ' alt=""'
        if picture.image_id:
            return f'<img data-image="{picture.image_id}"{alt}>'
        return f'<img data-remote="{escape(picture.url)}" data-problem="{escape(picture.problem)}"{alt}>'

    return _IMG.sub(replace, html)


def offline_pictures(article: Article) -> list[Image]:
    """The pictures of the article as it is in memory that visitors cannot open now."""
    return list(Image.objects.filter(pk__in=article.picture_ids(), offline_since__isnull=False).order_by("pk"))


def is_shown(image: int) -> bool:
    """Whether anything shows the picture with that id, or an article that is not withdrawn may come to show it."""
    unpublished = (Article.Status.DRAFT, Article.Status.IN_REVIEW)
    return _is_public(image) or any(
        Article.objects.filter(status=state).showing(image).exists() for state in unpublished
    )


def used_of(images: Collection[int], *, but: Collection[int] = ()) -> set[int]:
    """Those of the pictures with these ids that anything shows, an article in any state, too; `but` these articles."""
    found: set[int] = set()
    for state in Article.Status:
        articles = Article.objects.filter(status=state)
        if len(images) <= MOST_LOOKED_UP:
            articles = articles.showing(*images)
        for cover, markup in articles.exclude(pk__in=but).values_list("cover_id", "body").iterator():
            found |= {cover, *body.image_ids(markup)}
    for relation, field in relations():
        found |= set(relation.filter(**{f"{field}__in": images}).values_list(field, flat=True))
    return found & set(images)


def _is_public(image: int, *, but: Article | None = None) -> bool:
    """Whether anything but that article shows visitors the picture with that id. Indexes tell."""
    published = Article.objects.filter(status=Article.Status.PUBLISHED)
    others = published.exclude(pk=but.pk) if but else published
    return others.showing(image).exists() or any(
        relation.filter(**{field: image}).exists() for relation, field in relations()
    )


def relations() -> Iterator[tuple[QuerySet[Any], str]]:
    """(all rows, name of the field) of what points at pictures to show them, but for articles.

    A model that points at them for another reason says so: `shows_pictures = False`.
    """
    for relation in Image._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel) or relation.related_model in {Article, RemotePicture}:
            continue
        if getattr(relation.related_model, "shows_pictures", True):
            yield relation.related_model._base_manager.all(), relation.field.name


@transaction.atomic
def wait_for_pictures(article: Article) -> None:
    """Have the saved article wait for the remote pictures of its working copy."""
    for picture in request_pictures(body.remote_urls(article.working_copy().body)).values():
        if not picture.problem:
            picture.waiting.add(article)
            if picture.image_id:  # it came between the form's cleaning and now
                put_into_articles(picture)


def describe_pictures(article: Article, user: User | None, *, is_beside: bool = False, with_alt: bool = True) -> None:
    """Give words to pictures that have none: as alt the caption, else title and number; as credit the source.

    Not to those that something else shows visitors already, whose words are not this article's to write. `is_beside`:
    what is given is a draft beside the published story, which then is something else. `user` is who saved it. Without
    `with_alt` pictures get their credit alone.
    """
    captions = {}
    for number, match in enumerate(_FIGURE.finditer(article.body), 1):
        for pk in body.image_ids(match[1]):
            caption = unescape(re.sub(r"<[^>]+>", "", match[2] or "")).strip()
            captions[pk] = caption or f"{article.title}（图 {number}）"
    for image in Image.objects.filter(Q(alt="") | Q(credit=""), pk__in=captions):
        if not _is_public(image.pk, but=None if is_beside else article):
            words = {"credit": article.source_name, **({"alt": captions[image.pk][:200]} if with_alt else {})}
            describing.fill_in(image, user.pk if user else None, **words)
