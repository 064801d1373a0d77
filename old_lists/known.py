"""Whether somebody is in the desk already: leads by their numbers and WeChat ids, as intake would find them."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.functions import Upper

from leads.models import FOR_EDITORS, Lead
from leads.models.lead_queryset import ERASED
from old_lists.reading import Entry
from plumbing.phones import Phone

#: Numbers of one query.
_AT_ONCE = 500


def marks(entry: Entry) -> list[str]:
    """What tells a prospect from all others: each number, the first with its extension, and the WeChat id."""
    found = [_mark(entry.phones[0].number, entry.phones[0].extension)] if entry.phones else []
    found += [_mark(entry.other_phone)] if entry.other_phone else []
    return [*found, entry.wechat.upper()] if entry.wechat else found


def leads_by_mark(entries: Iterable[Entry]) -> dict[str, Lead]:
    """{mark: the oldest standing lead that has it}, whoever's it is; leads that were closed are there, too."""
    wanted = sorted({number for entry in entries for number in _numbers(entry)})
    ids = sorted({entry.wechat.upper() for entry in entries if entry.wechat})
    found: dict[str, Lead] = {}
    standing = Lead.objects.standing().exclude(kind__in=FOR_EDITORS).exclude(name=ERASED).select_related("owner")
    for part in _batches(wanted):
        for lead in standing.filter(Q(phone__in=part) | Q(other_phone__in=part)).order_by("-created_at", "-pk"):
            found |= {_mark(lead.phone, lead.extension): lead, _mark(lead.other_phone): lead}
    for part in _batches(ids):
        same = standing.alias(id_in_capitals=Upper("wechat")).filter(id_in_capitals__in=part).exclude(wechat="")
        found |= {lead.wechat.upper(): lead for lead in same.order_by("-created_at", "-pk")}
    found.pop("", None)
    return found


def _numbers(entry: Entry) -> list[str]:
    return [phone.number for phone in entry.phones[:2]]


def _mark(number: str, extension: str = "") -> str:
    return f"{number}#{extension}" if extension else number


def spare_numbers(entry: Entry, lead: Lead) -> list[Phone]:
    """The numbers of a row that its lead does not have."""
    return [phone for phone in entry.phones[:2] if phone.number not in {lead.phone, lead.other_phone}]


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
