"""`manage.py prepare_database`: what the site needs of its database before its pages can show it, whenever that is."""

import time
from typing import Any

from django.contrib.auth import get_user_model
from django.core.checks import Tags
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser
from django.db import DatabaseError, connection

from parkinfo.checks import POOLER_IS_HIDDEN
from zones.models import City

POLL_SECONDS = 1
#: An embedded server takes some seconds to start, which is nothing to talk about.
QUIET_SECONDS = 15
#: PgBouncer's word for what we ask PostgreSQL for at connecting.
UNSUPPORTED = "unsupported startup parameter"


class Command(BaseCommand):
    """Beside the web process, which does without until then: `serve` and deploy/systemd run it until it succeeds."""

    help = "Waits for the database, as long as it takes, and migrates it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load demo content into an empty site")

    def handle(self, *, demo: bool, **options: Any) -> None:
        self.wait()
        self.check(tags=[Tags.database], databases=[connection.alias])
        try:
            call_command("migrate", interactive=False, verbosity=0)
            if demo and not get_user_model().objects.exists() and not City.objects.exists():
                self.say("Loading the demo content, this first time only.")
                call_command("load_demo", stdout=self.stdout)
        except DatabaseError as error:
            raise CommandError(f"The database is not prepared: {first_line(error)}") from error

    def wait(self) -> None:
        """Returns when a connection succeeds; says once why it has to wait."""
        begun, is_told = time.monotonic(), False
        while True:
            try:
                connection.ensure_connection()
            except DatabaseError as error:
                if UNSUPPORTED in str(error):
                    raise CommandError(f"{POOLER_IS_HIDDEN} In .env: DATABASE_POOLER=transaction.") from error
                if not is_told and time.monotonic() - begun > QUIET_SECONDS:
                    self.say(f"The database is away, and waited for: {first_line(error)}")
                    is_told = True
                time.sleep(POLL_SECONDS)
            else:
                if is_told:
                    self.say("The database answers.")
                return

    def say(self, text: str) -> None:
        """At once, also into a file or a journal."""
        self.stdout.write(text)
        self.stdout.flush()


def first_line(error: Exception) -> str:
    """A database error's first line: psycopg2 adds hints and positions below."""
    return str(error).strip().split("\n", 1)[0]
