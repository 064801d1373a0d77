#!/usr/bin/env python
"""Django's command line, with the embedded PostgreSQL around every command that may need a database."""

import contextlib
import os
import signal
import sys

# These never touch the database; everything else may.
WITHOUT_DATABASE = {"help", "version", "check", "collectstatic", "findstatic", "makemessages", "startapp"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from parkinfo.postgres import ServerError

    try:
        with database():
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ServerError) as error:
        sys.exit(f"{error}")


@contextlib.contextmanager
def database():
    """The embedded server runs meanwhile, unless DATABASE_URL names another or the command needs none."""
    words = set(sys.argv[1:2]) | ({"help"} if {"--help", "-h"} & set(sys.argv) else set())
    if os.environ.get("DATABASE_URL") or not words or words & (WITHOUT_DATABASE | {"--version", "--help"}):
        yield
        return
    from django.conf import settings

    from parkinfo import postgres

    # Told to end, or its terminal closed: leave through the context managers, so that the server is not left behind.
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, frame: sys.exit(128 + number))
    with postgres.running(settings.VAR_DIR / "postgres"):
        # `dbshell` and `backup` look for psql and pg_dump on PATH.
        programs = [str(path) for path in postgres.bin_directories()]
        os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), *programs])
        yield


if __name__ == "__main__":
    main()
