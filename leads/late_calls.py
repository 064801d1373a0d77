"""Calls whose lead has gone before their outcome is written down: to a colleague, or back to the pool."""

from datetime import timedelta

from django.utils import timezone

from leads import claims
from leads.models import Lead, LeadEvent
from staff.models import User

#: So long after dialling an outcome is believed to be of that call.
BELIEVED = timedelta(days=1)


def lead_of(user: User, pk: int) -> Lead | None:
    """The lead, where the person has dialled it but may no longer see it or take it; else None."""
    seen = Lead.objects.for_user(user).filter(pk=pk).first()
    if seen and (seen.owner_id or not claims.refusal(pk, seen.city_id, user)):
        return None
    dialled = LeadEvent.objects.filter(kind=LeadEvent.Kind.REVEALED, actor=user, at__gt=timezone.now() - BELIEVED)
    return Lead.objects.filter(pk=pk, pk__in=dialled.values("lead")).first()
