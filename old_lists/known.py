"""Whether somebody is in the desk already: leads by their numbers and WeChat ids, as intake would find them."""

from collections.abc import Iterable, Sequence

from django.db.models.functions import Upper

from leads.models import FOR_EDITORS, ContactWay, Lead
from old_lists.reading import Entry
from plumbing.phones import Phone

#: Numbers of one query.
_AT_ONCE = 500
_OLDEST_LAST = ("contact__is_main", "-contact__lead__created_at", "-contact__lead")


def marks(entry: Entry) -> list[str]:
    """What tells a prospect from all others: each number, the first with its extension, and the WeChat id."""
    found = [_mark(entry.phones[0].number, entry.phones[0].extension)] if entry.phones else []
    found += [_mark(entry.other_phone)] if entry.other_phone else []
    return [*found, entry.wechat.upper()] if entry.wechat else found


def leads_by_mark(entries: Iterable[Entry]) -> dict[str, Lead]:
    """{mark: the standing lead that has it}, whoever's it is; leads that were closed are there, too.

    Of several the oldest, before all one of which it is the main contact's.
    """
    wanted = sorted({number for entry in entries for number in _numbers(entry)})
    ids = sorted({entry.wechat.upper() for entry in entries if entry.wechat})
    found: dict[str, Lead] = {}
    ways = ContactWay.objects.filter(contact__lead__in=Lead.objects.standing()).alias(in_capitals=Upper("value"))
    ways = ways.exclude(contact__lead__kind__in=FOR_EDITORS).select_related("contact__lead__owner")
    for part in _batches([*wanted, *ids]):
        for way in ways.filter(in_capitals__in=part).order_by(*_OLDEST_LAST):
            found[_mark(way.value.upper(), way.extension)] = way.contact.lead
    return found


def _numbers(entry: Entry) -> list[str]:
    return [phone.number for phone in entry.phones[:2]]


def _mark(number: str, extension: str = "") -> str:
    return f"{number}#{extension}" if extension else number


def spare_numbers(entry: Entry, lead: Lead) -> list[Phone]:
    """The numbers of a row that its lead does not have."""
    known = set(ContactWay.objects.filter(contact__lead=lead).values_list("value", flat=True))
    return [phone for phone in entry.phones[:2] if phone.number not in known]


def _batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
