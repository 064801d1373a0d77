"""What a person's earlier uploads of the same sheet say of a new one: the answers given then, and what it says no more.

The same sheet is one with the same headings, whatever its name is: people upload theirs every week.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from listings.models import Listing, StockImport
from listings.models.listing import NUMBER
from listings.rights import may_publish
from listings.stock_sheet import answers
from listings.stock_sheet.answers import NO_WISHES, Wishes
from staff.models import User

#: What may be done with a listing that the sheet names no more, as the page says it.
TAKEN, OFFLINE = Listing.State.TAKEN.value, Listing.State.OFFLINE.value
#: So many uploads are looked through; so many listings are named.
_MOST_UPLOADS, MOST_GONE = 20, 200


def latest(user: User, headings: list[str]) -> StockImport | None:
    """The person's last upload with these headings."""
    return StockImport.objects.filter(user=user, headings=headings).order_by("-pk").first()


def wishes_of(stock: StockImport | None) -> Wishes:
    """What was said of an upload, for another week: all but the day on which everything had been verified."""
    if stock is None:
        return NO_WISHES
    wishes = answers.stored(stock.wishes)
    days = {typed: day for typed, day in wishes.answers.get("verified_on", {}).items() if typed}
    given = {name: each for name, each in wishes.answers.items() if name != "verified_on"}
    return Wishes(given | ({"verified_on": days} if days else {}), wishes.columns, wishes.skips)


def by_key(rows: Iterable[Mapping[str, Any]], done: Mapping[str, list[str]]) -> dict[str, str]:
    """{key of a row: the number of the listing that it became, that it names or that is in its place}."""
    found = {key: number for key, (_, number) in done.items() if number}
    for row in rows:
        twin = row.get("twin", "")
        number = row.get("named") or found.get(twin) or (twin if re.fullmatch(NUMBER, twin) else "")
        if number:
            found.setdefault(row["key"], number)
    return found


def numbers(rows: Iterable[Mapping[str, Any]], done: Mapping[str, list[str]]) -> list[str]:
    """Those of the listings that a sheet speaks of, what it is not to change included."""
    return sorted({*by_key(rows, done).values()})


def gone(stock: StockImport, user: User) -> list[Listing]:
    """What is on offer, was in the sheet before, and is not now; of what the person may take off."""
    missing = {*_numbers_before(stock)} - {*numbers(stock.rows, stock.done)}
    if not missing:
        return []
    rows = Listing.objects.for_user(user).on_offer().filter(number__in=missing).select_related("city", "zone")
    return [row for row in rows.order_by("number") if may_publish(user, row)][:MOST_GONE]


def with_those_before(stock: StockImport) -> list[str]:
    """The numbers of a sheet that is only looked at: with those of the one before, about which nothing is decided."""
    return sorted({*numbers(stock.rows, stock.done), *_numbers_before(stock)})


def _numbers_before(stock: StockImport) -> list[str]:
    """Those of the last sheet with these headings that speaks of the same listings, for the most part: another zone's
    sheet, or that of one new listing, says nothing of what is missing here.
    """
    uploads = StockImport.objects.filter(user=stock.user_id, headings=stock.headings, pk__lt=stock.pk)
    kept = uploads.filter(headings__isnull=False, numbers__isnull=False).order_by("-pk")
    now = {*numbers(stock.rows, stock.done)}
    for known in kept.values_list("numbers", flat=True)[:_MOST_UPLOADS]:
        before = list(known or ())
        alike = len(now & {*before})
        if alike and 2 * alike >= min(len(now), len(before)):
            return before
    return []


def take_off(stock: StockImport, user: User) -> None:
    """What the person said of listings that are gone is done, once; what is not on offer any more stays as it is."""
    states = answers.stored(stock.wishes).gone
    for listing in Listing.objects.for_user(user).on_offer().filter(number__in=states).select_related("city"):
        if not may_publish(user, listing):
            continue
        try:
            listing.change(user, f"导入 {stock.name}，表里没有了", state=states[listing.number])
        except ValidationError:
            continue  # The result's page says that it is still on offer.


def taken_off(stock: StockImport, user: User) -> list[Listing]:
    """The listings of `take_off`, as they are now."""
    chosen = answers.stored(stock.wishes).gone
    rows = Listing.objects.for_user(user).filter(number__in=chosen).select_related("zone").order_by("number")
    return list(rows) if chosen else []


def chosen(data: Mapping[str, str], missing: Iterable[Listing], wishes: Wishes) -> dict[str, str]:
    """{number: the state it is to get} as a form says it; one button for all goes before."""
    of_all = data.get("gone_all", "")
    said = {row.number: of_all or data.get(f"gone-{row.number}", wishes.gone.get(row.number, "")) for row in missing}
    return {number: state for number, state in said.items() if state in {TAKEN, OFFLINE}}
