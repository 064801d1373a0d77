"""Leads of one company: those with its name in whatever spelling, or with its 统一社会信用代码, over all cities."""

import time
from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from leads import company_names
from leads.models import FOR_EDITORS, Lead, LeadEvent
from leads.models.lead_queryset import LeadQuerySet
from staff.models import User

#: Of one company so many leads are listed, and so many lines of their timelines.
MOST_LEADS, MOST_LINES = 50, 300
#: Rows of one statement that keys what an older release wrote.
AT_ONCE = 500


def others(lead: Lead) -> LeadQuerySet:
    """The other leads of its company, whoever may see them; no complaints.

    Of one name and two codes there are two companies.
    """
    same = Q(company_key=lead.company_key) if lead.company_key else Q()
    if code := lead.credit_code:
        same = same & Q(credit_code="") | Q(credit_code=code) if same else Q(credit_code=code)
    leads = Lead.objects.standing().exclude(kind__in=FOR_EDITORS)
    return leads.filter(same).exclude(pk=lead.pk) if same else leads.none()


@dataclass(frozen=True)
class Company:
    """The other leads of a lead's company, as somebody may read of them."""

    seen: list[Lead]
    #: [(city and who has them, how many)] of those that they may not see.
    hidden: list[tuple[str, int]]

    @property
    def hidden_count(self) -> int:
        return sum(count for _, count in self.hidden)

    def __bool__(self) -> bool:
        return bool(self.seen or self.hidden)


def of_lead(lead: Lead, user: User) -> Company:
    """The Company of a lead. Two queries, none for a lead of no company."""
    found = others(lead)
    if not (lead.company_key or lead.credit_code):
        return Company([], [])
    visible = Lead.objects.for_user(user).values("pk")
    seen = found.filter(pk__in=visible).select_related("city", "owner").order_by("-created_at", "-pk")
    hidden = found.exclude(pk__in=visible).select_related("city", "owner").order_by("city__order", "pk")
    return Company(list(seen[:MOST_LEADS]), list(Counter(map(_whose, hidden)).items()))


def _whose(lead: Lead) -> str:
    """Where a lead is and who has it, and nothing of the prospect."""
    return f"{lead.city or '总部'}，{f'由{lead.owner.display_name}负责' if lead.owner else '在公共池'}"


def timeline(leads: list[Lead]) -> QuerySet[LeadEvent]:
    """The lines of all of them in one, newest first, each with its lead; of those merged into them as well."""
    ids = [lead.pk for lead in leads]
    lines = LeadEvent.objects.filter(Q(lead__in=ids) | Q(lead__merged_into__in=ids))
    return lines.select_related("lead", "actor", "zone", "listing__zone")[:MOST_LINES]


def key_missing(seconds: float) -> int:
    """Make the keys of the companies that an older release wrote, for so long. Returns of how many leads."""
    begun, count = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        rows = list(Lead.objects.filter(company_key=None).order_by("pk").values_list("pk", "company")[:AT_ONCE])
        if not rows:
            break
        _write_keys(rows)
        count += len(rows)
    return count


def _write_keys(rows: list[tuple[int, str]]) -> None:
    """Unless the company has been changed since, with its key then."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE leads_lead SET company_key = row.key
            FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS row (id, company, key)
            WHERE leads_lead.id = row.id AND leads_lead.company = row.company AND company_key IS NULL
            """,
            [[pk for pk, _ in rows], [name for _, name in rows], [company_names.key(name) for _, name in rows]],
        )
