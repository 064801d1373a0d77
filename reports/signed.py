"""What was signed: counted by day, city and person, and its rows in the report's tables."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import TruncDate

from leads.models import Signing
from leads.statistics import is_signed, last_signings
from reports import tables
from reports.scope import Scope, rows_of, sql
from reports.tables import Cell

#: What of a table of what was signed stands behind the name of its row.
HEADINGS = ["签约", "面积", "投资额", "年税收", "未填"]


@dataclass(frozen=True)
class Signed:
    """What was signed: leads; area in m², investment and yearly tax in 万元, each with of how many it is known.

    `unfilled` are those of which nobody has filled in what was agreed: they are in no sum.
    """

    leads: int = 0
    area_m2: Decimal = Decimal(0)
    with_area: int = 0
    investment_10k: Decimal = Decimal(0)
    with_investment: int = 0
    yearly_tax_10k: Decimal = Decimal(0)
    with_tax: int = 0
    unfilled: int = 0

    def __add__(self, other: "Signed") -> "Signed":
        return Signed(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def figures(self) -> dict[str, int]:
        """{figure of leads.statistics: leads}."""
        return {
            "signed": self.leads,
            "with_area": self.with_area,
            "with_investment": self.with_investment,
            "with_tax": self.with_tax,
            "unfilled": self.unfilled,
        }

    def sums(self, address: Callable[[str], str]) -> list[Cell]:
        """The cells of its area, investment and yearly tax; `address` is of the list of a figure."""
        return [
            tables.amount(self.area_m2, self.with_area, "㎡", address("with_area")),
            tables.amount(self.investment_10k, self.with_investment, "万元", address("with_investment")),
            tables.amount(self.yearly_tax_10k, self.with_tax, "万元", address("with_tax")),
        ]

    def cells(self, address: Callable[[str], str]) -> list[Cell]:
        """Its cells under HEADINGS."""
        leads, unfilled = (tables.count(self.figures[name], address(name)) for name in ("signed", "unfilled"))
        return [leads, *self.sums(address), unfilled]


def signings(scope: Scope) -> list[tuple[date, int | None, int | None, Signed]]:
    """[(day, city's id, owner's id, Signed)] of both periods. One query."""
    leads, parameters = sql(is_signed(scope.owned), "id", "city_id", "owner_id")
    lines = last_signings(scope.within("at")).filter(lead__signing=None).annotate(day=TruncDate("at"))
    unfilled, more = lines.order_by().values("lead_id", "day").query.sql_with_params()
    days = Q()
    for period in (scope.period, scope.period.before):
        days |= Q(signed_on__gte=period.first, signed_on__lte=period.last)
    columns = ("lead_id", "signed_on", "area_m2", "investment_10k", "yearly_tax_10k")
    filled, most = Signing.objects.filter(days).order_by().values(*columns).query.sql_with_params()
    rows = rows_of(
        f"""
        SELECT day, city_id, owner_id, count(*), coalesce(sum(area_m2), 0), count(area_m2),
            coalesce(sum(investment_10k), 0), count(investment_10k),
            coalesce(sum(yearly_tax_10k), 0), count(yearly_tax_10k), count(*) FILTER (WHERE is_unfilled)
        FROM (
            SELECT lead_id, signed_on AS day, area_m2, investment_10k, yearly_tax_10k, false AS is_unfilled
            FROM ({filled}) filled
            UNION ALL
            SELECT lead_id, day, NULL, NULL, NULL, true FROM ({unfilled}) unfilled
        ) signed
        JOIN ({leads}) lead ON lead.id = signed.lead_id
        GROUP BY day, city_id, owner_id
        """,
        [*most, *more, *parameters],
    )
    return [(day, city, owner, Signed(*numbers)) for day, city, owner, *numbers in rows]
