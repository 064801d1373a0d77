"""What the rules of a city, saved or not, do today: counted by the sets by which the worker does it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from leads import claims, hours, protection, rota
from leads.models import Lead, SalesRules
from leads.models.lead_queryset import LeadQuerySet

#: Of each set so many are listed.
MOST_LISTED = 100


@dataclass(frozen=True)
class Effect:
    """A sentence with a number in it, as `before` and `after` it, and the leads that it counts."""

    before: str
    after: str
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
    if rules.has_rota:
        yield Effect("等着分派的新询盘", "条", rota.waiting(leads, rules))
        for user in {duty.user_id: duty.user for duty in rota.on_duty(rules, now)}.values():
            yield Effect(f"现在值班：{user.display_name}，手上没结束的", "条", leads.open().filter(owner=user))
    if rules.protection_days:
        yield Effect("今天还会收回", "条", protection.returning_today(leads, rules, now))
        yield Effect("两个工作日内到期，负责人会收到或已收到提醒：", "条", protection.expiring(leads, rules, now))
        yield Effect("豁免中", "条", leads.open().filter(owner__isnull=False, exempt_until__gt=now))
    if rules.cool_off_days:
        since = hours.earlier(now, rules.days(rules.cool_off_days), rules.hours)
        lost = claims.lost_since(since).values("lead")
        yield Effect("公共池里原负责人还不能再领的", "条", leads.unclaimed().filter(pk__in=lost))
    yield Effect("今天从公共池领取", "条", leads.filter(pk__in=claims.of_today(now).values("lead")))
