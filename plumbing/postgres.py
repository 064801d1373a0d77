"""The embedded PostgreSQL server used when DATABASE_URL is unset: where it lives, when it starts and stops.

A cluster has a directory of its own, open to nobody else (0700):

    data/           PostgreSQL's files; a symbolic link where the server has to run as `nobody`
    .s.PGSQL.5432   the socket, its only door (in a short directory under /tmp when this path is too long for one)
    server.log      what the server says: never a statement or a parameter, which would be phone numbers
    start.lock      held while one process starts the server

Every user of the server holds a shared lock on the directory. On leaving, whoever gets the exclusive lock was the last
and stops the server. The kernel drops the locks of a killed process, so a server it left behind is found running by the
next user and stopped by the last. Nothing here runs on import.
"""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection as Connection

from plumbing import processes
from plumbing.postgres_programs import Account, ServerError, account_for, fitting, last_complaint, short_name

USER = DATABASE = "parkinfo"
PORT = 5432
# Linux gives a socket's path 108 bytes, macOS 104, and the server adds ".lock" to it.
MAX_SOCKET_PATH_BYTES = 99
# A crash recovery may take a while; a shutdown writes everything out.
TIMEOUT_SECONDS = 120
# How long processes of a killed server may still hold its memory.
RELEASE_SECONDS = 10
# What dying processes of a killed server still hold for a moment.
STILL_HELD = re.compile(r"pre-existing shared memory block|lock file .* already exists")
# What a server says while it recovers from a crash, however long that takes.
STILL_STARTING = re.compile(r"the database system is (?:starting up|not yet accepting|in recovery)")

QUIET_LOGS = {
    "log_min_messages": "log",  # not errors: `invalid input syntax for type date: "…"` quotes what was typed
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_statement": "none",
}
# For data nobody will miss: the tests'.
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def socket_directory(directory: Path) -> Path:
    """Where the socket of the cluster in `directory` is: there, or in /tmp under a name made of the path."""
    if len(os.fsencode(_socket_path(directory))) <= MAX_SOCKET_PATH_BYTES:
        return directory
    return Path(f"/tmp/parkinfo-{short_name(directory)}")  # noqa: S108 - made 0700 and its owner checked before use


def url(directory: Path) -> str:
    """The database URL of the cluster in `directory` (absolute). Starts nothing and touches no file."""
    return f"postgresql://{USER}@{quote(str(socket_directory(directory)), safe='')}:{PORT}/{DATABASE}"


@contextlib.contextmanager
def running(directory: Path, *, durable: bool = True, version: int | None = None) -> Iterator[None]:
    """The server of the cluster in `directory` (absolute; made if missing) runs while this context lasts.

    Any number of processes may use it at once. `durable=False` trades safety for speed. `version` is the major version
    that a new cluster is to have, if its programs are here. Raises ServerError.
    """
    server = _Server(directory, durable, version)
    with _lock_files(directory) as (users, starting):
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while the last user of before is stopping the server
        try:
            fcntl.flock(starting, fcntl.LOCK_EX)
            server.start()
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                server.leave()
            else:
                server.stop()


