"""`manage.py worker`: runs the jobs that wait in the queue, until it is told to stop."""

import signal
from types import FrameType

from django.core.management.base import BaseCommand, CommandParser

from jobs.models import Lane
from jobs.worker import Loop, run_one
from plumbing import deadline


class Command(BaseCommand):
    help = (
        "Runs queued and periodic jobs until SIGTERM or SIGINT, then finishes its current job and exits with 0. "
        "A second signal ends it at once: the job is run again when its lease ends. Several may run at a time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        lanes = [lane.name.lower() for lane in Lane]
        parser.add_argument("--lane", choices=lanes, help="Take jobs of this lane only; else all, urgent ones first.")
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--once", action="store_true", help="Run one job, if one is due, and exit.")
        group.add_argument("--drain", action="store_true", help="Run the jobs that are due and exit.")

    def handle(self, *, lane: str | None, once: bool, drain: bool, **options: object) -> None:
        only = Lane[lane.upper()] if lane else None
        deadline.install()
        if once:
            run_one(only)
        elif drain:
            while run_one(only):
                pass
        else:
            self.run_loop(only)

    def run_loop(self, lane: Lane | None) -> None:
        loop = Loop(lane)

        def stop(number: int, frame: FrameType | None) -> None:
            loop.stop()
            signal.signal(number, before[signal.Signals(number)])

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self.stdout.write(f"Worker {loop.name} is ready.")
            loop.run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
