"""What would become of each row of a workbook: looked at before anything is done, and worked out anew when it is.

A row with a number changes that listing; what its cells leave blank stays. A row without one is a new listing, unless
one with the same place, kind and area is there already: then a person decides.
"""

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from listings.models import Listing
from listings.models.listing import NUMBER
from listings.pricing import read_price
from listings.rights import may_change, may_publish
from listings.stock_sheet.cells import Refused
from listings.stock_sheet.columns import BY_NAME, COLUMNS, LAND_AREA, STAFF_ONLY
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.facts import MANY, NO_WISHES, Reader, Wishes
from listings.stock_sheet.spelling import in_words, value_of
from listings.stock_sheet.table import Row, row_name
from plumbing import typed_text
from staff.models import User

_ONLY_TO_LOOK_AT = "这套您只能看，不能改。"


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    TWIN = "twin"
    REFUSED = "refused"


@dataclass
class Planned:
    """`facts` are (label, old, new) in words, `reasons` (the cell or the column, why it is refused).

    `values` are what to set on `listing`, a copy of the stored one on which that was tried out.
    """

    key: str
    outcome: Outcome
    name: str = ""
    facts: list[list[str]] = field(default_factory=list)
    reasons: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    listing: Listing | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """What a person is shown of it, as JSON keeps it."""
        words = {name: getattr(self, name) for name in ("key", "outcome", "name", "facts", "reasons", "notes")}
        return {"row": row_name(self.key), **words}

    def is_as(self, shown: dict[str, Any]) -> bool:
        """Whether a person was shown the same."""
        mine = self.shown()
        return all(mine[name] == shown[name] for name in ("outcome", "facts"))


