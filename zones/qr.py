"""The QR code of a page's address, to go on reading on a phone: from a screen or from paper."""

import io

import segno
from django.http import HttpResponse

from zones.canonical import HasAddress, canonical_url
from zones.site import SiteRequest


def qr_response(request: SiteRequest, obj: HasAddress) -> HttpResponse:
    """The canonical address of `obj` as a QR code (PNG, at least 200 px wide)."""
    png = io.BytesIO()
    segno.make(canonical_url(obj, request.site.portal), error="m").save(png, kind="png", scale=8, border=2)
    return HttpResponse(png.getvalue(), content_type="image/png")
