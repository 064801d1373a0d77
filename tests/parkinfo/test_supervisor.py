"""Which process is started again, when, and what is said of it. Most processes here exist on paper only."""

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from parkinfo import supervisor
from parkinfo.supervisor import CannotStartError, Piece, Supervisor, read_procfile


class Stage:
    """A clock of its own, and programs that end when a test says so."""

    def __init__(self, monkeypatch):
        self.clock, self.started, self.lines = 1000.0, [], []
        self.process = None
        monkeypatch.setattr(supervisor.time, "monotonic", lambda: self.clock)
        monkeypatch.setattr(supervisor.subprocess, "Popen", self.start)
        monkeypatch.setattr(supervisor, "_kill_group", lambda process: None)

    def start(self, command, **options):
        self.started.append(self.clock)
        self.process = self
        self.status = None
        return self

    def poll(self):
        return self.status

    def pass_time(self, piece, seconds):
        """Lets the seconds pass in steps of a tenth."""
        for _ in range(round(seconds * 10)):
            self.clock += 0.1
            piece.tick(self.lines.append, {})

    def end(self, piece, status=-signal.SIGKILL):
        self.status = status
        piece.tick(self.lines.append, {})

    def end_whenever_started(self, piece, times, status=-signal.SIGKILL):
        """Ends it at once so many times, and returns the pauses between its starts."""
        begun = len(self.started)
        while len(self.started) < begun + times:
            self.end(piece, status) if self.status is None else self.pass_time(piece, 0.1)
        return [round(b - a, 1) for a, b in zip(self.started[begun - 1 :], self.started[begun:], strict=False)]


@pytest.fixture
def stage(monkeypatch):
    return Stage(monkeypatch)


@pytest.fixture
def worker(stage):
    piece = Piece("worker", ["work"])
    piece.tick(stage.lines.append, {})
    return piece


def test_the_pause_before_the_next_start_doubles_up_to_half_a_minute(stage, worker):
    assert stage.end_whenever_started(worker, 8) == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30], abs=0.21)


def test_a_minute_of_health_makes_the_pause_short_again(stage, worker):
    stage.end_whenever_started(worker, 6)
    stage.pass_time(worker, supervisor.STEADY_SECONDS + 30)
    assert stage.end_whenever_started(worker, 1)[0] > 30
    stage.pass_time(worker, supervisor.STEADY_SECONDS + supervisor.HEALTHY_SECONDS + 1)
    ended = stage.clock
    stage.end_whenever_started(worker, 1)
    assert stage.started[-1] - ended < 1


def test_it_is_said_once_that_it_is_down_and_once_that_it_is_back(stage, worker):
    stage.pass_time(worker, 10)
    assert stage.lines == []
    stage.end(worker)
    stage.pass_time(worker, 0.6)
    stage.end_whenever_started(worker, 3)
    assert stage.lines == ["The worker process was killed by SIGKILL; trying again."]
    stage.pass_time(worker, 60)
    assert stage.lines[1:] == ["The worker process is back after 12.6 s and 4 starts."]


def test_one_that_can_be_asked_is_back_when_it_says_so(stage):
    ready = False
    web = Piece("web", ["serve"], is_ready=lambda: ready)
    stage.pass_time(web, 0.1)
    stage.end(web, -9)
    stage.pass_time(web, 100)
    assert not web.is_up
    ready = True
    stage.pass_time(web, 0.1)
    assert web.is_up
    assert len(stage.lines) == 2


def test_a_task_is_tried_until_it_is_done_and_others_wait_for_its_first_end_only(stage):
    task = Piece("preparation", ["prepare"], is_task=True)
    worker = Piece("worker", ["work"], after=task)
    stage.pass_time(task, 100)
    worker.tick(stage.lines.append, {})
    assert worker.process is None
    stage.end(task, 1)
    worker.tick(stage.lines.append, {})
    assert worker.process is not None
    stage.pass_time(task, 1)
    stage.end(task, 0)
    assert task.is_done
    before = len(stage.started)
    stage.pass_time(task, 100)
    assert len(stage.started) == before
    assert "has done its work" in stage.lines[-1]


