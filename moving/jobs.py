"""Moving in as work of the worker: a slice at a time, so that nothing else has to wait for all of it."""

from datetime import timedelta

from django.utils import timezone

from jobs.queue import GiveUp, Later, enqueue, handler
from moving import doubling, older, working
from moving.completeness import TAKEN, Incomplete
from moving.doubling import Doubled
from moving.models import Run, Step
from moving.older import Older
from moving.programs import open_source
from moving.running import Busy, NotDecided, Paused, Running
from moving.source import NotASite

#: Seconds of one slice, and of its beginning and end, when the source is opened and gone through.
SLICE, TIMEOUT = working.SLICE, 1800
#: Of a step: a trial and a verification go through all of a site at once.
STEP_TIMEOUT = 7200
#: What an owner reads of a step that the worker gave up.
BROKEN_OFF = "出了错，做不下去，原因在“后台任务”里。可以再开始一次。"


def start(run: Run) -> None:
    """Have the worker go on with a run."""
    enqueue("moving.run", {"run": run.pk}, dedupe_key=f"moving.run:{run.pk}")


@handler("moving.run", "旧站迁入", timeout=TIMEOUT, max_attempts=20)
def carry_on(run: int) -> None:
    """A slice of the run with that number; nothing for one that is finished or undone."""
    row = Run.objects.unfinished().filter(pk=run).select_related("site").first()
    if row is None:
        return
    try:
        takes = {taken: taken in row.source for taken in (TAKEN, doubling.TAKEN, older.TAKEN)}
        running = Running(row.site, open_source(row.source), **takes)
        running.run(row, seconds=SLICE)
    except Paused as pause:
        raise Later(timezone.now()) from pause
    except Busy as busy:
        raise Later(timezone.now() + timedelta(minutes=1)) from busy
    except (NotDecided, NotASite, Incomplete, Older, Doubled, FileNotFoundError) as refusal:
        raise GiveUp(str(refusal)) from refusal


def _give_up(step: int, error: str) -> None:
    found = Step.objects.filter(pk=step).first()
    if found:
        found.end(BROKEN_OFF)


@handler(working.JOB, "搬家", timeout=STEP_TIMEOUT, max_attempts=3, on_parked=_give_up)
def take_step(step: int) -> None:
    """The step with that number, or a slice of it; nothing for one that was stopped."""
    found = Step.objects.going().filter(pk=step).select_related("site", "run").first()
    if found is None:
        return
    try:
        working.carry_out(found)
    except Paused as pause:
        raise Later(timezone.now()) from pause
    except Busy as busy:
        raise Later(timezone.now() + timedelta(minutes=1)) from busy
