"""Taking an import back by its number: what it made goes, what it changed is as before, what was edited since stays."""

import re
from collections.abc import Callable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from addresses.models import OldAddress
from articles.models import Article, ArticleRevision
from articles.pictures import is_used
from images.models import Image
from moving import naming, old_hosts
from moving.conflicts import CHOSEN
from moving.models import MovedFile, MovedStory, OldSite, Outcome, Run
from moving.old_rows import OldRows
from moving.report import Line, Report
from moving.running import alone
from moving.stories import is_edited, note_written
from moving.undo_list import LABELS, reason_of

HEADINGS = ("旧编号", "标题", "结果", "原因")
#: No article's hash: whatever it is now, somebody has written it.
SOMEBODYS = "somebody's"
#: A link to an article, in a body of ours.
LINK = re.compile(r'href="(/news/(\d{1,18})/)')


def undo(run: Run) -> Report:
    """What became of each story, file and host, a line each under its code of undo_list.LABELS.

    It can be stopped anywhere and begun again. Raises running.Busy.
    """
    report = Report(HEADINGS)
    with alone(run.site):
        for pk in MovedStory.objects.filter(run=run).values_list("pk", flat=True):
            with transaction.atomic():
                report.lines.append(_line(pk, _remove))
        for pk in MovedStory.objects.filter(changed_run=run).exclude(run=run).values_list("pk", flat=True):
            with transaction.atomic():
                report.lines.append(_line(pk, partial(_restore, run=run)))
        report.lines += [_line_of("files", "", path) for path in _remove_files(run)]
        naming.take_back(run)
        report.lines += [_line_of("hosts", "", host) for host in old_hosts.take_back(run)]
        Run.objects.filter(pk=run.pk).update(undone_at=timezone.now(), finished_at=run.finished_at or timezone.now())
    return report


def _line(pk: int, take_back: Callable[[MovedStory], str]) -> Line:
    moved = MovedStory.objects.select_for_update().get(pk=pk)
    title = moved.article.title if moved.article else moved.title
    what = take_back(moved)
    why = reason_of(Article.objects.get(moved_from=moved), moved) if what == "spared" else ""
    return _line_of(what, moved.old_id, title, why)


def _line_of(what: str, old_id: str, title: str, why: str = "") -> Line:
    return Line((what,), (old_id, title, LABELS[what], why))


def dead_links(site: OldSite) -> list[tuple[Article, str]]:
    """[(article, address)]: what moved in and still stands, and the first article in it that is not there any more."""
    found = []
    linking = Article.objects.filter(moved_from__site=site, body__contains='href="/news/').order_by("pk")
    for article in linking.iterator(chunk_size=200):
        linked = {int(match[2]): match[1] for match in LINK.finditer(article.body)}
        there = set(Article.objects.filter(pk__in=linked).values_list("pk", flat=True))
        found += [(article, href) for pk, href in linked.items() if pk not in there][:1]
    return found


def _remove(moved: MovedStory) -> str:
    """Take a story away that the run made; what was done."""
    article = Article.objects.select_for_update().filter(moved_from=moved).first()
    if article and is_edited(article, moved):
        return "spared"
    OldRows(moved.site).release(moved.rows)
    moved.delete()
    if article is None:
        return "forgotten"
    article.delete()
    return "removed"


def _restore(moved: MovedStory, run: Run) -> str:
    """Bring back the revision before the one that the run wrote. The next run says all of it anew."""
    article = Article.objects.select_for_update().filter(moved_from=moved).first()
    if article is None:
        if not _hand_back(moved, run):
            OldRows(moved.site).release(moved.rows)
            moved.delete()
        return "forgotten"
    moved.input_hash, moved.row_hash, moved.changed_run, moved.outcome = "", "", None, Outcome.CHANGED
    before = article.revisions.filter(number__lt=moved.revision).first()
    if before and article.revisions.filter(number=moved.revision, reason=CHOSEN, author=None).exists():
        return _ask_again(moved, article, before)
    if is_edited(article, moved) or before is None:
        moved.save()
        return "spared"
    article.apply(before.content)
    article.status = before.content["status"]
    article.save()
    article.tags.set(before.content["tags"])
    note_written(article.record(None, f"撤销{run}"), moved)
    moved.save()
    return "restored"


def _hand_back(moved: MovedStory, run: Run) -> bool:
    """Leave what is no article to the run that saw to it before this one; whether there is one.

    That is what is left out and whose addresses say so, and what was deleted here, which is not to come back.
    """
    is_older = bool(moved.rows) and OldAddress.objects.filter(pk__in=moved.rows, created_at__lt=run.started_at).exists()
    before = Run.objects.filter(site=moved.site, pk__lt=run.pk, undone_at=None).first()
    if before is None or not (is_older or moved.run_id):
        return False
    MovedStory.objects.filter(pk=moved.pk).update(changed_run=before, input_hash="", row_hash="")
    return True


def _ask_again(moved: MovedStory, article: Article, before: ArticleRevision) -> str:
    """Take a choice back that no run has carried out: what was written here is somebody's again."""
    if article.draft_revision_id is None and before.content != article.content():
        Article.objects.filter(pk=article.pk).update(draft_revision=before)
    moved.revision, moved.written_hash = 0, SOMEBODYS
    moved.save()
    return "spared"


def _remove_files(run: Run) -> list[str]:
    """Take those of the run's files away that nothing shows any more; their paths."""
    removed = []
    for row in MovedFile.objects.filter(run=run):
        if row.image_id and is_used(row.image_id):
            continue
        with transaction.atomic():
            OldRows(run.site).release(row.rows)
            row.delete()
            is_last = not MovedFile.objects.filter(image_id=row.image_id).exists()
            if row.image_id and row.is_new and is_last:
                Image.objects.filter(pk=row.image_id).delete()
            if row.document and not MovedFile.objects.filter(document=row.document).exists():
                transaction.on_commit(partial(default_storage.delete, row.document))
        removed.append(row.path)
    return removed
