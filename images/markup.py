"""The HTML of a picture: one `<img>` with its renditions, and the pictures inside a stored body. No query is made."""

import re
from collections.abc import Container, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from images.models import Image

#: How wide a picture of a body is shown: the text's measure, or the whole of a phone.
BODY_SIZES = "(min-width: 720px) 680px, 100vw"

_ID = re.compile(r'\bdata-image="(\d{1,18})"')
_ALT = re.compile(r'\balt="([^"]*)"')
_IMG = re.compile(r"<img\b[^>]*>")
_FIGURE = re.compile(r"<figure>((?:(?!</figure>).)*)</figure>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_EMPTY_PARAGRAPH = re.compile(r"<p>\s*</p>")


def picture(
    image: Image, *, sizes: str = BODY_SIZES, css_class: str = "", lazy: bool = True, alt: str | None = None
) -> SafeString:
    """`<img>`, within a `<picture>` that offers WebP first where there are renditions in two formats.

    `sizes` is the attribute of that name: how wide the picture is shown. `lazy=False` is for the one picture a page
    opens with. `alt` replaces the picture's own; empty means "says nothing the words beside it do not".
    """
    widths = image.rendered_widths
    if widths and image.format != "webp":
        webp = format_html('<source type="image/webp" srcset="{}" sizes="{}">', _srcset(image, "webp"), sizes)
        return format_html("<picture>{}{}</picture>", webp, _img(image, sizes, css_class, lazy, alt))
    return _img(image, sizes, css_class, lazy, alt)


def large_url(image: Image) -> str:
    """The address of the picture alone, as large as a screen can show it."""
    return image.rendition_url(image.rendered_widths[-1], image.format) if image.rendered_widths else image.url


def qr_picture(image: Image, *, size: int = 200, css_class: str = "", alt: str | None = None) -> SafeString:
    """A QR code as stored, in a plain `<img>`: WeChat's long press reads that one file, so nothing may stand in for it.

    `size` is its side on the page, in CSS pixels.
    """
    height = round(size * image.height / image.width)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}"{} loading="lazy" decoding="async">',
        *(image.url, size, height, image.alt if alt is None else alt, _class(css_class)),
    )


def expand(html: str, images: Mapping[int, Image]) -> SafeString:
    """A clean body with its `<img data-image="ID">` as pictures; `images` is what `Image.objects.pictures` gives.

    Pictures that no longer exist vanish, with the figure or paragraph that held nothing else; of one that is still on
    another site (`data-remote`), to be fetched or out of reach, the caption stays, as a paragraph.
    """

    def expand_one(match: re.Match[str]) -> str:
        identity, alt = _ID.search(match[0]), _ALT.search(match[0])
        image = images.get(int(identity[1])) if identity else None
        # What the body says is escaped already; without a word of its own the picture's stands in.
        return picture(image, alt=mark_safe(alt[1]) if alt and alt[1] else None) if image else ""  # noqa: S308

    if "<img" not in html:
        return mark_safe(html)  # noqa: S308 - as below
    expanded = _FIGURE.sub(lambda match: match[0] if _has_picture(match[1], images) else _left_of(match[1]), html)
    expanded = _EMPTY_PARAGRAPH.sub("", _IMG.sub(expand_one, expanded))
    return mark_safe(expanded)  # noqa: S308 - clean when it was stored, and `picture` escapes what it adds


def _has_picture(html: str, images: Container[int]) -> bool:
    """Whether a figure still shows anything; one without any picture at all (a table, a quotation) stays."""
    tags = _IMG.findall(html)
    return not tags or any((identity := _ID.search(tag)) and int(identity[1]) in images for tag in tags)


def _left_of(figure: str) -> str:
    """What a figure without its picture leaves: the caption, but not that of a picture taken away."""
    caption = _CAPTION.search(figure) if " data-remote=" in figure else None
    words = caption[1] if caption else ""
    return words if "<p>" in words else f"<p>{words}</p>"


def _img(image: Image, sizes: str, css_class: str, lazy: bool, alt: str | None) -> SafeString:
    widths = image.rendered_widths
    candidates = format_html(' srcset="{}" sizes="{}"', _srcset(image, image.format), sizes) if widths else ""
    loading = 'loading="lazy" decoding="async"' if lazy else 'fetchpriority="high"'
    return format_html(
        f'<img src="{{}}"{{}} width="{{}}" height="{{}}" alt="{{}}"{{}} {loading}>',
        *(large_url(image), candidates, image.width, image.height),
        *(image.alt if alt is None else alt, _class(css_class)),
    )


def _srcset(image: Image, extension: str) -> str:
    return ", ".join(f"{image.rendition_url(width, extension)} {width}w" for width in image.rendered_widths)


def _class(css_class: str) -> str:
    return format_html(' class="{}"', css_class) if css_class else ""
