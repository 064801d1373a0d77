#!/usr/bin/env python
"""Django's command line, with the embedded PostgreSQL around every command that may need a database."""

import contextlib
import os
import signal
import sys
from pathlib import Path

# These never touch the database, or run it as a process of its own (`serve`); everything else may need it.
# `doctor` does without where it is away, and must not start what it looks at.
WITHOUT_DATABASE = {
    *("serve", "doctor", "help", "version", "check", "collectstatic", "findstatic"),
    *("--help", "-h", "--version"),
}


def main():
    read_environment(Path(__file__).with_name(".env"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkinfo.settings")
    # What raises while Python imports may be lost; `serve` has nothing to leave before it listens for Ctrl-C itself.
    if sys.argv[1:2] == ["serve"] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    # Django reads the environment when it is imported: only now is it complete.
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from plumbing.postgres_programs import ServerError

    try:
        django.setup()
        leave_when_told()
        with database(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ServerError) as error:
        sys.exit(str(error))


def leave_when_told():
    """Told to end, or its terminal closed: leave through the context managers, so that no server is left behind.

    Not before the imports are done: until then there is nothing to leave, and what a handler raises may be lost.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` had it ignored, and so it stays
            signal.signal(number, lambda number, frame: sys.exit(128 + number))


def read_environment(path):
    """Adds the `NAME=value` lines of the file at `path`, if there is one, to the environment, which wins."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


@contextlib.contextmanager
def database(arguments):
    """The embedded server runs meanwhile, unless DATABASE_URL names another or the command needs none."""
    if os.environ.get("DATABASE_URL") or not arguments or not WITHOUT_DATABASE.isdisjoint(arguments):
        yield
        return

    # With the same reason as above; what needs no database does not pay for these.
    from django.conf import settings

    from plumbing import postgres
    from plumbing.postgres_programs import bin_directories

    with postgres.running(settings.VAR_DIR / "postgres"):
        # `dbshell` looks for psql on PATH.
        programs = [str(path) for path in bin_directories()]
        os.environ["PATH"] = os.pathsep.join([*programs, os.environ.get("PATH", os.defpath)])
        yield


if __name__ == "__main__":
    main()