class Planner:
    """Plans the rows of one file for one person, in their order."""

    def __init__(self, user: User, wishes: Wishes = NO_WISHES) -> None:
        self.user = user
        self._reader = Reader(Directory(user), wishes)
        self.listings: dict[str, Listing] = {}
        self._used: dict[str, str] = {}
        self._twins: dict[int, dict[tuple[Any, ...], str]]

    def plan(self, rows: Iterable[Row]) -> list[Planned]:
        """All of a file's rows."""
        rows = list(rows)
        self.know(rows, lock=False)
        return [self.plan_row(row) for row in rows]

    def know(self, rows: list[Row], *, lock: bool) -> None:
        """Fetch the listings that the rows name; with `lock`, in a transaction, nobody else changes them then.

        What is known of others that may be the same is forgotten.
        """
        self._twins = {}
        numbers = {number for row in rows if (number := _number(row))}
        found = Listing.objects.for_user(self.user).filter(number__in=numbers).order_by("pk")
        found = found.select_related("city", "zone__city", "contact").prefetch_related(*MANY)
        for listing in found.select_for_update(of=("self",)) if lock else found:
            self.listings[listing.number] = listing

    def plan_row(self, row: Row) -> Planned:
        """What becomes of one row."""
        try:
            stored = self._stored(row)
        except Refused as refusal:
            return Planned(row.key, Outcome.REFUSED, reasons=[[row.cells["number"].place, str(refusal)]])
        said = self._reader.read(row, stored)
        listing = copy.copy(stored) if stored else Listing()
        planned = Planned(row.key, Outcome.REFUSED, str(stored or ""), listing=listing, values=said.values)
        planned.reasons, planned.notes = said.reasons, said.notes
        if stored and STAFF_ONLY & {*row.cells} and not may_change(self.user, stored):
            # Whether a guess at what only others may see is right, nobody is told.
            planned.reasons = [[stored.number, _ONLY_TO_LOOK_AT]]
        if planned.reasons:
            return planned
        if stored and not planned.values:
            planned.outcome = Outcome.SAME
            return planned
        self._try_out(planned, listing, row, stored)
        return planned

    # What a row says.

    def _stored(self, row: Row) -> Listing | None:
        """The listing that it names, None for a new one. Raises Refused."""
        if "number" not in row.cells:
            return None
        number = _number(row)
        if not number:
            raise Refused("这不是系统给的编号（例如 JN-1032）；新房源请留空，自己的编号换个列名。")
        if (listing := self.listings.get(number)) is None:
            raise Refused(f"没有编号是 {number} 的房源，或不在您的城市。")
        if (other := self._used.setdefault(number, row.key)) != row.key:
            raise Refused(f"和{row_name(other)}是同一个编号。")
        return listing

    # What would become of it.

    def _try_out(self, planned: Planned, listing: Listing, row: Row, stored: Listing | None) -> None:
        """Set the values on the copy, and see what the rules of listings and of rights say."""
        values = planned.values
        if zone := values.get("zone"):
            listing.zone, listing.city = zone, zone.city
        if refusal := self._refused_by_right(listing, row, stored):
            planned.reasons = [[planned.name or "新房源", refusal]]
            return
        if values.get("state", Listing.State.DRAFT) != Listing.State.DRAFT and not may_publish(self.user, listing):
            wanted = in_words(BY_NAME["state"], values.pop("state"))
            planned.notes.append(f"您没有对外显示的权限，“{wanted}”没有照办，存为草稿。")
            if stored and not values:
                planned.outcome = Outcome.SAME
                return
        for name, value in values.items():
            if name not in MANY:
                setattr(listing, name, value)
        try:
            # Rows of other tables were looked up; the constraints say what clean() says.
            exclude = {"city", "zone", "contact", "verified_by"}
            listing.full_clean(exclude=exclude, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            planned.reasons = [[_place(row, name), "".join(words)] for name, words in error.message_dict.items()]
            return
        planned.facts = [
            [column.label, in_words(column, value_of(stored, column)) if stored else "", new]
            for column in COLUMNS
            if column.name in values and ((new := in_words(column, values[column.name])) or stored)
        ]
        planned.name = planned.name or listing.name
        if values.get("price") and not values["price"].startswith("面"):
            value = read_price(listing.price, listing.price_unit, listing.area_m2)
            unread = f"价格“{listing.price}”照原样显示；没有读出按 {listing.price_unit} 的数，按价格筛选时算作未知。"
            planned.notes += [] if value else [unread]
        planned.outcome = Outcome.CHANGED if stored else Outcome.NEW
        if not stored and (twin := self._twin(listing, row)):
            planned.outcome = Outcome.TWIN
            planned.notes.append(f"可能就是{twin}：园区、楼栋、楼层、类型、面积都一样。")

    def _refused_by_right(self, listing: Listing, row: Row, stored: Listing | None) -> str:
        if stored is None:
            may_add = self.user.has_perm("listings.add_listing", listing)
            return "" if may_add else f"您不能在{listing.city}新增房源。"
        if may_change(self.user, stored) and may_change(self.user, listing):
            return ""
        return _ONLY_TO_LOOK_AT

    def _twin(self, listing: Listing, row: Row) -> str:
        """The number of a stored listing, or the row, that says the same place, kind and area; "" for none."""
        known = self._twins.get(listing.zone_id)
        if known is None:
            rows = Listing.objects.filter(zone=listing.zone_id)
            known = {_folded(facts): number for *facts, number in rows.values_list(*_TWIN, "number")}
            self._twins[listing.zone_id] = known
        key = _folded(getattr(listing, name) for name in _TWIN)
        twin = known.get(key, "")
        known.setdefault(key, f"{row.name}的这一套")
        return f" {twin} " if twin and twin[0].isascii() else twin


#: What two listings that may be one have alike, in a zone.
_TWIN = ("building", "floor", "kind", "area_m2")
#: 6号楼, 6 号楼, 6#, 6栋 are one.
_OF_NAMES = re.compile(r"[\s#＃\-－]|号|[楼栋幢座库层]")


def _folded(facts: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(_OF_NAMES.sub("", fact).upper() if isinstance(fact, str) else fact for fact in facts)


def _number(row: Row) -> str:
    """The number that a row names, "" for none and for what can be none."""
    value = row.cells["number"].value if "number" in row.cells else ""
    typed = typed_text.identifier(value).upper().replace(" ", "") if isinstance(value, str) else ""
    return typed if re.fullmatch(NUMBER, typed) else ""


def _place(row: Row, name: str) -> str:
    cell = row.cells.get(name) or (row.cells.get(LAND_AREA) if name == "area_m2" else None)
    if cell:
        return cell.place
    return BY_NAME[name].label if name in BY_NAME else "这一行"
