"""Taking an import back by its number: what it made goes, what it changed is as before, what was edited since stays."""

import re
from collections.abc import Callable
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from addresses.models import OldAddress
from articles.models import Article, ArticleRevision
from articles.pictures import used_of
from images.models import Image
from moving import conflicts, fates, naming, old_hosts, undo_order
from moving.fates import Fate
from moving.models import MovedFile, MovedStory, OldSite, Outcome, Run
from moving.old_rows import OldRows
from moving.report import Line, Report
from moving.running import alone
from moving.stories import note_written
from moving.undo_list import HEADINGS, later_lines, line_of, reason_of

#: A link to an article, in a body of ours.
LINK = re.compile(r'href="(/news/(\d{1,18})/)')


def undo(run: Run) -> Report:
    """What became of each story, file and host, a line each under its code of undo_list.LABELS.

    It can be stopped anywhere and begun again. Raises running.Busy, undo_order.OutOfOrder.
    """
    report = Report(HEADINGS)
    with alone(run.site):
        undo_order.refuse(run)
        for pk in list(fates.of_run(run).values_list("pk", flat=True)):
            with transaction.atomic():
                report.lines.append(_take_back(pk, run))
        report.lines += later_lines(run)
        report.lines += [line_of("files", "", path) for path in _remove_files(run)]
        naming.take_back(run)
        report.lines += [line_of("hosts", "", host) for host in old_hosts.take_back(run)]
        Run.objects.filter(pk=run.pk).update(undone_at=timezone.now(), finished_at=run.finished_at or timezone.now())
    return report


def _take_back(pk: int, run: Run) -> Line:
    story = MovedStory.objects.filter(pk=pk)
    story.select_for_update().get()
    Article.objects.select_for_update().filter(moved_from=pk).first()
    [(moved, fate)] = fates.fates(run, story)
    title = moved.article.title if moved.article else moved.title
    DEEDS[fate.what](moved, run, fate)
    why = reason_of(Article.objects.get(moved_from=moved), moved) if fate.what == "spared" else ""
    return line_of(fate.what, moved.number, title, why)


def dead_links(site: OldSite) -> list[tuple[Article, str]]:
    """[(article, address)]: what moved in and still stands, and the first article in it that is not there any more."""
    found = []
    linking = Article.objects.filter(moved_from__site=site, body__contains='href="/news/').order_by("pk")
    for article in linking.iterator(chunk_size=200):
        linked = {int(match[2]): match[1] for match in LINK.finditer(article.body)}
        there = set(Article.objects.filter(pk__in=linked).values_list("pk", flat=True))
        found += [(article, href) for pk, href in linked.items() if pk not in there][:1]
    return found


def _remove(moved: MovedStory, run: Run, fate: Fate) -> None:
    article = moved.article
    OldRows(moved.site).release(moved.rows)
    moved.delete()
    if article:
        article.delete()


def _forget(moved: MovedStory, run: Run, fate: Fate) -> None:
    if moved.run_id == run.pk or not _hand_back(moved, run):
        _remove(moved, run, fate)


def _restore(moved: MovedStory, run: Run, fate: Fate) -> None:
    """Bring back the revision before the one that the run wrote, and the conflict that it settled as was chosen."""
    article = Article.objects.get(moved_from=moved)
    written, before = (article.revisions.get(number=number) for number in (moved.revision, fate.before))
    article.apply(before.content)
    article.status = before.content["status"]
    article.save()
    article.tags.set(before.content["tags"])
    revision = article.record(None, f"撤销{run}")
    moved.changed_run = _run_at(moved, run, before)
    if fate.choice:
        conflicts.open_again(moved, fate.choice, written)
    else:
        note_written(revision, moved)
        _ask_anew(moved)


def _note(moved: MovedStory, run: Run, fate: Fate) -> None:
    """The run has written nothing: what it says of the story goes."""
    written = ArticleRevision.objects.filter(article=moved.article_id, number=moved.revision).first()
    moved.changed_run = _run_at(moved, run, written) if written else None
    _ask_anew(moved)


def _spare(moved: MovedStory, run: Run, fate: Fate) -> None:
    if moved.changed_run_id == run.pk:
        moved.changed_run = None
    if fate.choice:
        conflicts.take_back(moved, fate.choice)
    if fate.choice or moved.run_id != run.pk:
        _ask_anew(moved)


def _ask_anew(moved: MovedStory) -> None:
    """Have the next run say all of it."""
    moved.input_hash, moved.row_hash, moved.outcome = "", "", Outcome.CHANGED
    moved.save()


def _run_at(moved: MovedStory, run: Run, revision: ArticleRevision) -> Run | None:
    """The other standing run of the site that was the last to begin before a revision: whose it is."""
    others = Run.objects.filter(site=moved.site, undone_at=None).exclude(pk=run.pk)
    return others.filter(started_at__lte=revision.created_at).first()


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


def _remove_files(run: Run) -> list[str]:
    """Take those of the run's files away that nothing shows any more; their paths."""
    removed = []
    for row in fates.files_of(run, {}):
        if row.image_id and used_of([row.image_id]):
            continue  # since a moment ago
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


#: What is done by the codes of fates.Fate.
DEEDS: dict[str, Callable[[MovedStory, Run, Fate], None]] = {
    "removed": _remove,
    "restored": _restore,
    "noted": _note,
    "spared": _spare,
    "forgotten": _forget,
}
