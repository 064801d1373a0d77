"""Error pages: each helps the reader on, and none needs the database."""

from django.shortcuts import render


def bad_request(request, exception=None, status=400):
    """400 and its kin (414, 415, 421): the address or the form cannot be read."""
    response = render(request, "400.html", status=status)
    response["Cache-Control"] = "no-store"
    return response


def permission_denied(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def gone(request):
    """410: it was here, and has been taken down."""
    return render(request, "410.html", status=410)


def server_error(request):
    response = render(request, "500.html", status=500)
    response["Cache-Control"] = "no-store"
    return response


def unavailable(request):
    """503 while the database is away; the enquiry form is the one thing that works then."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response
