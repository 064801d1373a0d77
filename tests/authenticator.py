"""A person's authenticator app, as the tests need it: knows the codes of any time, wrong ones too."""

import time
from datetime import timedelta

from django.utils import timezone
from django_otp.oath import TOTP

from staff import second_factor


class Authenticator:
    """Enrolled for `user` on being made; `codes` are the recovery codes that were shown then."""

    def __init__(self, user):
        key = second_factor.new_key()
        self.totp = TOTP(bytes.fromhex(key))
        self.device, self.codes = second_factor.enrol(user, key, self.code())
        self.let_time_pass()

    def code(self, steps=0):
        """What the app shows; with `steps`, in so many half minutes."""
        self.totp.time = time.time() + steps * 30
        return f"{self.totp.token():06}"

    def wrong_code(self):
        good = {self.code(steps) for steps in range(-2, 3)}
        return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in good)

    def let_time_pass(self):
        """The last code is long ago, so is the last mistake."""
        long_ago = timezone.now() - timedelta(hours=1)
        type(self.device).objects.update(last_t=-1, throttling_failure_timestamp=long_ago)
