"""The start page's plots of what was read and what came in, each for those who may see what it counts."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from articles import article_paths
from articles.models import Article
from leads import figures

#: Rows of a plot: what fits a phone's screen.
ROWS = 8
#: Days over which enquiries are counted.
DAYS = 30


@dataclass(frozen=True)
class Row:
    """One bar: its name, its count, its length in per cent of the longest, and the address it links to, if any."""

    name: str
    count: int
    length: int
    address: str = ""


@dataclass(frozen=True)
class Plot:
    """A table of bars: its title, the headings of its two columns, its rows, and the sentence for when it has none."""

    title: str
    row_heading: str
    count_heading: str
    rows: list[Row]
    empty_text: str


def plots(user):
    """The Plots for this person's start page; five queries at most."""
    return [*_reading(user), *_enquiries(user)]


def _plot(title, row_heading, count_heading, rows, empty_text):
    """A Plot of (name, count, address), largest count first."""
    rows = rows[:ROWS]
    most = rows[0][1] if rows else 0
    bars = [Row(name, count, max(1, round(100 * count / most)), address) for name, count, address in rows]
    return Plot(title, row_heading, count_heading, bars, empty_text)


def _reading(user):
    if not user.has_perm("articles.view_article"):
        return
    for title, days, empty_text in (
        ("今日阅读最多", 1, "今天还没有人阅读。"),
        ("七天阅读最多", 7, "七天里还没有人阅读。"),
    ):
        articles = Article.objects.most_read_for(user, days=days).only("title")[:ROWS]
        rows = [
            (article.title, article.recent_views, reverse("admin:articles_article_change", args=[article.pk]))
            for article in articles
        ]
        yield _plot(title, "文章", "阅读", rows, empty_text)


def _enquiries(user):
    if not user.has_perm("leads.view_lead"):
        return
    received = figures.received(user, days=DAYS)
    cities = [(name or "总部", count, "") for name, count in figures.by_city(received)]
    whose = "全网" if user.is_superuser else "您能看到的"
    yield _plot(f"{DAYS} 天询盘（{whose}）：城市", "城市", "询盘", cities, "还没有询盘。")
    by_article = Counter()
    for path, count in figures.by_source_path(received, article_paths.pattern().pattern):
        by_article[article_paths.article_id(path)] += count
    articles = by_article.most_common(ROWS)
    # Sales need no right to the desk's articles: they are shown what visitors see.
    public = Article.objects.published().only("title").in_bulk([pk for pk, _ in articles])
    names = {pk: (article.title, article.get_absolute_url()) for pk, article in public.items()}
    rows = []
    for pk, count in articles:
        name, address = names.get(pk, (f"第 {pk} 篇（已下线）", ""))
        rows.append((name, count, address))
    yield _plot(f"{DAYS} 天询盘（{whose}）：带来它们的文章", "文章", "询盘", rows, "还没有从文章来的询盘。")
