"""How far the targets are reached: what each is for is counted against it, and nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, DateField
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.http import urlencode

from leads import statistics, targeted
from plumbing.periods import Period
from reports import tables
from reports.models import Target
from reports.scope import Scope
from reports.signed import Signed
from reports.tables import Cell

#: A city and the first day of a month.
Place = tuple[int | None, date]
#: {figure that may have targets: its unit}; of leads there is none.
FIGURES = {"received": "", "signed": "", "area_m2": "㎡", "investment_10k": "万元"}
#: Of a note: more cities than these are counted, not named.
MOST_CITIES = 6


#: By what the report's links narrow the list of targets.
LOOKUPS = {"month__gte", "month__lte", *(f"{figure}__gt" for figure in FIGURES)}
#: {figure: that of leads.statistics whose leads the number is made of}.
_COUNTED = {"received": "received", "signed": "signed", "area_m2": "with_area", "investment_10k": "with_investment"}


@dataclass(frozen=True)
class Progress:
    """The sum of the targets of a figure, and how much of what was counted there and then belongs to them.

    With the addresses of these targets, and of the leads that count towards them.
    """

    target: int
    reached: Decimal
    set_at: str
    address: str


def progress(
    scope: Scope, targets: Iterable[Target], signed: Mapping[Place, Signed], address: Callable[..., str]
) -> dict[str, Progress]:
    """{figure: Progress} of those that have a target; `signed` is what was signed in a month, without old lists'.

    `address` is of the list of a figure of leads.statistics. One query at most.
    """
    found = {}
    for figure in FIGURES:
        of_figure = [each for each in targets if getattr(each, figure)]
        if of_figure:
            reached = _received(scope) if figure == "received" else {}
            if figure != "received":
                name = "leads" if figure == "signed" else figure
                reached = {place: getattr(each, name) for place, each in signed.items()}
            found[figure] = Progress(
                sum(getattr(each, figure) for each in of_figure),
                Decimal(sum(reached.get((each.city_id, each.month), 0) for each in of_figure)),
                _set_at(scope.period, figure, of_figure),
                _address(figure, of_figure, address),
            )
    return found


def _address(figure: str, targets: Iterable[Target], address: Callable[..., str]) -> str:
    """Of the list of what counts towards the targets; empty if it would be too long to be asked for."""
    towards = targeted.written(targeted.parts((each.month, each.city_id) for each in targets))
    return address(_COUNTED[figure], None, towards=towards) if len(towards) <= targeted.LONGEST else ""


def _set_at(period: Period, figure: str, targets: Iterable[Target]) -> str:
    """The address of the list of these targets: of one city, or of all that whoever asks sets targets for."""
    cities = {each.city_id for each in targets}
    chosen = {"month__gte": f"{period.first:%Y-%m}-01", "month__lte": f"{period.last}", f"{figure}__gt": "0"}
    if len(cities) == 1:
        chosen["city__id__exact"] = f"{cities.pop()}"
    return f"{reverse('admin:reports_target_changelist')}?{urlencode(chosen)}"


def cells(reached: Mapping[str, Progress], figure: str) -> list[Cell]:
    """Its cells of the overview: the target, what counts towards it, and the share; none without a target."""
    if (aim := reached.get(figure)) is None:
        return []
    address = aim.address if aim.reached else ""
    if unit := FIGURES[figure]:
        sums = [tables.amount(Decimal(aim.target), 1, unit, aim.set_at), tables.amount(aim.reached, 1, unit, address)]
    else:
        sums = [tables.count(aim.target, aim.set_at), tables.count(int(aim.reached), address)]
    return [*sums, tables.share(aim.reached, aim.target, address)]


def note(targets: Iterable[Target]) -> str:
    """Whose targets they are, of which months, and what is counted against them."""
    targets = list(targets)
    cities = list(dict.fromkeys(each.city.name for each in targets))
    months = sorted({f"{each.month:%Y-%m}" for each in targets})
    where = "、".join(cities[:MOST_CITIES]) + (f" 等 {len(cities)} 个城市" if len(cities) > MOST_CITIES else "")
    when = months[0] if len(months) == 1 else f"{months[0]} 至 {months[-1]} 中的 {len(months)} 个月"
    return f"目标是{where} {when}整月的目标之和；“计入目标”只数定了目标的城市和月份里、所选日期内的，老名单导入的不计。"


def _received(scope: Scope) -> dict[Place, int]:
    """How many leads came in each city and month of the period, but those of old lists."""
    leads = statistics.sent_in(statistics.received(scope.owned, scope.period)).order_by()
    groups = leads.values_list("city", TruncMonth("created_at", output_field=DateField())).annotate(count=Count("pk"))
    return {(city, month): count for city, month, count in groups}
