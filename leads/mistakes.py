"""A call, or a talk on WeChat, that was written down on the wrong lead: it stays on the timeline and counts no more.

A line of its own names it, with why. What a tap did besides is taken back, as far as nobody has built upon it since.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from leads.models import Appointment, Enquiry, Lead, LeadEvent, Screening, Stage, WrongMove
from leads.models.lead_event import BROUGHT, CONTACTS, STEP
from staff.models import User

#: What is written down by one tap.
KINDS = (LeadEvent.Kind.CALL, LeadEvent.Kind.WECHAT)
#: The stage and the promise that came with a call stand on the timeline so soon after it.
AT_ONCE = timedelta(seconds=2)


def may_be_marked_by(lead: Lead, user: User) -> bool:
    """Whether the person may say so: whose lead it is, and who supervises it."""
    return not lead.is_merged and (lead.owner_id == user.pk or lead.is_supervised_by(user))


def named_in(lines: Iterable[LeadEvent]) -> set[int]:
    """Ids of the lines that others of them mark as mistaken."""
    found = (
        line.data.get("line") for line in lines if line.kind == LeadEvent.Kind.MISTAKEN and isinstance(line.data, dict)
    )
    return {key for key in found if isinstance(key, int)}


@transaction.atomic
def mark(lead: Lead, key: int, reason: str, actor: User) -> list[str]:
    """Mark the line of that key, of the lead or of what was merged into it. Returns in words what went back with it.

    Raises WrongMove: there is no such line, it is marked already, or what it ended cannot go on.
    """
    if not reason.strip():
        raise WrongMove("请写明怎么记错的，例如“打的是另一位客户”。")
    line = lead.timeline().filter(pk=key, kind__in=KINDS, actor__isnull=False).first()
    if line is None:
        raise WrongMove("没有找到这一笔，请刷新页面再试。")
    leads = {line.lead_id: line.lead, lead.pk: lead}
    for _, each in sorted(leads.items()):
        each.lock()
    if lead.is_merged:
        raise WrongMove("这条线索已并入另一条，请在那条上标。")
    if not LeadEvent.objects.standing().filter(pk=line.pk).exists():
        raise WrongMove("这一笔已经标为误记了。")
    _record(line, actor, reason, {"outcome": line.data["outcome"]} if "outcome" in line.data else {})
    sentences = [sentence for undo in (_stage_back, _promise_back) if (sentence := undo(lead, line, actor))]
    if released := _beside(line, LeadEvent.Kind.RELEASED):
        ids = released.data.get("enquiries", [])
        Enquiry.objects.filter(lead__in=leads, pk__in=ids).update(screening=Screening.QUARANTINED)
        sentences.append("又标上了“疑似”")
    for each in leads.values():
        _count_first_contact_again(each, line)
    return sentences


def _record(line: LeadEvent, actor: User, text: str, data: dict[str, Any]) -> None:
    named = {"line": line.pk, "of": line.kind, "at": line.at.isoformat()}
    line.lead.record(LeadEvent.Kind.MISTAKEN, actor, text, named | data)


def _beside(line: LeadEvent, kind: LeadEvent.Kind) -> LeadEvent | None:
    """What the same tap wrote down besides."""
    found = LeadEvent.objects.standing().filter(lead=line.lead, kind=kind, actor=line.actor, pk__gt=line.pk)
    return found.filter(at__gte=line.at, at__lte=line.at + AT_ONCE).order_by("pk").first()


def _stage_back(lead: Lead, line: LeadEvent, actor: User) -> str:
    step = _beside(line, LeadEvent.Kind.STAGE)
    steps = lead.timeline().standing().filter(kind=LeadEvent.Kind.STAGE).order_by("-at", "-pk")
    if step is None or step != steps.first() or step.data.get("to") != lead.stage:
        return ""
    if lead.is_given_up:
        lead.restore(actor)
    elif lead.stage == Stage.CONTACTED and not _is_known_otherwise(lead):
        before, earlier = Stage(step.data["from"]), steps.exclude(pk=step.pk).first()
        lead.stage, lead.stage_changed_at = before, earlier.at if earlier else lead.created_at
        lead.save(update_fields=["stage", "stage_changed_at"])
        _record(step, actor, "", {"from": Stage.CONTACTED.value, "to": before.value})
    else:
        return ""
    return f"阶段退回“{lead.get_stage_display()}”"


def _is_known_otherwise(lead: Lead) -> bool:
    """Whether somebody else was talked to, or a visit was agreed upon."""
    if Appointment.objects.open().filter(lead=lead).exists():
        return True
    return any(line.reaches for line in lead.timeline().standing().filter(kind__in=CONTACTS))


def _promise_back(lead: Lead, line: LeadEvent, actor: User) -> str:
    """The promise made with it goes, for the one before if that is still to come."""
    made = _beside(line, LeadEvent.Kind.FOLLOW_UP)
    if made is None or lead.is_closed or lead.next_follow_up_at is None or _moment_of(made) != lead.next_follow_up_at:
        return ""
    promises = LeadEvent.objects.filter(lead=line.lead, kind=LeadEvent.Kind.FOLLOW_UP, pk__lt=line.pk)
    before = promises.order_by("-at", "-pk").first()
    moment = _moment_of(before) if before else None
    lead.follow_up(moment if moment and moment > timezone.now() else None, actor)
    return "约定照原来的" if lead.next_follow_up_at else "那次约的跟进取消了"


def _moment_of(promise: LeadEvent) -> datetime | None:
    at = promise.data.get("at")
    return datetime.fromisoformat(at) if at else None


def _count_first_contact_again(lead: Lead, line: LeadEvent) -> None:
    """If the line was the first contact, it is the next one that stands, or there was none yet."""
    if not lead.contacted_at or not line.at - AT_ONCE <= lead.contacted_at <= line.at:
        return
    lines = lead.timeline().standing().exclude(data__contains=BROUGHT).order_by("at", "pk")
    first = lines.filter(kind__in=CONTACTS, actor__isnull=False).first()
    if first is None and lead.stage != Stage.NEW:
        first = lines.alias(step=STEP).filter(kind=LeadEvent.Kind.STAGE, step__gt=1).first()
    lead.contacted_at = first.at if first else None
    lead.save(update_fields=["contacted_at"])
