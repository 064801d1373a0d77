"""What was signed: counted by day, city and person, and its rows in the report's tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.db.models.functions import TruncDate

from leads import statistics
from leads.models import Signing
from leads.statistics import is_signed
from reports import tables
from reports.scope import Scope, flag, rows_of, sql
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
        return Signed(*(mine + theirs for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True)))

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


#: What a row is counted by, as GROUPING(city_id, owner_id, day, month) numbers the sets.
_BY = {15: "", 7: "city", 11: "person", 13: "day", 6: "month"}
#: As the fields of Signed stand.
_SUMS = """count(*), coalesce(sum(area_m2), 0), count(area_m2), coalesce(sum(investment_10k), 0), count(investment_10k),
    coalesce(sum(yearly_tax_10k), 0), count(yearly_tax_10k), count(*) FILTER (WHERE is_unfilled)"""


def signings(scope: Scope) -> Iterator[tuple[bool, str, Any, Signed]]:
    """Yields (is_now, by what, of which, Signed): by "", "city", "person", "day", and "month", of a city and a month.

    A month is without what old lists brought. One query.
    """
    leads, parameters = sql(is_signed(scope.owned), "id", "city_id", "owner_id")
    # The last line of each lead, from all of them: whoever signs anew is signed on that day alone.
    lines = statistics.signings(Q()).annotate(day=TruncDate("at"), is_brought=flag(statistics.IS_BROUGHT))
    inner, more = lines.order_by().values("lead_id", "at", "id", "day", "is_brought").query.sql_with_params()
    periods = (scope.period, scope.period.before)
    rows = rows_of(
        f"""
        WITH line AS MATERIALIZED (
            SELECT DISTINCT ON (lead_id) lead_id, day, is_brought FROM ({inner}) line
            ORDER BY lead_id, at DESC, id DESC
        ),
        fact AS (
            SELECT lead_id, signed_on AS day, area_m2, investment_10k, yearly_tax_10k, false AS is_unfilled
            FROM {Signing._meta.db_table}
            UNION ALL
            SELECT lead_id, day, NULL, NULL, NULL, true FROM line
            WHERE lead_id NOT IN (SELECT lead_id FROM {Signing._meta.db_table})
        )
        SELECT GROUPING(city_id, owner_id, day, month), is_now, city_id, owner_id, day, month, is_brought, {_SUMS}
        FROM (
            SELECT fact.*, fact.day >= %s AS is_now, date_trunc('month', fact.day)::date AS month, city_id, owner_id,
                coalesce(is_brought, false) AS is_brought
            FROM fact JOIN ({leads}) lead ON lead.id = lead_id LEFT JOIN line USING (lead_id)
            WHERE fact.day BETWEEN %s AND %s OR fact.day BETWEEN %s AND %s
        ) signed
        GROUP BY GROUPING SETS (
            (is_now), (is_now, city_id), (is_now, owner_id), (is_now, day), (is_now, city_id, month, is_brought)
        )
        """,
        [*more, scope.period.first, *parameters, *(day for each in periods for day in (each.first, each.last))],
    )
    for grouping, is_now, city, owner, day, month, is_brought, *numbers in rows:
        by = _BY[grouping]
        of_which = {"": None, "city": city, "person": owner, "day": day, "month": (city, month)}[by]
        if not (by == "month" and is_brought):
            yield is_now, by, of_which, Signed(*numbers)
