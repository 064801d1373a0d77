"""Many leads at once: a next follow-up, another stage. What can be done is done, the others come back with a reason."""

from dataclasses import dataclass, field
from datetime import datetime

from leads import board
from leads.hand_over import BATCH, MOST_LEADS, MOST_NAMED
from leads.models import Lead, WrongMove
from leads.models.lead_queryset import LeadQuerySet
from staff.models import User

#: Each is locked, moved and written down by itself.
MOST_MOVED = 200


@dataclass
class Done:
    """What became of the leads chosen."""

    done: int = 0
    unchanged: int = 0  # they were so already
    refused: int = 0
    left: int = 0  # beyond what is done at once: another call would do them
    named: list[tuple[Lead, str]] = field(default_factory=list)  # of the refused with why, MOST_NAMED at most


def follow_up(leads: LeadQuerySet, moment: datetime, actor: User) -> Done:
    """Promise the next contact of all of them for one moment. Refused are those that are closed or part of another."""
    named = leads.select_related("city").order_by("pk")
    open_ones = leads.open()
    movable = open_ones.exclude_promised(moment)
    total, open_count, movable_count = leads.count(), open_ones.count(), movable.count()
    result = Done(unchanged=open_count - movable_count)
    chosen = list(movable.order_by("pk").values_list("pk", flat=True)[:MOST_LEADS])
    closed = named.exclude(pk__in=open_ones.order_by().values("pk"))[:MOST_NAMED] if total > open_count else []
    result.named = [(lead, "已结束" if lead.is_closed else "已合并") for lead in closed]
    for start in range(0, len(chosen), BATCH):
        result.done += Lead.objects.filter(pk__in=chosen[start : start + BATCH]).follow_up(moment, actor)
    # Some may have been closed meanwhile.
    result.refused = total - open_count + len(chosen) - result.done
    result.left = movable_count - len(chosen)
    return result


def move(leads: LeadQuerySet, stage: str, actor: User) -> Done:
    """Move those to a stage that a tap on the board would move there."""
    chosen = list(leads.select_related("city").order_by("pk")[: MOST_MOVED + 1])
    result = Done(left=leads.count() - MOST_MOVED if len(chosen) > MOST_MOVED else 0)
    for lead in chosen[:MOST_MOVED]:
        if lead.stage == stage:
            result.unchanged += 1
            continue
        try:
            board.move(lead, stage, lead.stage, actor)
            result.done += 1
        except WrongMove as refusal:
            result.refused += 1
            result.named += [(lead, str(refusal).rstrip("。"))] if len(result.named) < MOST_NAMED else []
    return result
