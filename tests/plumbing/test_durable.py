"""Files that survive a crash: on the disk when the call returns, and at their name never half of one."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from plumbing import durable
from tests.disk import DURABLY

# A process that dies before it gives the file its name.
KILLED = """
import os, pathlib, signal, sys
from plumbing import durable
os.replace = os.link = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
durable.write(pathlib.Path(sys.argv[1]), b"new", mode=0o600, overwrite=sys.argv[2] == "overwrite")
"""


@pytest.fixture(params=[True, False], ids=["overwriting", "keeping"])
def overwrite(request):
    return request.param


def test_file_and_directory_are_flushed_in_this_order(tmp_path, disk, overwrite):
    """Were the name on the disk before the content, a crash would leave an empty file of the right name."""
    durable.write(tmp_path / "a", b"x" * 100_000, mode=0o600, overwrite=overwrite)
    assert disk.order(tmp_path / "a") == DURABLY


def test_what_was_moved_is_known_to_both_directories(tmp_path, disk):
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    (tmp_path / "from/a").touch()
    durable.move(tmp_path / "from/a", tmp_path / "to/a")
    assert disk.order(tmp_path / "to/a") == ["name file", "flush directory"]
    assert disk.order(tmp_path / "from") == ["flush file"]


def test_a_new_directory_is_known_to_the_one_above_it(tmp_path, disk):
    durable.make_directory(tmp_path / "a/b", mode=0o700, parents=True)
    durable.make_directory(tmp_path / "a/b", mode=0o700, parents=True)
    assert (tmp_path / "a/b").stat().st_mode & 0o777 == 0o700
    assert disk.order(tmp_path / "a") == ["flush directory", "flush file"]


def test_the_directories_above_are_made_only_when_asked_for(tmp_path):
    """One that is missing may be a disk that is not mounted."""
    with pytest.raises(FileNotFoundError):
        durable.make_directory(tmp_path / "a/b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_the_permissions_are_those_asked_for_whatever_the_umask(tmp_path, mode):
    before = os.umask(0o077)
    try:
        durable.write(tmp_path / "a", b"", mode=mode)
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode


def test_a_file_is_replaced_or_kept_as_asked(tmp_path, overwrite):
    (tmp_path / "a").write_bytes(b"old")
    durable.write(tmp_path / "a", b"new", mode=0o600, overwrite=overwrite)
    assert (tmp_path / "a").read_bytes() == (b"new" if overwrite else b"old")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_is_kept_also_where_there_are_no_hard_links(tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    for content in (b"first", b"second"):
        durable.write(tmp_path / "a", content, mode=0o600, overwrite=False)
    assert (tmp_path / "a").read_bytes() == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
def test_a_disk_that_refuses_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    def refuse(*args):
        raise OSError(28, "No space left on device")

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(durable.os, step, refuse)
    with pytest.raises(OSError, match="No space"):
        durable.write(tmp_path / "a", b"new", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_writer_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(KeyError), durable.replacing(tmp_path / "a", mode=0o600) as file:  # noqa: PT012 - the block fails
        file.write(b"half")
        raise KeyError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("already", [b"old", None], ids=["over an old file", "where there was none"])
def test_a_process_killed_before_the_name_is_given_leaves_no_half_file(tmp_path, already, overwrite):
    if already:
        (tmp_path / "a").write_bytes(already)
    word = "overwrite" if overwrite else "keep"
    died = subprocess.run([sys.executable, "-c", KILLED, tmp_path / "a", word], cwd=settings.BASE_DIR)
    assert died.returncode == -signal.SIGKILL
    assert [path.read_bytes() for path in tmp_path.glob("[!.]*")] == ([already] if already else [])
    assert all(path.name.startswith(durable.TEMPORARY_PREFIX) for path in tmp_path.glob(".*"))
