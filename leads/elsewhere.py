"""Where the leads of others speak of a person: lines of timelines, which the inboxes of colleagues show as well."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from leads.models import LeadEvent
from leads.models.lead_queryset import ERASED
from leads.whose import SHORTEST_NAME, Share
from plumbing import masking

#: What stands instead of a number that was taken out of a line.
GONE = "（号码已清除）"
#: Names that are many people's: a line with 王先生 in it speaks of anybody.
_ANYBODYS = re.compile(r"客户|.*(?:先生|女士|小姐|太太|经理|老板|师傅|老师|主任|厂长|店长|总|董|工|姐|哥)")


@dataclass(frozen=True)
class Mention:
    """A line of somebody else's lead that names the person; `rest` is what stays of it without their numbers."""

    line: LeadEvent
    rest: str

    @property
    def has_number(self) -> bool:
        """Whether one of their numbers or ids stands there, and not their name alone."""
        return self.rest != self.line.text

    @property
    def shown(self) -> str:
        """Its words, as a page shows them."""
        return masking.mask_in(self.line.text)


def mentions(shares: Iterable[Share], known_by: str, until: datetime | None = None) -> list[Mention]:
    """The lines, up to a moment if one is given, of leads that are not the person's, the newest first."""
    shares = list(shares)
    numbers = {number for share in shares for number in share.numbers} or _number_of(known_by)
    ids = {each.lower() for share in shares for each in share.ids} | ({known_by.lower()} if "@" in known_by else set())
    names = {name for share in shares for name in share.names if _is_somebodys(name)}
    words = Q(pk__in=())
    for number in numbers:
        words |= Q(text__regex=masking.like(number))
    for each in ids:
        words |= Q(text__icontains=each)
    for name in names:
        words |= Q(text__contains=name)
    lines = LeadEvent.objects.filter(words).exclude(lead__in=[share.lead.pk for share in shares])
    if until is not None:
        lines = lines.filter(at__lte=until)
    found = [
        Mention(line, masking.without(line.text, numbers | ids, GONE))
        for line in lines.select_related("lead__city", "actor").order_by("-at", "-pk")
    ]
    return [each for each in found if each.has_number or any(name in each.line.text for name in names)]


def _number_of(known_by: str) -> set[str]:
    """Of a phone's in E.164, as the shares have them; an address or an id is none, and few digits are anybody's."""
    return {known_by.removeprefix("+86").removeprefix("+")} if re.fullmatch(r"\+[0-9]{8,15}", known_by) else set()


def _is_somebodys(name: str) -> bool:
    return len(name) >= SHORTEST_NAME and name != ERASED and not _ANYBODYS.fullmatch(name)
