"""Runs processes side by side and starts each again when it ends; none outlives the process that runs them.

One that ends is started again after a pause, which doubles with each end and is short again after a minute of health.
It is said once when a process goes down (once for each reason) and once when it is back; the others never notice.
"""

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
#: A process that was up for so long is healthy: its next pause is the first one again.
HEALTHY_SECONDS = 60
#: A process that nobody can ask counts as up when it has lived so long.
STEADY_SECONDS = 5
# What a process gets to finish its requests or its job; docker and systemd are no more patient with us.
GRACE_SECONDS = 8
# The database's own patience with its sessions, and a little more: killed sooner it would leave its server behind.
LAST_GRACE_SECONDS = 130
POLL_SECONDS = 0.1
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# The status of a program that cannot be run at all, as shells have it.
CANNOT_RUN = 127

Say = Callable[[str], None]


class CannotStartError(Exception):
    """Says in one sentence which process, without which nothing is of use, does not start."""


def read_procfile(path: Path, variables: Mapping[str, object]) -> dict[str, list[str]]:
    """{name: [word, ...]} of a Procfile's `name: command` lines, `$NAME` replaced from `variables`."""
    commands = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, command = line.partition(":")
        words = shlex.split(command)
        # After splitting, so that a directory may have a space in its name.
        commands[name] = [_expand(word, variables) for word in words]
    return commands


def _expand(word: str, variables: Mapping[str, object]) -> str:
    for name, value in variables.items():
        word = word.replace(f"${name}", str(value))
    return word


class Piece:
    """One process that has to run.

    `obstacle` says, before each start, why it would be in vain; empty if it would not. `is_ready` is asked, quickly,
    while the process comes up; without it a process is up after STEADY_SECONDS. A task ends with 0 when it is done, and
    is started again only until then. A piece `after` another is not started before that one has ended once, however it
    ended. A vital one that ends by itself before it was ever up cannot work, and raises CannotStartError.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        is_ready: Callable[[], bool] | None = None,
        obstacle: Callable[[], str] = str,
        is_task: bool = False,
        is_vital: bool = False,
        after: "Piece | None" = None,
    ) -> None:
        self.name, self.command = name, command
        self.is_task, self.is_vital, self.after = is_task, is_vital, after
        self.is_up = self.has_been_up = self.has_ended = self.is_done = False
        self.process: subprocess.Popen[bytes] | None = None
        self._is_ready, self._obstacle = is_ready or self._has_lived_long_enough, obstacle
        self._started = self._due = self._up_since = 0.0  # of the process's clock
        self._down_since: float | None = None
        self._reasons: set[str] = set()  # said since it is down
        self._starts = 0
        self._pause = FIRST_PAUSE_SECONDS

    def tick(self, say: Say, options: Mapping[str, Any]) -> None:
        """Starts it when it is time, notes that it came up or ended. `options` are for subprocess.Popen."""
        now = time.monotonic()
        if self.is_done or (self.after is not None and not self.after.has_ended):
            return
        if self.process is None:
            if now >= self._due:
                self._start(now, say, options)
        elif (status := self.process.poll()) is not None:
            _kill_group(self.process)
            self.process = None
            self._note_end(status, _ending(status), now, say)
        elif not self.is_up and self._is_ready():
            self._note_up(now, say)

    def end(self, deadline: float, say: Say) -> None:
        """Waits until `deadline` (of time.monotonic()) for what was asked to end, then kills it, and what it left."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} process does not end by itself and is killed.")
        _kill_group(self.process)
        self.process.wait()
        self.process = None

    def _start(self, now: float, say: Say, options: Mapping[str, Any]) -> None:
        self._started = now
        self._starts += 1
        if obstacle := self._obstacle():
            self._note_end(CANNOT_RUN, f"cannot be started ({obstacle})", now, say)
            return
        try:
            self.process = subprocess.Popen(self.command, **options)
        except (OSError, subprocess.SubprocessError) as error:  # no such program, or no room for another process
            self._note_end(CANNOT_RUN, f"cannot be started ({error})", now, say)

    def _has_lived_long_enough(self) -> bool:
        return not self.is_task and time.monotonic() - self._started >= STEADY_SECONDS

    def _note_end(self, status: int, how: str, now: float, say: Say) -> None:
        self.has_ended = True
        if self.is_task and status == 0:
            self.is_done = True
            self._note_up(now, say)
            return
        if self.is_vital and not self.has_been_up and status >= 0:
            raise CannotStartError(f"The {self.name} process {how} and has never answered; see above.")
        if self.is_up and now - self._up_since >= HEALTHY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self._due = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        self.is_up = False
        if self._down_since is None:
            self._down_since, self._starts = now, 0
        if how not in self._reasons:
            self._reasons.add(how)
            say(f"The {self.name} process {how}; trying again.")

    def _note_up(self, now: float, say: Say) -> None:
        self.is_up = self.has_been_up = True
        self._up_since = now
        if self._down_since is not None:
            state = "has done its work" if self.is_task else "is back"
            starts = "1 start" if self._starts == 1 else f"{self._starts} starts"
            say(f"The {self.name} process {state} after {now - self._down_since:.1f} s and {starts}.")
            self._down_since = None
            self._reasons.clear()


class Supervisor:
    """A context in which the pieces run, in `directory`; leaving it ends them, `last` when all others have ended.

    Inside, signals to stop are only noted: `stopped_by` is the first one's number, and `watch` returns.
    """

    def __init__(
        self,
        pieces: Iterable[Piece],
        directory: Path,
        say: Say,
        *,
        last: Piece | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.pieces = list(pieces)
        self.say = say
        self.last = last
        self.stopped_by: int | None = None
        self._handlers: dict[int, Any] = {}
        # The interpreter's own directory first: `python` and `granian` are those of this environment.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        self._options = {
            "cwd": directory,
            "env": os.environ | {"PATH": path, "PYTHONUNBUFFERED": "1"} | dict(environment or {}),
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,  # Ctrl-C reaches only us, and what a process starts can be ended with it
            "preexec_fn": _end_with_parent(os.getpid()),
        }

    def __enter__(self) -> "Supervisor":
        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` had it ignored, and so it stays
                self._handlers[number] = signal.signal(number, self._note_signal)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keeps the pieces running until a signal to stop or until `until` is true. Raises CannotStartError."""
        while self.stopped_by is None and not until():
            for piece in self.pieces:
                piece.tick(self.say, self._options)
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """Asks all to end, gives them GRACE_SECONDS, kills what is left of them; then the last one."""
        others = [piece for piece in self.pieces if piece is not self.last]
        last = [self.last] if self.last else []
        for pieces, grace in ((others, GRACE_SECONDS), (last, LAST_GRACE_SECONDS)):
            for piece in pieces:
                if piece.process:
                    piece.process.terminate()
            deadline = time.monotonic() + grace
            for piece in pieces:
                piece.end(deadline, self.say)

    def _note_signal(self, number: int, frame: object) -> None:
        self.stopped_by = self.stopped_by or number


def _ending(status: int) -> str:
    """What became of a process with the exit status of subprocess, as the end of a sentence."""
    if status >= 0:
        return f"ended with status {status}"
    names = {each.value: each.name for each in signal.Signals}
    return f"was killed by {names.get(-status, f'signal {-status}')}"


def _end_with_parent(parent: int) -> Callable[[], None]:
    """What a new process does first: ask Linux for SIGTERM when its parent dies, however it dies."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if library:
            library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Ends what the process started and left behind; it leads its own session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
