"""`manage.py serve`: one command from a fresh checkout to a running site."""

import hashlib
import http.client
import os
import socket
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import BaseCommand, CommandError, call_command
from django.db import DatabaseError, connection

from parkinfo.supervisor import POLL_SECONDS, ProcessDied, Supervisor, read_procfile
from zones.models import City

ADDRESS = "127.0.0.1"
TIMEOUT_SECONDS = 60


class Command(BaseCommand):
    """What `make run` and `make dev` do after installing: prepare database and files, then run the Procfile."""

    help = (
        "Migrates, collects static files when they changed, then runs the processes of a Procfile until Ctrl-C. "
        "PORT chooses the port, 8000 by default."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--procfile", default="Procfile", help="the processes to run")
        parser.add_argument("--demo", action="store_true", help="load demo content into an empty site")

    def handle(self, *, procfile, demo, **options):
        port = os.environ.setdefault("PORT", "8000")
        check_port(port)
        try:
            self.prepare(demo)
        except DatabaseError as error:
            raise CommandError(f"The database refuses: {first_line(error)}") from error
        except OSError as error:
            raise CommandError(f"{error.filename or settings.VAR_DIR} cannot be written: {error.strerror}.") from error
        connection.close()
        commands = read_procfile(settings.BASE_DIR / procfile, {"PORT": port, "VAR_DIR": settings.VAR_DIR})
        try:
            with Supervisor(commands, settings.BASE_DIR, self.say) as supervisor:
                wait_until_it_answers(port, supervisor)
                self.say(
                    f"\nParkInfo is at http://{ADDRESS}:{port}/ and its desk at http://{ADDRESS}:{port}/admin/\n"
                    f"Ctrl-C stops it. Database and uploads stay in {settings.VAR_DIR}\n"
                )
                supervisor.watch()
        except ProcessDied as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.say("Stopped.")

    def say(self, text):
        """At once, also into a file or a journal."""
        self.stdout.write(text)
        self.stdout.flush()

    def prepare(self, demo):
        """The database at the newest migration, the static files collected, the first time something to look at."""
        for directory in (settings.VAR_DIR, settings.MEDIA_ROOT):
            directory.mkdir(parents=True, exist_ok=True)
        connection.ensure_connection()
        self.check(tags=[Tags.database], databases=[connection.alias])
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.DEBUG:
            collect_static()
        if demo and not get_user_model().objects.exists() and not City.objects.exists():
            self.say("Loading the demo content, this first time only.")
            call_command("load_demo", stdout=self.stdout)


def check_port(port):
    """Raises CommandError unless `port` can be listened on."""
    if not (port.isdecimal() and 0 < int(port) < 65536):
        raise CommandError(f"PORT must be a number from 1 to 65535, not {port!r}.")
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((ADDRESS, int(port)))
        except OSError as error:
            raise CommandError(f"Port {port} cannot be used ({error.strerror}): choose another, PORT=8080.") from error


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


def wait_until_it_answers(port, supervisor):
    """Returns at the first HTTP answer; raises CommandError if there is none."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        supervisor.check()
        asked = http.client.HTTPConnection(ADDRESS, int(port), timeout=10)
        try:
            asked.request("GET", "/healthz/live", headers={"Host": "localhost"})
            asked.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(POLL_SECONDS)
        else:
            return
        finally:
            asked.close()
    raise CommandError(f"Nothing answered on port {port} for {TIMEOUT_SECONDS} seconds; see above.")


def first_line(error):
    """A database error's first line: psycopg2 adds hints and positions below."""
    return str(error).strip().split("\n", 1)[0]
