"""`manage.py worker`: does the work that waits in the queue, until it is told to stop."""

import signal

from django.core.management.base import BaseCommand

from jobs.worker import Loop, run_one


class Command(BaseCommand):
    help = (
        "Does queued and periodic work until SIGTERM or SIGINT; then finishes the job in hand and exits 0. "
        "A second signal ends it at once: the job is done again after its lease. Several may run at a time."
    )

    def add_arguments(self, parser):
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--once", action="store_true", help="Do one job, if one is due, and exit.")
        group.add_argument("--drain", action="store_true", help="Do what is due and exit.")

    def handle(self, *, once, drain, **options):
        if once:
            run_one()
        elif drain:
            while run_one():
                pass
        else:
            self.work()

    def work(self):
        loop = Loop()

        def stop(number, frame):
            loop.stop()
            signal.signal(number, before[number])

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self.stdout.write(f"Worker {loop.name} is ready.")
            loop.run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
