"""Forgets the missing addresses that nobody asks for any more."""

from datetime import timedelta

from django.utils import timezone

from addresses.models import MissingAddress
from jobs.queue import periodic

#: After so long without being asked for again; what was asked for only once, sooner.
KEEP, KEEP_ONCE = timedelta(days=60), timedelta(days=14)


@periodic("addresses.forget_missing", "清理找不到的地址", every=timedelta(days=1), at=timedelta(hours=4))
def forget_missing():
    now = timezone.now()
    MissingAddress.objects.filter(last_seen_at__lt=now - KEEP).delete()
    MissingAddress.objects.filter(last_seen_at__lt=now - KEEP_ONCE, times=1).delete()
