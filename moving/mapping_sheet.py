"""The decisions of a site as a workbook: written with what is decided or proposed, read again as it was filled in."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from addresses.models import is_no_page
from articles.models import Section
from moving import choices, old_hosts
from moving.decisions import MOST_BYLINE, Usage
from moving.models import NameDecision, OldSite, Sort
from moving.proposing import Proposals, category_path, is_tag_name
from plumbing import typed_text, xlsx
from plumbing.xlsx_writing import cell
from zones.models import Zone

#: What people write in 不迁入. Anything else is asked about: taken for a no, it would publish what was to stay out.
YES = {"是", "对", "不迁入", "不迁", "y", "yes", "true", "1", "√", "✓", "✔", "☑"}
NO = {"", "否", "不是", "迁入", "迁", "n", "no", "false", "0"}
CHOICES, UNDATED = "选择", "没有日期的公开文章"
#: The columns of each sheet beside 旧编号, 旧名称, 篇数, and the fields they fill in.
COLUMNS: dict[Sort, dict[str, str]] = {
    Sort.CATEGORY: {"栏目": "section", "园区": "zone", "加标签": "tag", "不迁入": "leaves_out"},
    Sort.TAG: {"本站标签": "tag", "不迁入": "leaves_out"},
    Sort.AUTHOR: {"署名": "byline"},
    Sort.PAGE: {"栏目": "section", "本站路径": "path", "不迁入": "leaves_out"},
}
_WIDTHS = (10, 36, 8, 24, 24, 18, 10)


def write(site: OldSite, usage: Usage) -> bytes:
    """The workbook: a sheet for each sort of name and one for the questions."""
    decided = {(row.sort, row.old_id): row for row in NameDecision.objects.filter(site=site).select_related()}
    rows = {sort: list[tuple[NameDecision, int]]() for sort in Sort}
    for row in Proposals(site, usage).all():
        sort = Sort(row.sort)
        rows[sort].append((decided.get((sort, row.old_id), row), usage.counts[sort][row.old_id]))
    book = Workbook(write_only=True)
    for sort, columns in COLUMNS.items():
        _write_names(book, sort, columns, rows[sort], usage)
    _write_choices(book, site, usage)
    _write_undated(book, usage)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_undated(book: Any, usage: Usage) -> None:
    """For reading alone: `read` passes over it."""
    if not usage.undated:
        return
    sheet = book.create_sheet(UNDATED)
    sheet.column_dimensions["B"].width, sheet.column_dimensions["D"].width = 44, 44
    sheet.append([cell(sheet, each) for each in ("旧编号", "标题", "旧站写的", "用前一篇的话，日期会是")])
    for row in usage.undated:
        sheet.append([cell(sheet, each) for each in row])


def _write_names(book: Any, sort: Sort, columns: dict[str, str], rows: list[Any], usage: Usage) -> None:
    sheet = book.create_sheet(sort.label)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFG"[number]].width = width
    last = max(len(rows), 1) + 1
    if "栏目" in columns:
        names = ",".join(Section.objects.values_list("name", flat=True))
        validation = DataValidation(type="list", formula1=f'"{names[:250]}"', allow_blank=True)
        validation.add(f"D2:D{last}")
        sheet.data_validations.append(validation)
    if "不迁入" in columns:
        letter = "ABCDEFG"[3 + list(columns).index("不迁入")]
        validation = DataValidation(type="list", formula1='"是"', allow_blank=True)
        validation.add(f"{letter}2:{letter}{last}")
        sheet.data_validations.append(validation)
    sheet.append([cell(sheet, each) for each in ("旧编号", "旧名称", "篇数", *columns)])
    for row, count in rows:
        name = category_path(usage, row.old_id) if sort == Sort.CATEGORY else ""
        values = [shown(getattr(row, field)) for field in columns.values()]
        sheet.append([cell(sheet, each) for each in (row.old_id, name or row.name, count, *values)])


def shown(value: Any) -> str:
    """What is decided, as a cell has it."""
    if isinstance(value, bool):
        return "是" if value else ""
    return str(value or "")


def _write_choices(book: Any, site: OldSite, usage: Usage) -> None:
    sheet = book.create_sheet(CHOICES)
    sheet.column_dimensions["B"].width, sheet.column_dimensions["C"].width = 44, 44
    sheet.append([cell(sheet, each) for each in ("代号", "问题", "回答", "可以回答")])
    for question in choices.QUESTIONS:
        answer = question.answers[site.choices.get(question.key, question.proposed)]
        sheet.append([cell(sheet, each) for each in (question.key, question.label, answer, *question.answers.values())])
    hosts = " ".join(old_hosts.chosen(site, usage.hosts))
    sheet.append([cell(sheet, each) for each in (old_hosts.CHOICE, old_hosts.LABEL, hosts)])


class SheetRefused(Exception):
    """A workbook of which nothing was kept; `faults` are sentences that name sheet and row."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("；".join(faults[:3]))
        self.faults = faults


@dataclass
class _Row:
    """A row by its headings; `place` for sentences."""

    place: str
    values: dict[str, str]


