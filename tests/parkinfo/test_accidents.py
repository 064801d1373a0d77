"""`make run` on bad days: what is killed comes back, the form works meanwhile, no enquiry acknowledged is lost."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import threading
import time

import pytest

from bench.desk_server import DeskServer, wait_until
from plumbing import postgres
from tests.parkinfo.served import PATIENCE_SECONDS

pytestmark = pytest.mark.slow
VISITORS = 3
# Of the Procfile's processes, what their command lines have and no other's.
WEB, WORKER, URGENT_WORKER = "granian", "manage.py worker$", "manage.py worker --lane urgent$"


class Visitors:
    """A context in which some people send one enquiry after the other; then the ledger of what became of them."""

    def __init__(self, desk):
        self.desk = desk
        self.sent, self.acknowledged, self.turned_away = 0, [], []
        self._lock, self._leave = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._send) for _ in range(VISITORS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._leave.set()
        for thread in self._threads:
            thread.join()

    def _send(self):
        while not self._leave.is_set():
            with self._lock:
                self.sent += 1
                number = self.sent
            try:
                receipt = self.desk.send(number, timeout=30)
            except (OSError, http.client.HTTPException) as error:
                self.turned_away.append(type(error).__name__)
            else:
                (self.acknowledged if receipt else self.turned_away).append(receipt)
            time.sleep(0.2)

    def ledger(self):
        """(lost, stored twice), once the spool is empty; and a line for who reads along."""
        wait_until(lambda: self.desk.spooled() == 0, PATIENCE_SECONDS)
        stored = self.desk.receipts()
        lost, twice = set(self.acknowledged) - set(stored), len(stored) - len(set(stored))
        print(
            f"sent {self.sent}, acknowledged {len(self.acknowledged)}, without an answer {len(self.turned_away)}, "
            f"stored {len(stored)}, lost {len(lost)}, twice {twice}"
        )
        return len(lost), twice


@pytest.fixture
def desk(tmp_path):
    """What a visitor, and who looks into the database, find of the site that `serve` starts."""
    return DeskServer(tmp_path / "var")


@pytest.fixture
def start(serve_whole, desk):
    return lambda **extra: serve_whole(PORT=str(desk.port), **extra)


@pytest.fixture
def site(start):
    site = start()
    site.wait_for("ParkInfo is at")
    return site


def test_a_worker_killed_five_times_in_ten_seconds(site, desk):
    begun = time.monotonic()
    with Visitors(desk) as visitors:
        killed = set()
        while len(killed) < 5:
            killed.add(pid := site.pid_of(WORKER))
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda pid=pid: not os.path.exists(f"/proc/{pid}"))
        print(f"killed 5 times in {time.monotonic() - begun:.1f} s")
        site.wait_for("The worker process is back")
    assert visitors.turned_away == []
    assert visitors.ledger() == (0, 0)
    assert site.said.count("The worker process was killed by SIGKILL; trying again.") == 1


def test_a_web_process_killed(site, desk):
    with Visitors(desk) as visitors:
        for times in (1, 2):
            time.sleep(1)
            os.kill(site.pid_of(WEB), signal.SIGKILL)
            site.wait_for("The web process is back", times)
        wait_until(lambda: desk.send(10_000) is not None)
    assert visitors.acknowledged
    assert visitors.ledger() == (0, 0)


def test_postgresql_killed_three_times(site, desk):
    with Visitors(desk) as visitors:
        for times in (1, 2, 3):
            time.sleep(1)
            os.kill(desk.postmaster(), signal.SIGKILL)
            site.wait_for("The database process is back", times)
        time.sleep(1)
    assert visitors.turned_away == []
    assert visitors.ledger() == (0, 0)
    assert site.stop() == 0


def test_a_backend_of_postgresql_killed(site, desk):
    """PostgreSQL then ends all its sessions and recovers by itself: nobody has to start anything."""
    with Visitors(desk) as visitors:
        time.sleep(1)
        os.kill(desk.ask("SELECT pid FROM pg_stat_activity WHERE datname = 'parkinfo'")[0][0], signal.SIGKILL)
        time.sleep(2)
    assert visitors.turned_away == []
    assert visitors.ledger() == (0, 0)
    assert "The database process" not in site.said


def test_postgresql_frozen(site, desk):
    with Visitors(desk) as visitors:
        desk.freeze_database()
        site.wait_for("PostgreSQL answers again")
    assert visitors.turned_away == []
    assert visitors.ledger() == (0, 0)
    assert site.stop() == 0


def test_everything_killed_at_once(site, desk):
    with Visitors(desk) as visitors:
        time.sleep(1)
        pids = [desk.postmaster(), *map(site.pid_of, (WEB, WORKER, URGENT_WORKER, "postgres_process"))]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for name in ("web", "worker", "urgent-worker", "database"):
            site.wait_for(f"The {name} process is back")
    assert visitors.ledger() == (0, 0)


def test_a_database_that_cannot_be_started_until_somebody_helps(start, desk):
    (desk.cluster / "data").mkdir(parents=True)
    (desk.cluster / "data/PG_VERSION").write_text("9\n")
    site = start()
    site.wait_for("and its database is not ready")
    with Visitors(desk) as visitors:
        assert "提需求" in page(desk, 503)
        time.sleep(2)
        shutil.rmtree(desk.cluster / "data")
        site.wait_for("ParkInfo is at")
    assert page(desk, 200)
    assert visitors.turned_away == []
    assert visitors.ledger() == (0, 0)
    assert site.said.count("The database process ended with status 1") == 1


def test_a_database_elsewhere_that_is_away_when_the_site_starts(start, desk, tmp_path):
    desk.cluster = tmp_path / "theirs"
    site = start(DATABASE_URL=postgres.url(desk.cluster))
    site.wait_for("and its database is not ready")
    with Visitors(desk) as visitors:
        assert page(desk, 503)
        time.sleep(1)
        with postgres.running(desk.cluster):
            site.wait_for("ParkInfo is at")
            wait_until(lambda: visitors.acknowledged)
            visitors.__exit__()
            assert visitors.turned_away == []
            assert visitors.ledger() == (0, 0)
            site.process.send_signal(signal.SIGINT)
            assert site.process.wait(PATIENCE_SECONDS) == 0


def test_a_port_that_somebody_takes_while_the_web_process_is_down(site, desk):
    os.kill(site.pid_of(WEB), signal.SIGKILL)
    taken = None
    while taken is None:
        with contextlib.suppress(OSError):
            taken = socket.create_server(("127.0.0.1", desk.port))
    with taken:
        site.wait_for(f"The web process cannot be started (Port {desk.port} cannot be used")
    site.wait_for("The web process is back")
    assert page(desk, 200)
    assert site.said.count("The web process was killed by SIGKILL") == 1


def page(desk, status):
    """The home page, which answers with this status."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)) as connection:
        connection.request("GET", "/", headers={"Host": "localhost"})
        answer = connection.getresponse()
        assert answer.status == status
        return answer.read().decode()
