"""What a member of staff is to hear of: lines of timelines that concern them, written by somebody else or by a clock.

Nothing is written for it, so nothing can be lost or told twice. How far somebody has read theirs, and what of it was
mailed, is in their Inbox.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Exists,
    Expression,
    Func,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone

from leads.models import Inbox, Lead, LeadEvent, Notification
from leads.models.inbox import REMEMBERED
from leads.models.lead_event import BY_PROTECTION, BY_ROTA
from plumbing import masking
from plumbing.prepared import Prepared
from staff.models import User

Kind = LeadEvent.Kind
#: Of a lead that was the person's when it happened: what a visitor sent, and what a clock says.
ARRIVALS, WARNINGS = (Kind.RECEIVED, Kind.RESUBMITTED), (Kind.REMINDED, Kind.EXPIRING)
#: Of their visits: what somebody else did to one, and that there is one tomorrow.
VISITS = (Kind.APPOINTED, Kind.VISIT_SOON)
#: The page shows the newest of them, the badge counts no further.
MOST_SHOWN, MOST_COUNTED = 200, 99
#: Leads that one message names.
MOST_NAMED = 3


@dataclass(frozen=True)
class InboxItem:
    """One or, of the same minute and occasion, several lines: what happened when, to which leads."""

    occasion: str
    at: datetime
    leads: tuple[Lead, ...]  # the first MOST_NAMED that the person may open
    count: int
    is_new: bool
    text: str = ""

    @property
    def title(self) -> str:
        """The occasion, with how many leads it is about."""
        return f"{self.occasion}（{self.count} 条）" if self.count > 1 else self.occasion


def lines_for(person: User, since: datetime, until: datetime | None = None) -> QuerySet[LeadEvent]:
    """The lines after a moment, and up to another, that the person is to hear of, newest first.

    What a visitor sent counts from when it was announced: out of the spool it comes long after it was sent.
    """
    supervised = person.cities_for("leads.supervise_lead")
    lines = _lines(person.pk, supervised, since, timezone.now() - REMEMBERED, until)
    return lines.order_by("-at", "-pk")


def _lines(
    person: int,
    supervised: Iterable[int] | None,
    since: datetime | Expression,
    remembered: datetime,
    until: datetime | None = None,
) -> QuerySet[LeadEvent]:
    """The same by id and by the cities the person supervises (None: all); of what was sent, not before `remembered`."""
    lines = LeadEvent.objects.filter(at__gt=since).exclude(actor=person)
    announced = Notification.objects.filter(event=OuterRef("pk"), created_at__gt=since)
    if until is not None:
        lines, announced = lines.filter(at__lte=until), announced.filter(created_at__lte=until)
    sent = LeadEvent.objects.filter(Exists(announced), actor=None, at__gt=remembered)
    own, of_own_numbers = Lead.objects.filter(owner=person), Lead.objects.filter(same_phone_as__owner=person)
    owners = lines.filter(kind=Kind.OWNER)
    went_on = LeadEvent.objects.filter(kind=Kind.OWNER, lead=OuterRef("lead"), at__gte=OuterRef("at"))
    # Made JSON by PostgreSQL: a query that is compiled once has a place for a number, not for a document.
    as_json = Func(Cast(Value(person), BigIntegerField()), function="to_jsonb", output_field=JSONField())
    parts = [
        owners.filter(data__to=as_json),
        owners.filter(data__from=as_json),
        lines.filter(~Exists(went_on), kind__in=(*WARNINGS, *VISITS), lead__in=own),
        sent.filter(~Exists(went_on), kind__in=ARRIVALS, lead__in=own),
        sent.filter(kind=Kind.RECEIVED, lead__in=of_own_numbers),
        lines.filter(kind=Kind.RECEIVED, actor__isnull=False, lead__in=of_own_numbers),
        lines.filter(kind=Kind.NOTE, data__has_key="mentions", data__mentions__contains=as_json),
    ]
    late = lines.filter(kind=Kind.REMINDED, data__is_late=True)
    if supervised is None:
        parts.append(late)
    elif supervised:
        parts.append(late.filter(lead__city__in=supervised))
    ids = [part.order_by().values("pk") for part in parts]
    return LeadEvent.objects.filter(pk__in=ids[0].union(*ids[1:]))


def new_count(person: User) -> int:
    """How many lines the person has not seen; beyond MOST_COUNTED it counts no further. One query."""
    supervised = person.cities_for("leads.supervise_lead")
    counting = _counting(None if supervised is None else frozenset(supervised))
    remembered = timezone.now() - REMEMBERED
    return len(counting(person=person.pk, joined=person.date_joined, remembered=remembered))


@lru_cache(maxsize=100)
def _counting(supervised: frozenset[int] | None) -> Prepared:
    """Of whoever supervises these cities: a row for each line that is new. It stands on every page of the desk."""

    def new(person: int, joined: datetime, remembered: datetime) -> QuerySet:
        read = Subquery(Inbox.objects.filter(person=person).values("read_until"))
        since = Greatest(Coalesce(read, Value(joined, DateTimeField())), Value(remembered, DateTimeField()))
        return _lines(person, supervised, since, remembered).values_list("pk")[: MOST_COUNTED + 1]

    return Prepared(new)


def latest(person: User, now: datetime) -> list[InboxItem]:
    """What the inbox shows, newest first. Four queries."""
    new = lines_for(person, Inbox.objects.of(person).new_since).values_list("pk", flat=True)
    return grouped(person, lines_for(person, now - REMEMBERED)[:MOST_SHOWN], new[:MOST_SHOWN])


def grouped(person: User, lines: QuerySet[LeadEvent], new: Iterable[int] = ()) -> list[InboxItem]:
    """Lines, the newest first, as items: what happened to many leads at once is one, but for notes.

    `new` are the ids of those that nobody has seen.
    """
    unseen = set(new)
    events = list(lines.select_related("lead__city", "actor"))
    seen = Lead.objects.for_user(person).filter(pk__in={event.lead_id for event in events})
    visible = set(seen.values_list("pk", flat=True))

    def same(event: LeadEvent) -> tuple[str, datetime, bool, int]:
        own_words = event.pk if event.kind == Kind.NOTE else 0
        return occasion(event, person), event.at.replace(second=0, microsecond=0), event.pk in unseen, own_words

    return [_item(key[0], list(group), visible, is_new=key[2]) for key, group in groupby(events, key=same)]


def _item(words: str, events: list[LeadEvent], visible: set[int], *, is_new: bool) -> InboxItem:
    leads = [event.lead for event in events if event.lead_id in visible]
    is_note = events[0].kind == Kind.NOTE and bool(leads)
    return InboxItem(
        occasion=words,
        at=events[0].at,
        leads=tuple({lead.pk: lead for lead in leads}.values())[:MOST_NAMED],
        count=len(events),
        is_new=is_new,
        text=masking.mask_in(events[0].text) if is_note else "",
    )


def occasion(event: LeadEvent, person: User) -> str:
    """What happened, in words for the person."""
    data = event.data if isinstance(event.data, dict) else {}
    actor = event.actor.display_name if event.actor else "系统"
    if event.kind == Kind.OWNER:
        return _changed_hands(data, actor, person)
    if event.kind == Kind.RECEIVED:
        if event.lead.owner_id == person.pk:
            return "您的客户又来询盘"
        return f"{actor} 记下了您客户的号码" if event.actor else "您客户的号码又来询盘"
    if event.kind == Kind.REMINDED:
        late = "超时未联系" if data.get("is_late") else "还没联系，时限过半"
        return late if event.lead.owner_id == person.pk else f"您城市的线索{late}"
    if event.kind == Kind.NOTE:
        return f"{actor} 在备注里提到您"
    if event.kind == Kind.APPOINTED:
        return f"{actor} {VISIT_DONE.get(str(data.get('change')), '约了')}您客户的看房：{event.details}"
    if event.kind == Kind.VISIT_SOON:
        return f"明天约看 {event.details}"
    return {Kind.RESUBMITTED: "您的客户再次提交", Kind.EXPIRING: "保护期将到，请联系"}[Kind(event.kind)]


#: What somebody did to a visit, by `data["change"]`.
VISIT_DONE = {
    "moved": "改了", "changed": "改了", "cancelled": "取消了", "no_show": "记下没来", "reopened": "恢复了",
}  # fmt: skip


def _changed_hands(data: dict[str, object], actor: str, person: User) -> str:
    if data.get("to") == person.pk:
        return "值班分派给您" if data.get("by") == BY_ROTA else f"{actor} 移交给您"
    if data.get("by") == BY_PROTECTION:
        return "保护期满，已收回公共池"
    return f"{actor} 把您的线索移交给了别人" if data.get("to") else f"{actor} 把您的线索放回公共池"
