"""Backups where pictures lie in a bucket: none of them holds a picture, which is said, and what lacks is counted."""

import io

import PIL.Image
import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from backups import archive, making, pictures, programs, proving, restoring
from backups.programs import BackupError
from images import bucket as bucket_module
from images import files
from images.models import Image
from images.uploads import store
from tests.bucket import NAME, Bucket

pytestmark = pytest.mark.django_db
ON_DISK = project.STORAGES


@pytest.fixture(scope="module")
def server():
    with Bucket() as server:
        yield server


@pytest.fixture(autouse=True)
def own_places(settings, tmp_path, monkeypatch):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var/media"
    settings.BACKUP_DIR, settings.BACKUP_COPY_DIR = tmp_path / "backups", None
    (settings.VAR_DIR / "spool").mkdir(parents=True)
    settings.MEDIA_ROOT.mkdir()
    for name, seconds in {"CONNECT_SECONDS": 0.5, "ANSWER_SECONDS": 0.5, "PAUSE_SECONDS": 0.2}.items():
        monkeypatch.setattr(bucket_module, name, seconds)


@pytest.fixture
def bucket(server, settings):
    server.empty()
    settings.STORAGES = ON_DISK | {"default": server.storages}
    return server


@pytest.fixture
def no_programs(monkeypatch):
    """PostgreSQL's are left alone, and so is the test's database."""
    monkeypatch.setattr(programs, "dump", lambda path, snapshot: path.write_bytes(b"PGDMP") and 18)
    monkeypatch.setattr(programs, "load", lambda *args: None)
    monkeypatch.setattr(connection, "close", lambda: None)


def drawn(seed):
    out = io.BytesIO()
    PIL.Image.new("RGB", (400, 300), (60 * seed, 0, 0)).save(out, "JPEG")
    return store(ContentFile(out.getvalue(), name=f"{seed}.jpg"))


def on_disk(settings):
    """From here on pictures lie on the disk."""
    settings.STORAGES = ON_DISK


def sizes():
    return dict(Image.objects.values_list("file", "size"))


def test_a_backup_names_the_bucket_and_holds_no_picture(settings, bucket, no_programs, capsys, monkeypatch):
    drawn(1)
    (settings.MEDIA_ROOT / "old.jpg").write_bytes(b"of the time on the disk")
    monkeypatch.setattr("backups.management.commands.backup.prove", lambda path: proving.Proof(timezone.now(), 1))
    call_command("backup")
    manifest = archive.manifest(making.kept()[0].path)
    assert manifest["bucket"] == NAME
    assert not [name for name in manifest["files"] if name.startswith("media")]
    assert f"图片在存储桶 {NAME} 里，不在这份备份中" in capsys.readouterr().out


@pytest.mark.parametrize("most_again", [0, pictures.MOST_AGAIN], ids=["listed", "one by one"])
def test_pictures_that_are_not_in_the_bucket_are_found_wherever_the_others_lie(bucket, monkeypatch, most_again):
    monkeypatch.setattr(pictures, "MOST_AGAIN", most_again)
    here, offline, lost, other = (drawn(seed) for seed in range(4))
    files.take_offline(offline.file.name)
    bucket.client.delete_object(Bucket=NAME, Key=lost.file.name)
    bucket.client.put_object(Bucket=NAME, Key=other.file.name, Body=b"another")
    assert pictures.missing(sizes()) == sorted([lost.file.name, other.file.name])
    with pytest.raises(BackupError, match=f"有 2 张图片不在存储桶 {NAME} 里"):
        proving._look_for_pictures(sizes(), NAME)
    Image.objects.filter(pk__in=[lost.pk, other.pk]).delete()
    proving._look_for_pictures({**sizes(), lost.file.name: 1}, NAME)
    assert default_storage.exists(here.file.name)


@pytest.mark.slow
def test_a_backup_is_proven_with_what_lies_in_the_bucket(bucket, transactional_db):
    image = drawn(1)
    backup = making.make()
    proof = proving.prove(backup.path)
    assert (proof.problem, proof.pictures) == ("", 1)
    bucket.client.delete_object(Bucket=NAME, Key=image.file.name)
    assert f"有 1 张图片不在存储桶 {NAME} 里" in proving.prove(backup.path).problem
    bucket.stop()
    try:
        assert "存储桶用不了，图片没有核对" in proving.prove(backup.path).problem
    finally:
        bucket.start()


@pytest.mark.slow
def test_a_restore_says_what_it_cannot_bring_back(bucket, no_programs, capsys):
    drawn(1)
    lost = drawn(2)
    backup = making.make()
    bucket.client.delete_object(Bucket=NAME, Key=lost.file.name)
    call_command("restore", str(backup.path), "--yes")
    said = capsys.readouterr().out
    assert f"图片不在这份备份里，在存储桶 {NAME}" in said
    assert "上传文件 0，找不到文件的图片 1，" in said


@pytest.mark.slow
def test_a_backup_of_a_disk_is_restored_into_the_bucket(settings, bucket, no_programs, tmp_path):
    on_disk(settings)
    shown, offline = drawn(1), drawn(2)
    Image.objects.filter(pk=offline.pk).update(offline_since=timezone.now())
    backup = making.make()
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    settings.STORAGES = ON_DISK | {"default": bucket.storages}
    counts = restoring.restore(backup.path, overwrite=True)
    assert (counts["上传文件"], counts["找不到文件的图片"]) == (2, 0)
    assert bucket.names() == sorted([shown.file.name, f".offline/{offline.file.name}"])


@pytest.mark.slow
def test_one_that_the_bucket_is_away_for_is_not_finished_and_done_again(settings, bucket, no_programs):
    image = drawn(1)
    Image.objects.filter(pk=image.pk).update(offline_since=timezone.now())
    backup = making.make()
    bucket.stop()
    try:
        with pytest.raises(BackupError, match="存储桶用不了"):
            restoring.restore(backup.path, overwrite=True)
        assert restoring.unfinished()
    finally:
        bucket.start()
    settings.STORAGES = ON_DISK | {"default": bucket.storages}
    assert restoring.restore(backup.path)["找不到文件的图片"] == 1  # another server, with nothing in it
    assert restoring.unfinished() is None
