"""What was read and what came in: the start page's plots, each for those who may see what it counts."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from articles.models import Article
from leads import figures
from parkinfo import article_paths

#: Rows of a plot: what fits a phone's screen.
ROWS = 8
#: How far back the enquiries are counted.
DAYS = 30


@dataclass(frozen=True)
class Row:
    """One bar: what it is about, its number, its length in per cent of the longest, and where it leads."""

    name: str
    count: int
    length: int
    address: str = ""


@dataclass(frozen=True)
class Plot:
    """A table of bars under its title: what the rows are, what is counted, and what is said when there is nothing."""

    title: str
    about: str
    counted: str
    rows: list[Row]
    nothing: str


def plots(user):
    """The Plots for this person's start page; five queries at most."""
    return [*_reading(user), *_enquiries(user)]


def _plot(title, about, counted, rows, nothing):
    """A Plot of (name, count, address), given the most first."""
    rows = rows[:ROWS]
    most = rows[0][1] if rows else 0
    bars = [Row(name, count, max(1, round(100 * count / most)), address) for name, count, address in rows]
    return Plot(title, about, counted, bars, nothing)


def _reading(user):
    if not user.has_perm("articles.view_article"):
        return
    for title, days, nothing in (
        ("今日阅读最多", 1, "今天还没有人阅读。"),
        ("七天阅读最多", 7, "七天里还没有人阅读。"),
    ):
        read = Article.objects.most_read_for(user, days=days).only("title")[:ROWS]
        rows = [
            (article.title, article.recent_views, reverse("admin:articles_article_change", args=[article.pk]))
            for article in read
        ]
        yield _plot(title, "文章", "阅读", rows, nothing)


def _enquiries(user):
    if not user.has_perm("leads.view_lead"):
        return
    received = figures.received(user, days=DAYS)
    cities = [(name or "总部", count, "") for name, count in figures.by_city(received)]
    yield _plot(f"{DAYS} 天询盘：城市", "城市", "询盘", cities, "还没有询盘。")
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
    yield _plot(f"{DAYS} 天询盘：带来它们的文章", "文章", "询盘", rows, "还没有从文章来的询盘。")
