"""Storing an uploaded picture: it is decoded, set upright, stripped, encoded anew and stored once.

Nothing of the bytes that came in is kept, so neither a camera's position nor a script behind the picture's end is.
"""

import hashlib
import io
import logging
import warnings
from pathlib import Path
from typing import Protocol

import PIL.Image
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import ImageCms, ImageOps, ImageSequence

from images import files
from images.models import Image

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
#: All frames together.
MAX_PIXELS = 40_000_000
#: Frames of one pixel pass every other limit: 20 MB of them would keep a process busy for minutes.
MAX_FRAMES = 1000
#: Wider pictures are stored this wide: no page shows more, and a phone's photo is served as it is until rendered.
MAX_WIDTH = 2560
READ = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")
#: As what each is stored, by Pillow's names. MPO is a JPEG of an iPhone with a second picture behind it.
STORED_AS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "WEBP": "webp", "AVIF": "webp", "BMP": "png"}
ENCODERS = {
    "jpg": ("JPEG", {"quality": 88, "progressive": True, "optimize": True}),
    "png": ("PNG", {}),
    "gif": ("GIF", {}),
    "webp": ("WEBP", {"quality": 88, "method": 4}),
}

OFFLINE = "这张图已经下线，再上传也不会公开。要再用它，请有发布权限的人在图片库里点“恢复显示”。"
BUCKET_AWAY = "存放图片的服务现在连不上，图片没有保存。请过几分钟再上传一次，一直这样请联系管理员。"

#: A picture as it will be stored: its bytes, its extension, and (width, height).
Recoded = tuple[bytes, str, tuple[int, int]]

# Pillow only warns of a bomb up to twice its limit.
PIL.Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)


class NotStored(ValidationError):
    """Disk or bucket did not take the picture: another day it will."""


class Readable(Protocol):
    """An uploaded file, or another that is open for reading."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""


def store(file: Readable, *, title: str = "", alt: str = "", credit: str = "") -> Image:
    """The Image of an uploaded file: a new row, or the one the same picture has already; its `is_new` says which.

    `file` is anything with `read()`, `name` is used for a missing title. Row, file and the job that makes the
    renditions appear together or not at all. Raises ValidationError, in words for the person who uploads, for one that
    was taken offline, too; NotStored if the picture is not what is wrong.
    """
    try:
        return _store(file, title, alt, credit)
    except files.BucketAway as error:
        logger.critical("A picture cannot be stored: %s", error.strerror)
        raise NotStored(BUCKET_AWAY, code="not_stored") from error
    except OSError as error:
        logger.critical("A picture cannot be stored: %s", error.strerror)
        raise NotStored("服务器的磁盘写不进去，图片没有保存，请联系管理员。", code="not_stored") from error


def record(file: Readable, *, title: str = "") -> Image:
    """As `store`, but without the picture's file: for a trial whose transaction is rolled back."""
    return _store(file, title, "", "", is_trial=True)


def _store(file: Readable, title: str, alt: str, credit: str, *, is_trial: bool = False) -> Image:
    data = _read(file)
    content, extension, (width, height) = _recode(data)
    digest = hashlib.sha256(content).hexdigest()
    name = f"images/{digest[:2]}/{digest}.{extension}"
    description = {"title": (title or Path(getattr(file, "name", None) or "").stem)[:120], "alt": alt, "credit": credit}
    measured = {"file": name, "format": extension, "width": width, "height": height, "size": len(content)}
    with transaction.atomic():
        # The unique hash makes a second upload of the same picture wait here until the first is done; nobody else waits
        # while the file is written: a new row bumps no content version.
        image, created = Image.objects.get_or_create(sha256=digest, defaults=description | measured)
        if image.offline_since:
            # Whoever has the file may still be one who must not publish it.
            raise ValidationError(OFFLINE, code="offline")
        if not is_trial and (created or not default_storage.exists(name)):
            files.write(name, content)
            image.request_renditions()
        if not created:
            # What visitors read of it is not changed by whoever has the same file.
            image.fill_in(title=description["title"])
    image.is_new = created
    return image


def _read(file: Readable) -> bytes:
    data = file.read(MAX_BYTES + 1)
    if not data:
        raise ValidationError("文件是空的。", code="empty")
    if len(data) > MAX_BYTES:
        raise ValidationError(f"图片太大，最多 {MAX_BYTES // 1024 // 1024} MB。", code="too_large")
    return data


