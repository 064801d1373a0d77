"""`{% picture image sizes="…" class="…" lazy=True alt="" %}`, `{% qr_picture image %}` and `{{ image|large_url }}`."""

from typing import Any

from django import template

from images import markup
from images.models import Image

register = template.Library()


# `class` is a reserved word in Python, hence the ** below.
@register.simple_tag
def picture(image: Image | None, **attributes: Any) -> str:
    """The picture with its renditions; nothing for an empty one. Attributes: see `images.markup.picture`."""
    return markup.picture(image, **_named(attributes)) if image else ""


@register.simple_tag
def qr_picture(image: Image | None, **attributes: Any) -> str:
    """The QR code as it is stored; nothing for an empty one. Attributes: see `images.markup.qr_picture`."""
    return markup.qr_picture(image, **_named(attributes)) if image else ""


@register.filter
def large_url(image: Image) -> str:
    """The address of the picture alone, which a tap opens."""
    return markup.large_url(image)


def _named(attributes: dict[str, Any]) -> dict[str, Any]:
    return {"css_class" if name == "class" else name: value for name, value in attributes.items()}
