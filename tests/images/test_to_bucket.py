"""Pictures of a disk that move into a bucket: all of them, once, and nothing that is offline or gone into public."""

import io

import PIL.Image
import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from images import to_bucket
from images.models import Image
from images.uploads import store
from tests.bucket import NAME

pytestmark = pytest.mark.django_db
ON_DISK = project.STORAGES


@pytest.fixture
def bucket(empty_bucket):
    """An empty bucket; pictures lie on the disk still."""
    return empty_bucket


def drawn(seed):
    out = io.BytesIO()
    PIL.Image.new("RGB", (400, 300), (60 * seed, 0, 0)).save(out, "JPEG")
    return store(ContentFile(out.getvalue(), name=f"{seed}.jpg"))


def switch(settings, bucket):
    """From here on the settings name the bucket."""
    settings.STORAGES = ON_DISK | {"default": bucket.storages}


def test_what_lies_on_the_disk_is_copied_once_and_checked(settings, bucket, capsys):
    shown, offline = drawn(1), drawn(2)
    Image.objects.filter(pk=offline.pk).take_offline()
    document = settings.MEDIA_ROOT / "documents/ab12/平面图.pdf"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"%PDF")
    (settings.MEDIA_ROOT / "images/ff").mkdir()
    (settings.MEDIA_ROOT / "images/ff/of-no-row.jpg").write_bytes(b"deleted long ago")
    switch(settings, bucket)
    call_command("pictures_to_bucket")
    assert "复制了 3 个文件，原来就有 0 个，大小都已核对。" in capsys.readouterr().out
    expected = sorted([shown.file.name, f".offline/{offline.file.name}", "documents/ab12/平面图.pdf"])
    assert bucket.names() == expected
    call_command("pictures_to_bucket")
    assert "复制了 0 个文件，原来就有 3 个" in capsys.readouterr().out
    assert (settings.MEDIA_ROOT / str(shown.file.name)).exists()


@pytest.mark.slow
def test_what_was_taken_offline_meanwhile_lies_in_public_no_more(settings, bucket):
    image = drawn(1)
    switch(settings, bucket)
    to_bucket.copy(settings.MEDIA_ROOT)
    Image.objects.filter(pk=image.pk).update(offline_since=timezone.now())
    to_bucket.copy(settings.MEDIA_ROOT)
    assert bucket.names() == [f".offline/{image.file.name}"]


@pytest.mark.slow
def test_what_is_damaged_or_lost_is_named_and_nothing_written_over(settings, bucket, capsys):
    damaged, lost, other = (drawn(seed) for seed in range(3))
    (settings.MEDIA_ROOT / str(damaged.file.name)).write_bytes(b"damaged")
    (settings.MEDIA_ROOT / str(lost.file.name)).unlink()
    switch(settings, bucket)
    bucket.client.put_object(Bucket=NAME, Key=other.file.name, Body=b"another")
    with pytest.raises(CommandError, match="有文件没有复制过去"):
        call_command("pictures_to_bucket")
    said = capsys.readouterr().out
    assert f"磁盘上没有：{lost.file.name}。" in said
    assert "与上传时不同，没有复制：" in said
    assert bucket.names() == [other.file.name]
    assert bucket.client.get_object(Bucket=NAME, Key=other.file.name)["Body"].read() == b"another"


@pytest.mark.slow
def test_away_it_says_so_and_goes_on_later(settings, bucket):
    drawn(1)
    switch(settings, bucket)
    bucket.stop()
    try:
        with pytest.raises(CommandError, match="连上后再运行一次就接着做"):
            call_command("pictures_to_bucket")
    finally:
        bucket.start()
    switch(settings, bucket)
    call_command("pictures_to_bucket")
    assert len(bucket.names()) == 1


def test_without_a_bucket_it_is_one_clear_sentence(settings):
    with pytest.raises(CommandError, match="没有设置存储桶"):
        call_command("pictures_to_bucket")
