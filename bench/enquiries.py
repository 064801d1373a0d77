"""How submissions fare while the database is killed: `python bench/enquiries.py --senders 50 --each 5`.

Starts the product's own processes in a directory of their own, posts from many at once, kills PostgreSQL twice
meanwhile, and compares the receipts shown with what is stored: 0 lost, 0 double, and the p50 and p95 of the answers.
Exits 1 when anything was lost or doubled.
"""

import argparse
import itertools
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.desk_server import DeskServer, wait_until

KILLS = 2


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--senders", type=int, default=50, help="visitors at once")
    parser.add_argument("--each", type=int, default=5, help="submissions of each after the last accident")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parkinfo-bench-") as directory, DeskServer(Path(directory)) as server:
        server.start_worker()
        server.get("/enquiries/new/")
        sys.exit(report(server, *run(server, arguments.senders, arguments.each)))


def run(server, senders, each):
    """(receipts shown, seconds of each answer, requests without a receipt) of the whole attack."""

    over = threading.Event()

    def visit(number):
        found: list[tuple[str | None, float]] = []
        last = None
        for turn in itertools.count():
            if over.is_set():
                last = turn + each if last is None else last
                if turn >= last:
                    return found
            begun = time.monotonic()
            try:
                receipt = server.send(number * 10_000 + turn, timeout=60)
            except OSError:
                receipt = None
            found.append((receipt, time.monotonic() - begun))

    with ThreadPoolExecutor(senders) as visitors:
        sending = [visitors.submit(visit, number) for number in range(senders)]
        for _ in range(KILLS):
            time.sleep(1)
            server.stop_database()
            time.sleep(1)
            server.start_database()
        over.set()
        answers = [answer for each in sending for answer in each.result()]
    shown = [receipt for receipt, _ in answers if receipt]
    return shown, [seconds for _, seconds in answers], len(answers) - len(shown)


def report(server, shown, seconds, refused):
    """Print what came of it; 1 when anything was lost or doubled, else 0."""
    spooled = server.spooled()
    wait_until(lambda: server.spooled() == 0, 120)
    stored = server.receipts()
    lost, double = set(shown) - set(stored), len(stored) - len(set(stored))
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{len(shown)} receipts shown, {refused} requests without one, {spooled} in the spool at the end")
    print(f"p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms")
    print(f"{len(stored)} stored: {len(lost)} lost, {double} double")
    return 1 if lost or double else 0


if __name__ == "__main__":
    main()
