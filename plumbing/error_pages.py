"""Error pages: each helps the reader on, and none needs the database."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbing.numbering import NoSuchPage

#: What Django raises for more than it reads.
TOO_LONG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None, status: int = 400) -> HttpResponse:
    """400 and its kin (413, 414, 415, 421): the address or the form cannot be read.

    413 is for more than is read; what the visitor typed is still in the page before.
    """
    if isinstance(exception, TOO_LONG):
        status = 413
    response = render(request, "400.html", {"status": status}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; of a list that has no such page with the ways to its first and its last."""
    pages = exception if isinstance(exception, NoSuchPage) else None
    return render(request, "404.html", {"pages": pages}, status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410: the page was here, and has been taken down."""
    return render(request, "410.html", status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    response = render(request, "500.html", status=500)
    response["Cache-Control"] = "no-store"
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 while the database is away; the enquiry form is the one page that works then."""
    response = render(request, "503.html", status=503)
    response["Cache-Control"] = "no-store"
    return response
