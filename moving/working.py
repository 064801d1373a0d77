"""The steps that the desk asks for, as the worker does them: look, trial, run, verify, undo and what it would do.

They call what the command calls. One goes on at a time for each site; what was stopped or broken off may begin again.
"""

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.queue import enqueue
from moving import doubling, faults, folder, kept_look, older, pins, recognising, undo_list, undoing, unseen, verifying
from moving.belonging import doubts
from moving.completeness import TAKEN, Incomplete
from moving.doubling import Doubled
from moving.models import MovedStory, OldSite, Run, Step, StepKind
from moving.notes import HARMLESS
from moving.older import Older
from moving.programs import PROGRAMS, columns_of, open_source, program_of
from moving.report import Line, Report, groups, line_of, report_of
from moving.running import NotDecided, Running, begin
from moving.source import NotASite, Source
from moving.undo_order import OutOfOrder
from staff.models import User

#: The name of the job.
JOB = "moving.step"
#: Stories shown beside their old text.
SIDE_BY_SIDE = 10
#: Seconds of a run before something else has its turn.
SLICE = 60


class StepRefused(Exception):
    """The step does not begin, or cannot be done. Its text is for people."""


class Stopped(Exception):
    """Somebody has stopped the step meanwhile."""


def start(site: OldSite, kind: StepKind, user: User, run: Run | None = None, takes: Collection[str] = ()) -> Step:
    """Have the worker take a step. Raises StepRefused, also while another one goes on.

    `takes`: what the owner has ticked, completeness.TAKEN, doubling.TAKEN and older.TAKEN.
    """
    said = dict.fromkeys(takes, True)
    try:
        with transaction.atomic():
            if kind == StepKind.RUN:
                run = begin(site, paths_of(site))
            step = Step.objects.create(site=site, kind=kind, user=user, run=run, result=said)
            enqueue(JOB, {"step": step.pk}, dedupe_key=f"{JOB}:{step.pk}")
    except IntegrityError as error:
        other = Step.objects.going().filter(site=site).select_related("user").first()
        who = f"{other.user.display_name}开始的" if other and other.user else ""
        what = f"“{other.get_kind_display()}”" if other else "别的一步"
        raise StepRefused(f"{who}{what}还没有完，同时只能做一步，请等它做完或先停下它。") from error
    return step


def paths_of(site: OldSite) -> dict[str, str]:
    """What the site's page names, with files by their paths. Raises StepRefused."""
    said = site.source
    if not said.get("source"):
        raise StepRefused("还没有选旧站的备份。")
    try:
        uploads = str(folder.path_of(said["uploads"])) if said.get("uploads") else ""
        return {**said, "source": str(folder.path_of(said["source"])), "uploads": uploads}
    except folder.NotThere as error:
        raise StepRefused(str(error)) from error


def carry_out(step: Step) -> None:
    """Do it. Raises running.Paused and running.Busy, for which the worker comes again, and what is nobody's mistake."""
    try:
        WORK[StepKind(step.kind)](step)
    except Stopped:
        return
    except NotDecided as refusal:
        step.end(f"{refusal}，先填对照。", result={"missing": refusal.missing})
    except (NotASite, StepRefused, Incomplete, Older, Doubled, OutOfOrder) as refusal:
        step.end(str(refusal))
    except (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError) as error:
        step.end(f"备份打不开：{error.strerror}。")


def _source(step: Step) -> Source:
    return open_source(paths_of(step.site))


def _words(step: Step) -> Mapping[str, str]:
    return program_of(step.site.source).words


def _tell(step: Step) -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        if not step.tell(done, total):
            raise Stopped

    return tell


def _look(step: Step) -> None:
    columns: list[Any] = []
    try:
        columns = [[name, [asdict(each) for each in found]] for name, found in columns_of(paths_of(step.site))]
        source = _source(step)
    except NotASite as refusal:
        why, result = _refused(step, refusal, columns)
        step.end(why, result=result)
        return
    found = kept_look.look(source, _words(step), has_uploads=bool(step.site.source.get("uploads")))
    found["columns"] = columns
    found["doubts"] = doubts(step.site, source, has_uploads=bool(step.site.source.get("uploads")))
    found["double"] = doubling.double_of(step.site, source)
    has_name = not program_of(step.site.source).headings  # a table has its file's alone
    if has_name and (title := found["title"][:120]) and not Run.objects.filter(site=step.site).exists():
        # A name that a look gave goes with the backup until that has moved in; one that the owner typed stays.
        looks = Step.objects.filter(site=step.site, kind=StepKind.LOOK)
        given = [each[:120] for each in looks.values_list("result__title", flat=True) if each]
        OldSite.objects.filter(pk=step.site_id, title__in=["", *given]).update(title=title)
    step.end(result=found)


