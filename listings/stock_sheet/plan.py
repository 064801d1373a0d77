"""What would become of each row of a workbook: looked at before anything is done, and worked out anew when it is.

A row with a number changes that listing; what its cells leave blank stays. A row without one is a new listing, unless
one is there already in that place, or with the same place, kind and area: then a person decides.
"""

import copy
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from listings.leaps import Prices, doubts, of_price
from listings.models import Listing
from listings.models.listing import NUMBER
from listings.pricing import read_price, why_unread
from listings.rights import may_change, may_publish
from listings.stock_sheet import places
from listings.stock_sheet.answers import NO_WISHES, Wishes
from listings.stock_sheet.cells import Refused
from listings.stock_sheet.columns import BY_NAME, COLUMNS, LAND_AREA, STAFF_ONLY
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.facts import MANY, Reader
from listings.stock_sheet.spelling import in_words, value_of
from listings.stock_sheet.table import Row, row_name
from plumbing import typed_text
from staff.models import User

_ONLY_TO_LOOK_AT = "这套您只能看，不能改。"


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    #: What visitors would see, of a new one or of a change, and is more likely a slip.
    LEAP = "leap"
    SAME = "same"
    MATCH = "match"
    TWIN = "twin"
    REFUSED = "refused"


#: What may be doubted; what a row without a number may be as one that is not there yet.
_DOUBTED = {Outcome.NEW, Outcome.CHANGED}
_AS_NEW = {Outcome.NEW, Outcome.TWIN, Outcome.LEAP}


@dataclass
class Planned:
    """`facts` are (label, old, new) in words, `reasons` (the cell or the column, why it is refused).

    `values` are what to set on `listing`, a copy of the stored one on which that was tried out. `asks` are as
    facts.Said has them. `named` is the number that the row names itself, `has_leap` says that a number is off
    by far. `twin` is the listing that a row without a number may be: its number, or the key of its row;
    `as_new` what a row says in full that may change that listing, None where it cannot be a new one.
    """

    key: str
    outcome: Outcome
    name: str = ""
    facts: list[list[str]] = field(default_factory=list)
    reasons: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asks: list[list[Any]] = field(default_factory=list)
    named: str = ""
    has_leap: bool = False
    twin: str = ""
    as_new: list[list[str]] | None = None
    listing: Listing | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """What a person is shown of it, as JSON keeps it."""
        names = ("key", "outcome", "name", "facts", "reasons", "notes", "asks", "named", "has_leap", "twin", "as_new")
        return {"row": row_name(self.key), **{name: getattr(self, name) for name in names}}

    def is_as(self, shown: dict[str, Any]) -> bool:
        """Whether a person was shown the same; of what may change a listing and is to be a new one, in full."""
        if shown["outcome"] == Outcome.MATCH and self.outcome in _AS_NEW:
            return self.facts == shown["as_new"]
        # What others cost may be another by now, and whether it is asked about with it: what is done is the same.
        outcomes = {self.outcome, Outcome(shown["outcome"])}
        return self.facts == shown["facts"] and (len(outcomes) == 1 or outcomes <= _DOUBTED | {Outcome.LEAP})


