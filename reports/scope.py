"""What is counted, and how its counts are asked of PostgreSQL: by SQL around what Django has compiled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from leads.models.lead_queryset import LeadQuerySet
from leads.statistics import within
from plumbing.periods import Period

#: What stands for what a count is asked by, as GROUPING(city_id, owner_id) numbers the sets.
BY = {3: "", 1: "city", 2: "person"}


@dataclass(frozen=True)
class Scope:
    """What is counted: the leads that somebody's report may count, or part of them, in a period."""

    leads: LeadQuerySet
    period: Period
    #: The id of whose leads alone are counted, or leads.statistics.NOBODY; empty for everybody's.
    person: str = ""

    @property
    def owned(self) -> LeadQuerySet:
        """The leads of the person, in whatever period."""
        if not self.person:
            return self.leads
        return self.leads.filter(owner=int(self.person) if self.person.isdecimal() else None)

    def received(self) -> LeadQuerySet:
        """Those that came in the period or in the one before."""
        return self.owned.filter(self.within("created_at"), is_undated=False)

    def within(self, column: str) -> Q:
        """The condition that a column lies in the period or in the one before."""
        return within(column, self.period) | within(column, self.period.before)

    def is_now(self, column: str) -> ExpressionWrapper:
        """Whether a column lies in the period rather than in the one before."""
        return flag(Q(**{f"{column}__gte": self.period.begins}))


def flag(condition: Q) -> ExpressionWrapper:
    """Whether a condition holds, as a column."""
    return ExpressionWrapper(condition, BooleanField())


def id_of(grouping: int, city: int | None, owner: int | None) -> int | None:
    """Of what a row of GROUPING SETS over both counts."""
    return city if BY[grouping] == "city" else owner


def sql(leads: LeadQuerySet, *columns: str) -> tuple[str, tuple[Any, ...]]:
    """A query for these columns, in their order."""
    return leads.order_by().values(*columns).query.sql_with_params()


def rows_of(sql: str, parameters: Iterable[Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return cursor.fetchall()
