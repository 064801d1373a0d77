"""How long a session at the desk lasts: idle and absolute limits, and longer on a trusted device.

The session holds two times in epoch seconds: `began` and, as of a few minutes ago, `seen`. One without them is over.
"""

import time
from datetime import timedelta

from django.conf import settings

from staff.models import TrustedDevice

#: For typing the code after the password; the session of a device no longer trusted has used it up long ago.
UNTIL_CODE = timedelta(minutes=15)
#: `seen` is written no more often, so that not every click writes the session.
PRECISION = timedelta(minutes=5)


def begin(request):
    """Signed in with the password: the limits count from now."""
    request.session["began"] = request.session["seen"] = int(time.time())


def touch(request):
    """The session has just been used."""
    now = int(time.time())
    if now - request.session["seen"] >= PRECISION.total_seconds():
        request.session["seen"] = now


def is_over(request, *, waits_for_code):
    """Whether the session of a signed-in person has reached a limit."""
    if isinstance(request.user.otp_device, TrustedDevice) and not waits_for_code:
        return False  # it ends with the trust
    now = time.time()
    if "began" not in request.session or "seen" not in request.session:
        return True
    age, idle = now - request.session["began"], now - request.session["seen"]
    if waits_for_code:
        return age > UNTIL_CODE.total_seconds()
    return idle > settings.SESSION_IDLE_HOURS * 3600 or age > settings.SESSION_LIMIT_DAYS * 86400
