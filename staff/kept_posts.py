"""What the desk answers to whoever is no longer signed in, or has signed in anew elsewhere.

A form that comes too late keeps what it says; a script is told in words of its own, for it would put any page it gets
into the page it stands in.
"""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from staff.second_factor import missing_step

#: Below these, what was typed is a password or a code.
SIGNING_IN = ("admin:login", "staff:")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's hook for a form whose token is not the session's (CSRF_FAILURE_VIEW)."""
    return words_for_script(request) if is_by_script(request) else late_page(request)


def is_by_script(request: HttpRequest) -> bool:
    """Whether a script or a picture of a page asks, and no person goes there. Old browsers say nothing of it."""
    is_ours = settings.CSRF_HEADER_NAME in request.META or "X-Requested-With" in request.headers
    return is_ours or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def words_for_script(request: HttpRequest) -> HttpResponse:
    """{"error": why, "sign_in": where}: no page, no redirect to one.

    An ordinary 200 for our own scripts, which say the words (a browser's console is for faults); 401 for all others.
    """
    is_signed_in = request.user.is_authenticated and missing_step(request.user) is None
    error = "这一页打开得太久，请先保存，再试一次。" if is_signed_in else "登录已结束，请在新窗口登录，再试一次。"
    reads_words = settings.CSRF_HEADER_NAME in request.META
    response = JsonResponse({"error": error, "sign_in": sign_in_address()}, status=200 if reads_words else 401)
    response["Cache-Control"] = "no-store"
    return response


def sign_in_address() -> str:
    """Where one signs in, in another window than that with the unsaved words."""
    return f"{reverse('admin:login')}?next={reverse('admin:index')}"


def is_kept(request: HttpRequest) -> bool:
    """Whether to keep what was posted: a page of ours did so, and is about something else than signing in.

    Another site's form must not be sent by a click on ours.
    """
    ours = f"{request.scheme}://{request.get_host()}"
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == ours
    match = request.resolver_match
    is_signing_in = match is not None and match.view_name.startswith(SIGNING_IN)
    return request.method == "POST" and is_ours and not is_by_script(request) and not is_signing_in


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
        "sign_in": sign_in_address(),
        "is_signed_in": request.user.is_authenticated and missing_step(request.user) is None,
    }
    response = render(request, "staff/late.html", context, status=200 if fields else 403)
    response["Cache-Control"] = "no-store"
    return response
