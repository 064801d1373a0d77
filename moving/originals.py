"""Where a story came from: for editors of its city, with the markup as the old site kept it, shown as text."""

from typing import Any
from urllib.parse import unquote

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from addresses.models import Kind
from articles.models import Article
from moving.models import MovedStory
from moving.old_page import shown
from staff.models import User


def may_see(user: User, article: Article) -> bool:
    """Whether the person edits the articles of its city."""
    return user.has_perm("articles.publish_article", article)


def provenance(article: Article) -> MovedStory | None:
    """The old story an article was, with its site; None for one that was written here."""
    return MovedStory.objects.filter(article=article).select_related("site").first()


def old_address(moved: MovedStory) -> str:
    """Where it stood, as people read it: /?id=5 where that was its address. Empty where nobody kept the form it had."""
    kind, _, key = (moved.addresses[0] if moved.addresses else "").partition(":")
    return unquote(moved.address) or (key if kind == Kind.PATH else "")


#: Of a page in which nothing runs and nothing is fetched but from here.
POLICY = {
    "default-src": [NONE],
    "img-src": [SELF, "data:"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": [SELF],
}


@xframe_options_sameorigin
@csp(POLICY)  # type: ignore[arg-type] # the stubs know no argument but the request
def old_page(request: HttpRequest, context: dict[str, Any], article: int) -> HttpResponse:
    """The story as the old page showed it, for a frame: no script runs in it, and nothing is fetched but from here."""
    found = _seen_by(request.user, article)
    moved = get_object_or_404(MovedStory.objects.select_related("site", "original"), article=found)
    markup = shown(moved, old_address(moved) or "/") if hasattr(moved, "original") else ""
    response = render(request, "moving/old_page.html", {"title": moved.title, "markup": markup})
    response["Cache-Control"] = "no-store"
    return response


def _seen_by(user, article):
    found = get_object_or_404(Article.objects.for_user(user), pk=article)
    if not may_see(user, found):
        raise PermissionDenied
    return found


def page(request, context, article):
    """The markup, escaped: nothing of it runs or is fetched."""
    found = _seen_by(request.user, article)
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
