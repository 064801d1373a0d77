"""The last step of a lead taken back by whoever made it: of a slip of the hand nothing is left but two lines."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from leads.models import Lead, LeadEvent, Stage, WrongMove
from leads.models.stage import GIVEN_UP
from staff.models import User

#: For so long a slip is taken back without a reason; later a step back needs one, as ever.
WITHIN = timedelta(minutes=10)
#: Of these lines the one is looked for that stands.
MOST_STEPS = 40
#: Longer than any key of a row: no line has it.
LONGEST_KEY = 19
#: A move notes the first contact just before its line.
AT_ONCE = timedelta(seconds=2)
TAKEN_BACK = "点错了，撤销"


def last_step(key: str, person: User) -> LeadEvent | None:
    """The line of that key with its lead, if the person may take it back now."""
    if not key.isdecimal() or len(key) >= LONGEST_KEY:
        return None
    line = _steps().filter(pk=key, actor=person, lead__in=Lead.objects.for_user(person)).select_related("lead").first()
    return line if line and line == _steps().filter(lead=line.lead_id).first() and _refusal(line) == "" else None


@transaction.atomic
def take_back(lead: Lead, key: str, person: User) -> LeadEvent:
    """Back to the stage before the line of that key, with the day it came there. Raises WrongMove.

    The promise comes back if it is still to come, and so does why it was given up.
    """
    lead.lock()
    lines = list(_steps().filter(lead=lead)[:MOST_STEPS])
    line, earlier = next(iter(lines), None), lines[1:]
    if line is None or f"{line.pk}" != key or line.actor != person:
        raise WrongMove("这一步之后又改过阶段，撤不了；要退回请在线索页上写明原因。")
    if refusal := _refusal(line):
        raise WrongMove(refusal)
    before, lead.stage = Stage(lead.stage), line.data["from"]
    standing = _standing(earlier)
    lead.lost_reason = standing.text[:200] if standing and lead.stage in GIVEN_UP else ""
    if lead.stage in GIVEN_UP and not lead.lost_reason:
        raise WrongMove("当时为什么结束没有记下，撤不了；请在线索页上改阶段。")
    # As its timeline has it; what came without a line stands there since it came to us.
    lead.stage_changed_at = standing.at if standing and standing.data.get("to") == lead.stage else lead.created_at
    if before == Stage.CONTACTED and _was_noted_by(line, lead.contacted_at):
        lead.contacted_at = None
    if not lead.is_closed and not lead.next_follow_up_at:
        lead.next_follow_up_at = line.promise_to_come
    lead.save(update_fields=["stage", "stage_changed_at", "lost_reason", "next_follow_up_at", "contacted_at"])
    return lead.record(LeadEvent.Kind.STAGE, person, TAKEN_BACK, {"from": before.value, "to": lead.stage})


def _steps() -> QuerySet[LeadEvent]:
    steps = LeadEvent.objects.standing().filter(kind=LeadEvent.Kind.STAGE)
    return steps.select_related("actor").order_by("-at", "-pk")


def _refusal(line: LeadEvent) -> str:
    """Why the last step of a lead stays, in words; empty for one that can be taken back."""
    if line.at < timezone.now() - WITHIN:
        return f"过了 {WITHIN.seconds // 60} 分钟，撤不了；要退回请在线索页上写明原因。"
    if line.listing_id or line.text or line.data["to"] in GIVEN_UP:
        return "这一步不是点一下就改的，请在线索页上退回。"
    return ""


def _standing(lines: list[LeadEvent]) -> LeadEvent | None:
    """The newest of the lines that was not taken back, nor takes one back."""
    rest = iter(lines)
    for line in rest:
        if line.text != TAKEN_BACK:
            return line
        next(rest, None)
    return None


def _was_noted_by(line: LeadEvent, moment: datetime | None) -> bool:
    return bool(moment and line.at - AT_ONCE <= moment <= line.at)
