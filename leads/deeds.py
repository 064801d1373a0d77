"""What was done with leads in a period, for the figures of leads.statistics: visits, and calls of whoever made them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from leads.models import Appointment, LeadEvent
from leads.models.lead_event import REACHED
from leads.models.lead_queryset import LeadQuerySet
from plumbing.periods import Period

#: Stands for the id of a person where nobody has the lead, and of a city where it is head office's.
NOBODY = "none"


def within(column: str, period: Period) -> Q:
    """The condition that a column's moment lies in a period."""
    return Q(**{f"{column}__gte": period.begins, f"{column}__lt": period.ends})


@dataclass(frozen=True)
class Deed:
    """Leads of which there are such `rows` (appointments, or lines) by a moment of theirs, its `column`."""

    words: str
    column: str
    rows: Callable[[], QuerySet[Any]]

    def of(self, leads: LeadQuerySet, period: Period, actor: str = "") -> LeadQuerySet:
        """Of these leads those with such a row in the period, of their own or of what was merged into them.

        Of lines, those of a person alone if their id is given.
        """
        rows = self.rows().filter(within(self.column, period)).order_by()
        if actor:
            rows = rows.filter(actor=None if actor == NOBODY else int(actor))
        return leads.filter(pk__in=rows.annotate(whose=Coalesce("lead__merged_into", "lead")).values("whose"))


def _appointments(**conditions: Any) -> Callable[[], QuerySet[Any]]:
    return lambda: Appointment.objects.filter(**conditions)


#: {figure: its leads}. What was shown without an appointment was a visit, too: each leaves its line.
VISITS: dict[str, Deed] = {
    "appointed": Deed("约看", "made_at", _appointments()),
    "visited": Deed("带看", "at", lambda: LeadEvent.objects.filter(kind=LeadEvent.Kind.VISIT)),
    "liked": Deed("看中", "starts_at", _appointments(state=Appointment.State.DONE, liked__gt="")),
    "no_show": Deed("客户没来", "starts_at", _appointments(state=Appointment.State.NO_SHOW)),
    "unresolved": Deed("约看没记结果", "starts_at", lambda: Appointment.objects.without_result(timezone.now())),
}


def _calls(**conditions: Any) -> Callable[[], QuerySet[Any]]:
    lines = LeadEvent.objects.standing().filter(kind=LeadEvent.Kind.CALL, actor__isnull=False, **conditions)
    return lines.all


#: {figure: leads that were called}, of whoever called them: a hand-over takes the lead along, and not what was done.
CALLS: dict[str, Deed] = {
    "called": Deed("打过电话", "at", _calls()),
    "talked": Deed("打通", "at", _calls(data__outcome__in=REACHED)),
}
