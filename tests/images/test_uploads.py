"""Pictures taken in: verified, set upright, stripped, stored once; refused in words the uploader understands."""

import io
import threading
import zlib

import PIL.Image
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection
from PIL import ImageCms

from images import uploads
from images.models import Image
from images.uploads import store
from jobs.models import Job
from plumbing import durable
from tests.disk import DURABLY

pytestmark = pytest.mark.django_db


def stored(image):
    """The stored original, opened."""
    return PIL.Image.open(image.file.path)


def some_file(data, name="a.jpg"):
    return ContentFile(data, name=name)


def test_a_photo_is_stored_with_its_size_under_its_hash_and_waits_for_its_renditions(drawn, media):
    image = store(drawn(), alt="厂房外景", credit="示例园区")
    assert (image.format, image.width, image.height, image.rendered_widths) == ("jpg", 1500, 1000, [])
    assert image.file.name == f"images/{image.sha256[:2]}/{image.sha256}.jpg"
    assert image.size == (media / image.file.name).stat().st_size
    assert image.title == "厂房"
    assert Job.objects.get().payload == {"image": image.pk}


def test_the_same_picture_is_stored_once_and_keeps_the_words_it_has(drawn):
    first = store(drawn(), alt="外景")
    again = store(drawn(), alt="别的", credit="示例日报")
    assert again.pk == first.pk
    assert (again.alt, again.credit) == ("外景", "")
    assert Image.objects.count() == Job.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "mode", "extension"),
    [
        ("JPEG", "CMYK", "jpg"),
        ("JPEG", "L", "jpg"),
        ("PNG", "P", "png"),
        ("PNG", "1", "png"),
        ("PNG", "LA", "png"),
        ("PNG", "RGBA", "png"),
        ("PNG", "I;16", "png"),
        ("GIF", "P", "gif"),
        ("WEBP", "RGBA", "webp"),
        ("AVIF", "RGB", "webp"),
        ("BMP", "RGB", "png"),
    ],
)
def test_every_kind_of_picture_ends_in_a_format_that_every_phone_shows(drawn, kind, mode, extension):
    image = store(drawn(kind, (410, 300), mode))
    with stored(image) as picture:
        picture.load()
        assert picture.size == (410, 300)
        assert uploads.ENCODERS[extension][0] == picture.format
        assert picture.mode in {"RGB", "RGBA", "L", "LA", "P", "1"}


def test_a_phones_photo_is_set_upright_and_loses_its_position(drawn):
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "示例相机".encode().decode("latin-1")
    exif.get_ifd(0x8825)[1] = "N"
    image = store(drawn(size=(600, 400), exif=exif.tobytes(), comment=b"secret"))
    assert (image.width, image.height) == (400, 600)
    with stored(image) as picture:
        assert not picture.getexif()
        assert "comment" not in picture.info


