"""`manage.py serve`: one command from a fresh checkout to a running site."""

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command

from parkinfo.supervisor import CannotStartError, Piece, Supervisor, read_procfile
from plumbing import postgres, postgres_process

ADDRESS = "127.0.0.1"
#: For how long the web process may not answer after its first start.
PATIENCE_SECONDS = 60
#: A database that is not prepared after so long is said to be missing.
DATABASE_SECONDS = 20
PROBE_SECONDS = 2


class Command(BaseCommand):
    """What `make run` and `make dev` do after installing: collect the files, then run database, Procfile and all.

    The web process waits for nothing: without its database it takes enquiries and says so on every other page.
    """

    help = (
        "Collects static files when they changed, then runs the database and the processes of a Procfile until Ctrl-C. "
        "PORT chooses the port, 8000 by default."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--procfile", default="Procfile", help="the processes to run")
        parser.add_argument("--demo", action="store_true", help="load demo content into an empty site")

    def handle(self, *, procfile, demo, **options):
        port = os.environ.setdefault("PORT", "8000")
        if reason := port_obstacle(port):
            raise CommandError(f"{reason}: choose another, PORT=8080.")
        try:
            prepare_files()
            commands = read_procfile(settings.BASE_DIR / procfile, {"PORT": port, "VAR_DIR": settings.VAR_DIR})
            stopped_by = self.supervise(commands, port, demo)
        except OSError as error:
            raise CommandError(f"{error.filename or settings.VAR_DIR} cannot be used: {error.strerror}.") from error
        except CannotStartError as error:
            raise CommandError(str(error)) from error
        if stopped_by != signal.SIGINT:
            sys.exit(128 + stopped_by)
        self.say("Stopped.")

    def supervise(self, commands, port, demo):
        """Runs the database and the commands until a signal to stop, whose number it returns."""
        database, preparation = database_piece(), preparation_piece(demo)
        web, others = pieces_of(commands, port, preparation)
        pieces = [piece for piece in (database, web, preparation, *others) if piece]
        # Whatever it starts is to use the server that is a piece here, and not to start one.
        environment = {"DATABASE_URL": postgres.url(settings.VAR_DIR / "postgres")} if database else {}
        with Supervisor(pieces, settings.BASE_DIR, self.say, last=database, environment=environment) as supervisor:
            self.announce(supervisor, web, preparation, f"http://{ADDRESS}:{port}/")
            supervisor.watch()
        return supervisor.stopped_by

    def announce(self, supervisor, web, preparation, address):
        """Says where the site is as soon as it is whole, before that when it is a while without its database."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        supervisor.watch(until=lambda: web.is_up or time.monotonic() > deadline)
        if not web.is_up and supervisor.stopped_by is None:
            raise CommandError(f"Nothing answered at {address} for {PATIENCE_SECONDS} seconds; see above.")
        deadline = time.monotonic() + DATABASE_SECONDS
        supervisor.watch(until=lambda: preparation.has_ended or time.monotonic() > deadline)
        if not preparation.is_done and supervisor.stopped_by is None:
            self.say(
                f"The web process answers at {address}, and its database is not ready: pages say so, and enquiries "
                f"are kept in {settings.VAR_DIR / 'spool'} until it is."
            )
        supervisor.watch(until=lambda: preparation.is_done)
        if supervisor.stopped_by is None:
            self.say(
                f"\nParkInfo is at {address} and its desk at {address}admin/\n"
                f"Ctrl-C stops it. Database and uploads stay in {settings.VAR_DIR}\n"
            )

    def say(self, text):
        """At once, also into a file or a journal; nobody there to read it is no reason to end the site."""
        with contextlib.suppress(OSError):
            self.stdout.write(text)
            self.stdout.flush()


def database_piece():
    """The embedded PostgreSQL; None where DATABASE_URL names another."""
    if os.environ.get("DATABASE_URL"):
        return None
    directory = settings.VAR_DIR / "postgres"
    return Piece(
        "database",
        [sys.executable, "-m", "plumbing.postgres_process", str(directory)],
        is_ready=lambda: postgres_process.state(directory) is postgres_process.State.ANSWERS,
    )


def preparation_piece(demo):
    """Migrates once the database answers."""
    options = ["--demo"] if demo else []
    return Piece("preparation", [sys.executable, "manage.py", "prepare_database", *options], is_task=True)


def pieces_of(commands, port, preparation):
    """(the web process, the others) of a Procfile. The others have no work without a database: they start after it."""
    web = Piece(
        "web",
        commands.pop("web"),
        is_ready=lambda: answers(port),
        obstacle=lambda: port_obstacle(port),
        is_vital=True,
    )
    return web, [Piece(name, command, after=preparation) for name, command in commands.items()]


def prepare_files():
    """The directories that must be there, and the static files collected."""
    for directory in (settings.VAR_DIR, settings.MEDIA_ROOT):
        directory.mkdir(parents=True, exist_ok=True)
    if not settings.DEBUG:
        collect_static()


def port_obstacle(port):
    """Why the port cannot be listened on; empty if it can."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        return f"PORT must be a number from 1 to 65535, not {port!r}"
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((ADDRESS, int(port)))
        except OSError as error:
            return f"Port {port} cannot be used ({error.strerror})"
    return ""


def collect_static():
    """Runs `collectstatic` if a static file is new or changed since the last time."""
    stamp = settings.VAR_DIR / "static.stamp"
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest.hexdigest())


def answers(port):
    """Whether the web process answers; it needs no database for that."""
    connection = http.client.HTTPConnection(ADDRESS, int(port), timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/healthz/live", headers={"Host": "localhost"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
