"""The same story already published: under the same title, nearly the same, or with the same text.

Both look-ups read indexes: the search's for titles, and one over a key of the published texts. Only a few candidates
come back whatever the size of the archive; the judging is done here.
"""

import re
from difflib import SequenceMatcher
from itertools import combinations

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, Q, UUIDField, Value
from django.db.models.functions import Cast

from articles.models import Article, ArticleSearch
from articles.search.lexemes import fold
from articles.search.query import Word

#: Titles fetched to be compared, texts named.
CANDIDATES, NAMED = 40, 3
#: A title is cut into so many parts; one with few edits still has two of them whole.
PARTS = 4
#: Shorter titles are compared for equality alone.
LONG = 10

# Shouts and fillers that make no other story of a title.
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


class TextKey(Func):
    """Equal for texts that differ in markup, spaces and punctuation only; empty for short ones (migration 0021)."""

    function = "articles_text_key"
    arity = 1
    output_field = UUIDField()


def duplicates(story):
    """Published before this story, or at all if it is not published yet. One query."""
    rows = list(_rows(story))
    texts = [row for row in rows if row["by_text"]][:NAMED]
    for row in texts:
        yield story.title.finding("same-text", 0, 0, f"正文与已发布的第 {row['pk']} 篇《{row['title']}》相同。")
    told = {row["pk"] for row in texts}
    for row in [row for row in rows if not row["by_text"] and row["pk"] not in told]:
        if title_key(row["title"]) == title_key(story.title.text):
            reason, rule = f"与已发布的第 {row['pk']} 篇标题相同。", "same-title"
        elif nearly_same(row["title"], story.title.text):
            reason, rule = f"与已发布的第 {row['pk']} 篇《{row['title']}》几乎相同。", "near-title"
        else:
            continue
        yield story.title.finding(rule, 0, len(story.title.text), reason)
        return


def _rows(story):
    earlier = Article.objects.published().exclude(pk=story.pk)
    if story.published_at:
        at = story.published_at
        earlier = earlier.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=story.pk))
    parts = []
    if story.markup:
        same_text = earlier.alias(key=TextKey("body")).filter(key=TextKey(Value(story.markup)))
        parts.append(_named(same_text, True)[:NAMED])
    if query := title_query(story.title.text):
        wanted = Func(
            F("head"),
            Cast(Value(query), SearchQueryField()),
            arg_joiner=" @@ ",
            template="(%(expressions)s)",
            output_field=BooleanField(),
        )
        found = ArticleSearch.objects.filter(wanted).values("article_id")
        parts.append(_named(earlier.filter(pk__in=found), False)[:CANDIDATES])
    return parts[0].union(*parts[1:], all=True) if parts else []


def _named(queryset, by_text):
    return queryset.order_by().annotate(by_text=Value(by_text, BooleanField())).values("pk", "title", "by_text")


def title_query(title):
    """tsquery text for titles with half of this one's words; for a short one, with all of them. Empty without words."""
    lexemes = [lexeme for lexeme, is_prefix, _ in Word(fold(title)).lexemes if not is_prefix]
    lexemes = list(dict.fromkeys(lexemes))
    if len(lexemes) < PARTS * 2:
        chosen = [lexemes] if lexemes else []
    else:
        size = len(lexemes) / PARTS
        parts = [lexemes[round(size * n) : round(size * (n + 1))] for n in range(PARTS)]
        chosen = [one + other for one, other in combinations(parts, 2)]
    return " | ".join("(" + " & ".join(f"'{lexeme}':A" for lexeme in each) + ")" for each in chosen)


def title_key(title):
    """The title as it is compared: folded, without punctuation."""
    return re.sub(r"[\W_]", "", fold(title))


def nearly_same(one, other):
    """Whether two titles tell the same story: fillers apart equal, or a slip of one or two characters in a long one.

    Figures, ordinals, phases and directions must be the same: they tell stories of a series apart.
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
        return len(changes) == 1 and len(changed[0]) == 2
    return all(op[0] != "replace" for op in changes) and sum(map(len, changed)) <= max(1, len(one) // 8)


def _bare(title):
    title = fold(title)
    for long, short in _SHORT_NAMES:
        title = title.replace(long, short)
    return _FILLERS.sub("", title_key(title))
