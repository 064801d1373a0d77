"""What the rules of a city, saved or not, do today: counted by the sets by which the worker does it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leads import claims, hours, protection, rota
from leads.models import Lead, SalesRules
from leads.models.lead_queryset import LeadQuerySet

#: Of each set so many are listed.
MOST_LISTED = 100
#: The parts of the form.
ROTA, PROTECTION, CLAIMS = "分派", "保护期", "领取"


@dataclass(frozen=True)
class Effect:
    """A sentence before a number of leads, the leads that it counts, and the part of the form that does it."""

    part: str
    sentence: str
    leads: LeadQuerySet

    @property
    def count(self) -> int:
        """How many leads there are."""
        return self.leads.count()

    @property
    def listed(self) -> LeadQuerySet:
        """The first MOST_LISTED of them."""
        return self.leads.select_related("owner", "city").order_by("owner", "pk")[:MOST_LISTED]


def effects(rules: SalesRules, now: datetime) -> Iterator[Effect]:
    """Yields what the rules do."""
    leads = Lead.objects.filter(SalesRules.objects.book_with(rules).part_of(rules))
    yield from _of_the_rota(leads, rules, now)
    yield from _of_the_protection(leads, rules, now)
    claimed = leads.filter(pk__in=claims.of_today(now).values("lead"))
    yield Effect(CLAIMS, "今天从公共池领取的", claimed)


def _of_the_rota(leads: LeadQuerySet, rules: SalesRules, now: datetime) -> Iterator[Effect]:
    if not rules.has_rota:
        return
    present = {duty.user_id: duty.user for duty in rota.on_duty(rules, now)}
    waiting = "一分钟内分派的新询盘（有人没到上限时）" if present else "现在没有人值班，等着分派的新询盘"
    yield Effect(ROTA, waiting, rota.waiting(leads, rules))
    for user in present.values():
        yield Effect(ROTA, f"{user.display_name}在值班，手上没结束的", leads.open().filter(owner=user))


def _of_the_protection(leads: LeadQuerySet, rules: SalesRules, now: datetime) -> Iterator[Effect]:
    if rules.protection_days:
        yield Effect(PROTECTION, "今天还会收回", protection.returning_today(leads, rules, now))
        yield Effect(PROTECTION, "现在要提醒负责人的", protection.to_warn(leads, rules, now))
        yield Effect(PROTECTION, "两个工作日内到期的，一共", protection.expiring(leads, rules, now))
        yield Effect(PROTECTION, "主管豁免的", leads.open().filter(owner__isnull=False, exempt_until__gt=now))
    if rules.cool_off_days:
        since = hours.earlier(now, rules.days(rules.cool_off_days), rules.hours)
        lost = claims.lost_since(since).values("lead")
        yield Effect(PROTECTION, "公共池里原负责人还不能再领的", leads.unclaimed().filter(pk__in=lost))
