"""How alike two pictures are to the eye, and the smallest WebP that is alike enough."""

import io
from collections.abc import Callable
from typing import Any

import PIL.Image
from PIL import ImageMath

#: Qualities of a lossy WebP, tried from the smallest. The last is for what no quality gets alike, such as noise.
QUALITIES = (45, 60, 72, 80)
#: Of 1: below it an edge or a letter is seen to be softer beside the original.
ALIKE = 0.98
#: The side of the squares, in pixels, and the constants of SSIM (Wang et al., 2004) for 8 bits.
SQUARE = 8
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def likeness(one: PIL.Image.Image, other: PIL.Image.Image) -> float:
    """The structural similarity of two pictures of one size in their luminance: 1 for the same picture."""
    x, y = (picture.convert("RGB").convert("L").convert("F") for picture in (one, other))

    def of_squares(product: Callable[[dict[str, Any]], Any]) -> PIL.Image.Image:
        return ImageMath.lambda_eval(product, x=x, y=y).reduce(SQUARE)

    similarity = ImageMath.lambda_eval(
        lambda mean: (
            ((2 * mean["x"] * mean["y"] + C1) * (2 * (mean["xy"] - mean["x"] * mean["y"]) + C2))
            / (
                (mean["x"] * mean["x"] + mean["y"] * mean["y"] + C1)
                * (mean["xx"] - mean["x"] * mean["x"] + mean["yy"] - mean["y"] * mean["y"] + C2)
            )
        ),
        x=x.reduce(SQUARE),
        y=y.reduce(SQUARE),
        xx=of_squares(lambda of: of["x"] * of["x"]),
        yy=of_squares(lambda of: of["y"] * of["y"]),
        xy=of_squares(lambda of: of["x"] * of["y"]),
    )
    return float(similarity.resize((1, 1), PIL.Image.Resampling.BOX).getpixel((0, 0)))


def smallest_webp(picture: PIL.Image.Image) -> bytes:
    """The picture as the first WebP of QUALITIES that is ALIKE, else as the last."""
    for quality in QUALITIES:
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=4)
        with PIL.Image.open(out) as encoded:
            if quality == QUALITIES[-1] or likeness(picture, encoded) >= ALIKE:
                break
    return out.getvalue()
