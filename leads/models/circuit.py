"""What is known of a way to send messages that failed when it was last tried; of one that works there is no row."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from leads.models.channel import Channel

#: After so many failures in a row the way counts as broken, and is tried more and more rarely.
BROKEN_AFTER = 3
FIRST_WAITS = (timedelta(seconds=5), timedelta(seconds=15))
BROKEN_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
#: So long one attempt has the way to itself: longer than a delivery may take.
TRIAL = timedelta(seconds=60)
#: All mail goes by one server, whoever it is for.
MAIL = "mail"


def way_of(channel: Channel | None) -> str:
    """The name of the way by which a channel, or without one the portal's address, is sent messages."""
    return MAIL if channel is None or channel.kind == Channel.Kind.EMAIL else f"channel-{channel.pk}"


class CircuitQuerySet(models.QuerySet["Circuit"]):
    """Sets of circuits."""

    def broken(self) -> Self:
        """Those that have failed several times in a row."""
        return self.filter(failures__gte=BROKEN_AFTER)

    def enter(self, name: str) -> datetime | None:
        """None if the caller may send by that way now, else when to ask again.

        Of a way that failed last time, one at a time may: whoever hangs there, the others do something else.
        """
        now = timezone.now()
        if self.filter(name=name, retry_at__lte=now).update(retry_at=now + TRIAL):
            return None
        return self.filter(name=name).values_list("retry_at", flat=True).first()

    def fail(self, name: str) -> None:
        """The way failed: wait before the next attempt, the longer the more often it has."""
        circuit, _ = self.get_or_create(name=name)
        self.filter(name=name).update(failures=F("failures") + 1, retry_at=timezone.now() + circuit.next_wait)

    def succeed(self, name: str) -> bool:
        """The way works. Returns whether it did not before."""
        return self.filter(name=name).delete()[0] > 0


class Circuit(models.Model):
    """Failures in a row of one way: the mail server, or one channel that is no mail."""

    name = models.CharField(max_length=40, primary_key=True)
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(default=timezone.now)
    retry_at = models.DateTimeField(default=timezone.now)

    objects = CircuitQuerySet.as_manager()

    class Meta:
        verbose_name = "发送中断"
        verbose_name_plural = "发送中断"
        default_permissions = ()

    def __str__(self) -> str:
        if self.name == MAIL:
            return "邮件服务器"
        channel = Channel.objects.filter(pk=self.name.removeprefix("channel-")).first()
        return f"渠道“{channel}”" if channel else "已删除的渠道"

    @property
    def next_wait(self) -> timedelta:
        """How long nobody tries after one more failure."""
        if self.failures + 1 < BROKEN_AFTER:
            return FIRST_WAITS[self.failures]
        return min(BROKEN_WAIT * 2 ** min(self.failures + 1 - BROKEN_AFTER, 10), LONGEST_WAIT)
