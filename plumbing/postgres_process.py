"""The embedded PostgreSQL as a process of its own: `python -m plumbing.postgres_process DIRECTORY`.

It lives as long as the server: it ends, with one sentence, when the server is gone, and whoever started it starts it
again. It is one user of the server among others (plumbing/postgres.py), so told to end it stops the server only when it
is the last.
"""

import enum
import signal
import socket
import sys
import time
from pathlib import Path

import psycopg2

from plumbing import postgres, processes

CHECK_SECONDS = 1
#: How long an answer is waited for; libpq knows no shorter time.
ANSWER_SECONDS = 2
#: A server is said to be silent, and one that was stopped is continued, after so long.
SILENT_SECONDS = 5


class State(enum.Enum):
    """What a server says to somebody who connects."""

    ANSWERS = enum.auto()
    REFUSES = enum.auto()  # it starts, recovers, stops, or has no connection left
    SILENT = enum.auto()
    GONE = enum.auto()


def main() -> None:
    """The program: DIRECTORY (absolute) is the cluster's."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    directory = Path(sys.argv[1])
    try:
        with postgres.running(directory):
            watch(directory)
    except postgres.ServerError as error:
        sys.exit(str(error))


def state(directory: Path) -> State:
    """Asks the server of the cluster in `directory` (absolute), for ANSWER_SECONDS at most."""
    begun = time.monotonic()
    try:
        psycopg2.connect(postgres.url(directory), connect_timeout=ANSWER_SECONDS).close()
    except psycopg2.OperationalError:
        if _is_gone(directory):
            return State.GONE
        return State.SILENT if time.monotonic() - begun >= ANSWER_SECONDS else State.REFUSES
    return State.ANSWERS


def watch(directory: Path) -> None:
    """Until the server is gone; then raises ServerError.

    A server that was stopped (SIGSTOP) is continued: nothing else is wrong with it. One that is silent for another
    reason waits for its disk or its memory, which no restart would give it: that is said, and when it is over.
    """
    answered, is_silent = time.monotonic(), False
    while (found := state(directory)) is not State.GONE:
        now = time.monotonic()
        if found is not State.SILENT:
            if is_silent:
                _say(f"PostgreSQL answers again after {now - answered:.0f} s.")
            answered, is_silent = now, False
        elif now - answered >= SILENT_SECONDS:
            if not is_silent:
                _say("PostgreSQL does not answer.")
            is_silent = True
            if _resume(directory):
                _say("PostgreSQL was stopped (SIGSTOP) and is continued.")
        time.sleep(CHECK_SECONDS)
    raise postgres.ServerError("PostgreSQL has ended by itself; what it had committed is safe.")


def _is_gone(directory: Path) -> bool:
    """Whether nobody listens on the socket. A full backlog is somebody who does not answer."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_SECONDS)
        try:
            client.connect(str(postgres.socket_directory(directory) / f".s.PGSQL.{postgres.PORT}"))
        except (FileNotFoundError, ConnectionRefusedError):
            return True
        except OSError:
            return False
    return False


def _resume(directory: Path) -> int:
    """Continues the server, which listens and so is the one of the pid file; how many processes were stopped."""
    try:
        return processes.resume(int((directory / "data/postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return 0


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