class Planner:
    """Plans the rows of one file for one person, in their order."""

    def __init__(self, user: User, wishes: Wishes = NO_WISHES) -> None:
        self.user, self.wishes = user, wishes
        self.directory = Directory(user)
        publishes = user.has_perm("listings.publish_listing")
        self._reader = Reader(self.directory, wishes, publishes=publishes)
        self.listings: dict[str, Listing] = {}
        self._prices = Prices()
        self._used: dict[str, Row] = {}
        self._twins: dict[int, dict[Hashable, str]]
        self._rows: set[str] = set()

    def plan(self, rows: Iterable[Row]) -> list[Planned]:
        """All of a file's rows."""
        rows = list(rows)
        self.know(rows, lock=False)
        planned = [self.plan_row(row) for row in rows]
        matched = places.find(planned, taken=self.listings)
        by_key = {row.key: row for row in rows}
        self.know([], lock=False, numbers=matched.values())
        return [
            self._matched(each, by_key[each.key], number) if (number := matched.get(each.key)) else each
            for each in planned
        ]

    def _matched(self, as_new: Planned, row: Row, number: str) -> Planned:
        """A row without a number as what it says of the listing that is there."""
        planned = self.plan_row(row, number)
        if not may_change(self.user, self.listings[number]):
            as_new.twin = number
            return as_new
        planned.as_new = as_new.facts if as_new.outcome in _AS_NEW else None
        return planned

    def know(self, rows: list[Row], *, lock: bool, numbers: Iterable[str] = ()) -> None:
        """Fetch the listings that the rows name, and those of `numbers`.

        With `lock`, in a transaction, nobody else changes them then.
        What is known of others that may be the same is forgotten.
        """
        self._twins = {}
        named = {number for row in rows if (number := _number(row))} | {*numbers}
        found = Listing.objects.for_user(self.user).filter(number__in=named).order_by("pk")
        found = found.select_related("city", "zone__city", "contact").prefetch_related(*MANY)
        for listing in found.select_for_update(of=("self",)) if lock else found:
            self.listings[listing.number] = listing

    def plan_row(self, row: Row, number: str = "") -> Planned:
        """What becomes of one row; of one without a number, what it changes on the listing of that `number`."""
        planned = self._planned(row, number)
        planned.named = _number(row)
        if planned.has_leap and planned.outcome in _DOUBTED:
            planned.outcome = Outcome.LEAP
        if number and planned.outcome in {Outcome.CHANGED, Outcome.LEAP}:
            planned.outcome = Outcome.MATCH
        return planned

    def _planned(self, row: Row, number: str) -> Planned:
        if first := self._repeated(row):
            note = f"和{row_name(first.key)}是同一个编号，写的也一样，只算一次。"
            return Planned(row.key, Outcome.SAME, notes=[note])
        try:
            stored = self._stored(row, number)
        except Refused as refusal:
            return Planned(row.key, Outcome.REFUSED, reasons=[[_place(row, "number"), str(refusal)]])
        said = self._reader.read(row, stored)
        if number:
            # The place is the listing's own, however it is written.
            said.values = {name: value for name, value in said.values.items() if name not in {"building", "floor"}}
        listing = copy.copy(stored) if stored else Listing()
        planned = Planned(row.key, Outcome.REFUSED, str(stored or ""), listing=listing, values=said.values, twin=number)
        planned.reasons, planned.notes, planned.asks = said.reasons, said.notes, said.asks
        if stored and STAFF_ONLY & {*row.cells} and not may_change(self.user, stored):
            # Whether a guess at what only others may see is right, nobody is told.
            planned.reasons = [[stored.number, _ONLY_TO_LOOK_AT]]
        elif stored and not planned.values and not planned.reasons:
            planned.outcome = Outcome.SAME
        else:
            self._try_out(planned, listing, row, stored, said.unread)
        return planned

    def _repeated(self, row: Row) -> Row | None:
        """The row before with the same number that says just the same."""
        first = self._used.get(_number(row))
        return first if first and first.key != row.key and _texts(first) == _texts(row) else None

    # What a row says.

    def _stored(self, row: Row, number: str) -> Listing | None:
        """The listing of that number, or that the row names, None for a new one. Raises Refused."""
        if not number and "number" not in row.cells:
            return None
        number = number or _number(row)
        if not number:
            raise Refused("这不是系统给的编号（例如 JN-1032）；新房源请留空，自己的编号换个列名。")
        if (listing := self.listings.get(number)) is None:
            raise Refused(f"没有编号是 {number} 的房源，或不在您的城市。")
        if (other := self._used.setdefault(number, row)).key != row.key:
            raise Refused(
                f"和{row_name(other.key)}是同一个编号 {number}，写的却不一样：只按{row_name(other.key)}的算。"
                "重复的，删掉一行；是另一套的，把这一行的编号清空再传。"
            )
        return listing

    # What would become of it.

    def _try_out(self, planned: Planned, listing: Listing, row: Row, stored: Listing | None, unread: set[str]) -> None:
        """Set the values on the copy, and see what the rules of listings and of rights say.

        Of a row that is refused already, too: a person is told of all that is wrong with it at once.
        """
        values = planned.values
        if zone := values.get("zone"):
            listing.zone, listing.city = zone, zone.city
        if listing.zone_id and self._is_stopped_by_right(planned, listing, stored):
            return
        for name, value in values.items():
            if name not in MANY:
                setattr(listing, name, value)
        planned.reasons += self._faults(listing, row, unread)
        if planned.reasons:
            return
        planned.facts = [
            [column.label, in_words(column, value_of(stored, column)) if stored else "", new]
            for column in COLUMNS
            if column.name in values and ((new := in_words(column, values[column.name])) or stored)
        ]
        planned.name = planned.name or listing.name
        planned.outcome = Outcome.CHANGED if stored else Outcome.NEW
        found = doubts(stored, listing, self._prices)
        planned.has_leap = bool(found)
        if values.get("price") and not values["price"].startswith("面") and not of_price(found):
            planned.notes += _unread_price(listing)
        planned.notes = [*found, *planned.notes]
        if not stored and (twin := self._twin(listing, row)):
            planned.outcome, planned.twin = Outcome.TWIN, twin
            name = row_name(twin) + "的这一套" if twin in self._rows else f" {twin} "
            planned.notes.append(f"可能就是{name}：园区、楼栋、楼层、类型、面积都一样。")

    def _is_stopped_by_right(self, planned: Planned, listing: Listing, stored: Listing | None) -> bool:
        """Whether nothing is left to try out. What may not be published is kept as a draft."""
        values = planned.values
        if refusal := self._refused_by_right(listing, stored):
            planned.reasons = [[planned.name or "新房源", refusal]]
            return True
        if values.get("state", Listing.State.DRAFT) != Listing.State.DRAFT and not may_publish(self.user, listing):
            wanted = in_words(BY_NAME["state"], values.pop("state"))
            planned.notes.append(f"您没有对外显示的权限，“{wanted}”没有照办，存为草稿。")
            if stored and not values and not planned.reasons:
                planned.outcome = Outcome.SAME
                return True
        return False

    @staticmethod
    def _faults(listing: Listing, row: Row, unread: set[str]) -> list[list[str]]:
        """(place, reason) of what the listing's own rules say, without what the row leaves open."""
        try:
            # Rows of other tables were looked up; the constraints say what clean() says.
            exclude = {"city", "zone", "contact", "verified_by", *unread}
            listing.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            faults = {name: "".join(words) for name, words in error.message_dict.items() if name not in unread}
            return [[_place(row, name), words] for name, words in faults.items()]
        return []

    def _refused_by_right(self, listing: Listing, stored: Listing | None) -> str:
        if stored is None:
            may_add = self.user.has_perm("listings.add_listing", listing)
            return "" if may_add else f"您不能在{listing.city}新增房源。"
        if may_change(self.user, stored) and may_change(self.user, listing):
            return ""
        return _ONLY_TO_LOOK_AT

    def _twin(self, listing: Listing, row: Row) -> str:
        """The number of a stored listing, or the key of a row, of the same place, kind and area; "" for none."""
        known = self._twins.get(listing.zone_id)
        if known is None:
            rows = Listing.objects.filter(zone=listing.zone_id).order_by("pk")
            facts = rows.values_list("number", "building", "floor", "kind", "area_m2")
            known = {places.whole(*each): number for number, *each in facts}
            self._twins[listing.zone_id] = known
        key = places.whole(listing.building, listing.floor, listing.kind, listing.area_m2)
        self._rows.add(row.key)
        twin = known.setdefault(key, row.key)
        return "" if twin == row.key else twin


def _unread_price(listing: Listing) -> list[str]:
    """What to say of a price that cannot be compared with others."""
    if read_price(listing.price, listing.price_unit, listing.area_m2):
        return []
    return [why_unread(listing.price, listing.price_unit, listing.area_m2)]


def _number(row: Row) -> str:
    """The number that a row names, "" for none and for what can be none."""
    value = row.cells["number"].value if "number" in row.cells else ""
    typed = typed_text.identifier(value).upper().replace(" ", "") if isinstance(value, str) else ""
    return typed if re.fullmatch(NUMBER, typed) else ""


def _texts(row: Row) -> dict[str, str]:
    """What stands in its cells, but for its number."""
    texts = {name: typed_text.line(str(cell.value)) for name, cell in row.cells.items() if name != "number"}
    return {name: text for name, text in texts.items() if text}


def _place(row: Row, name: str) -> str:
    cell = row.cells.get(name) or (row.cells.get(LAND_AREA) if name == "area_m2" else None)
    if cell:
        return cell.place
    return BY_NAME[name].label if name in BY_NAME else "这一行"