def read(site: OldSite, data: bytes) -> int:
    """Keep the decisions of a workbook, all or none; returns how many. Raises SheetRefused, xlsx.NotAWorkbook.

    A category or page without an answer stays undecided.
    """
    reading = _Reading(site)
    decisions, answers = [], dict(site.choices)
    for sheet in xlsx.read(data):
        sorts = [sort for sort in Sort if sort.label == sheet.name.strip()]
        if sorts and (missing := {"旧编号", *COLUMNS[sorts[0]]} - _headings(sheet).keys()):
            reading.faults.append(f"工作表“{sheet.name}”缺这几列：{'、'.join(sorted(missing))}。")
            continue
        for row in _rows(sheet):
            if sorts:
                decisions += reading.checked(row, partial(reading.decision, sorts[0], row))
            elif sheet.name.strip() == CHOICES:
                answers |= dict(reading.checked(row, partial(_answer, site, row)))
    return _keep(reading, decisions, answers)


def take(site: OldSite, sort: Sort, rows: Iterable[dict[str, str]]) -> int:
    """Keep the rows of a page, {heading: cell} as the workbook has them, as `read` does. Raises SheetRefused."""
    reading, decisions = _Reading(site), []
    for values in rows:
        row = _Row(f"“{values['旧名称'][:40] or '（没有名称）'}”", values)
        decisions += reading.checked(row, partial(reading.decision, sort, row))
    return _keep(reading, decisions, site.choices)


def _keep(reading: "_Reading", decisions: list[NameDecision], answers: dict[str, Any]) -> int:
    if reading.faults:
        raise SheetRefused(reading.faults)
    with transaction.atomic():
        for row in decisions:
            row.save()
        reading.site.choices = answers
        reading.site.save(update_fields=["choices"])
    return len(decisions)


def _headings(sheet: xlsx.Sheet) -> dict[str, Any]:
    """{heading: its column}, of the first line that says anything."""
    first: dict[Any, Any] = next(iter(sheet.rows.values()), {})
    return {str(value).strip(): column for column, value in first.items()}


def _rows(sheet: xlsx.Sheet) -> Iterator[_Row]:
    headings = _headings(sheet)
    for number, cells in list(sheet.rows.items())[1:]:
        values = {heading: _text(cells[column]) for heading, column in headings.items() if column in cells}
        if values:
            yield _Row(f"工作表“{sheet.name}”第 {number} 行", values)


def _text(value: Any) -> str:
    return xlsx.plain(value) if isinstance(value, Decimal) else typed_text.line(str(value))


def _answer(site: OldSite, row: _Row) -> Iterable[tuple[str, Any]]:
    key, words = row.values.get("代号", ""), row.values.get("回答", "")
    if key == old_hosts.CHOICE:
        return [(key, old_hosts.read(site, words))]
    if key not in choices.proposed():
        raise ValidationError(f"没有“{key}”这个问题。")
    if (stored := choices.read(key, words)) is None:
        raise ValidationError(f"“{words}”不是这个问题的回答。")
    return [(key, stored)]


def _is_yes(mark: str) -> bool:
    if mark.casefold() in YES:
        return True
    if mark.casefold() in NO:
        return False
    raise ValidationError(f"“不迁入”里的“{mark[:20]}”看不懂：不迁入的写“是”，要迁入的留空。")


class _Reading:
    """What the cells of a site's workbook may say."""

    def __init__(self, site: OldSite) -> None:
        self.site, self.faults = site, list[str]()
        self.known = {(row.sort, row.old_id): row for row in NameDecision.objects.filter(site=site)}
        self.sections = {section.name: section for section in Section.objects.all()}
        self.zones = {zone.name: zone for zone in Zone.objects.filter(city=site.city_id)}

    def checked(self, row: _Row, read: Callable[[], Iterable[Any]]) -> list[Any]:
        """What is read, or nothing and a fault."""
        try:
            return list(read())
        except ValidationError as error:
            self.faults.append(f"{row.place}：{'；'.join(error.messages)}")
            return []

    def decision(self, sort: Sort, row: _Row) -> list[NameDecision]:
        """The row's decision; none where it decides nothing."""
        values = {field: row.values.get(heading, "") for heading, field in COLUMNS[sort].items()}
        old_id = row.values.get("旧编号", "")
        found = self.known.get((sort, old_id)) or NameDecision(site=self.site, sort=sort, old_id=old_id)
        found.name = row.values.get("旧名称", "")[:250]
        found.leaves_out = _is_yes(values.get("leaves_out", ""))
        found.section = self._named(self.sections, values.get("section", ""), "栏目")
        found.zone = self._named(self.zones, values.get("zone", ""), "这个城市的园区")
        found.tag, found.byline, found.path = (values.get(each, "") for each in ("tag", "byline", "path"))
        self._check(found)
        if sort == Sort.TAG and not found.tag:
            found.leaves_out = True
        if sort == Sort.PAGE and found.path:
            found.leaves_out = True
        decides = sort in {Sort.TAG, Sort.AUTHOR} or found.leaves_out or found.section
        return [found] if decides else []

    def _check(self, row: NameDecision) -> None:
        if len(row.old_id) > 40:
            raise ValidationError("旧编号太长。")
        if row.tag and (len(row.tag) > 100 or not is_tag_name(row.tag)):
            raise ValidationError(f"“{row.tag[:40]}”做不成标签。")
        if len(row.byline) > MOST_BYLINE:
            raise ValidationError(f"署名最多 {MOST_BYLINE} 个字。")
        if row.path and (len(row.path) > 300 or not row.path.startswith("/") or is_no_page(row.path, "")):
            raise ValidationError(f"“{row.path[:80]}”不是本站的页面。")

    def _named(self, rows: dict[str, Any], name: str, what: str) -> Any:
        if name and name not in rows:
            raise ValidationError(f"没有{what}“{name[:40]}”。")
        return rows.get(name)
