"""Leads that were called in a period, by who called them: a hand-over takes the lead along, and not what was done."""

from typing import Any

from django.db.models import F, Q

from leads.deeds import CALLS
from leads.models import Lead
from leads.models.lead_event import REACHED
from reports.scope import Scope, flag, sql


def counted(scope: Scope, called: int, talked: int) -> tuple[str, list[Any]]:
    """The query for the rows of reports.tallies: of everybody together, and of each person; two figures by number."""
    lines = CALLS["called"].rows().order_by().filter(scope.within("at"))
    if scope.person:
        lines = lines.filter(actor=int(scope.person) if scope.person.isdecimal() else None)
    made = lines.annotate(
        of_lead=F("lead_id"), is_now=scope.is_now("at"), is_talk=flag(Q(data__outcome__in=REACHED))
    ).values("of_lead", "actor_id", "is_now", "is_talk")
    inner, parameters = made.query.sql_with_params()
    leads, more = sql(scope.leads, "id")
    statement = f"""
        WITH lead AS ({leads}),
        called AS MATERIALIZED (
            SELECT coalesce(whose, of_lead) AS lead_id, actor_id, is_now, bool_or(coalesce(is_talk, false)) AS is_talk
            FROM ({inner}) line
            LEFT JOIN (
                SELECT id, merged_into_id AS whose FROM {Lead._meta.db_table} WHERE merged_into_id IS NOT NULL
            ) merged ON merged.id = of_lead
            GROUP BY 1, 2, 3
        )
        SELECT unnest(ARRAY[{called}, {talked}]), is_now, 7, NULL::bigint, NULL::bigint, NULL,
            unnest(ARRAY[count(*), count(*) FILTER (WHERE is_talk)])
        FROM (SELECT lead_id, is_now, bool_or(is_talk) AS is_talk FROM called GROUP BY 1, 2) whole
        JOIN lead ON lead.id = lead_id GROUP BY is_now
        UNION ALL
        SELECT unnest(ARRAY[{called}, {talked}]), is_now, 5, NULL, actor_id, NULL,
            unnest(ARRAY[count(*), count(*) FILTER (WHERE is_talk)])
        FROM called JOIN lead ON lead.id = lead_id GROUP BY actor_id, is_now
        """
    return statement, [*more, *parameters]
