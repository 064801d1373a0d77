"""Whether a phone could read the QR code in a picture."""

import PIL.Image
import zxingcpp

from images.files import BucketAway
from images.models import Image

#: In pixels: a phone's own camera gives no more, and a poster of 60 million would take a second.
MOST = 2400
FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def is_readable(image: Image) -> bool:
    """Whether a reader finds a QR code in the picture's file; False too where the file is gone or broken.

    Raises BucketAway.
    """
    try:
        with image.file.open() as file, PIL.Image.open(file) as picture:
            picture.thumbnail((MOST, MOST))
            # Of a transparent background a reader sees black.
            plain = PIL.Image.new("RGBA", picture.size, "white")
            plain.alpha_composite(picture.convert("RGBA"))
            return bool(zxingcpp.read_barcodes(plain.convert("L"), formats=FORMATS))
    except BucketAway:
        raise
    except (OSError, ValueError):
        return False
