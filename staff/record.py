"""The record of sign-ins and refusals: how an event is written, and which signals make one."""

from datetime import timedelta

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone

from plumbing.clients import client_address, network_of
from staff import sessions
from staff.models import SignInEvent, User

Kind = SignInEvent.Kind
#: The Cybersecurity Law, article 21 (3), wants logs of network security kept for at least six months.
KEEP = timedelta(days=190)
BATCH = 10_000


def note(request, kind, user=None):
    """Write down that `kind` happened in `request`; `user` is whom it is about, None for nobody we know."""
    SignInEvent.objects.create(
        kind=kind,
        # A lazy request.user would be taken for no User at all.
        user_id=user.pk if user else None,
        network=network_of(client_address(request)) or None,
        user_agent=request.headers.get("User-Agent", "")[:200].replace("\x00", ""),
        path=request.path[:200],
    )


def forget_old():
    """Delete what is older than we must and want to know, in batches that disturb nobody."""
    while True:
        old = SignInEvent.objects.filter(happened_at__lt=timezone.now() - KEEP).order_by().values("pk")[:BATCH]
        if SignInEvent.objects.filter(pk__in=old).delete()[0] < BATCH:
            break


def listen():
    """Connect to the signals, once, when Django is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="staff.record")
    user_logged_out.connect(_signed_out, dispatch_uid="staff.record")
    user_login_failed.connect(_failed, dispatch_uid="staff.record")
    user_locked_out.connect(_locked, dispatch_uid="staff.record")


def _signed_in(sender, request, user, **kwargs):
    sessions.begin(request)
    note(request, Kind.SIGNED_IN, user)


def _signed_out(sender, request, user, **kwargs):
    if user is not None:
        note(request, Kind.SIGNED_OUT, user)


def _failed(sender, credentials, request=None, **kwargs):
    # What comes while the way is closed is not written down: it could be any number.
    if request is not None and not getattr(request, "axes_locked_out", False):
        note(request, Kind.WRONG_PASSWORD, _named(credentials))


def _locked(sender, request, **kwargs):
    # axes says so at each refused attempt; counted was only the one that closed the way.
    if request.axes_failures_since_start is not None:
        note(request, Kind.LOCKED, _named(request.axes_credentials))


def _named(credentials):
    """The person of that log-in name, or None."""
    return User.objects.filter(username=(credentials or {}).get("username") or "").first()