def test_a_vital_one_that_ends_before_it_was_ever_up_ends_the_whole(stage):
    web = Piece("web", ["serve"], is_ready=lambda: False, is_vital=True)
    stage.pass_time(web, 0.1)
    stage.end(web, -9)  # somebody killed it: that says nothing about the next time
    stage.pass_time(web, 1)
    with pytest.raises(CannotStartError, match="The web process ended with status 1 and has never answered"):
        stage.end(web, 1)


def test_a_vital_one_that_was_up_once_is_tried_for_ever(stage):
    web = Piece("web", ["serve"], is_ready=lambda: True, is_vital=True)
    stage.pass_time(web, 1)
    stage.end_whenever_started(web, 10, status=1)
    assert len(stage.lines) == 1


def test_another_reason_is_said_as_well_and_each_once(stage):
    taken = ""
    web = Piece("web", ["serve"], is_ready=lambda: True, obstacle=lambda: taken)
    stage.pass_time(web, 1)
    stage.end(web)
    taken = "port 80 is taken"
    stage.pass_time(web, 60)
    assert web.process is None
    assert stage.lines == [
        "The web process was killed by SIGKILL; trying again.",
        "The web process cannot be started (port 80 is taken); trying again.",
    ]
    taken = ""
    stage.pass_time(web, 60)
    assert "The web process is back" in stage.lines[-1]
    stage.end(web)
    assert len(stage.lines) == 4


def test_a_signal_without_a_name_is_a_number(stage, worker):
    stage.end(worker, -40)
    assert "was killed by signal 40" in stage.lines[0]


# Real processes from here on.


@pytest.fixture
def supervise(tmp_path):
    lines = []

    def make(*pieces, **options):
        return Supervisor(pieces, tmp_path, lines.append, **options)

    make.lines = lines
    return make


@pytest.mark.slow
def test_a_program_that_is_not_there_is_said_and_costs_no_other(supervise, monkeypatch):
    monkeypatch.setattr(supervisor, "STEADY_SECONDS", 0.1)
    missing, other = Piece("missing", ["/no/such/program"]), Piece("other", ["sleep", "60"])
    with supervise(missing, other) as running:
        running.watch(until=lambda: other.is_up)
        assert missing.process is None
    [line] = supervise.lines
    assert "The missing process cannot be started" in line
    assert "No such file" in line


# Says in a file that it runs, and in another, when told to end, that it does.
POLITE = """
import pathlib, signal, sys, time
name, farewells = sys.argv[1], pathlib.Path(sys.argv[2])

def leave(number, frame):
    time.sleep(0.2)
    with farewells.open("a") as file:
        file.write(f"{name}\\n")
    sys.exit()

signal.signal(signal.SIGTERM, leave)
farewells.with_name(name).touch()
time.sleep(60)
"""


@pytest.mark.slow
def test_it_stops_all_also_one_that_is_between_two_starts_and_the_last_one_last(supervise, tmp_path):
    def polite(name):
        return Piece(name, [sys.executable, "-c", POLITE, name, str(tmp_path / "farewells")])

    last, other, broken = polite("last"), polite("other"), Piece("broken", ["false"])
    with supervise(last, broken, other, last=last) as running:
        running.watch(until=lambda: {"last", "other"} <= set(os.listdir(tmp_path)) and broken.has_ended)
    assert (tmp_path / "farewells").read_text() == "other\nlast\n"


@pytest.mark.slow
def test_a_signal_to_stop_is_noted_and_the_handlers_of_before_come_back(supervise):
    before = signal.getsignal(signal.SIGTERM)
    with supervise(Piece("other", ["sleep", "60"])) as running:
        threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGTERM]).start()
        running.watch()
        assert running.stopped_by == signal.SIGTERM
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.slow
def test_what_a_process_left_behind_goes_with_it(supervise, tmp_path):
    script = f"sleep 61 & echo $! > {tmp_path}/child; exit 1"
    piece = Piece("leaver", ["sh", "-c", script])
    with supervise(piece) as running:
        running.watch(until=lambda: piece.has_ended)
    child = int((tmp_path / "child").read_text())
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text()


def test_a_directory_with_a_space_stays_one_word_of_a_command(tmp_path):
    (tmp_path / "Procfile").write_text("web: serve --media $VAR_DIR/media --port $PORT\n")
    assert read_procfile(tmp_path / "Procfile", {"PORT": "80", "VAR_DIR": "/a b"}) == {
        "web": ["serve", "--media", "/a b/media", "--port", "80"]
    }