@contextlib.contextmanager
def _lock_files(directory: Path) -> Iterator[tuple[int, int]]:
    """Two open files to lock: one for the users, one for whoever starts the server."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            users = os.open(directory, os.O_RDONLY)
            stack.callback(os.close, users)
            starting = os.open(directory / "start.lock", os.O_RDONLY | os.O_CREAT, 0o644)
            stack.callback(os.close, starting)
            opened = stack.pop_all()
    except OSError as error:
        raise ServerError(f"The database's directory {directory} cannot be used: {error.strerror}.") from error
    with opened:
        yield users, starting


def _socket_path(directory: Path) -> Path:
    return directory / f".s.PGSQL.{PORT}"


class _Server:
    """One cluster and the process that serves it."""

    def __init__(self, directory: Path, durable: bool, version: int | None = None) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.log = directory / "server.log"
        self.durable = durable
        self.version = version
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when a connection succeeds and the database exists."""
        if self.data.is_symlink() and not self.data.exists():
            raise ServerError(f"{self.data} points to {os.readlink(self.data)}, where there is nothing.")
        self._make_socket_directory()
        deadline = time.monotonic() + TIMEOUT_SECONDS
        if self._pid() is None:
            account = account_for(self.directory)
            programs = fitting(self.data, account, self.version)
            if not self.data.exists():
                self._init(account, programs)
            self._remove_stale_locks()
            self._link_socket()
            self._launch(account, programs)
        self._make_database(deadline)

    def stop(self) -> None:
        """Ends sessions, writes everything out, returns when the server is gone."""
        pid = self._pid()
        if pid is None and self.process and self.process.poll() is None:
            pid = self.process.pid  # just started: it does not listen yet
        if pid is not None:
            processes.resume(pid)  # one that was stopped could not end
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + TIMEOUT_SECONDS
            while _first_number(self.data / "postmaster.pid") is not None:
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGQUIT)  # what is committed is safe: the next start recovers it
                    break
                time.sleep(0.02)
        if self.process:
            self.process.wait(TIMEOUT_SECONDS)

    def leave(self) -> None:
        """Others still use the server."""
        if self.process:
            # It outlives us and is not ours to wait for: without this, Popen warns of a child left running.
            self.process.returncode = 0

    def _pid(self) -> int | None:
        """The server's process id; None if nobody listens on the socket, whatever a stale pid file says."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(3)
            try:
                client.connect(str(_socket_path(socket_directory(self.directory))))
            except (FileNotFoundError, ConnectionRefusedError, PermissionError):
                return None
            except OSError:
                pass  # a frozen server with a full backlog is still a server
        return _first_number(self.data / "postmaster.pid")

    def _remove_stale_locks(self) -> None:
        """Removes lock files whose number is not a server's: somebody else's by now, or a dead, unreaped child's.

        PostgreSQL itself recognises only numbers that no process has; after a restart of a container the same small
        ones are in use again. Every process of a server works in its data directory, so another is no server of this
        data.
        """
        socket_lock = _socket_path(self._server_socket_directory()).with_suffix(f".{PORT}.lock")
        for path in (self.data / "postmaster.pid", socket_lock):
            pid = _first_number(path)
            if pid is None or not Path("/proc/self/cwd").exists():
                continue
            try:
                is_ours = Path(f"/proc/{pid}/cwd").samefile(self.data)
            except FileNotFoundError:
                is_ours = False
            except OSError:
                continue  # another user's process, which we cannot judge
            if not is_ours:
                path.unlink()

    def _server_socket_directory(self) -> Path:
        """The directory in which the server itself makes its socket: for `nobody`, one beside the data."""
        return self.data.resolve().parent if self.data.is_symlink() else socket_directory(self.directory)

    def _make_socket_directory(self) -> None:
        path = socket_directory(self.directory)
        if path == self.directory:
            return
        owner = self.directory.stat()
        try:
            path.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(path, owner.st_uid, owner.st_gid)
        except FileExistsError:
            status = path.lstat()
            if not path.is_dir() or path.is_symlink() or status.st_uid != owner.st_uid or status.st_mode & 0o077:
                raise ServerError(f"{path}, meant for the database's socket, belongs to somebody else.") from None

    def _link_socket(self) -> None:
        """Where the server makes its socket elsewhere, a link leads there from ours."""
        if self.data.is_symlink():
            link = _socket_path(socket_directory(self.directory))
            link.unlink(missing_ok=True)
            link.symlink_to(_socket_path(self._server_socket_directory()))

    def _init(self, account: Account, programs: Path) -> None:
        """Makes the cluster beside its place and moves it there when it is whole."""
        new = Path(os.path.realpath(self.data)).with_name("data.new")
        shutil.rmtree(new, ignore_errors=True)
        # Under the locale C the trigrams of Chinese text would be empty.
        command: list[str | Path] = [*account.prefix, programs / "initdb", "--pgdata", new, "--username", USER]
        command += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"])]
        initdb = subprocess.run(command, capture_output=True, **account.options())
        if initdb.returncode:
            reason = last_complaint(initdb.stderr) or f"initdb ended with {initdb.returncode}"
            raise ServerError(f"The database cannot be made in {self.directory}: {reason}")
        new.rename(os.path.realpath(self.data))

    def _launch(self, account: Account, programs: Path) -> None:
        """Starts the server and returns when it listens."""
        command: list[str | Path] = [*account.prefix, programs / "postgres", *self._arguments()]
        deadline = time.monotonic() + RELEASE_SECONDS
        while True:
            with self.log.open("ab") as log:
                log_start = log.tell()
                # In a session of its own, so that Ctrl-C reaches only the server's users.
                process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **account.options())
            self.process = process
            while process.poll() is None:
                if self._pid() == process.pid:
                    return
                time.sleep(0.01)
            output = self.log.read_bytes()[log_start:]
            if time.monotonic() > deadline or not STILL_HELD.search(output.decode(errors="replace")):
                raise ServerError(f"The database does not start: {last_complaint(output) or f'see {self.log}.'}")
            time.sleep(0.2)

    def _arguments(self) -> list[str]:
        """The server's command line."""
        quoted = str(self._server_socket_directory()).replace('"', '""')
        settings = QUIET_LOGS | ({} if self.durable else FAST_AND_UNSAFE)
        settings |= {"listen_addresses": "", "port": str(PORT), "unix_socket_directories": f'"{quoted}"'}
        return ["-D", os.path.realpath(self.data), *(f"--{name}={value}" for name, value in settings.items())]

    def _make_database(self, deadline: float) -> None:
        """Waits for a connection to succeed and makes the database the first time."""
        with contextlib.closing(self._connect(deadline)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {DATABASE}")

    def _connect(self, deadline: float) -> Connection:
        """A connection to the server, as soon as it takes one; ServerError after `deadline` (time.monotonic())."""
        host = str(socket_directory(self.directory))
        while True:
            try:
                return psycopg2.connect(host=host, port=PORT, user=USER, dbname="postgres", connect_timeout=3)
            except psycopg2.OperationalError as error:
                if STILL_STARTING.search(str(error)):  # stopped now, its recovery would only begin again
                    deadline = time.monotonic() + TIMEOUT_SECONDS
                if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                    reason = last_complaint(str(error).encode())
                    raise ServerError(f"The database in {self.directory} does not answer: {reason}") from error
                time.sleep(0.02)


def _first_number(path: Path) -> int | None:
    """The number in the first line of a lock file of PostgreSQL's, a process id; None if there is none."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
