"""What undoing a run takes away, brings back and spares, story by story, before it is asked for and after."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from addresses.models import OldHost
from articles.models import Article
from articles.pictures import FETCHED
from moving import old_hosts
from moving.fates import BATCH, Fate, fates, files_of, passed_on
from moving.fates import of_run as fates_of_run
from moving.models import MovedFile, MovedStory, Run
from moving.report import Line, Report

#: What becomes of a story, a file or a host, in the order in which a page lists them.
LABELS = {
    "removed": "撤掉的文章",
    "restored": "恢复到这次以前的",
    "noted": "这次没有改动，只撤掉记录",
    "spared": "本站改过，留下的",
    "forgotten": "没有迁成文章，只撤掉记录",
    "later": "后来的迁入又更新过，等撤销后来的，再回到这次以前",
    "files": "附件，没有别处用的撤掉",
    "hosts": "旧域名，没有人改过的撤掉",
}
#: Of these it is said as well that there are none.
ALWAYS_COUNTED = {"removed", "restored", "spared"}
_EDITED_ELSEWHERE = "本站改过（批量或后台）"


#: The headings of a report by line_of.
HEADINGS = ("旧编号", "标题", "结果", "原因")


def line_of(what: str, old_id: str, title: str, why: str = "") -> Line:
    """A story, a file or a host, and what becomes of it."""
    return Line((what,), (old_id, title, LABELS[what], why))


def report_of(run: Run, tell: Callable[[int, int], None]) -> Report:
    """All that undoing the run would do, a line each, as undoing.undo gives it afterwards."""
    report, articles = Report(HEADINGS), dict[int, Fate]()
    total = fates_of_run(run).count()
    for done, (moved, fate) in enumerate(fates(run), 1):
        title = moved.article.title if moved.article else moved.title
        why = reason_of(moved.article, moved) if fate.what == "spared" and moved.article else ""
        report.lines.append(line_of(fate.what, moved.number, title, why))
        if moved.article_id:
            articles[moved.article_id] = fate
        if done % BATCH == 0:
            tell(done, total)
    report.lines += later_lines(run)
    for what, rows in _others(run, articles).items():
        report.lines += [line_of(what, "", str(row)) for row in rows]
    return report


def later_lines(run: Run) -> list[Line]:
    """A line for each story that is left to the undoing of a later run."""
    rows = passed_on(run).select_related("article")
    return [line_of("later", row.number, row.article.title if row.article else "") for row in rows]


def rows_of(run: Run, what: str) -> QuerySet[Any]:
    """The rows that a number of LABELS counts."""
    found = [(moved.pk, moved.article_id, fate) for moved, fate in fates(run)]
    if what in {"files", "hosts"}:
        return _others(run, {article: fate for _, article, fate in found if article})[what]
    of_run = MovedStory.objects.filter(pk__in=[pk for pk, _, fate in found if fate.what == what])
    stories = passed_on(run) if what == "later" else of_run
    return stories.select_related("article__draft_revision").order_by("pk")


def counts_of(run: Run) -> list[tuple[str, str, int]]:
    """(what, in words, how many) of all that there is; stories that go and stay are counted if there are none, too."""
    found = [(moved.article_id, fate) for moved, fate in fates(run)]
    others = _others(run, {article: fate for article, fate in found if article})
    counts = Counter(fate.what for _, fate in found)
    others_counted = {what: rows.count() for what, rows in others.items()}
    return in_words(counts | others_counted | {"later": passed_on(run).count()})


def _others(run: Run, articles: Mapping[int, Fate]) -> dict[str, QuerySet[Any]]:
    """Files and hosts that go once each of the articles is what becomes of it."""
    hosts = old_hosts.to_take_back(run).order_by("host")
    removed = sum(fate.what == "removed" for fate in articles.values())
    is_needed = old_hosts.are_needed(run.site, removed)
    return {"files": files_of(run, articles), "hosts": hosts.none() if is_needed else hosts}


def in_words(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The same of counts by their codes."""
    counted = [(what, label, counts.get(what, 0)) for what, label in LABELS.items()]
    return [each for each in counted if each[2] or each[0] in ALWAYS_COUNTED]


def cells_of(what: str, row: Any) -> tuple[str, ...]:
    """A row in words: which it is and, of a story that stays, why."""
    if isinstance(row, MovedFile):
        return (row.path,)
    if isinstance(row, OldHost):
        return (row.host,)
    why = reason_of(row.article, row) if what == "spared" else ""
    return (row.named, row.article.title if row.article else row.title, why)


def reason_of(article: Article, moved: MovedStory) -> str:
    """Who has changed a story here since it was written, and when."""
    later = article.revisions.filter(number__gt=moved.revision).exclude(reason=FETCHED, author=None)
    later = later.select_related("author").order_by("-number")
    # Who last did, where somebody did: what an undoing has put back is not why.
    last = article.draft_revision or later.filter(author__isnull=False).first() or later.first()
    if last is None:
        return _EDITED_ELSEWHERE
    who = last.author.display_name if last.author else "系统"
    kept = "有没发布的改动，" if article.draft_revision else ""
    return f"{kept}{timezone.localtime(last.created_at):%Y-%m-%d %H:%M} {who}：{last.reason or '改过'}"
