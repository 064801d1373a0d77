"""Where a story came from: for editors of its city, with the markup as the old site kept it, shown as text."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render

from addresses.models import SPELLING, Kind
from articles.models import Article
from moving.models import MovedStory
from staff.models import User


def may_see(user: User, article: Article) -> bool:
    """Whether the person edits the articles of its city."""
    return user.has_perm("articles.publish_article", article)


def provenance(article: Article) -> MovedStory | None:
    """The old story an article was, with its site; None for one that was written here."""
    return MovedStory.objects.filter(article=article).select_related("site").first()


def old_address(moved: MovedStory) -> str:
    """Where it stood, as its first address was read: a path, or the number in a query."""
    kind, _, key = (moved.addresses[0] if moved.addresses else "").partition(":")
    return SPELLING[Kind(kind)].format(key) if kind in Kind.values else ""


def page(request, context, article):
    """The markup, escaped: nothing of it runs or is fetched."""
    found = get_object_or_404(Article.objects.for_user(request.user), pk=article)
    if not may_see(request.user, found):
        raise PermissionDenied
    moved = get_object_or_404(MovedStory.objects.select_related("site", "original"), article=found)
    context |= {
        "title": "旧站原文",
        "article": found,
        "moved": moved,
        "address": old_address(moved),
        "markup": moved.original.markup if hasattr(moved, "original") else "",
    }
    response = render(request, "admin/moving/original.html", context)
    response["Cache-Control"] = "no-store"
    return response
