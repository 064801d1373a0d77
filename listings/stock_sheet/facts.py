"""What the cells of one row say, beyond what its listing says already, and which of them cannot be read."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.utils import timezone

from listings.models import Listing
from listings.models.listing_queryset import ON_OFFER
from listings.pricing import RENT, is_without_unit, price_unit
from listings.stock_sheet import cells
from listings.stock_sheet.answers import PRICE_UNITS, Wishes
from listings.stock_sheet.cells import Refused
from listings.stock_sheet.columns import BY_NAME, LAND_AREA, NEEDED, REQUIRED, Heading
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.spelling import cell_of, says, value_of
from listings.stock_sheet.table import Cell, Row
from plumbing import typed_text, xlsx
from zones.models import City, Zone

#: Fields whose values are several rows of another table; and all whose values are rows of other tables.
MANY = ("industries_wanted", "industries_excluded")
_RELATED = {"zone", "contact", *MANY}
#: Of a merged cell nobody can tell whether these are of each row or of all together.
_SUMS = {"area_m2", "divisible_from_m2", "yard_m2", "power_kva", "loading_docks"}
#: Without these nobody can say which listing a row is, or whether it is there already.
_NEVER_SKIPPED = REQUIRED | {"area_m2", LAND_AREA, "building", "floor"}
#: What is said otherwise in so few words may be meant by others as well. Of these each row has its own.
_OF_LANDLORD = {"landlord", "landlord_phone"}
_LONGEST_ASKED, _NEVER_ASKED = 60, {"number", "description", *_OF_LANDLORD}


@dataclass
class Said:
    """{field: value} of what is another than the listing's; (place, reason) of refused cells; what else to tell.

    `asks` are (field, as typed, example, whether the row waits for it) of what one answer may settle for many rows, be
    it given or not; `unread` the fields that the row leaves open.
    """

    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asks: list[list[Any]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def ask(self, name: str, typed: str, sample: str = "", *, is_needed: bool = False) -> None:
        self.asks.append([name, typed, sample, is_needed])

    def refuse(self, name: str, place: str, reason: str) -> None:
        self.unread.add(name)
        self.reasons.append([place, reason])


class Reader:
    """Reads the rows of one file; `publishes`: for somebody who may put listings on offer."""

    def __init__(self, directory: Directory, wishes: Wishes, *, publishes: bool) -> None:
        self.directory, self.wishes, self.publishes = directory, wishes, publishes
        self._zones = {str(zone.pk): zone for zone in directory.zones}
        # A stock says the same in many rows; by the type as well, for 1 is as good as True otherwise.
        self._read_cell = lru_cache(maxsize=20_000, typed=True)(_read_cell)

    def read(self, row: Row, stored: Listing | None) -> Said:
        """What a row says of a stored listing, or of a new one."""
        said = Said()
        if not stored:
            self._fill_in(said, row)
        # The kind first: of which area a heading speaks depends on it.
        for name, cell in sorted(row.cells.items(), key=lambda each: each[0] != "kind"):
            self._read(said, row, name, cell, stored)
        self._add_unit(said, row, stored)
        self._add_day(said, row, stored)
        if stored:
            held = {name: value_of(stored, BY_NAME[name]) for name in said.values}
            said.values = {name: value for name, value in said.values.items() if not _is(held[name], value)}
        return said

    def _read(self, said: Said, row: Row, name: str, cell: Cell, stored: Listing | None) -> None:
        """What one cell says or, where the person said what to take for its words, what those say."""
        column = cell.heading.column
        typed = typed_text.line(cell.value) if isinstance(cell.value, str) else ""
        typed = "" if len(typed) > _LONGEST_ASKED or column.name in _NEVER_ASKED else typed
        answer = self._answer(column.name, typed) if typed else ""
        if answer:
            said.ask(column.name, typed)
            cell = replace(cell, value=answer)
        try:
            chosen = self._chosen_zone(row, answer) if name == "zone" else None
            found = {"zone": chosen} if chosen else self._facts(row, cell, stored, said.values)
            said.values |= found
            said.notes += [f"{cell.place} {each}" for each in cells.remarks(cell.heading, cell.value, found)]
        except Refused as refusal:
            if typed:
                said.ask(column.name, typed, is_needed=True)
            if self.wishes.skips and name not in _NEVER_SKIPPED:
                said.notes.append(f"{cell.place} 跳过：{refusal}")
            else:
                said.refuse(column.name, cell.place, str(refusal))

    def _answer(self, name: str, typed: str) -> str:
        """What the person said to take for these words; of a choice as it is written, of a zone its key."""
        answer = self.wishes.answer(name, typed)
        choices = {str(value): str(words) for value, words in BY_NAME[name].field.choices or ()}
        return choices.get(answer, answer) if choices else answer

    def _chosen_zone(self, row: Row, answer: str) -> Zone | None:
        """The zone that the person chose for many rows. Raises Refused for one that writes another city."""
        chosen, cell = self._zones.get(answer), row.cells.get("city")
        if chosen and cell:
            typed = cells.text(cell.value)
            is_there = chosen.city.name.removesuffix("市") in typed or self._city(cell) in {chosen.city, None}
            if not is_there:
                where = f"您选的“{chosen.name}”在{chosen.city.name}"
                raise Refused(f"文件里这一行的城市写的是“{typed[:30]}”，{where}；城市写错了的，在文件里改。")
        return chosen

    def _fill_in(self, said: Said, row: Row) -> None:
        """What a new row leaves out, from the person's wishes; the state is left to be a draft."""
        missing = [name for name in (*NEEDED, "state") if name not in row.cells]
        wished: dict[str, Any] = {name: self.wishes.answer(name) for name in missing}
        if "zone" in wished:
            try:
                wished["zone"] = self._chosen_zone(row, wished["zone"])
            except Refused as refusal:
                wished["zone"] = None
                said.reasons.append([row.cells["city"].place, str(refusal)])
        for name in missing:
            if name in {"kind", "deal"} and (named := cells.choice_named(name, row.sheet)):
                said.values[name] = named
                said.notes.append(f"{BY_NAME[name].label}按工作表的名称“{row.sheet}”记。")
                continue
            if name != "state" or self.publishes:
                said.ask(name, "", is_needed=name != "state")
            if wished[name] and (name == "zone" or wished[name] in dict(BY_NAME[name].field.choices or ())):
                said.values[name] = wished[name]
        lacking = [name for name in missing if name not in said.values and name != "state"]
        said.unread |= {*lacking}
        if lacking:
            said.reasons.append(["新房源", f"没有写{'、'.join(BY_NAME[name].label for name in lacking)}。"])

    def _add_unit(self, said: Said, row: Row, stored: Listing | None) -> None:
        """To a price without one, that which the person said of all."""
        price = said.values.get("price")
        if not price or not is_without_unit(price):
            return
        kind, deal = (str(said.values.get(name) or getattr(stored, name, "")) for name in ("kind", "deal"))
        unit = price_unit(kind, deal) if deal == "rent" or (kind and deal) else ""
        said.ask("price", unit, price, is_needed=True)
        number = re.sub(r"\s*[元块]", "", price)
        if wished := self.wishes.price_unit(unit):
            said.values["price"] = f"{number} {wished}"
            return
        del said.values["price"]
        place = row.cells["price"].place
        reason = f"“{price}”没有单位，例如 {number} {PRICE_UNITS[unit or RENT][0]}；不公开就写“面议”。"
        if self.wishes.skips:
            said.notes.append(f"{place} 跳过：{reason}")
        else:
            said.refuse("price", place, reason)

    def _add_day(self, said: Said, row: Row, stored: Listing | None) -> None:
        """To what is on offer and says no day of verification, that which the person said of all."""
        known = said.values.get("verified_on") or getattr(stored, "verified_on", None)
        if known or "verified_on" in said.unread or not self.publishes:
            return
        state = said.values.get("state") or getattr(stored, "state", "")
        is_needed = state in ON_OFFER
        if is_needed or (not state and not stored):
            said.ask("verified_on", "", is_needed=is_needed)
        if not is_needed:
            return
        if day := self.wishes.day():
            said.values["verified_on"] = day
        else:
            said.refuse("verified_on", "核实日期", "对外的房源要写核实日期。")

    def _facts(self, row: Row, cell: Cell, stored: Listing | None, known: dict[str, Any]) -> dict[str, Any]:
        """What a cell says, nothing where that is what it was exported as. Raises Refused."""
        column = cell.heading.column
        if column.name == "number" or _is_of_another_area(row, cell, known.get("kind", stored and stored.kind)):
            return {}
        if column.name == "city":
            return self._check_city(row, cell, stored)
        if stored and says(cell.value, cell_of(stored, column)):
            return {}
        if cells.is_clearing(cell.value):
            if column.name in REQUIRED:
                raise Refused("这一项每套都要有，不能清空。")
            return {column.name: [] if column.name in MANY else None if column.field.null else ""}
        if cell.is_merged and column.name in _SUMS:
            raise Refused("合并的单元格：看不出是每套的还是合计，请拆开，每行各写各的。")
        if column.name == "available_from" and cells.is_now(cell.value):
            today = timezone.localdate()
            is_free = stored and stored.available_from and stored.available_from <= today
            return {} if is_free else {column.name: today}
        if column.name in _RELATED:
            return {column.name: self._related(row, cell)}
        return self._typed(row, cell, stored)

    def _of_landlord(self, row: Row, cell: Cell, stored: Listing | None, found: dict[str, Any]) -> dict[str, Any]:
        """His name, or his number, with the other where that stood in the same cell and nothing else is known."""
        [other] = _OF_LANDLORD - {cell.heading.column.name}
        beside = row.cells.get(other)
        says_beside = self._read_cell(beside.heading, beside.value) if beside else {other: getattr(stored, other, "")}
        held = says_beside.get(other, "") if isinstance(says_beside, dict) else None
        if other in found and held not in {"", found[other]}:
            words = {"landlord": "业主", "landlord_phone": "业主电话"}
            raise Refused(f"这一格里还写了{words[other]}，和“{words[other]}”里的不一样，请只留一处。")
        return found

    def _typed(self, row: Row, cell: Cell, stored: Listing | None) -> dict[str, Any]:
        found = self._read_cell(cell.heading, cell.value)
        if isinstance(found, str):
            raise Refused(found)
        if cell.heading.column.name in _OF_LANDLORD:
            return self._of_landlord(row, cell, stored, found)
        other = row.cells.get("crane_state") if cell.heading.column.name == "crane_t" else None
        if (
            other
            and "crane_state" in found
            and self._read_cell(other.heading, other.value) != {"crane_state": found["crane_state"]}
        ):
            raise Refused("和“有没有行车”一列写的不一样。")
        return found

    def _city(self, cell: Cell) -> City | None:
        """Raises Refused for what is none, unless the heading does not promise one."""
        try:
            return self.directory.city(cells.text(cell.value))
        except Refused:
            if cell.heading.is_vague:
                return None
            raise

    def _check_city(self, row: Row, cell: Cell, stored: Listing | None) -> dict[str, Any]:
        """Nothing: a city tells zones of one name apart. Raises Refused where it contradicts the listing's."""
        zone = row.cells.get("zone")
        stays = zone is None or says(zone.value, cell_of(stored, zone.heading.column)) if stored else False
        if stored and stays and self._city(cell) not in {stored.city, None}:
            raise Refused("这套不在这个城市；要换园区，请写园区。")
        return {}

    def _related(self, row: Row, cell: Cell) -> Any:
        name, typed = cell.heading.column.name, cells.text(cell.value)
        if name == "zone":
            return self.directory.zone(typed, self._city(row.cells["city"]) if "city" in row.cells else None)
        return self.directory.contact(typed) if name == "contact" else self.directory.all_industries(typed)


def _read_cell(heading: Heading, value: xlsx.Value) -> dict[str, Any] | str:
    """What a cell says, or why it is refused."""
    try:
        return cells.read(heading, value)
    except Refused as refusal:
        return str(refusal)


def _is_of_another_area(row: Row, cell: Cell, kind: str | None) -> bool:
    """Whether it is the area of the ground of a building, or that of the buildings on a plot. Raises Refused."""
    if LAND_AREA not in row.cells or cell.heading.column.name != "area_m2":
        return False
    is_land = kind == Listing.Kind.LAND
    if cell.heading.is_of_land and not is_land and "area_m2" not in row.cells:
        raise Refused("这是地的面积；厂房、仓库、写字楼请另写一列“建筑面积”。")
    return cell.heading.is_of_land is not is_land and "area_m2" in row.cells


def _is(held: Any, value: Any) -> bool:
    if isinstance(held, list):
        return {each.pk for each in held} == {each.pk for each in value}
    return bool(held == value)
