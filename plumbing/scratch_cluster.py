"""A cluster nobody will miss: its server and its files are gone when its user has ended, also when that was killed.

A process of its own, this module's, runs the server until its input ends: the kernel ends it with the process that
holds the other side, whatever killed that.
"""

import contextlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from plumbing import postgres
from plumbing.postgres_programs import ServerError

READY = "ready\n"


@contextlib.contextmanager
def scratch_cluster(directory: Path, version: int) -> Iterator[None]:
    """An empty cluster in `directory` (absolute), served while this context lasts; see `plumbing.postgres.url`.

    What stood in the directory goes first. `version` is the major version wanted; where it is not here, it is another.
    Raises ServerError.
    """
    command: list[str | Path] = [sys.executable, "-m", "plumbing.scratch_cluster", directory, str(version)]
    keeper = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches its user, which closes the input
    )
    with keeper:  # closes the input and waits
        answer = keeper.stdout.readline() if keeper.stdout else ""
        if answer != READY:
            raise ServerError(answer.strip() or "The scratch server does not start.")
        yield


def main(directory: Path, version: int) -> None:
    """Serve the cluster until the input ends, then remove it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: None)  # its user is told as well, and closes the input
    try:
        if directory.exists():
            with contextlib.suppress(ServerError), postgres.running(directory, durable=False):
                pass  # left behind by a killed process of this module: its server is stopped
            _remove(directory)
        with postgres.running(directory, durable=False, version=version):
            print(READY, end="", flush=True)
            sys.stdin.read()
    except ServerError as error:
        print(error, flush=True)
    finally:
        _remove(directory)


def _remove(directory: Path) -> None:
    data, socket = directory / "data", postgres.socket_directory(directory)
    elsewhere = [data.resolve().parent] if data.is_symlink() else []
    for path in (*elsewhere, socket, directory):
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
