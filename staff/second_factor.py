"""The second factor: what a session still lacks, codes of the authenticator app, recovery codes, trusted devices."""

import secrets
from base64 import b32encode
from datetime import timedelta
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django_otp import login as verify_session
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from staff import throttle
from staff.models import TrustedDevice, User

#: The pages where a signed-in person does what is missing, as the names of their addresses.
CODE, ENROL = "staff:code", "staff:enrol"

RECOVERY_CODES = 10
#: To be read from paper: without 0, 1, i, l, o. Ten of them are 50 bits.
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
RECOVERY_LENGTH = 10
#: django-otp doubles the wait after each wrong code. It stops here, at about four minutes, else who has learnt the
#: password could keep the owner waiting for days. 340 tries a day of three codes in a million are no danger.
MOST_FAILURES = 9

TRUSTED_COOKIE = "desk_trusted"
TRUSTED_SALT = "staff.second_factor.trusted"


class TooSoon(Exception):
    """After wrong codes the next is not looked at yet; `seconds` says for how long."""

    def __init__(self, seconds):
        super().__init__(seconds)
        self.seconds = seconds


def missing_step(user):
    """The page a signed-in person must pass first, CODE or ENROL; None when nothing is missing."""
    device = user.otp_device
    if device is not None and not (isinstance(device, TrustedDevice) and device.expires_at <= timezone.now()):
        return None
    if user.has_second_factor:
        return CODE
    return ENROL if settings.REQUIRE_SECOND_FACTOR else None


def check_code(user, code):
    """The person's device if this is its code now, else None; each code counts once. Raises TooSoon."""
    with transaction.atomic():
        device = user.totpdevice_set.select_for_update().filter(confirmed=True).first()
        if device is None:
            return None
        allowed, why = device.verify_is_allowed()
        if not allowed:
            raise TooSoon(max(1, round((why["locked_until"] - timezone.now()).total_seconds())))
        if device.verify_token(code):
            return device
        if device.throttling_failure_count > MOST_FAILURES:
            device.throttling_failure_count = MOST_FAILURES
            device.save(update_fields=["throttling_failure_count"])
    return None


def check_recovery_code(user, code):
    """The device of the person's recovery codes if this is one of them, which is then used up; else None."""
    with transaction.atomic():
        device = user.staticdevice_set.select_for_update().filter(confirmed=True).first()
        return device if device and device.verify_token(_digest(code)) else None


def new_key():
    """A fresh secret for an authenticator app, in hexadecimal."""
    return default_key()


def enrolment(user, key, issuer):
    """What the app needs to know: `address` (otpauth:), its `picture` as a data: address, `secret` in groups of four.

    The format is the Key Uri Format of Google Authenticator, which all such apps read.
    """
    secret = b32encode(bytes.fromhex(key)).decode()
    issuer = issuer.replace(":", "")
    label = quote(f"{issuer}:{user.get_username()}")
    address = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return {"address": address, "picture": segno.make(address).svg_data_uri(scale=4, border=4), "secret": groups}


def enrol(user, key, code):
    """Give the person an authenticator with that key, once `code` shows that their app has it.

    Returns (device, recovery codes), or None for a wrong code or somebody who has a second factor already.
    """
    totp = TOTP(bytes.fromhex(key))
    if not totp.verify(int(code), tolerance=1):
        return None
    with transaction.atomic():
        # Two enrolments at once wait for each other here.
        User.objects.select_for_update().get(pk=user.pk)
        if user.totpdevice_set.filter(confirmed=True).exists():
            return None
        # last_t: the code just typed is used up.
        device = TOTPDevice.objects.create(user=user, name="验证器", key=key, last_t=totp.t(), drift=totp.drift)
        return device, renew_recovery_codes(user)


def renew_recovery_codes(user):
    """New recovery codes in place of all old ones: the only time they are seen, since only digests are kept."""
    codes = ["".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device, _ = StaticDevice.objects.get_or_create(user=user, name="恢复码")
        device.token_set.all().delete()
        StaticToken.objects.bulk_create([StaticToken(device=device, token=_digest(code)) for code in codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def count_recovery_codes(user):
    """How many are left."""
    return StaticToken.objects.filter(device__user=user).count()


def remove(user):
    """Take the second factor away, with all that hangs on it; whether there was one."""
    with transaction.atomic():
        removed = user.totpdevice_set.all().delete()[0]
        user.staticdevice_set.all().delete()
        user.trusteddevice_set.all().delete()
    return bool(removed)


def _digest(code):
    """What is kept of a recovery code: as long as django-otp's column, of no use without SECRET_KEY."""
    return salted_hmac("staff.recovery_code", code, algorithm="sha256").hexdigest()[:16]


# Sessions


def verify(request, device):
    """From here on the session is one whose owner has shown the second factor."""
    verify_session(request, device)
    if isinstance(device, TrustedDevice):
        request.session.set_expiry(device.expires_at)
    # Whoever knew the session's key before knows it no longer.
    request.session.cycle_key()


# Trusted devices


def trust(request, response):
    """Make this browser a trusted device of the person who has just shown the second factor."""
    user, days = request.user, timedelta(days=settings.TRUSTED_DEVICE_DAYS)
    device = TrustedDevice.objects.create(
        user=user,
        name=device_name(request.headers.get("User-Agent", "")),
        secret=secrets.token_urlsafe(),
        password_mark=user.password_mark,
        expires_at=timezone.now() + days,
    )
    value = signing.dumps([device.pk, device.secret], salt=TRUSTED_SALT)
    response.set_cookie(TRUSTED_COOKIE, value, max_age=days, **throttle.cookie_options())
    verify(request, device)


def trusted_device(request):
    """The TrustedDevice that this browser is for the person signed in by password, or None."""
    if not settings.TRUSTED_DEVICE_DAYS:
        return None
    try:
        number, secret = signing.loads(request.COOKIES.get(TRUSTED_COOKIE, ""), salt=TRUSTED_SALT)
    except signing.BadSignature:
        return None
    device = TrustedDevice.objects.accepted(request.user).filter(pk=number).first()
    return device if device and constant_time_compare(device.secret, secret) else None


def device_name(agent):
    """What its owner will recognise a browser by, of its `User-Agent`: “iPhone · Safari”."""
    systems = ("iPhone", "iPad", "HarmonyOS", "Android", "Windows", "Macintosh", "Linux")
    browsers = ("wxwork", "MicroMessenger", "DingTalk", "QQBrowser", "Edg", "Firefox", "Chrome", "Safari")
    names = {
        "Macintosh": "Mac",
        "wxwork": "企业微信",
        "MicroMessenger": "微信",
        "DingTalk": "钉钉",
        "QQBrowser": "QQ 浏览器",
    }
    names["Edg"] = "Edge"
    parts = [next((word for word in words if word in agent), None) for words in (systems, browsers)]
    return " · ".join(names.get(part, part) for part in parts if part) or "其他设备"