def _recode(data: bytes) -> Recoded:
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"msf1"} and not _is_avif(data):
        raise ValidationError("暂不支持 HEIC 图片，请在手机上另存为 JPG 后再上传。", code="heic")
    try:
        with PIL.Image.open(io.BytesIO(data), formats=READ) as picture:
            return _encode(picture)
    except (PIL.Image.DecompressionBombWarning, PIL.Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except PIL.UnidentifiedImageError as error:
        raise ValidationError("这不是图片，或格式不支持。请上传 JPG、PNG、GIF 或 WebP。", code="unknown") from error
    except ValidationError:
        raise
    except Exception as error:  # on a damaged or hostile file Pillow's decoders raise whatever they run into
        raise ValidationError("图片已损坏或不完整，请重新导出后再上传。", code="damaged") from error


def _is_avif(data: bytes) -> bool:
    """Whether an ISO media file says in its first box that AVIF readers may read it."""
    return b"avif" in data[8 : 8 + int.from_bytes(data[:4], "big")]


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        f"图片像素太多，最多 {MAX_PIXELS // 10_000} 万像素（动图各帧合计）。", code="too_many_pixels"
    )


def _encode(picture: PIL.Image.Image) -> Recoded:
    extension = STORED_AS[str(picture.format)]
    frames = getattr(picture, "n_frames", 1) if extension in {"gif", "webp"} else 1
    if frames > MAX_FRAMES:
        raise ValidationError(f"动图帧数太多，最多 {MAX_FRAMES} 帧。", code="too_many_frames")
    if picture.width * picture.height * frames > MAX_PIXELS:
        raise _too_many_pixels()
    name, options = ENCODERS[extension]
    out = io.BytesIO()
    if frames > 1:
        _save_animation(picture, out, name)
        return out.getvalue(), extension, picture.size
    still = _still(picture, with_alpha=extension != "jpg")
    still.save(out, name, **options)
    return out.getvalue(), extension, still.size


def _still(picture: PIL.Image.Image, *, with_alpha: bool) -> PIL.Image.Image:
    """The first frame upright, in sRGB, at most MAX_WIDTH wide, with nothing but its pixels."""
    turned = picture.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    scale = MAX_WIDTH / (picture.height if turned else picture.width)
    if scale < 1:
        # A JPEG can be decoded at a half or a quarter of its size: less memory, the same result.
        picture.draft(None, (round(picture.width * scale), round(picture.height * scale)))
    picture.load()
    profile = picture.info.get("icc_profile")
    still = _in_srgb(ImageOps.exif_transpose(picture), profile)
    if not with_alpha and still.mode not in {"RGB", "L"}:
        still = still.convert("RGB")
    if still.width > MAX_WIDTH:
        size = (MAX_WIDTH, max(1, round(still.height * MAX_WIDTH / still.width)))
        still = plain(still).resize(size, PIL.Image.Resampling.LANCZOS, reducing_gap=3)
    still.info = {key: value for key, value in still.info.items() if key == "transparency"}
    return still


def _in_srgb(picture: PIL.Image.Image, profile: bytes | None) -> PIL.Image.Image:
    """The colours as browsers show them without a profile; a broken profile counts as none."""
    if picture.mode.startswith("I"):  # 16 bits a pixel
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if profile and picture.mode in {"RGB", "RGBA", "L", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            return converted or picture  # never None unless converted in place
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture.convert("RGB") if picture.mode in {"CMYK", "YCbCr", "LAB", "HSV", "F"} else picture


def _save_animation(picture: PIL.Image.Image, out: io.BytesIO, name: str) -> None:
    """All frames with their times, drawn anew."""
    frames, durations = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(frame.info.get("duration", 100))
        frames.append(plain(frame.copy()))
        frames[-1].info = {}
    options = {"duration": durations, "loop": picture.info.get("loop", 0), "save_all": True}
    if name == "GIF":
        options["disposal"] = 2 if any(frame.mode == "RGBA" for frame in frames) else 1
    frames[0].save(out, name, append_images=frames[1:], **options)


def plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The picture in a mode that can be resampled: RGB, L, or with alpha RGBA."""
    if picture.mode in {"RGB", "RGBA", "L"}:
        return picture if "transparency" not in picture.info else picture.convert("RGBA")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
