"""Work on pictures outside the request: renditions, and the files of pictures that are offline or deleted."""

import io
from datetime import timedelta
from functools import reduce
from math import ceil
from operator import or_
from typing import Any

import PIL.Image
from django.db import models, transaction

from images import files
from images.likeness import smallest_webp
from images.models import Image
from images.uploads import plain
from jobs.models import Lane
from jobs.queue import handler, periodic

#: In pixels. A phone of three times the density shows a card 366 wide.
WIDTHS = (320, 480, 640, 960, 1280)
#: A width that is nearly the widest, beyond this share of it, is left out.
NEARLY = 0.9
#: Pictures rendered anew in an hour, at most: they take a second each, and others wait behind them.
RENDERED_ANEW = 500
#: Below this a PNG is a logo or a QR code: resampling would blur it and save nothing.
SMALLEST_PNG = 400
#: WebP's own limit.
TALLEST_WEBP = 16383


def widths_for(image: Image) -> list[int]:
    """The widths to render a picture in, ascending: never wider than it is, and its own rather than nearly that."""
    if image.format == "gif" or (image.format == "png" and image.width < SMALLEST_PNG):
        return []
    widest = min(image.width, WIDTHS[-1])
    if image.height * widest / image.width > TALLEST_WEBP:
        return []
    return [width for width in WIDTHS if width <= widest * NEARLY] + [widest]


@handler("images.render", "生成图片的各种尺寸", timeout=120, max_attempts=5)
def render(image: int) -> None:
    """Write the renditions of the picture with that id, then note the widths on its row. Repeatable."""
    row = Image.objects.filter(pk=image).first()
    if row is None or not (widths := widths_for(row)):
        return
    if row.offline_since:
        place(row.pk)  # an attempt before this one may have been killed after it had written some
        return
    with row.file.open() as file, PIL.Image.open(file) as picture:
        if getattr(picture, "n_frames", 1) > 1:
            return
        # Drawings as large as they are given lose nothing; what is made smaller has many colours in any case.
        is_drawing = row.format == "png" and picture.getcolors(256) is not None
        original = plain(picture)
        for width in widths:
            _render(row, original, width, lossless=is_drawing and width == row.width)
    if not Image.objects.filter(pk=row.pk, offline_since=None).update(rendered_widths=widths):
        place(row.pk)  # taken offline meanwhile


def _render(row: Image, original: PIL.Image.Image, width: int, *, lossless: bool) -> None:
    height = max(1, round(row.height * width / row.width))
    picture = original
    if width != row.width:
        picture = original.resize((width, height), PIL.Image.Resampling.LANCZOS, reducing_gap=3)
    webp = _encoded(picture, "WEBP", lossless=True) if lossless else smallest_webp(picture)
    renditions = {row.rendition_name(width, "webp"): webp}
    if row.format == "jpg":
        jpeg = _encoded(picture, "JPEG", quality=80, progressive=True, optimize=True)
        renditions[row.rendition_name(width, "jpg")] = jpeg
    elif row.format == "png":
        renditions[row.rendition_name(width, "png")] = _encoded(picture, "PNG", optimize=True)
    for name, data in renditions.items():
        if name != row.file.name:
            files.write(name, data)


def _encoded(picture: PIL.Image.Image, name: str, **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


@periodic("images.render_anew", "补齐图片的各种尺寸", every=timedelta(hours=1))
def render_anew() -> None:
    """Have pictures rendered again that were before all of WIDTHS were asked for, the newest first."""
    lacking = (
        models.Q(width__gte=ceil(width / NEARLY)) & ~models.Q(rendered_widths__contains=[width])
        for width in WIDTHS[:-1]
    )
    rendered = Image.objects.filter(offline_since=None, rendered_widths__len__gt=0)
    for image in rendered.filter(reduce(or_, lacking)).order_by("-pk")[:RENDERED_ANEW]:
        image.request_renditions()


@handler("images.place", "图片下线或恢复", lane=Lane.URGENT)
def place(image: int) -> None:
    """Have the files of the picture with that id where its row wants them: in public, or offline. Repeatable."""
    with transaction.atomic():
        # Locked, so that of two at once, one for each direction, the last one goes by the last word.
        row = Image.objects.select_for_update(no_key=True).filter(pk=image).first()
        if row is None:
            return
        if not (row.offline_since or row.rendered_widths):
            row.request_renditions()
        # Also those that a rendering has written and not noted yet.
        row.rendered_widths = sorted({*row.rendered_widths, *widths_for(row)})
        for name in row.file_names():
            if row.offline_since:
                files.take_offline(name)
            else:
                files.bring_back(name)


@handler("images.remove", "删除图片文件")
def remove(names: list[str], sha256: str) -> None:
    """Delete the files of a deleted picture, unless the same picture has been uploaded again."""
    if again := Image.objects.filter(sha256=sha256).first():
        place(again.pk)
        return
    for name in names:
        files.delete(name)