@pytest.mark.slow
def test_a_tall_photo_that_lies_on_its_side_is_not_made_smaller(drawn):
    """Its width is what was its height."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    image = store(drawn(size=(5200, 1000), exif=exif.tobytes()))
    assert (image.width, image.height) == (1000, 5200)


def test_an_animation_loses_its_comment():
    frames = [PIL.Image.new("P", (20, 20), number) for number in range(2)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], comment=b"secret")
    with stored(store(some_file(out.getvalue(), "a.gif"))) as picture:
        assert "comment" not in picture.info


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_colour_profile_is_applied_and_dropped(drawn, kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with stored(store(drawn(kind, icc_profile=profile))) as picture:
        assert "icc_profile" not in picture.info


def test_a_broken_colour_profile_is_no_reason_to_refuse(drawn):
    assert store(drawn(icc_profile=b"no profile at all")).pk


@pytest.mark.slow
def test_a_very_wide_photo_is_stored_at_the_width_pages_can_show(drawn):
    image = store(drawn(size=(5120, 2000)))
    assert (image.width, image.height) == (2560, 1000)


@pytest.mark.slow
def test_a_long_picture_of_a_phone_keeps_its_width(drawn):
    image = store(drawn(size=(1080, 5000)))
    assert (image.width, image.height) == (1080, 5000)


def test_what_hides_behind_the_end_of_a_picture_is_not_kept(drawn, media):
    for kind in ("JPEG", "PNG", "GIF"):
        data = drawn(kind, (64, 64), seed=3).read() + b"<script>alert(1)</script><?php"
        assert b"<script" not in (media / store(some_file(data)).file.name).read_bytes()


def test_a_name_that_names_another_format_does_not_matter(drawn):
    assert store(drawn("PNG", (50, 50), name="x.jpg")).format == "png"


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_keeps_its_frames_and_times(drawn, kind):
    frames = [PIL.Image.new("RGB", (80, 60), (number * 60, 20, 90)) for number in range(4)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=[100, 200, 300, 400], loop=0)
    with stored(store(some_file(out.getvalue()))) as picture:
        assert picture.n_frames == 4
        picture.seek(1)
        picture.load()
        assert picture.info["duration"] in {100, 200}  # WebP says it a frame later
        assert picture.convert("RGB").getpixel((5, 5))[0] in range(50, 70)


def bomb(width=20000, height=20000):
    """A PNG of a few hundred KB that says it is 400 million pixels."""

    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    pixels = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(20000, 20000), (8000, 6000), (6400, 6251)])
def test_a_bomb_is_refused(size):
    with pytest.raises(ValidationError, match="4000 万像素"):
        store(some_file(bomb(*size)))


def gif(width, height, frames):
    """A GIF of so many frames, each a single pixel of it: large to draw, small to send."""
    screen = b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")
    screen += b"\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    return screen + bytes.fromhex("2c0000000001000100000202440100") * frames + b";"


def test_the_frames_of_an_animation_count_together():
    with pytest.raises(ValidationError, match="各帧合计"):
        store(some_file(gif(2000, 2000, 11), "a.gif"))


def cut(data):
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda drawn: b"", "文件是空的"),
        (lambda drawn: b"\xff" * (uploads.MAX_BYTES + 1), "20 MB"),
        (lambda drawn: cut(drawn("JPEG").read()), "不完整"),
        (lambda drawn: cut(drawn("PNG").read()), "不完整"),
        (lambda drawn: cut(drawn("WEBP").read()), "不完整|不是图片"),
        (lambda drawn: b"<html><script>alert(1)</script></html>", "不是图片"),
        (lambda drawn: b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "不是图片"),
        (lambda drawn: b"GIF89a" + b"<script>" * 20, "不是图片|损坏"),
        (lambda drawn: b"\x89PNG\r\n\x1a\n" + bytes(200), "不是图片|损坏"),
        (lambda drawn: b"MZ" + bytes(2000), "不是图片"),
        (lambda drawn: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100), "HEIC"),
        (lambda drawn: drawn("TIFF", (50, 50)).read(), "不是图片"),
    ],
)
def test_what_is_no_whole_picture_is_refused_with_a_reason_and_leaves_nothing(drawn, media, make, says):
    with pytest.raises(ValidationError, match=says):
        store(some_file(make(drawn)))
    assert not Image.objects.exists()
    assert not media.exists()


def test_a_file_that_cannot_be_written_leaves_no_row_and_no_job(drawn, media, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(uploads.NotStored, match="磁盘写不进去"):
        store(drawn())
    assert not Image.objects.exists()
    assert not Job.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_pictures_file_is_on_the_disk_when_it_is_stored(drawn, media, disk, settings):
    path = media / store(drawn()).file.name
    assert disk.order(path) == DURABLY
    assert path.stat().st_mode & 0o777 == settings.FILE_UPLOAD_PERMISSIONS


def test_a_row_that_cannot_be_written_leaves_no_file(drawn, media, monkeypatch):
    def refuse(**kwargs):
        raise DatabaseError

    monkeypatch.setattr(Image.objects, "get_or_create", refuse)
    with pytest.raises(DatabaseError):
        store(drawn())
    assert not media.exists()


def test_a_lost_file_comes_back_with_the_next_upload(drawn, media):
    image = store(drawn())
    (media / image.file.name).unlink()
    assert store(drawn()).pk == image.pk
    assert (media / image.file.name).exists()
    assert Job.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_picture_at_once_are_one_row(drawn):
    data, found, start = drawn().read(), [], threading.Barrier(4)

    def upload():
        start.wait()
        found.append(store(some_file(data)).pk)
        connection.close()

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert Image.objects.count() == Job.objects.count() == 1


def test_an_animation_of_ever_so_many_tiny_frames_is_refused():
    with pytest.raises(ValidationError, match="帧数太多"):
        store(some_file(gif(1, 1, uploads.MAX_FRAMES + 1), "a.gif"))
