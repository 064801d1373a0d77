"""What the cells of one row say, beyond what its listing says already, and which of them cannot be read."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone

from listings.models import Listing
from listings.stock_sheet import cells
from listings.stock_sheet.cells import Refused
from listings.stock_sheet.columns import BY_NAME, LAND_AREA, NEEDED, REQUIRED, Heading
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.spelling import cell_of, says, value_of
from listings.stock_sheet.table import Cell, Row
from plumbing import xlsx

#: Fields whose values are several rows of another table; and all whose values are rows of other tables.
MANY = ("industries_wanted", "industries_excluded")
_RELATED = {"zone", "contact", *MANY}
#: Of a merged cell nobody can tell whether these are of each row or of all together.
_SUMS = {"area_m2", "divisible_from_m2", "yard_m2", "power_kva", "loading_docks"}
#: Without these nobody can say which listing a row is, or whether it is there already.
_NEVER_SKIPPED = REQUIRED | {"area_m2", LAND_AREA, "building", "floor"}


class Wishes(NamedTuple):
    """What the person said of the whole file: values for what new rows leave out, and to pass over unreadable cells."""

    zone: int | None = None
    kind: str = ""
    deal: str = ""
    skips: bool = False


NO_WISHES = Wishes()


@dataclass
class Said:
    """{field: value} of what is another than the listing's; (place, reason) of refused cells; what else to tell."""

    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Reader:
    """Reads the rows of one file."""

    def __init__(self, directory: Directory, wishes: Wishes) -> None:
        self.directory, self.wishes = directory, wishes
        # A stock says the same in many rows; by the type as well, for 1 is as good as True otherwise.
        self._read_cell = lru_cache(maxsize=20_000, typed=True)(_read_cell)

    def read(self, row: Row, stored: Listing | None) -> Said:
        """What a row says of a stored listing, or of a new one."""
        said = Said()
        if not stored:
            self._fill_in(said, row)
        # The kind first: of which area a heading speaks depends on it.
        for name, cell in sorted(row.cells.items(), key=lambda each: each[0] != "kind"):
            try:
                said.values |= self._facts(row, cell, stored, said.values)
            except Refused as refusal:
                if self.wishes.skips and name not in _NEVER_SKIPPED:
                    said.notes.append(f"{cell.place} 跳过：{refusal}")
                else:
                    said.reasons.append([cell.place, str(refusal)])
        if stored:
            held = {name: value_of(stored, BY_NAME[name]) for name in said.values}
            said.values = {name: value for name, value in said.values.items() if not _is(held[name], value)}
        return said

    def _fill_in(self, said: Said, row: Row) -> None:
        """What a new row leaves out, from the person's wishes."""
        zones = {zone.pk: zone for zone in self.directory.zones}
        wished = {"zone": zones.get(self.wishes.zone or 0), "kind": self.wishes.kind, "deal": self.wishes.deal}
        missing = [name for name in NEEDED if name not in row.cells]
        said.values |= {name: wished[name] for name in missing if wished[name]}
        if lacking := [BY_NAME[name].label for name in missing if not wished[name]]:
            said.reasons.append(["新房源", f"没有写{'、'.join(lacking)}。"])

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
        return self._typed(row, cell)

    def _typed(self, row: Row, cell: Cell) -> dict[str, Any]:
        found = self._read_cell(cell.heading, cell.value)
        if isinstance(found, str):
            raise Refused(found)
        other = row.cells.get("crane_state") if cell.heading.column.name == "crane_t" else None
        if (
            other
            and "crane_state" in found
            and self._read_cell(other.heading, other.value) != {"crane_state": found["crane_state"]}
        ):
            raise Refused("和“有没有行车”一列写的不一样。")
        return found

    def _check_city(self, row: Row, cell: Cell, stored: Listing | None) -> dict[str, Any]:
        """Nothing: a city tells zones of one name apart. Raises Refused where it contradicts the listing's."""
        if stored and "zone" not in row.cells and self.directory.city(cells.text(cell.value)) != stored.city:
            raise Refused("这套不在这个城市；要换园区，请写园区。")
        return {}

    def _related(self, row: Row, cell: Cell) -> Any:
        name, typed = cell.heading.column.name, cells.text(cell.value)
        if name == "zone":
            city = row.cells.get("city")
            return self.directory.zone(typed, self.directory.city(cells.text(city.value)) if city else None)
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
