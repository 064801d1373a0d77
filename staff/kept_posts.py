"""A form of the desk that comes too late, after signing out or in anew elsewhere: what it says is kept."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

#: Below these, what was typed is a password or a code.
SIGNING_IN = ("admin:login", "staff:")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's hook for a form whose token is not the session's (CSRF_FAILURE_VIEW)."""
    return late_page(request)


def is_kept(request: HttpRequest) -> bool:
    """Whether to keep what was posted: a page of ours did so, and is about something else than signing in.

    Another site's form must not be sent by a click on ours. Scripts tell the person themselves.
    """
    ours = f"{request.scheme}://{request.get_host()}"
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == ours
    is_by_script = settings.CSRF_HEADER_NAME in request.META
    match = request.resolver_match
    is_signing_in = match is not None and match.view_name.startswith(SIGNING_IN)
    return request.method == "POST" and is_ours and not is_by_script and not is_signing_in


def late_page(request: HttpRequest) -> HttpResponse:
    """The page that says why nothing was saved and, where that is kept, sends it again with one click.

    A 403; with what was typed a 200, since some carriers replace a 4xx by a page of their own.
    """
    posted = request.POST.lists() if is_kept(request) else []
    fields = [(name, value) for name, values in posted for value in values if name != "csrfmiddlewaretoken"]
    context = {
        **admin.site.each_context(request),
        "title": "还没有保存",
        "fields": fields,
        "has_files": bool(request.FILES),
        "page": request.get_full_path(),
        "sign_in": f"{reverse('admin:login')}?next={reverse('admin:index')}",
    }
    response = render(request, "staff/late.html", context, status=200 if fields else 403)
    response["Cache-Control"] = "no-store"
    return response
