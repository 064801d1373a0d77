"""What stands between a signed-in person and the desk: the session's limits, the second factor, refusals.

For the desk's addresses only (`parkinfo.middleware`); after Django's and django-otp's middleware.
"""

from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from staff import second_factor, sessions, throttle
from staff.kept_posts import is_by_script, is_kept, late_page, words_for_script
from staff.models import SignInEvent
from staff.record import note

#: Open to everybody, whatever is missing.
ALWAYS_OPEN = {"admin:login", "admin:logout"}
#: Open while a page is still to be passed, by that page.
OPEN_UNTIL = {
    second_factor.CODE: {"staff:code", "staff:recovery"},
    second_factor.ENROL: {"staff:enrol"},
}


class SignInMiddleware:
    """Lets through whoever is wholly signed in, and leads everybody else to what is missing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "is_let_through", False) and request.user.is_authenticated:
            throttle.remember_browser(request, response)
        return response

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated:
            if SESSION_KEY in request.session:
                # Of somebody disabled, or no longer on the staff: not to come alive again with them.
                request.session.flush()
            return None if request.resolver_match.view_name in ALWAYS_OPEN else _instead(request)
        step = second_factor.missing_step(user)
        if step == second_factor.CODE and (device := second_factor.trusted_device(request)):
            device.save(update_fields=["last_used_at"])
            second_factor.verify(request, device)
            note(request, SignInEvent.Kind.TRUSTED, user)
            step = None
        page = request.resolver_match.view_name
        if sessions.is_over(request, waits_for_code=step == second_factor.CODE):
            logout(request)
            return None if page in ALWAYS_OPEN else _instead(request) or _redirect("admin:login", request, ended=1)
        if step is None:
            sessions.touch(request)
            request.is_let_through = True
        elif page not in ALWAYS_OPEN | OPEN_UNTIL[step]:
            return _instead(request) or _redirect(step, request)
        return None

    def process_exception(self, request, exception):
        if isinstance(exception, PermissionDenied) and request.user.is_authenticated:
            note(request, SignInEvent.Kind.REFUSED, request.user)


def _instead(request):
    """What whoever is not in gets instead of a page of signing in, so that nothing typed is lost; else None."""
    if is_by_script(request):
        return words_for_script(request)
    return late_page(request) if is_kept(request) else None


def _redirect(name, request, **query):
    """To a page of signing in, which leads on to the page that was asked for."""
    target = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return redirect(f"{reverse(name)}?{urlencode({'next': target, **query})}")
