"""How far the targets are reached: what each is for is counted against it, and nothing else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from leads import statistics
from leads.models import Enquiry, Signing, Way
from leads.statistics import is_signed, last_signings, within
from reports.models import Target
from reports.scope import Scope

#: A city and the first day of a month.
Place = tuple[int | None, date]
#: The figures that may have targets.
FIGURES = ("received", "signed")
#: Of a note: more cities than these are counted, not named.
MOST_CITIES = 6


@dataclass(frozen=True)
class Progress:
    """The sum of the targets of a figure, and how many of the leads counted there and then belong to them."""

    target: int
    reached: int


def progress(scope: Scope, targets: Iterable[Target]) -> dict[str, Progress]:
    """{figure: Progress} of those that have a target. A query or two for each of them."""
    counts = {"received": _received, "signed": _signed}
    found = {}
    for figure in FIGURES:
        of_figure = [each for each in targets if getattr(each, figure)]
        if of_figure:
            reached = counts[figure](scope)
            found[figure] = Progress(
                sum(getattr(each, figure) for each in of_figure),
                sum(reached[each.city_id, each.month] for each in of_figure),
            )
    return found


def note(targets: Iterable[Target]) -> str:
    """Whose targets they are, of which months, and what is counted against them."""
    targets = list(targets)
    cities = list(dict.fromkeys(each.city.name for each in targets))
    months = sorted({f"{each.month:%Y-%m}" for each in targets})
    where = "、".join(cities[:MOST_CITIES]) + (f" 等 {len(cities)} 个城市" if len(cities) > MOST_CITIES else "")
    when = months[0] if len(months) == 1 else f"{months[0]} 至 {months[-1]} 中的 {len(months)} 个月"
    return (
        f"目标是{where} {when}整月的目标之和；“计入目标”只数定了目标的城市和月份里、所选日期内的线索，"
        "老名单导入的不计。"
    )


def _received(scope: Scope) -> Counter[Place]:
    """How many leads came in each city and month of the period, but those of old lists."""
    imported = Enquiry.objects.filter(lead=OuterRef("pk"), receipt=OuterRef("receipt"), way=Way.IMPORT)
    leads = statistics.received(scope.owned, scope.period).exclude(Exists(imported)).order_by()
    groups = leads.values_list("city", TruncMonth("created_at", output_field=DateField())).annotate(count=Count("pk"))
    return Counter({(city, month): count for city, month, count in groups})


def _signed(scope: Scope) -> Counter[Place]:
    """How many leads were signed in each city and month of the period, but those of old lists."""
    period, leads = scope.period, is_signed(scope.owned)
    lines = last_signings(within("at", period)).exclude(data__has_key="by").filter(lead__in=leads, lead__signing=None)
    imported = last_signings(Q(lead=OuterRef("lead"), data__has_key="by"))
    facts = Signing.objects.filter(signed_on__gte=period.first, signed_on__lte=period.last, lead__in=leads)
    days = [
        *((city, timezone.localdate(at)) for city, at in lines.values_list("lead__city", "at")),
        *facts.exclude(Exists(imported)).values_list("lead__city", "signed_on"),
    ]
    return Counter((city, day.replace(day=1)) for city, day in days)
