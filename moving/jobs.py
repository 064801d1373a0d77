"""Moving in as work of the worker: a slice at a time, so that nothing else has to wait for all of it."""

from datetime import timedelta

from django.utils import timezone

from jobs.queue import GiveUp, Later, enqueue, handler
from moving.models import Run
from moving.programs import open_source
from moving.running import Busy, NotDecided, Paused, Running
from moving.source import NotASite

#: Seconds of one slice, and of its beginning and end, when the source is opened and gone through.
SLICE, TIMEOUT = 60, 1800


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
        Running(row.site, open_source(row.source)).run(row, seconds=SLICE)
    except Paused as pause:
        raise Later(timezone.now()) from pause
    except Busy as busy:
        raise Later(timezone.now() + timedelta(minutes=1)) from busy
    except (NotDecided, NotASite, FileNotFoundError) as refusal:
        raise GiveUp(str(refusal)) from refusal
