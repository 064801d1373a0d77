"""Forgets the addresses that nobody asks for any more."""

from datetime import timedelta

from django.utils import timezone

from addresses.models import Miss
from jobs.queue import periodic

#: What nobody asked for again is no longer missed; what was asked for once, sooner.
KEEP_MISSES, KEEP_ONCE = timedelta(days=60), timedelta(days=14)


@periodic("addresses.forget_misses", "清理找不到的地址", every=timedelta(days=1), at=timedelta(hours=4))
def forget_misses():
    now = timezone.now()
    Miss.objects.filter(last_seen_at__lt=now - KEEP_MISSES).delete()
    Miss.objects.filter(last_seen_at__lt=now - KEEP_ONCE, times=1).delete()
