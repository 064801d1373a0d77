"""Counting views and taps: one small POST each, once a visitor and day, without keeping anything that names them."""

import json
import re
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import IntegrityError
from django.db.models import Manager
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from articles.models import Article, TapHit, ViewHit
from articles.models.taps import MAX_PATH
from articles.tapped_pages import tapped_page
from articles.visitors import visitor_of

#: Bytes of a view or a tap, at most.
MAX_BODY = 1000

#: User agents of robots, link previews and programs.
ROBOT = re.compile(
    r"(?<!cu)bot\b|spider|crawl|slurp|archiver|preview|scan|monitor|headless|lighthouse|facebookexternalhit|feed"
    r"|^(?:curl|wget|python|go-http|java|okhttp|libwww|php|ruby|node|axios|apache-http|postman|scrapy)",
    re.IGNORECASE,
)


class BadHit(Exception):
    """What came is neither a view nor a tap; `status` says why (400, 413, 415)."""

    def __init__(self, status: int = 400) -> None:
        self.status = status


@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count `{"article": id}` (a view) or `{"path": "/…/", "action": "call"}` (a tap), as JSON or as a form.

    204 whether it counted or not, so that nobody learns what exists; 400, 413 or 415 for what no page of ours sends.
    """
    try:
        hit = _read(request)
    except BadHit as bad:
        return HttpResponse(status=bad.status)
    if not _is_robot(request) and not _is_cross_site(request) and _is_of_a_page(hit):
        hit.day, hit.visitor = visitor_of(request)
        hits: Manager[Any] = type(hit).objects
        with suppress(IntegrityError):  # the article may have been deleted a moment ago
            hits.bulk_create([hit], ignore_conflicts=True)
    return HttpResponse(status=204)


def _read(request: HttpRequest) -> ViewHit | TapHit:
    """The ViewHit or TapHit that the body describes. Raises BadHit."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise BadHit(413)
    try:
        if request.content_type == "application/json":
            fields = json.loads(request.body)
        elif request.content_type == "application/x-www-form-urlencoded":
            fields = QueryDict(request.body).dict()
        else:
            raise BadHit(415)
    except (ValueError, RecursionError) as error:
        raise BadHit from error
    match fields:
        case {"article": int() | str() as number, **rest} if not rest and not isinstance(number, bool):
            return ViewHit(article_id=_identity(number))
        case {"path": str() as path, "action": str() as action, **rest} if not rest and action in TapHit.Action:
            return TapHit(path=_path(path), action=action)
    raise BadHit


def _identity(number: int | str) -> int:
    text = str(number)
    if not re.fullmatch(r"[1-9][0-9]{0,17}", text, re.ASCII):
        raise BadHit
    return int(text)


def _path(text: str) -> str:
    """The path as `resolve` reads it, whatever the browser has percent-encoded."""
    path = unquote(text)
    if not path.startswith("/") or len(path) > MAX_PATH or not path.isprintable():
        raise BadHit
    return path


def _is_of_a_page(hit: ViewHit | TapHit) -> bool:
    """Whether it is of a page visitors can open; a tap then has the page's path as we write it. At most one query."""
    if isinstance(hit, ViewHit):
        return Article.objects.published().filter(pk=hit.article_id).exists()
    if path := tapped_page(hit.path):
        hit.path = path
    return path is not None


def _is_robot(request: HttpRequest) -> bool:
    """Whether it comes from a program, or from a browser that loads a page before anybody has asked for it."""
    agent = request.headers.get("User-Agent", "")
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return not agent or bool(ROBOT.search(agent)) or "prefetch" in purpose or "prerender" in purpose


def _is_cross_site(request: HttpRequest) -> bool:
    """Whether another site's page sent it. Over plain http there is no Sec-Fetch-Site, but Origin or Referer."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site != "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()
