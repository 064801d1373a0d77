"""What is done to appointments: made, changed, cancelled, kept or not.

Each locks the lead, then the appointment, and adds a line to the timeline. Whoever saw an older state is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from leads import visit_words
from leads.models import Appointment, AppointmentPlace, Lead, LeadEvent, Outcome, Stage, WrongMove
from listings.models import Listing
from plumbing.days import in_short
from staff.models import User
from zones.models import Zone

State = Appointment.State
#: What may be taken back.
REOPENED = (State.CANCELLED, State.NO_SHOW)
#: So far ahead people plan; a later day is a slip.
LONGEST_AHEAD = timedelta(days=366)
#: Of one run of the clock: the rest waits a minute.
MOST_AT_ONCE = 500
#: From this hour on people hear of what is tomorrow.
MORNING = time(8, 30)
#: How people agree upon a visit.
HOW = {"call": "电话", "wechat": "微信", "met": "当面"}


@dataclass(frozen=True)
class Plan:
    """When which places are shown, who comes, and where people meet."""

    starts_at: datetime
    ends_at: datetime
    zones: Sequence[Zone] = ()
    listings: Sequence[Listing] = ()
    visitors: str = ""
    meeting_point: str = ""
    how: str = ""  # How it was agreed upon, where nobody has been reached before.

    @property
    def places(self) -> dict[tuple[int, int | None], Zone | Listing]:
        """{(id of the zone, id of the listing or None): the place}, each once."""
        named: list[Zone | Listing] = [*self.zones, *self.listings]
        return {_key(place): place for place in named}


@dataclass(frozen=True)
class Result:
    """What became of a visit: the ids of the places that were looked at, what was said, and `remarks` on some alone."""

    seen: Sequence[int] = ()
    liked: str = ""
    objections: str = ""
    next_step: str = ""
    next_at: datetime | None = None
    remarks: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def make(lead: Lead, plan: Plan, actor: User) -> Appointment:
    """Agree upon a visit. Raises WrongMove.

    Who makes one for a lead of the pool takes it. Of a lead that nobody has reached so far it says how they agreed,
    which is its first contact; what is shown counts as recommended once it was seen. Without a promise to come, its end
    is one.
    """
    lead.lock()
    _check(lead)
    _check_hour(lead, plan)
    if lead.owner_id is None:
        lead.claim(actor)
    if lead.stage == Stage.NEW:
        _note_contact(lead, plan.how, actor)
    made = Appointment.objects.create(lead=lead, made_by=actor, **_fields(plan), reminded_for=_known_already(plan))
    _put_places(made, plan)
    _record(made, "made", actor, "；".join(filter(None, (plan.visitors, plan.meeting_point))))
    _promise_its_end(made, actor)
    return made


@transaction.atomic
def change(appointment: Appointment, plan: Plan, actor: User, reason: str, seen: int) -> None:
    """Another hour, which needs a reason, other places or people; the promise goes along. Raises WrongMove."""
    lead = _lock(appointment, seen)
    _check(lead)
    _check_hour(lead, plan, appointment)
    before = appointment.starts_at, appointment.ends_at
    is_moved = before != (plan.starts_at, plan.ends_at)
    if is_moved and not reason.strip():
        raise WrongMove("改时间要写明原因。")
    promised = appointment.ends_at
    for name, value in _fields(plan).items():
        setattr(appointment, name, value)
    if is_moved:
        appointment.state, appointment.reminded_for = State.MOVED, _known_already(plan)
    _put_places(appointment, plan)
    _save(appointment)
    data = {"before": before[0].isoformat()} if is_moved else {}
    _record(appointment, "moved" if is_moved else "changed", actor, reason, data)
    if is_moved:
        _promise_its_end(appointment, actor, promised)


@transaction.atomic
def cancel(appointment: Appointment, actor: User, reason: str, next_at: datetime | None, seen: int) -> None:
    """It will not take place, for a reason. Raises WrongMove."""
    lead = _lock(appointment, seen)
    if not reason.strip():
        raise WrongMove("取消约看要写明原因。")
    appointment.state = State.CANCELLED
    _save(appointment)
    _record(appointment, "cancelled", actor, reason)
    _promise(lead, appointment, next_at, actor)


@transaction.atomic
def miss(appointment: Appointment, actor: User, text: str, next_at: datetime | None, seen: int) -> None:
    """The prospect did not come. Raises WrongMove, as before it began."""
    lead = _lock(appointment, seen)
    _check_begun(appointment)
    appointment.state = State.NO_SHOW
    _save(appointment)
    _record(appointment, "no_show", actor, text)
    _promise(lead, appointment, next_at, actor)


@transaction.atomic
def finish(appointment: Appointment, result: Result, actor: User, seen: int) -> None:
    """It took place: a contact, with a line for each place that was looked at. Raises WrongMove, as before it began.

    Who writes it down for a lead of the pool takes it; a next contact is promised, or it is said why not.
    """
    lead = _lock(appointment, seen)
    _check_begun(appointment)
    _check_says_something(result)
    if not lead.is_closed and result.next_at is None and not result.next_step:
        raise WrongMove("不约下次的，请在“下一步”写明为什么。")
    if lead.owner_id is None and not lead.is_closed:
        lead.claim(actor)
    appointment.state = State.DONE
    appointment.liked, appointment.objections = result.liked, result.objections
    appointment.next_step = result.next_step
    _save(appointment)
    places = list(appointment.places.select_related("zone", "listing__zone"))
    for place in places:
        place.was_seen = place.pk in result.seen
    AppointmentPlace.objects.bulk_update(places, ["was_seen"])
    _record_visits(appointment, [place for place in places if place.was_seen], result.remarks, actor)
    if not places:
        lead.reach(Stage.VISITING, actor)
    _promise(lead, appointment, result.next_at, actor)


@transaction.atomic
def correct(appointment: Appointment, result: Result, actor: User, seen: int) -> None:
    """Mend what was written down about a visit that took place; the timeline keeps what there was. Raises WrongMove."""
    lead = _lock(appointment, seen, is_open=False)
    if appointment.state != State.DONE or lead.is_merged:
        raise WrongMove("只有看过的约看可以改结果。")
    _check_says_something(result)
    appointment.liked, appointment.objections = result.liked, result.objections
    appointment.next_step = result.next_step
    _save(appointment)
    rows = list(appointment.places.select_related("zone", "listing__zone"))
    more = [row for row in rows if row.pk in result.seen and not row.was_seen]
    for row in rows:
        AppointmentPlace.objects.filter(pk=row.pk).update(was_seen=row.pk in result.seen)
    lead.record(LeadEvent.Kind.CORRECTED, actor, f"{appointment.hours} 看房的结果\n{appointment.result_in_words}")
    for row in rows:
        if row in more:
            lead.visit(row.place, actor, result.remarks.get(row.pk, ""))
        elif said := result.remarks.get(row.pk):
            lead.record(LeadEvent.Kind.CORRECTED, actor, said, place=row.place)


def cancel_all(lead: Lead, actor: User, reason: str) -> list[Appointment]:
    """Cancel what a lead that has ended would still be shown. Returns those cancelled."""
    still_open = list(lead.appointments.filter(state__in=Appointment.OPEN))
    for appointment in still_open:
        appointment.lead = lead
        cancel(appointment, actor, reason, None, appointment.version)
    return still_open


@transaction.atomic
def reopen(appointment: Appointment, actor: User, seen: int) -> None:
    """Take back that it was cancelled, or that nobody came. Raises WrongMove."""
    lead = _lock(appointment, seen, is_open=False)
    _check(lead)
    if appointment.state not in REOPENED:
        raise WrongMove("只有取消了的、记了“客户没来”的约看可以恢复。")
    appointment.state = State.PLANNED
    _save(appointment)
    _record(appointment, "reopened", actor)
    if not appointment.is_over:
        _promise_its_end(appointment, actor)


@transaction.atomic
def remind(now: datetime) -> int:
    """Write on the timelines that there is a visit tomorrow, which inboxes tell of; returns how many. Once an hour of
    each, from MORNING on."""
    if timezone.localtime(now).time() < MORNING:
        return 0
    due = Appointment.objects.to_remind_of(now).order_by("pk").select_for_update(skip_locked=True, of=("self",))
    rows = list(due[:MOST_AT_ONCE])
    for row in rows:
        row.reminded_for = row.starts_at
    Appointment.objects.bulk_update(rows, ["reminded_for"])
    LeadEvent.objects.bulk_create(
        LeadEvent(lead_id=row.lead_id, kind=LeadEvent.Kind.VISIT_SOON, at=now, data=_data(row)) for row in rows
    )
    return len(rows)


def _key(place: Zone | Listing) -> tuple[int, int | None]:
    return (place.zone_id, place.pk) if isinstance(place, Listing) else (place.pk, None)


def _fields(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in ("starts_at", "ends_at", "visitors", "meeting_point")}


def _known_already(plan: Plan) -> datetime | None:
    """The hour, if it is so near that whoever plans it needs no reminder."""
    is_near = (timezone.localdate(plan.starts_at) - timezone.localdate()).days <= 1
    return plan.starts_at if is_near else None


def _put_places(appointment: Appointment, plan: Plan) -> None:
    """The places are those of the plan, in its order; rows that stay keep their ids."""
    wanted = plan.places
    there = {(row.zone_id, row.listing_id): row for row in appointment.places.all()}
    AppointmentPlace.objects.filter(pk__in=[row.pk for key, row in there.items() if key not in wanted]).delete()
    AppointmentPlace.objects.bulk_create(
        AppointmentPlace(appointment=appointment, zone_id=zone_id, listing_id=listing_id)
        for zone_id, listing_id in wanted
        if (zone_id, listing_id) not in there
    )


def _lock(appointment: Appointment, seen: int, *, is_open: bool = True) -> Lead:
    """Lock the lead and the appointment, read as they are now. Raises WrongMove for who has seen another version."""
    lead = appointment.lead
    lead.lock()
    appointment.refresh_from_db(from_queryset=Appointment.objects.select_for_update())
    if appointment.version != seen or appointment.lead_id != lead.pk:
        raise WrongMove("这次约看刚被改过，请先看看改成了什么。")
    if is_open and not appointment.is_open:
        raise WrongMove(f"这次约看{appointment.get_state_display()}，不能再改。")
    appointment.lead = lead
    return lead


def _check(lead: Lead) -> None:
    if lead.is_merged:
        raise WrongMove("这条线索已并入另一条，请在那条上约。")
    if lead.is_closed:
        raise WrongMove(f"线索已是“{lead.get_stage_display()}”，先恢复或重新联系，再约看。")


def _check_hour(lead: Lead, plan: Plan, this: Appointment | None = None) -> None:
    """Nothing is shown twice at once; the button may have been tapped twice."""
    same = Appointment.objects.open().filter(lead=lead, starts_at=plan.starts_at).exclude(pk=this.pk if this else 0)
    if same.exists():
        raise WrongMove(f"这条线索在 {in_short(plan.starts_at)} 已经约好了，在线索页上看。")


def _check_begun(appointment: Appointment) -> None:
    if appointment.starts_at > timezone.now():
        raise WrongMove(f"{in_short(appointment.starts_at)} 才开始，还没有结果；时间变了请先改时间。")


def _save(appointment: Appointment) -> None:
    appointment.version += 1
    appointment.save()


def _record(
    appointment: Appointment, what: str, actor: User, text: str = "", data: dict[str, Any] | None = None
) -> None:
    said = {"change": what, **_data(appointment), **(data or {})}
    appointment.lead.record(LeadEvent.Kind.APPOINTED, actor, text, said)


def _data(appointment: Appointment) -> dict[str, Any]:
    """What a line needs to say which visit it is about."""
    places = appointment.places.select_related("zone", "listing__zone")
    where = "、".join(str(place) for place in places)
    return {"appointment": appointment.pk, "at": appointment.starts_at.isoformat(), "where": where}


def _check_says_something(result: Result) -> None:
    if not (result.seen or result.liked or result.objections or result.next_step):
        raise WrongMove("什么也没填：看了哪些、看中什么、顾虑什么、下一步，至少写一样。")


def _note_contact(lead: Lead, how: str, actor: User) -> None:
    if how not in HOW:
        raise WrongMove("这条还没联系上过，请选这次看房是怎么约上的。")
    if how == "call":
        lead.record(LeadEvent.Kind.CALL, actor, "", {"outcome": Outcome.VISIT.value, "dialled": ""})
    elif how == "wechat":
        lead.record(LeadEvent.Kind.WECHAT, actor, "约了看房")
    lead.move(Stage.CONTACTED, actor, "当面约的看房" if how == "met" else "")


def _record_visits(
    appointment: Appointment, seen: Sequence[AppointmentPlace], remarks: Mapping[int, str], actor: User
) -> None:
    """A line for each place, with what was said of it; one without a place if nothing was looked at."""
    for row, said in zip(seen, visit_words.of_each(appointment, seen, remarks), strict=True):
        appointment.lead.visit(row.place, actor, said)
    if not seen:
        words = appointment.result_in_words
        if appointment.meeting_point:
            words = f"碰头：{appointment.meeting_point}\n{words}".strip()
        appointment.lead.record(LeadEvent.Kind.VISIT, actor, words)


def _promise_its_end(appointment: Appointment, actor: User, before: datetime | None = None) -> None:
    """The end of the visit is promised, instead of the end `before`, unless something else to come is."""
    promise = appointment.lead.next_follow_up_at
    if promise is None or promise <= timezone.now() or promise == before:
        appointment.lead.follow_up(appointment.ends_at, actor)


def _promise(lead: Lead, appointment: Appointment, next_at: datetime | None, actor: User) -> None:
    """The next contact; without one, a promise that only stood for this visit goes, and any other to come stays."""
    if lead.is_closed:
        return
    promise = lead.next_follow_up_at
    is_done_with = promise is not None and (promise == appointment.ends_at or promise <= timezone.now())
    if next_at or is_done_with:
        lead.follow_up(next_at, actor)
