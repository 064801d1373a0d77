"""`manage.py runserver`: Django's own, which `make dev` starts before the database is there."""

import contextlib

from django.db import DatabaseError
from whitenoise.runserver_nostatic.management.commands.runserver import Command as WhiteNoiseCommand


class Command(WhiteNoiseCommand):
    def check_migrations(self) -> None:
        """What is missing is worth a line; a database that is away is no reason not to start."""
        with contextlib.suppress(DatabaseError):
            super().check_migrations()
