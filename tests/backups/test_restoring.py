"""A restore that was killed half-way is done again, and leaves nothing that somebody else could read."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from backups import making, programs, restoring
from backups.programs import BackupError
from bench.desk_server import ROOT, DeskServer, wait_until
from leads import erased_numbers
from plumbing import postgres
from tests import builders


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var/media"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_COPY_DIR = None
    (settings.VAR_DIR / "spool").mkdir(parents=True)


@pytest.fixture
def backup(settings, monkeypatch, db):
    """One of an empty site with a file in the spool; restoring it leaves the test's database alone."""
    monkeypatch.setattr(programs, "dump", lambda path, snapshot: path.write_bytes(b"PGDMP") and 18)
    monkeypatch.setattr(programs, "load", lambda *args: None)
    monkeypatch.setattr(restoring, "connection", connection)
    monkeypatch.setattr(connection, "close", lambda: None)
    (settings.VAR_DIR / "spool/a.json").write_text("{}")
    made = making.make()
    (settings.VAR_DIR / "spool/a.json").unlink()
    builders.city()
    return made


def fail_at(monkeypatch, owner, name, error):
    """The next call of one of our functions does not return."""

    def fail(*args, **kwargs):
        monkeypatch.setattr(owner, name, original)
        raise error

    original = getattr(owner, name)
    monkeypatch.setattr(owner, name, fail)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("owner", "name"), [(restoring, "call_command"), (restoring, "_outdate_caches"), (erased_numbers, "spread")]
)
def test_killed_after_the_database_it_is_done_again_without_being_asked(settings, monkeypatch, backup, owner, name):
    fail_at(monkeypatch, owner, name, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(backup.path, overwrite=True)
    assert backup.path.name in making.problems()[0]
    restoring.restore(backup.path)
    assert (settings.VAR_DIR / "spool/a.json").exists()
    assert restoring.unfinished() is None
    assert making.problems() == []


@pytest.mark.slow
def test_another_backup_is_not_taken_for_the_one_that_was_begun(monkeypatch, backup):
    fail_at(monkeypatch, restoring, "_outdate_caches", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(backup.path, overwrite=True)
    other = backup.path.rename(backup.path.with_name("other.tar"))
    with pytest.raises(CommandError, match=rf"上次从 {backup.path.name}.* 恢复没有做完"):
        call_command("restore", other)
    restoring.restore(other, overwrite=True)


def test_a_restore_that_changed_nothing_is_not_called_half_done(monkeypatch, backup):
    fail_at(monkeypatch, programs, "load", BackupError("没有恢复"))
    with pytest.raises(BackupError):
        restoring.restore(backup.path, overwrite=True)
    assert restoring.unfinished() is None
    with pytest.raises(BackupError, match="--yes"):
        restoring.restore(backup.path)


def test_what_an_earlier_release_left_of_a_killed_restore_goes(settings, backup):
    (settings.VAR_DIR / ".restoring-abc").mkdir()
    (settings.VAR_DIR / ".restoring-abc/database.dump").touch()
    restoring.restore(backup.path, overwrite=True)
    assert not (settings.VAR_DIR / ".restoring-abc").exists()


@pytest.mark.slow
def test_the_list_of_the_erased_is_taken_from_beside_the_backup(settings, backup, tmp_path):
    erased_numbers.record("+8613800000000", timezone.now())
    elsewhere = tmp_path / "usb"
    elsewhere.mkdir()
    for path in (backup.path, settings.VAR_DIR / erased_numbers.NAME):
        path.rename(elsewhere / path.name)
    (settings.BACKUP_DIR / erased_numbers.NAME).unlink()
    restoring.restore(elsewhere / backup.path.name, overwrite=True)
    assert erased_numbers.erased_at("+8613800000000", erased_numbers.read())


@pytest.mark.slow
def test_killed_by_kill_9_it_leaves_no_dump_and_is_finished_by_the_same_command(tmp_path):
    server = DeskServer(tmp_path / "site")
    with postgres.running(server.cluster, durable=False):
        server.manage("migrate", "--verbosity=0")
        server.ask(
            'INSERT INTO zones_city (name, slug, province, intro, icp_number, police_number, "order", is_listed)'
            " VALUES ('示例市', 'shili', '', '', '', '', 1, true)"
        )
        (server.var / "spool").mkdir()
        (server.var / "spool/waiting.json").write_text("{}")
        server.manage("backup")
        [backup] = (server.var / "backups").glob("*.tar")
        (server.var / "spool/waiting.json").unlink()
        command = [sys.executable, "manage.py", "restore", str(backup), "--yes"]
        with subprocess.Popen(command, cwd=ROOT, env=server.environment, start_new_session=True) as process:
            wait_until((server.var / "restoring").exists)
            time.sleep(0.3)
            os.killpg(process.pid, signal.SIGKILL)
        left = [path for path in server.var.rglob("*") if path.is_file() and server.cluster not in path.parents]
        assert not [path for path in left if path.name.startswith("database.") or "restoring-" in str(path)]
        again = subprocess.run(command[:-1], cwd=ROOT, env=server.environment, capture_output=True, text=True)
        assert again.returncode == 0, again.stderr
        assert server.ask("SELECT name FROM zones_city") == [("示例市",)]
        assert (server.var / "spool/waiting.json").exists()
