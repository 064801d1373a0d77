"""Pages for programs: whether the process answers, and what robots may read."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zones.canonical import root
from zones.site import works_without_database


@works_without_database
@require_safe
def live(request):
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request):
    """What robots may read on this host: all of a canonical one, nothing of one that only stands in for it."""
    site = request.site
    if site.is_canonical_host:
        lines = [f"Disallow: {settings.DESK_PATH}", "Disallow: /search/", "Disallow: /enquiries/thanks/"]
        lines += ["", f"Sitemap: {root(site.host)}{reverse('articles:sitemap')}"]
    else:
        lines = ["Disallow: /"]
    return HttpResponse("\n".join(["User-agent: *", *lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def security(request):
    """Whom to tell of a weakness (RFC 9116). It holds for half a year: the RFC allows one at most."""
    portal = request.site.portal
    home = root(request.site.host)
    contact = f"mailto:{portal.complaint_email}" if portal.complaint_email else f"{home}{reverse('contact')}"
    lines = [
        f"Contact: {contact}",
        f"Expires: {timezone.localdate() + timedelta(days=182)}T00:00:00Z",
        "Preferred-Languages: zh, en",
        f"Canonical: {home}{reverse('security')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
