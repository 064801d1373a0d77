"""What the rules read: a story's fields as plain text, the body by paragraphs; and what they find."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from html import unescape
from operator import attrgetter
from typing import Self

from django.utils import timezone

from articles import body
from articles.checking.figures import Figure, figures
from articles.models import Article

FIELDS = {
    "title": "标题",
    "summary": "摘要",
    "excerpt": "列表里显示的正文开头",
    "body": "正文",
    "source_name": "来源",
    "city": "城市",
    "event_date": "事件日期",
}

_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|[uo]l|tr|table|t(?:head|body|foot)|caption|fig\w+|blockquote|pre|div|hr)\b[^>]*>"
)
_CELL = re.compile(r"</t[dh]>\s*(?=<t[dh])")
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"[^>]*>(.*?)</a>", re.DOTALL)
#: Lines of a file that give a field.
_HEADER = re.compile(r"(标题|摘要|来源|发布时间|发布日期|事件日期)\s*[:：]\s*(.*)")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?!\d)")
_BREADCRUMB = re.compile(r"(当前|您的|你的)?位置\s*[:：]")

# Full-width forms become half-width one for one, so that positions stay the same. The comma stays.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，；：！？（）"} | {0x3000: " "}


def half(text: str) -> str:
    """The text with half-width digits, letters and signs, as long as before."""
    return text.translate(_HALF)


@dataclass(frozen=True)
class Finding:
    """Something to look at: `text` is the exact words, at `start` of the field, in the body of a paragraph (from 1).

    `rule` is a stable id, `reason` a sentence for the editor. An empty field has an empty `text`.
    """

    rule: str
    field: str
    text: str
    reason: str
    paragraph: int | None = None
    start: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def where(self) -> str:
        """In words: 标题, 正文第 3 段, with the words found."""
        field = FIELDS[self.field] + (f"第 {self.paragraph} 段" if self.paragraph else "")
        words = " ".join(self.text.split())
        return field + (f"“{words[:39] + '…' if len(words) > 40 else words}”" if words else "")


SENTENCE, CLAUSE = re.compile(r"[^。！？\n]+"), re.compile(r"[^。！？；;\n]+")


@dataclass(frozen=True)
class Piece:
    """One stretch of text: a field, or a paragraph of the body. `plain` is its text in half-width forms."""

    field: str
    text: str
    paragraph: int | None = None

    @cached_property
    def plain(self) -> str:
        return half(self.text)

    @cached_property
    def figures(self) -> list[Figure]:
        return figures(self.plain)

    @cached_property
    def sentences(self) -> list["Sentence"]:
        return self.split(SENTENCE)

    def finding(self, rule: str, start: int, end: int, reason: str) -> Finding:
        return Finding(rule, self.field, self.text[start:end], reason, self.paragraph, start)

    def split(self, ends: re.Pattern[str]) -> list["Sentence"]:
        return [Sentence(self, *match.span()) for match in ends.finditer(self.plain)]


@dataclass(frozen=True)
class Sentence:
    """A sentence or clause of a piece; all places are the piece's."""

    piece: Piece
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.piece.plain[self.start : self.end]

    @property
    def figures(self) -> list[Figure]:
        ends = (bisect_left(self.piece.figures, at, key=attrgetter("start")) for at in (self.start, self.end))
        return self.piece.figures[slice(*ends)]

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return pattern.finditer(self.piece.plain, self.start, self.end)


@dataclass(frozen=True)
class Link:
    """A link in the body."""

    href: str
    piece: Piece
    start: int
    end: int


@dataclass
class Story:
    """The fields the rules look at. A field that is None was not asked for; one that is empty is missing."""

    title: Piece
    summary: Piece
    paragraphs: list[Piece]
    links: list[Link] = field(default_factory=list)
    source_name: str | None = None
    has_city: bool | None = None
    event_date: date | None = None
    published_on: date = field(default_factory=timezone.localdate)
    #: An article's key, and when it was or will be published; None for what is not.
    pk: int | None = None
    published_at: datetime | None = None
    markup: str = ""

    @classmethod
    def of(cls, article: Article) -> Self:
        """An Article's, saved or not."""
        moment = article.published_at or timezone.now()
        paragraphs, links = read_markup(article.body)
        return cls(
            title=Piece("title", article.title),
            summary=Piece("summary", article.summary),
            paragraphs=paragraphs,
            links=links,
            source_name=article.source_name,
            has_city=article.city_id is not None,
            event_date=article.event_date,
            published_on=timezone.localtime(moment).date(),
            pk=article.pk,
            published_at=article.published_at if article.status == article.Status.PUBLISHED else None,
            markup=article.body,
        )

    @classmethod
    def read(cls, text: str) -> Self:
        """A file's: the first line is the title, the rest the body, plain or as markup.

        Before the body, lines such as `摘要：…`, `来源：…` and `发布时间：2024-09-23` fill their fields; a breadcrumb
        is passed over, and a date in the line below the title is when it was published. Raises body.BodyRefused.
        """
        lines = [line.strip(" \t\u3000\xa0\ufeff") for line in text.splitlines()]
        lines = [line for line in lines if line]
        values = {}
        while lines and (_BREADCRUMB.match(lines[0]) or _HEADER.fullmatch(lines[0]) or "标题" not in values):
            line = lines.pop(0)
            if header := _HEADER.fullmatch(line):
                values[header[1]] = header[2].strip()
            elif not _BREADCRUMB.match(line):
                values["标题"] = line
        if lines and len(lines[0]) <= 60 and (_DAY.search(lines[0])) and not re.search("[。！？，]", lines[0]):
            values.setdefault("发布时间", lines.pop(0))
        markup = body.clean("\n".join(lines))
        paragraphs, links = read_markup(markup)
        published = _day(values.get("发布时间") or values.get("发布日期") or "")
        return cls(
            title=Piece("title", re.sub(r"<[^>]+>", "", values.get("标题", ""))),
            summary=Piece("summary", values.get("摘要", "")),
            paragraphs=paragraphs,
            links=links,
            source_name=values.get("来源"),
            event_date=_day(values.get("事件日期", "")),
            published_on=published or timezone.localdate(),
            markup=markup,
        )

    @property
    def pieces(self) -> list[Piece]:
        """All its text, in order."""
        return [self.title, self.summary, *self.paragraphs]


def _day(text: str) -> date | None:
    """The first date in the text, or None."""
    if match := _DAY.search(half(text)):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            return None
    return None


def read_markup(markup: str) -> tuple[list[Piece], list[Link]]:
    """([Piece], [Link]) of a body: a piece for each block that has words, the cells of a row in one."""
    pieces, links = [], []
    for block in _BLOCK.split(_CELL.sub(" | ", re.sub(r"<br\b[^>]*>", "\n", markup))):
        anchors, text, at = [], "", 0
        for match in _LINK.finditer(block):
            text += _words(block[at : match.start()])
            start = len(text)
            text += _words(match[2])
            anchors.append((unescape(match[1]), start, len(text)))
            at = match.end()
        text += _words(block[at:])
        if not text.strip():
            continue
        cut = len(text) - len(text.lstrip())
        piece = Piece("body", text.strip(), len(pieces) + 1)
        pieces.append(piece)
        links += [Link(href, piece, max(0, start - cut), max(0, end - cut)) for href, start, end in anchors]
    return pieces, links


def _words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", markup)).replace("\xa0", " ")
