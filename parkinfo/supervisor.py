"""Runs the processes of a Procfile side by side; none of them outlives the process that started them."""

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

# A process that ends sooner than this after its start would end again: then everything stops.
TOO_SOON_SECONDS = 5
# What a process gets to finish its requests or its job; docker and systemd are no more patient with us.
GRACE_SECONDS = 8
POLL_SECONDS = 0.1
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ProcessDied(Exception):
    """Says in one sentence which process ended by itself."""


def read_procfile(path, variables):
    """{name: [word, ...]} of a Procfile's `name: command` lines, `$NAME` replaced from `variables`."""
    commands = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, command = line.partition(":")
        words = shlex.split(command)
        # After splitting, so that a directory may have a space in its name.
        commands[name] = [_expand(word, variables) for word in words]
    return commands


def _expand(word, variables):
    for name, value in variables.items():
        word = word.replace(f"${name}", str(value))
    return word


class Supervisor:
    """A context in which the processes run; it starts them in `directory` and ends them on leaving."""

    def __init__(self, commands, directory, say):
        self.commands = commands
        self.directory = directory
        self.say = say
        self.processes = {}
        self.started = {}

    def __enter__(self):
        try:
            for name in self.commands:
                self._start(name)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception):
        self.stop()

    def check(self):
        """Starts again what has died; raises ProcessDied if it hardly lived."""
        for name, process in self.processes.items():
            code = process.poll()
            if code is None:
                continue
            _kill_group(process)
            lived = time.monotonic() - self.started[name]
            if lived < TOO_SOON_SECONDS:
                raise ProcessDied(f"The {name} process ended with {code} as soon as it was started; see above.")
            self.say(f"The {name} process ended with {code}; it is started again.")
            self._start(name)

    def watch(self):
        """Until a signal or ProcessDied."""
        while True:
            self.check()
            time.sleep(POLL_SECONDS)

    def stop(self):
        """Asks all to end, gives them GRACE_SECONDS, kills what is left of them."""
        before = {number: signal.signal(number, signal.SIG_IGN) for number in STOP_SIGNALS}
        for process in self.processes.values():
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{process.args[0]} does not end by itself and is killed.")
            _kill_group(process)
            process.wait()
        for number, handler in before.items():
            signal.signal(number, handler)

    def _start(self, name):
        # The interpreter's own directory first: `python` and `granian` are those of this environment.
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
        self.started[name] = time.monotonic()
        self.processes[name] = subprocess.Popen(
            self.commands[name],
            cwd=self.directory,
            env=os.environ | {"PATH": path, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches only us, and what a process starts can be ended with it
            preexec_fn=_end_with_parent(os.getpid()),
        )


def _end_with_parent(parent):
    """What a new process does first: ask Linux for SIGTERM when its parent dies, however it dies."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask():
        if library:
            library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _kill_group(process):
    """Ends what the process started and left behind; it leads its own session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
