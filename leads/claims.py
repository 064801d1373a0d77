"""Who may take a lead from the pool now: not while a colleague calls, not who has lost it of late, not too many a day.

A manager hands over whatever these say.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from leads import hours
from leads.models.lead_event import BY_PROTECTION, CLAIMED, RESERVED, LeadEvent
from leads.models.sales_rules import SalesRules
from plumbing.days import end_of_day, in_short, start_of_day
from staff.models import User


def refusal(lead_id: int, city_id: int | None, actor: User) -> str:
    """Why the person may not take this lead of the pool, and until when, in words; empty if they may."""
    now, rules = timezone.now(), SalesRules.objects.for_city(city_id)
    return (
        _reserved(lead_id, actor) or _cooling_off(lead_id, rules, actor, now) or _too_many(city_id, rules, actor, now)
    )


def wait_for_others_of(actor: User) -> None:
    """Until the end of the transaction no other claim of the person is counted, nor made."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def lost_since(moment: datetime) -> QuerySet[LeadEvent]:
    """The lines of leads that went back to the pool after a moment, since their owner had left them alone."""
    return LeadEvent.objects.filter(kind=LeadEvent.Kind.OWNER, data__by=BY_PROTECTION, at__gt=moment)


def of_today(now: datetime) -> QuerySet[LeadEvent]:
    """The lines of leads that people took from the pool on that day."""
    day = start_of_day(timezone.localdate(now))
    return LeadEvent.objects.filter(kind=LeadEvent.Kind.OWNER, text=CLAIMED, at__gte=day)


def _reserved(lead_id: int, actor: User) -> str:
    other = LeadEvent.objects.dialled_of_late().filter(lead=lead_id).exclude(actor=actor).first()
    if other is None or other.actor is None:
        return ""
    return f"{other.actor.display_name} {in_short(other.at)} 已拨打，{RESERVED.seconds // 60} 分钟内由他联系。"


def _cooling_off(lead_id: int, rules: SalesRules, actor: User, now: datetime) -> str:
    if not rules.cool_off_days:
        return ""
    since = hours.earlier(now, rules.days(rules.cool_off_days), rules.hours)
    lost = lost_since(since).filter(lead=lead_id, data__from=actor.pk).order_by("-at").first()
    if lost is None:
        return ""
    until = hours.later(lost.at, rules.days(rules.cool_off_days), rules.hours)
    return f"这条线索 {in_short(lost.at)} 从您名下收回，{in_short(until)} 以后您才能再领；要早些，请主管移交给您。"


def _too_many(city_id: int | None, rules: SalesRules, actor: User, now: datetime) -> str:
    if not rules.most_claims:
        return ""
    count = of_today(now).filter(actor=actor, lead__city=city_id).count()
    if count < rules.most_claims:
        return ""
    tomorrow = in_short(end_of_day(timezone.localdate(now)))
    return f"您今天已经领取 {count} 条，到上限了，{tomorrow} 以后再领；要早些，请主管移交给您。"
