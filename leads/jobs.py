"""The desk's work outside requests: the spool is taken in, news of leads goes out."""

from datetime import timedelta

from jobs.queue import handler, periodic
from leads import intake, spool
from leads.models import Channel, LeadEvent, Notification


@periodic("leads.take_in", "把暂存的询盘写入数据库", every=timedelta(seconds=10), timeout=120)
def take_in():
    """Bring what came while the database was away into it."""
    spool.take_in(intake.store)


@handler("leads.announce", "登记询盘通知")
def announce(event):
    """Write a Notification for each channel that is told of the event (a LeadEvent's id)."""
    event = LeadEvent.objects.select_related("lead").get(pk=event)
    channels = list(Channel.objects.for_city(event.lead.city_id)) or [None]
    Notification.objects.bulk_create(
        [Notification(lead=event.lead, event=event, channel=channel) for channel in channels], ignore_conflicts=True
    )
