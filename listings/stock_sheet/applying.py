"""Doing what a person was shown of a workbook's rows, and nothing else.

A hundred rows a transaction: each is planned anew on the locked listing, and what would become of it now must be what
was shown. What is done is written down with it, so that the same button pressed twice, or again after a crash, goes on.
"""

import time
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from listings.models import Listing, StockImport
from listings.models.listing_change import LONGEST_OCCASION
from listings.stock_sheet import answers, earlier, table
from listings.stock_sheet.answers import Wishes
from listings.stock_sheet.facts import MANY
from listings.stock_sheet.plan import Outcome, Planned, Planner
from listings.stock_sheet.table import Row, row_name
from plumbing import xlsx
from staff.models import User

#: Rows of one transaction; and the seconds of one request, after which the person presses again.
AT_ONCE, SECONDS = 100, 15
#: What became of a row: done as shown; changed by somebody since it was shown; refused by the database.
DONE, MOVED, FAILED = "done", "moved", "failed"
#: New listings are looked for among those there are by one import at a time.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('listings.stock_import', 0))"


def look_at(data: bytes, name: str, user: User, wishes: Wishes) -> StockImport:
    """Keep a file with what it would do, by what was said of an earlier one like it as well.

    Raises plumbing.xlsx.NotAWorkbook.
    """
    sheets = xlsx.read(data)
    headings = table.headings(sheets)
    before = earlier.latest(user, headings)
    kept = earlier.wishes_of(before)
    looked_at = _looked_at(sheets, user, wishes.after(kept))
    if before and (kept.answers or kept.columns):
        looked_at["unread"]["earlier"] = [before.name, timezone.localdate(before.created_at).isoformat()]
    stock = StockImport.objects.create(user=user, name=name, file=data, headings=headings, **looked_at)
    _remember_numbers(stock)
    return stock


def look_again(stock: StockImport, user: User, wishes: Wishes) -> None:
    """What the file would do after a person has said more of it; nothing once that was confirmed."""
    looked_at = _looked_at(xlsx.read(bytes(stock.file)), user, wishes)
    if wishes.answers or wishes.columns:
        looked_at["unread"]["earlier"] = stock.unread.get("earlier")
    if StockImport.objects.filter(pk=stock.pk, wanted__isnull=True).update(**looked_at):
        stock.refresh_from_db(fields=["rows"])
        _remember_numbers(stock)


def _remember_numbers(stock: StockImport) -> None:
    StockImport.objects.filter(pk=stock.pk, wanted__isnull=True).update(numbers=earlier.with_those_before(stock))


def _looked_at(sheets: list[xlsx.Sheet], user: User, wishes: Wishes) -> dict[str, Any]:
    found = table.find(sheets, wishes.columns)
    planned = Planner(user, wishes).plan(found.rows)
    unread = {"sheets": found.unread, "blank": found.blank, "totals": found.totals, "remarks": found.remarks}
    # In their order, which a mapping in the database does not keep.
    unread |= {"unknown": [*found.unknown.items()], "by_hand": [*found.by_hand.items()]}
    return {"wishes": wishes._asdict(), "rows": [each.shown() for each in planned], "unread": unread}


def go_on(stock: StockImport, user: User) -> None:
    """Do what was confirmed, for so many seconds; `left` says what is left."""
    begun = time.monotonic()
    earlier.take_off(stock, user)
    wishes = answers.stored(stock.wishes)
    rows = {row.key: row for row in table.find(xlsx.read(bytes(stock.file)), wishes.columns).rows}
    planner = Planner(user, wishes)
    while _next_rows(stock, rows, planner) and time.monotonic() - begun < SECONDS:
        pass


def left(stock: StockImport) -> list[dict[str, Any]]:
    """What was shown of the rows that are still to be done."""
    wanted = set(stock.wanted or ())
    return [
        shown
        for shown in stock.rows
        if (shown["outcome"] in {Outcome.NEW, Outcome.CHANGED} or shown["key"] in wanted)
        and shown["key"] not in stock.done
    ]


@transaction.atomic
def _next_rows(stock: StockImport, rows: Mapping[str, Row], planner: Planner) -> bool:
    """Whether there were any."""
    stock.done = StockImport.objects.select_for_update().values_list("done", flat=True).get(pk=stock.pk)
    now = left(stock)[:AT_ONCE]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    changes = {shown["key"]: shown["twin"] for shown in now if shown["key"] in planner.wishes.changes}
    planner.know([rows[shown["key"]] for shown in now], lock=True, numbers=changes.values())
    for shown in now:
        planned = planner.plan_row(rows[shown["key"]], changes.get(shown["key"], ""))
        occasion = f"导入 {stock.name} {row_name(shown['key'])}"[:LONGEST_OCCASION]
        stock.done[shown["key"]] = _do(planned, shown, planner, occasion)
    stock.numbers = earlier.numbers(stock.rows, stock.done)
    stock.save(update_fields=["done", "numbers"])
    return bool(now)


def _do(planned: Planned, shown: dict[str, Any], planner: Planner, occasion: str) -> list[str]:
    """What became of a row, and the listing's number."""
    listing = planned.listing
    if listing is None or not planned.is_as(shown):
        return [MOVED, listing.number if listing else ""]
    try:
        with transaction.atomic():
            _store(listing, planned.values, planner.listings.get(listing.number), planner.user, occasion)
    except (IntegrityError, DataError, ValidationError):
        return [FAILED, listing.number]
    return [DONE, listing.number]


def _store(listing: Listing, values: dict[str, Any], stored: Listing | None, user: User, occasion: str) -> None:
    """Save a listing with its new values, and write down what changed; the landlord's number is never written there."""
    before = {name: stored.shown(name) for name in values if name != "landlord_phone"} if stored else {}
    if "verified_on" in values:
        listing.verified_by = user
    if stored:
        columns = {name for name in values if name not in MANY} | {"city", "verified_by"}
        listing.save(update_fields=columns)
    else:
        listing.save()
    for name in MANY:
        if name in values:
            getattr(listing, name).set(values[name])
    if stored:
        listing.record(user, before, occasion)
    else:
        listing.changes.create(user=user, facts={"state": ["", listing.shown("state")]}, occasion=occasion)
