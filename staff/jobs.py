"""Forgets sessions, trusted devices and records of signing in whose time is over."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from jobs.queue import periodic
from staff import record, throttle
from staff.models import TrustedDevice


@periodic("staff.forget_sign_ins", "清理过期会话和登录记录", every=timedelta(days=1), at=timedelta(hours=4))
def forget_sign_ins():
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    TrustedDevice.objects.filter(expires_at__lt=now).delete()
    throttle.forget_expired()
    record.forget_old()
