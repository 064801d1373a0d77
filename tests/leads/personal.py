"""People who are to be told, lines that concern them, and a minute of the worker that tells them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from jobs.models import Job
from jobs.queue import enqueue
from jobs.worker import run_one
from leads.models import Inbox, Lead, LeadEvent, Notification

MOBILE = "13900000000"
numbers = count(1)


def inbox_of(person, **fields):
    """Somebody's inbox, of whom everything since an hour ago is to be sent, by night as well."""
    since = timezone.now() - timedelta(hours=1)
    fields = {"way": "app", "member": "lishi", "is_mailed_at_night": True, **fields}
    return Inbox.objects.create(
        person=person, read_until=since, mailed_until=since, briefed_at=timezone.now(), **fields
    )


def line(city, owner, minutes_ago=5):
    lead = Lead.objects.create(
        kind="rent", name="王先生", phone="+8613800004321", receipt=f"{next(numbers):012}", city=city, owner=owner
    )
    moment = timezone.now() - timedelta(minutes=minutes_ago)
    event = LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.RESUBMITTED, at=moment)
    Notification.objects.create(lead=lead, event=event, created_at=moment, sent_at=moment)


def minute():
    """What the worker does in a minute: see to messages, and send them. Each waiting job is due."""
    enqueue("leads.mail_inboxes")
    Job.objects.waiting().update(run_at=timezone.now() - timedelta(seconds=1))
    while run_one():
        pass
