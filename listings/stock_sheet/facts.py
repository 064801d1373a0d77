"""What the cells of one row say, beyond what its listing says already, and which of them cannot be read."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils import timezone

from listings.models import Listing
from listings.stock_sheet import cells
from listings.stock_sheet.cells import Refused
from listings.stock_sheet.columns import BY_NAME, LAND_AREA, NEEDED, REQUIRED
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.spelling import cell_of, says, value_of
from listings.stock_sheet.table import Cell, Row

#: Fields whose values are several rows of another table; and all whose values are rows of other tables.
MANY = ("industries_wanted", "industries_excluded")
_RELATED = {"zone", "contact", *MANY}
#: Of a merged cell nobody can tell whether these are of each row or of all together.
_SUMS = {"area_m2", "divisible_from_m2", "yard_m2", "power_kva", "loading_docks"}
#: Without these nobody can say which listing a row is, or whether it is there already.
_NEVER_SKIPPED = REQUIRED | {"area_m2", "building", "floor"}


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


def read(row: Row, stored: Listing | None, directory: Directory, wishes: Wishes) -> Said:
    """What a row says of a stored listing, or of a new one."""
    said = Said()
    if not stored:
        _fill_in(said, row, directory, wishes)
    # The kind first: of which area a heading speaks depends on it.
    for name, cell in sorted(row.cells.items(), key=lambda each: each[0] != "kind"):
        try:
            said.values |= _facts(row, cell, stored, directory, said.values)
        except Refused as refusal:
            if wishes.skips and name not in _NEVER_SKIPPED and name != LAND_AREA:
                said.notes.append(f"{cell.place} 跳过：{refusal}")
            else:
                said.reasons.append([cell.place, str(refusal)])
    if stored:
        held = {name: value_of(stored, BY_NAME[name]) for name in said.values}
        said.values = {name: value for name, value in said.values.items() if not _is(held[name], value)}
    return said


def _fill_in(said: Said, row: Row, directory: Directory, wishes: Wishes) -> None:
    """What a new row leaves out, from the person's wishes."""
    zones = {zone.pk: zone for zone in directory.zones}
    wished = {"zone": zones.get(wishes.zone or 0), "kind": wishes.kind, "deal": wishes.deal}
    for name in NEEDED:
        if name not in row.cells and wished[name]:
            said.values[name] = wished[name]
    if missing := [BY_NAME[name].label for name in NEEDED if name not in row.cells and name not in said.values]:
        said.reasons.append(["新房源", f"没有写{'、'.join(missing)}。"])


def _facts(row: Row, cell: Cell, stored: Listing | None, directory: Directory, known: dict[str, Any]) -> dict[str, Any]:
    """What a cell says, nothing where that is what it was exported as. Raises Refused."""
    column = cell.heading.column
    if column.name == "number":
        return {}
    if column.name == "city":
        return _check_city(row, cell, stored, directory)
    if LAND_AREA in row.cells and column.name == "area_m2":
        is_land = known.get("kind", stored and stored.kind) == Listing.Kind.LAND
        if cell.heading.is_of_land and not is_land and "area_m2" not in row.cells:
            raise Refused("这是地的面积；厂房、仓库、写字楼请另写一列“建筑面积”。")
        if cell.heading.is_of_land is not is_land:
            return {}
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
        return {column.name: _related(row, cell, directory)}
    found = cells.read(cell.heading, cell.value)
    other = row.cells.get("crane_state") if column.name == "crane_t" else None
    if other and found.get("crane_state") not in {None, cells.read(other.heading, other.value)["crane_state"]}:
        raise Refused("和“行车是否已装”一列写的不一样。")
    return found


def _check_city(row: Row, cell: Cell, stored: Listing | None, directory: Directory) -> dict[str, Any]:
    """Nothing: a city tells zones of one name apart. Raises Refused where it contradicts the listing's."""
    if stored and "zone" not in row.cells and directory.city(cells.text(cell.value)) != stored.city:
        raise Refused("这套不在这个城市；要换园区，请写园区。")
    return {}


def _related(row: Row, cell: Cell, directory: Directory) -> Any:
    name, typed = cell.heading.column.name, cells.text(cell.value)
    if name == "zone":
        city = row.cells.get("city")
        return directory.zone(typed, directory.city(cells.text(city.value)) if city else None)
    return directory.contact(typed) if name == "contact" else directory.all_industries(typed)


def _is(held: Any, value: Any) -> bool:
    if isinstance(held, list):
        return {each.pk for each in held} == {each.pk for each in value}
    return bool(held == value)
