"""The whole product as processes that a test may break: PostgreSQL, granian, the worker, in one directory."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg2

from leads import consent, receipts
from plumbing import postgres

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT_SECONDS = 60
WRITABLE = "-c default_transaction_read_only=off"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class DeskServer:
    """Started by `with DeskServer(directory) as server`; `send()` is a visitor, the verbs are accidents."""

    def __init__(self, directory):
        self.var = directory
        self.cluster = directory / "postgres"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.database = contextlib.ExitStack()
        #: The checkout that processes started from now on run.
        self.root = ROOT
        #: Web processes, from the next start on.
        self.web_workers = 2
        #: What processes started from now on find different in their environment.
        self.overrides: dict[str, str] = {}
        self.web = self.worker = self.urgent_worker = None
        self.log = directory / "processes.log"

    def __enter__(self):
        self.start_database()
        self.manage("migrate", "--verbosity=0")
        self.manage("collectstatic", "--noinput", "--verbosity=0")
        self.start_web()
        return self

    def __exit__(self, *exception):
        self.stop_worker()
        self.stop_web()
        self.database.close()

    @property
    def environment(self):
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "parkinfo.settings",
            "VAR_DIR": str(self.var),
            "DATABASE_URL": postgres.url(self.cluster),
            "PYTHONPATH": str(self.root),
            **self.overrides,
        }

    def manage(self, *words):
        subprocess.run([sys.executable, "manage.py", *words], cwd=self.root, env=self.environment, check=True)

    def said(self, *words):
        """What a command prints."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=self.root, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout

    # The database

    def start_database(self):
        self.database.enter_context(postgres.running(self.cluster))

    def postmaster(self):
        return int((self.cluster / "data" / "postmaster.pid").read_text().split()[0])

    def stop_database(self):
        """Immediately, as when the machine goes."""
        pid = self.postmaster()
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not (self.cluster / "data" / "postmaster.pid").exists())
        with contextlib.suppress(postgres.ServerError):
            self.database.close()

    def backends(self):
        """The server's processes, postmaster first."""
        pid = self.postmaster()
        return [pid, *children_of(pid)]

    def freeze_database(self):
        for pid in self.backends():
            os.kill(pid, signal.SIGSTOP)

    def thaw_database(self):
        for pid in self.backends():
            os.kill(pid, signal.SIGCONT)

    def ask(self, statement):
        """Run one statement and return its rows, if it has any."""
        with contextlib.closing(psycopg2.connect(postgres.url(self.cluster), options=WRITABLE)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []

    def receipts(self):
        """Every receipt stored, as a list so that doubles show."""
        return [row[0] for row in self.ask("SELECT receipt FROM leads_enquiry")]

    # The processes

    def _start(self, *command):
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def start_web(self):
        granian = Path(sys.executable).with_name("granian")
        self.web = self._start(
            granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", str(self.web_workers), "--blocking-threads", "8", "--log-level", "error", "--no-ws",
            "--respawn-failed-workers",
            "parkinfo.wsgi:application",
        )  # fmt: skip
        wait_until(self.is_up)

    def is_up(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/live", timeout=2) as response:
                return response.status == 200
        except OSError:
            return False

    def stop_web(self, number=signal.SIGTERM):
        self._stop(self.web, number)

    def kill_web_workers(self):
        """Granian's own process stays and starts others in their place."""
        for pid in children_of(self.web.pid):
            os.kill(pid, signal.SIGKILL)

    def start_worker(self):
        self.worker = self._start(sys.executable, "manage.py", "worker")

    def start_urgent_worker(self):
        self.urgent_worker = self._start(sys.executable, "manage.py", "worker", "--lane", "urgent")

    def stop_worker(self, number=signal.SIGTERM):
        self._stop(self.worker, number)
        self._stop(self.urgent_worker, number)

    def _stop(self, process, number):
        if process and process.poll() is None:
            os.killpg(process.pid, number)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def spooled(self):
        spool = self.var / "spool"
        return len(list(spool.glob("*.json"))) if spool.exists() else 0

    # A visitor

    def send(self, number, timeout=30, **changes):
        """Post a form; the receipt shown, or None when the answer was no thanks page. Raises OSError without one."""
        answers = {
            "kind": "rent",
            "need": f"示例需求 {number}",
            "name": "示例",
            "phone": f"138{number:08d}",
            "consent": consent.CURRENT.version,
            **changes,
        }
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/enquiries/new/", urlencode(answers).encode(), method="POST"
        )
        try:
            urllib.request.build_opener(NoRedirect).open(request, timeout=timeout).close()
        except urllib.error.HTTPError as answer:
            with answer:
                if answer.code != 303:
                    return None
                [signed] = parse_qs(urlsplit(answer.headers["Location"]).query)["receipt"]
                receipt, _, signature = signed.partition(receipts.SEPARATOR)
                assert len(receipt) == receipts.LENGTH
                assert signature
                return receipt
        return None

    def status(self, path):
        """With which the application itself answers a GET."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
                return response.status
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
            return response.read().decode()


def children_of(pid):
    """The ids of a process's children."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    return [int(each) for each in found.stdout.split()]


def wait_until(is_so, seconds=TIMEOUT_SECONDS):
    """Raises AssertionError when it has not come true after so many seconds."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
