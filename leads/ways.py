"""The ways by which messages about leads go out: one that fails or hangs costs its own messages, and no others."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q

from jobs.models import Job
from jobs.queue import GiveUp, Later
from leads.models import Channel, Circuit, Notification
from leads.models.circuit import MAIL, way_of

#: The mail server has answered, and only this message is at fault.
REFUSED_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@contextmanager
def sending(channel: Channel | None) -> Iterator[None]:
    """What is sent inside goes by the channel, or to the portal's address; how that went is remembered.

    Raises jobs.queue.Later without trying while the way is known to fail.
    """
    way = way_of(channel)
    if (retry_at := Circuit.objects.enter(way)) is not None:
        raise Later(retry_at)
    try:
        yield
    except (GiveUp, *REFUSED_MESSAGE):
        works_again(way)  # whoever refuses something is there
        raise
    except BaseException:  # the worker's time-out is no Exception
        Circuit.objects.fail(way)
        raise
    works_again(way)


def works_again(way: str) -> None:
    """If the way did not work before, what waits for it goes out now."""
    if Circuit.objects.succeed(way):
        waiting = Notification.objects.filter(sent_at__isnull=True, parked_at__isnull=True).filter(_goes_by(way))
        keys = [delivery_key(pk) for pk in waiting.values_list("pk", flat=True)]
        Job.objects.filter(dedupe_key__in=keys).hasten()


def delivery_key(notification: int) -> str:
    """The key under which the job that delivers a Notification (its id) waits."""
    return f"leads.deliver:{notification}"


def _goes_by(way: str) -> Q:
    if way == MAIL:
        return Q(channel__isnull=True) | Q(channel__kind=Channel.Kind.EMAIL)
    return Q(channel=way.removeprefix("channel-"))
