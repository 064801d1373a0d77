"""The state of backups, spool, suspects, notifications and queue, for the start page of those who can act on it."""

from collections.abc import Callable

from django.urls import reverse
from django.utils import timezone

from leads.models import Lead
from parkinfo.conditions import installation, operation
from parkinfo.conditions.condition import Condition, age
from staff.models import User


def lines(user: User) -> list[Condition]:
    """The Conditions a person may read: all for administrators, spool and suspects for supervisors of sales."""
    if not user.is_superuser and not user.has_perm("leads.supervise_lead"):
        return []
    found = [operation.spooled(), _suspects(user), *_faults(operation.calendar, operation.host)]
    if not user.is_superuser:
        return found
    always = [operation.undelivered(), operation.queue()]
    return [operation.backup(), *found, *always, *_faults(operation.unheard, operation.purge, installation.disk)]


def _faults(*conditions: Callable[[], Condition]) -> list[Condition]:
    """Those of which somebody has to hear."""
    return [found for condition in conditions if (found := condition()).is_bad]


def _suspects(user: User) -> Condition:
    """Of the leads that the person may see."""
    suspected = Lead.objects.for_user(user).suspected()
    oldest = suspected.order_by("created_at").values_list("created_at", flat=True).first()
    if oldest is None:
        return Condition("疑似询盘", "0 条")
    waited = age((timezone.now() - oldest).total_seconds())
    address = f"{reverse('admin:leads_lead_changelist')}?work=suspected"
    return Condition("疑似询盘", f"{suspected.count()} 条，最久 {waited}", True, address)
