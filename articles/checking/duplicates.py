"""The same story already published: under the same title, nearly the same, or with the same text.

Indexes made by migration 0002 answer in a time that does not grow with the archive: one of keys of texts, and two of
titles, in the order of their beginnings and of their ends. A title with a slip has the same beginning as the right one
up to the slip, or the same end, so the two are neighbours in one of the orders. Which neighbours are the same story is
decided here.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, TextField, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate, Reverse
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from articles.checking.story import Finding, Story
from articles.models import Article
from articles.models.article_queryset import ArticleQuerySet
from articles.search.lexemes import fold

#: A published article's `pk`, `title` and `published_at`, and whether it was found `by_text`.
Row = dict[str, Any]

#: Titles fetched on each side of the story's own; stories with the same text that are named.
NEIGHBOURS, NAMED = 10, 3
#: At a title's beginning, within so many characters, a changed one makes another name and is no slip.
NAME = 4
#: Shorter titles are compared for equality alone.
LONG = 10

# Words that make no difference between two titles.
_FILLERS = re.compile(
    r"喜讯|喜报|重磅|快讯|速看|刚刚|官宣|关注|转发|最新|今日|今天|定了|来了|图文|图集|视频|组图|正式|成功|顺利|圆满|隆重|仪式|举行|举办|召开"
    r"|我市|我区|我县|本市|[的了在]"
)
_SHORT_NAMES = (
    ("经济技术开发区", "经开区"),
    ("高新技术产业开发区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("经济开发区", "经开区"),
)
# A difference in one of these makes another story: the second phase, the third batch, the policy explained.
_TELLING = re.compile(
    r"[\d一二三四五六七八九十百千万亿首次上下左右东南西北中前后续新旧甲乙丙丁]|解读|问答|预告|延期|通知|公示|[a-z]"
)


class Plain(Func):
    """A text without markup, white space and punctuation, folded."""

    function = "articles_plain"
    arity = 1
    output_field = TextField()


class TextKey(Func):
    """Equal for texts that are the same when plain; empty for short ones."""

    function = "articles_text_key"
    arity = 1
    output_field = UUIDField()


def duplicates(story: Story) -> Iterator[Finding]:
    """The same story published before this one, or at all if this one is not published yet. One query."""
    rows = [row for row in _rows(story) if row["pk"] != story.pk and _is_earlier(row, story)]
    texts = [row for row in rows if row["by_text"]][:NAMED]
    for row in texts:
        yield Finding("same-text", "body", "", f"与已发布的第 {row['pk']} 篇《{row['title']}》正文相同。")
    same_text = {row["pk"] for row in texts}
    others = [row for row in rows if row["pk"] not in same_text]
    title = story.title.text
    if same := next((row for row in others if title_key(row["title"]) == title_key(title)), None):
        yield story.title.finding("same-title", 0, len(title), f"与已发布的第 {same['pk']} 篇标题相同。")
    elif similar := next((row for row in others if nearly_same(row["title"], title)), None):
        reason = f"与已发布的第 {similar['pk']} 篇《{similar['title']}》标题几乎相同。"
        yield story.title.finding("near-title", 0, len(title), reason)


def _is_earlier(row: Row, story: Story) -> bool:
    """Whether it was published before the story.

    Not a condition of the query: for the oldest articles it would read through a whole index in vain.
    """
    return not story.published_at or (row["published_at"], row["pk"]) < (story.published_at, story.pk)


def _rows(story: Story) -> Iterable[Row]:
    parts = []
    if story.markup:
        same_text = Article.objects.alias(key=TextKey("body")).filter(key=TextKey(Value(story.markup)))
        parts.append(_public(same_text, by_text=True)[:NEIGHBOURS])
    if title_key(story.title.text):
        title = Value(story.title.text)
        parts += _neighbours(Plain(F("title")), Plain(title))
        parts += _neighbours(Reverse(Plain(F("title"))), Reverse(Plain(title)))
    return parts[0].union(*parts[1:]) if parts else []


def _neighbours(key: Combinable, own_key: Combinable) -> list[QuerySet[Article, Any]]:
    """Two querysets in the order of `key`: those with the story's own key or after it, and those before it."""
    key, own_key = Collate(key, "C"), Collate(own_key, "C")
    after = _public(Article.objects.filter(GreaterThanOrEqual(key, own_key))).order_by(key)
    before = _public(Article.objects.filter(LessThan(key, own_key))).order_by(key.desc())
    return [after[:NEIGHBOURS], before[:NEIGHBOURS]]


def _public(queryset: ArticleQuerySet, *, by_text: bool = False) -> QuerySet[Article, Any]:
    public = queryset.published().order_by().annotate(by_text=Value(by_text, BooleanField()))
    return public.values("pk", "title", "published_at", "by_text")


def title_key(title: str) -> str:
    """The title as it is compared: folded, without punctuation."""
    return re.sub(r"[\W_]", "", fold(title))


def nearly_same(one: str, other: str) -> bool:
    """Whether two titles are of one story: equal but for fillers, or long ones that differ by one or two characters.

    Figures, ordinals, phases and directions must be the same: they distinguish the stories of a series.
    """
    one, other = _bare(one), _bare(other)
    if one == other:
        return len(one) >= 4
    if min(len(one), len(other)) < LONG:
        return False
    changes = [op for op in SequenceMatcher(None, one, other, autojunk=False).get_opcodes() if op[0] != "equal"]
    changed = [one[a:b] + other[c:d] for _, a, b, c, d in changes]
    if any(_TELLING.search(words) for words in changed):
        return False
    if all(op[0] == "replace" for op in changes):
        return len(changes) == 1 and len(changed[0]) == 2 and changes[0][1] >= NAME
    return all(op[0] != "replace" for op in changes) and sum(map(len, changed)) <= max(1, len(one) // 8)


def _bare(title: str) -> str:
    title = fold(title)
    for long, short in _SHORT_NAMES:
        title = title.replace(long, short)
    return _FILLERS.sub("", title_key(title))