def _refused(step: Step, refusal: NotASite, columns: list[Any]) -> tuple[str, dict[str, Any]]:
    """Why a look found nothing, and of which other program the file seems to be."""
    other = recognising.program_of_file(Path(paths_of(step.site)["source"]))
    if not other or PROGRAMS[other] is program_of(step.site.source):
        return str(refusal), {"columns": columns}
    return f"{refusal}这像{PROGRAMS[other].label}的备份。", {"program": [other, PROGRAMS[other].label]}


def _trial(step: Step) -> None:
    words, report = _words(step), Report()

    def hear(moved: MovedStory, written: bool) -> None:
        report.lines.append(line_of(moved, written, words))

    running = _running(step, is_trial=True)
    running.try_out(hear, _tell(step))
    step.end(result=_result(running, report, words), report=report.packed())


def _run(step: Step) -> None:
    run = step.run
    if run is None or run.undone_at:
        raise StepRefused("这次迁入已经撤销了。")
    words, running = _words(step), _running(step)
    if run.finished_at is None:
        running.run(run, _tell(step), seconds=SLICE)
    moved = MovedStory.objects.filter(site=step.site).order_by("pk")
    report = report_of(moved.defer("addresses", "rows"), run.pk, words)
    result = {**_result(running, report, words), "pins": pins.in_words(step.site)}
    step.end(result=result, report=report.packed(), done=len(report.lines))


def _running(step: Step, *, is_trial: bool = False) -> Running:
    takes = {taken: taken in step.result for taken in (TAKEN, doubling.TAKEN, older.TAKEN)}
    return Running(step.site, _source(step), is_trial=is_trial, **takes)


def _result(running: Running, report: Report, words: Mapping[str, str]) -> dict[str, Any]:
    return {
        **groups(report, words),
        "stories": running.usage.stories,
        # What moved in before and is not in this backup.
        "others": len(report.lines) - running.usage.stories,
        "unread": [f"{each.table} {each.id}：{each.why}" for each in running.source.refused()],
        "may_lack": running.may_lack_stories(),
    }


def _verify(step: Step) -> None:
    source = _source(step)
    found = verifying.Verifying(step.site, source).verify(_tell(step))
    report = Report(faults.HEADINGS, [Line((each.code,), each.texts()) for each in found.faults])
    counts = found.counts()
    result = {
        "share": f"{found.share:.2%}",
        "is_whole": found.stories_right == found.stories and found.addresses_right == found.addresses,
        "stories": [found.stories_right, found.stories, found.left_out],
        "addresses": [found.addresses_right, found.addresses],
        "notes": [[code, faults.LABELS[code], n] for code, n in counts.most_common() if code not in unseen.LABELS],
        "unseen": [[code, label, counts[code]] for code, label in unseen.LABELS.items()],
        "unseen_count": sum(counts[code] for code in unseen.LABELS),
        "unread": len(list(source.refused())),
        **_samples(step.site, found),
    }
    step.end(result=result, report=report.packed())


def _samples(site: OldSite, found: faults.Verified) -> dict[str, list[str]]:
    """The ids of the oddest stories and of some others, to be read beside their old text."""
    faulty = Counter(fault.old_id for fault in found.faults if fault.old_id and fault.code not in faults.MEANT)
    odd = [old_id for old_id, _ in faulty.most_common(SIDE_BY_SIDE)]
    moved = MovedStory.objects.filter(site=site, article__isnull=False)
    noted = {
        old_id: len({code for code, _ in notes} - HARMLESS)
        for old_id, notes in moved.exclude(notes=[]).values_list("old_id", "notes")
    }
    most_noted = sorted((each for each in noted if noted[each]), key=lambda each: -noted[each])
    odd = list(dict.fromkeys([*odd, *most_noted]))[:SIDE_BY_SIDE]
    others = list(moved.exclude(old_id__in=odd).values_list("old_id", flat=True))
    chosen = random.sample(others, min(SIDE_BY_SIDE, len(others)))
    return {"odd": odd, "random": chosen}


def _undo(step: Step) -> None:
    run = step.run
    if run is None:
        raise StepRefused("没有这次迁入。")
    report = Report(undo_list.HEADINGS) if run.undone_at else undoing.undo(run)
    counts = report.counts()
    dead = [[article.pk, article.title, href] for article, href in undoing.dead_links(step.site)]
    result = {"counts": dict(counts), "dead": dead, "at": timezone.now().isoformat()}
    step.end(result=result, report=report.packed())


def _count(step: Step) -> None:
    if step.run is None or step.run.undone_at:
        raise StepRefused("这次迁入已经撤销了。")
    report = undo_list.report_of(step.run, _tell(step))
    step.end(result={"counts": dict(report.counts())}, report=report.packed(), done=len(report.lines))


WORK: dict[StepKind, Callable[[Step], None]] = {
    StepKind.LOOK: _look,
    StepKind.TRIAL: _trial,
    StepKind.RUN: _run,
    StepKind.VERIFY: _verify,
    StepKind.UNDO: _undo,
    StepKind.COUNT: _count,
}
