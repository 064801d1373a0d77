"""Every backup is restored for a trial; what it then lacks, and that there was no trial, is said."""

import hashlib
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from backups import archive, digests, making, programs, proofs, proving
from backups.programs import BackupError
from backups.proofs import Proof
from images.models import Image
from plumbing.postgres_programs import ServerError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = tmp_path / "var/media"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_COPY_DIR = None
    settings.MEDIA_ROOT.mkdir(parents=True)


@pytest.fixture
def no_dump(monkeypatch):
    monkeypatch.setattr(programs, "dump", lambda path, snapshot: path.write_bytes(b"PGDMP") and 18)


@pytest.mark.slow
def test_a_backup_that_restores_as_it_was_is_proven_and_leaves_nothing_behind(settings, capsys):
    call_command("backup")
    [backup] = making.kept()
    assert backup.proof.problem == ""
    assert backup.proof.tables > 50
    assert backup.proof.rows > 100
    assert f"{backup.proof.tables} 张表 {backup.proof.rows} 行、0 张图片与备份时一致" in capsys.readouterr().out
    assert list((settings.VAR_DIR / "proving").iterdir()) == []
    assert making.problems() == []


@pytest.mark.slow
def test_one_row_that_differs_is_said_and_the_backup_stays(monkeypatch, capsys, caplog):
    read = archive.manifest

    def altered(path):
        manifest = read(path)
        manifest["tables"]["auth_group"][0] += 1
        return manifest

    monkeypatch.setattr(archive, "manifest", altered)
    call_command("backup")
    assert "备份已保存，但没有通过恢复验证：恢复后有 1 张表与备份时不一致：auth_group" in capsys.readouterr().err
    assert "没有通过恢复验证" in making.problems()[0]
    assert "is not proven" in caplog.text
    assert making.kept()[0].path.exists()


def test_the_digest_of_a_table_knows_every_row_and_no_order():
    with digests.snapshot() as (_, cursor):
        first = digests.of_tables(cursor)
        assert digests.of_tables(cursor) == first
        assert first["auth_group"][0] > 0
        assert not set(programs.WITHOUT_ROWS) & set(first)
    with digests.snapshot() as (_, cursor):
        statement = digests.DIGEST.replace('"{}"', "(VALUES {})").replace('"the row"', "t")
        results = []
        for rows in ("(1, 'a'), (2, NULL)", "(2, NULL), (1, 'a')", "(1, 'a'), (2, '')", "(1, 'a')"):
            cursor.execute(statement.format(rows))
            results.append(cursor.fetchone())
        assert results[0] == results[1]
        assert len(set(results)) == 3


@pytest.mark.parametrize(
    ("stored", "problem"),
    [(b"picture", None), (b"pictur", "1 张图片"), (None, "1 张图片")],
    ids=["whole", "cut", "lost"],
)
def test_a_picture_that_is_not_in_the_backup_as_it_was_stored_is_said(stored, problem):
    digest = hashlib.sha256(b"picture").hexdigest()
    files = {"media/images/a.jpg": [7, hashlib.sha256(stored).hexdigest()]} if stored else {}
    Image.objects.create(file="images/a.jpg", sha256=digest, title="a", format="jpg", width=1, height=1, size=7)
    if problem is None:
        proving._compare_pictures({"images/a.jpg": digest}, files)
    else:
        with pytest.raises(BackupError, match=problem):
            proving._compare_pictures({"images/a.jpg": digest}, files)
    # One that was deleted meanwhile is no loss.
    proving._compare_pictures({"images/deleted.jpg": digest}, {})
    proving._compare_pictures({"images/a.jpg": digest}, {"media/.offline/images/a.jpg": [1, digest]})


def test_without_room_for_a_trial_there_is_none_and_it_is_said(no_dump, monkeypatch):
    path = making.make().path
    disk = namedtuple("usage", "total used free")(0, 0, 1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: disk)
    assert "只剩 1 MB" in proving.prove(path).problem


@pytest.mark.slow
def test_a_trial_ends_when_its_time_is_over(monkeypatch):
    monkeypatch.setattr(proving, "MOST_SECONDS", 0.01)
    proof = proving.prove(making.make().path)
    assert "超过了" in proof.problem


@pytest.mark.slow
def test_a_dump_that_cannot_be_read_is_not_proven(no_dump):
    backup = making.make()
    assert "恢复到临时数据库失败" in proving.prove(backup.path).problem
    assert backup.proof.problem


def test_of_two_trials_at_once_the_second_says_so(no_dump):
    path = making.make().path
    with proving._scratch():
        assert "另一次验证正在进行" in proving.prove(path).problem


def test_a_server_that_does_not_start_is_a_sentence(no_dump, monkeypatch):
    def fail(directory, version):
        raise ServerError("does not start")

    monkeypatch.setattr(proving, "scratch_cluster", fail)
    assert proving.prove(making.make().path).problem == "临时数据库起不来：does not start"


def test_a_backup_that_was_never_tried_is_a_problem_and_one_just_made_is_not(no_dump):
    backup = making.make()
    assert making.problems() == []
    assert "没有验证过" in making.problems(timezone.now() + timedelta(hours=5))[0]
    proofs.write(backup.path, Proof(timezone.localtime(), backup.size))
    assert making.problems(timezone.now() + timedelta(hours=5)) == []
    proofs.write(backup.path, Proof(timezone.localtime(), backup.size + 1))
    assert backup.proof is None
    proofs.path_of(backup.path).write_text("half")
    assert backup.proof is None


def test_the_proof_goes_with_its_backup(settings, no_dump):
    made = [settings.BACKUP_DIR / f"parkinfo-2001010{day}-030000.tar" for day in range(1, 9)]
    settings.BACKUP_DIR.mkdir()
    for path in made:
        path.write_bytes(b"x")
        proofs.write(path, Proof(timezone.localtime(), 1))
    making.make()
    assert len(list(settings.BACKUP_DIR.glob("*.proof"))) == making.ALWAYS_KEPT - 1


def test_a_backup_of_before_there_were_trials_says_so(no_dump, monkeypatch):
    path = making.make().path
    monkeypatch.setattr(archive, "manifest", lambda path: {"files": {}})
    assert "旧版本" in proving.prove(path).problem
