"""The fields of an article that an old story becomes, with a note for each that does not fit as it was."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from articles.models import Article
from moving.choices import Choices
from moving.dating import EARLIEST, Dating, Given, is_usual
from moving.decisions import Decisions
from moving.models import NameDecision
from moving.notes import Notes
from moving.source import Story, StoryKind, Visibility
from plumbing import typed_text

Status = Article.Status
_URL = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")


@dataclass(frozen=True)
class Facts:
    """What an article has besides its body and cover."""

    title: str
    section_id: int
    zone_id: int | None
    tags: tuple[str, ...]
    byline: str
    summary: str
    status: str
    published_at: datetime | None
    created_at: datetime
    pinned: bool
    seo_title: str
    seo_description: str
    source_name: str = ""
    source_url: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a hash."""
        return {key: str(value) if isinstance(value, datetime) else value for key, value in asdict(self).items()}


def facts_of(
    story: Story,
    decisions: Decisions,
    placing: NameDecision,
    dating: Dating,
    notes: Notes,
    imported_at: datetime | None = None,
    given: Given | None = None,
) -> Facts | None:
    """The facts; None, and a note, for a story that is left out. `imported_at`, `given`: see Dating.date."""
    status = _status(story, decisions.choices)
    published_at = dating.date(story, notes, imported_at, given)
    if is_left_out(story, decisions) or placing.section_id is None or status is None:
        notes.add("left_out", placing.name if status else story.visibility)
        return None
    if status == Status.PUBLISHED and (published_at is None or _is_blank(story)):
        status = Status.DRAFT
    return Facts(
        title=_title(story, notes),
        section_id=placing.section_id,
        zone_id=placing.zone_id,
        tags=tuple(decisions.tags(story)),
        byline=decisions.byline(story),
        summary=_cut(story.summary, 200, "summary_cut", notes),
        status=status,
        published_at=published_at,
        created_at=_created(story, published_at, dating),
        pinned=story.is_pinned and status == Status.PUBLISHED,
        seo_title=_cut(story.seo_title, 120, "seo_cut", notes),
        seo_description=_cut(story.seo_description, 200, "seo_cut", notes),
        source_name=_cut(story.source_name, 60, "source_cut", notes),
        source_url=_source_url(story, notes),
    )


def is_left_out(story: Story, decisions: Decisions) -> bool:
    """Whether the story becomes no article."""
    placing = decisions.placing(story)
    has_no_place = placing is None or placing.leaves_out or placing.section_id is None
    return has_no_place or _status(story, decisions.choices) is None


def _status(story: Story, choices: Choices) -> str | None:
    """The article's status; None for one that is left out."""
    if story.kind == StoryKind.OTHER or story.visibility in {Visibility.PRIVATE, Visibility.LOCKED}:
        return Status.WITHDRAWN if choices["hidden"] == "take" else None
    if story.visibility == Visibility.PUBLIC:
        return Status.PUBLISHED
    key, status = ("draft", Status.DRAFT) if story.visibility == Visibility.DRAFT else ("review", Status.IN_REVIEW)
    return status if choices[key] == "take" else None


def _is_blank(story: Story) -> bool:
    """Whether nothing can be read of it, as far as it says itself; what cleaning leaves of a body is seen later."""
    return not typed_text.line(story.title) or not story.body.strip()


def _title(story: Story, notes: Notes) -> str:
    title = typed_text.line(story.title)
    if not title:
        notes.add("title_empty")
        return f"（无标题 {story.id}）"
    if title != " ".join(typed_text.prose(story.title).split()):
        notes.add("title_narrowed", story.title)
    if story.seo_keywords:
        notes.add("keywords_left", story.seo_keywords)
    return _cut(title, 120, "title_cut", notes)


def _source_url(story: Story, notes: Notes) -> str:
    url = story.source_url.strip()
    if url and len(url) <= 500 and _URL.fullmatch(url):
        return url
    if url:
        notes.add("source_odd", url)
    return ""


def _cut(text: str, most: int, code: str, notes: Notes) -> str:
    text = typed_text.line(text)
    if len(text) <= most:
        return text
    notes.add(code, text)
    return f"{text[: most - 1].rstrip()}…"


def _created(story: Story, published_at: datetime | None, dating: Dating) -> datetime:
    known = [each for each in (story.created_at, published_at) if each and is_usual(each, dating.today)]
    return known[0] if known else EARLIEST
