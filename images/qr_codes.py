"""Whether a phone could read the QR code in a picture, and the code alone cut out of it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import PIL.Image
import zxingcpp

from images.files import BucketAway
from images.models import Image
from images.uploads import store

#: In pixels: a phone's own camera gives no more, and a poster of 60 million would take a second.
MOST = 2400
FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
#: The light margin around a code by which readers find it, as a part of its side: four of at least 25 modules.
MARGIN = 0.16


class Code(NamedTuple):
    """Where the code is in the picture, in the file's own pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def side(self) -> int:
        return max(self.right - self.left, self.bottom - self.top)


def find(image: Image) -> Code | None:
    """The largest QR code that a reader finds in the picture's file; None too where the file is gone or broken.

    Raises BucketAway.
    """
    try:
        with _opened(image) as picture:
            width = picture.width
            picture.thumbnail((MOST, MOST))
            found = zxingcpp.read_barcodes(_plain(picture).convert("L"), formats=FORMATS)
            scale = width / picture.width
    except BucketAway:
        raise
    except (OSError, ValueError):
        return None
    return max((_code(each.position, scale) for each in found), key=lambda code: code.side, default=None)


def cut_out(image: Image, code: Code) -> Image:
    """A stored picture of the code and its margin alone. Raises ValidationError as `store` does."""
    margin = round(code.side * MARGIN)
    with _opened(image) as picture:
        box = (
            *(max(0, code.left - margin), max(0, code.top - margin)),
            *(min(picture.width, code.right + margin), min(picture.height, code.bottom + margin)),
        )
        out = io.BytesIO()
        _plain(picture.crop(box)).convert("RGB").save(out, "PNG")
    out.seek(0)
    return store(out, title=f"{image}（裁出的二维码）", alt=image.alt or "微信二维码", credit=image.credit)


@contextmanager
def _opened(image: Image) -> Iterator[PIL.Image.Image]:
    with image.file.open() as file, PIL.Image.open(file) as picture:
        yield picture


def _plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    """On white: of a transparent background a reader sees black."""
    plain = PIL.Image.new("RGBA", picture.size, "white")
    plain.alpha_composite(picture.convert("RGBA"))
    return plain


def _code(position: zxingcpp.Position, scale: float) -> Code:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    xs, ys = [corner.x * scale for corner in corners], [corner.y * scale for corner in corners]
    return Code(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))
