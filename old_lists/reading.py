"""What one row of an old list says, once its columns and words have been mapped; what cannot be read, it says why."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from django.utils import timezone

from leads.models import Enquiry, Kind, Lead, Stage
from leads.models.stage import CLOSED, GIVEN_UP
from old_lists.columns import label
from old_lists.dates import NotADate, NoYear, is_without_year, read_date, read_next
from old_lists.table import Cell, Row
from old_lists.words import CHOSEN, POOL, REFUSE, folded
from plumbing import phones, typed_text
from plumbing.phones import Phone
from plumbing.typed_fields import WeChatIdField
from plumbing.xlsx import Fault

#: Why a lead was given up, where the list does not say.
NO_REASON = "老名单导入"
NO_NEED = "（老名单里没有写需求）"
NOBODY = "客户"
NO_NAMES: Mapping[str, Mapping[str, str]] = MappingProxyType({})
#: Of a text that goes to the timeline; a cell of a workbook holds no more.
_LONGEST = 33_000
#: The number itself is the WeChat id: nothing is to be written down.
_SAME_AS_PHONE = re.compile(
    r"(?:微信)?(?:同(?:手机|电话|号|上|左|前|微信)?号?码?|手机号?|是|有|已加|√|✓|y|yes)", re.IGNORECASE
)
#: What people write before an id that stands where a number belongs.
_WECHAT_WORDS = re.compile(r"^\s*(?:微信号?|weixin|wechat|v信|vx|wx)\s*[:：]?\s*(?=[a-z])", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]{0,11}(?:\.\d{1,4})?")
#: Nobody asks for so many 亩.
_LEAST_M2 = 500
_NOTHING = {"", "无", "-", "—", "/", "\\", "暂无", "没有", "不详", "未知", "?", "？"}
#: A number of which a spreadsheet has lost the last digits: 1.38E+10.
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_PERSON_BEFORE_NUMBER = re.compile(
    r"\s*(?!(?:联系|客户)?(?:电话|手机|座机|微信|号码))([一-鿿·]{2,10})[\s:：,，-]*[\d+(（]"
)


class Wishes(NamedTuple):
    """What was said of the whole file: for rows that say nothing of it, and why the data may be kept."""

    city: int | None = None
    kind: str = Kind.OTHER.value
    basis: str = "initiated"
    year: int | None = None
    owner: int | None = None


@dataclass
class Entry:
    """A prospect of the list. `remarks` are for the timeline, `source` in the list's own words.

    `words` are what stands in the columns of which something else became, each with its heading; `other_words` those of
    them that say it otherwise.
    """

    phones: list[Phone] = field(default_factory=list)
    phone_typed: str = ""
    wechat: str = ""
    name: str = NOBODY
    company: str = ""
    kind: str = Kind.OTHER.value
    stage: str = Stage.NEW.value
    reason: str = ""
    owner_id: int | None = None
    city_id: int | None = None
    received: date | None = None
    need: str = ""
    next_on: date | None = None
    source: str = ""
    remarks: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    other_words: list[str] = field(default_factory=list)

    @property
    def other_phone(self) -> str:
        """The second number, which has no extension."""
        return self.phones[1].number if len(self.phones) > 1 else ""


@dataclass
class Reading:
    """What was read, with what a person should know of it, and the reasons (the cell, why) it cannot be brought in."""

    entry: Entry = field(default_factory=Entry)
    notes: list[str] = field(default_factory=list)
    reasons: list[list[str]] = field(default_factory=list)


class Reader:
    """Reads the rows of one file."""

    def __init__(
        self,
        columns: Mapping[str, str],
        words: Mapping[str, Mapping[str, str]],
        wishes: Wishes,
        names: Mapping[str, Mapping[str, str]] = NO_NAMES,
    ) -> None:
        """`names` are {field: {what its words stand for: what that is called}}."""
        self.words, self.wishes, self.names = words, wishes, names
        self._headings: dict[str, list[str]] = {}
        for heading, name in columns.items():
            self._headings.setdefault(name, []).append(heading)

    def is_blank(self, row: Row) -> bool:
        """Whether nothing stands in the columns that were chosen."""
        return not any(heading in row.cells for name, each in self._headings.items() if name for heading in each)

    def read(self, row: Row) -> Reading:
        """What a row says."""
        reading = Reading()
        for name, headings in self._headings.items():
            for heading in headings if name else ():
                cell = row.cells.get(heading)
                if cell and isinstance(cell.value, Fault):
                    reading.reasons.append([cell.place, f"{heading}：{cell.value.reason}"])
        self._read_contacts(row, reading)
        self._read_people(row, reading)
        self._read_chosen(row, reading)
        self._read_date(row, reading)
        self._read_next(row, reading)
        self._read_texts(row, reading)
        if not reading.reasons and not reading.entry.phones and not reading.entry.wechat:
            reading.reasons.append([row.name, "没有电话，也没有微信号。"])
        return reading

    def _cells(self, row: Row, name: str) -> Iterator[tuple[str, Cell]]:
        """(heading, cell) of the columns of a field that say something."""
        for heading in self._headings.get(name, ()):
            cell = row.cells.get(heading)
            if cell and cell.text.strip() not in _NOTHING:
                yield heading, cell

    def _cell(self, row: Row, name: str) -> Cell | None:
        return next((cell for _, cell in self._cells(row, name)), None)

    # Numbers.

    def _read_contacts(self, row: Row, reading: Reading) -> None:
        """Every number of every column, and the WeChat id; what cannot be read refuses the row that has no other."""
        entry, unread = reading.entry, []
        for heading, cell in self._cells(row, "phone"):
            try:
                found = phones.parse_several(cell.text)
            except phones.NotAPhone as fault:
                if wechat := _wechat_id(_WECHAT_WORDS.sub("", cell.text, count=1)):
                    entry.wechat = entry.wechat or wechat
                    continue
                unread.append((heading, cell, _why_no_phone(cell.text, fault)))
                found = phones.readable(cell.text)
            if not found:
                continue
            entry.phone_typed = entry.phone_typed or " ".join(cell.text.split())[: phones.LONGEST_TYPED]
            entry.phones += [phone for phone in found if phone.number not in {each.number for each in entry.phones}]
        written = self._cell(row, "wechat")
        if written and not _SAME_AS_PHONE.fullmatch(re.sub(r"[\s（）()]", "", written.text)):
            entry.wechat = _wechat_id(written.text) or entry.wechat
            unread += [] if _wechat_id(written.text) else [("微信", written, "这不像微信号。")]
        for heading, cell, why in unread:
            if entry.phones or entry.wechat:
                reading.notes.append(f"{heading} {cell.place} 读不懂（{why.rstrip('。')}），照原样记在备注里。")
                entry.remarks.append(f"{heading}：{cell.text}")
            else:
                reading.reasons.append([cell.place, why])
        self._keep_spare_numbers(entry)

    @staticmethod
    def _keep_spare_numbers(entry: Entry) -> None:
        """What a lead has no column for goes to the remarks."""
        if spare := [phones.display(phone.number, phone.extension) for phone in entry.phones[2:]]:
            entry.remarks.append(f"其余号码：{'、'.join(spare)}")
        if len(entry.phones) > 1 and entry.phones[1].extension:
            entry.remarks.append(f"另一电话的分机：{entry.phones[1].extension}")

    # Who, what, where.

    def _read_people(self, row: Row, reading: Reading) -> None:
        entry = reading.entry
        for name, most in (("name", _length(Lead, "name")), ("company", _length(Lead, "company"))):
            cell = self._cell(row, name)
            text = typed_text.line(cell.text) if cell else ""
            if len(text) > most:
                entry.remarks.append(f"{label(name)}：{text}")
            if text:
                setattr(entry, name, text[:most])
        first = self._cell(row, "phone")
        if entry.name == NOBODY and first and (found := _PERSON_BEFORE_NUMBER.match(first.text)):
            entry.name = found[1]

    def _read_chosen(self, row: Row, reading: Reading) -> None:
        """Stage, person, city and kind: what the words stand for, else what was said of the whole file."""
        entry = reading.entry
        entry.city_id, entry.kind, entry.owner_id = self.wishes.city, self.wishes.kind, self.wishes.owner
        for name in CHOSEN:
            heading, cell = next(self._cells(row, name), ("", None))
            if cell is None:
                continue
            word = folded(cell.text)
            value = self.words.get(name, {}).get(word, "")
            if value in {"", REFUSE}:
                reading.reasons.append([cell.place, f"{label(name)}“{word[:20]}”的行不导入。"])
            elif name in {"owner", "city"}:
                setattr(entry, f"{name}_id", None if value == POOL else int(value))
            else:
                setattr(entry, name, value)
            entry.words.append(f"{heading}：{cell.text}"[:_LONGEST])
            if _plain(word) != _plain(self.names.get(name, {}).get(value, "")):
                entry.other_words.append(entry.words[-1])
        if entry.stage in GIVEN_UP:
            given = self._cell(row, "reason")
            entry.reason = typed_text.line(given.text)[: _length(Lead, "lost_reason")] if given else NO_REASON

    def _read_date(self, row: Row, reading: Reading) -> None:
        """When they came; a day that nobody can tell goes to the remarks, and of nobody is a number lost for it."""
        heading, cell = next(self._cells(row, "received"), ("", None))
        if cell is None:
            reading.notes.append("没有日期，列表和报表里写“日期不详”。")
            return
        try:
            reading.entry.received = read_date(cell.value, self.wishes.year or row.year)
            if self.wishes.year is None and row.year and is_without_year(cell.value):
                reading.notes.append(f"日期没写年份，按工作表的名字记作 {row.year} 年。")
        except NoYear:
            reading.reasons.append([cell.place, f"“{cell.text[:20]}”没有写年份。"])
        except NotADate as fault:
            reading.entry.remarks.append(f"{heading}：{cell.text}"[:_LONGEST])
            words = f"{heading} {cell.place}“{cell.text[:20]}”{str(fault).rstrip('。')}"
            reading.notes.append(f"{words}；记作“日期不详”，照原样记在备注里。")

    def _read_next(self, row: Row, reading: Reading) -> None:
        """The day of the next call, if it is still to come; whatever else stands there is for the timeline."""
        heading, cell = next(self._cells(row, "next"), ("", None))
        if cell is None:
            return
        entry, today = reading.entry, timezone.localdate()
        entry.remarks.append(f"{heading}：{cell.text}"[:_LONGEST])
        try:
            day = read_next(cell.value, today)
        except NotADate:
            reading.notes.append(f"{heading} {cell.place} 看不出是哪天，照原样记在备注里。")
            return
        if day < today:
            reading.notes.append(f"{heading} {cell.place} 是过去的日子，没有约，照原样记在备注里。")
        elif entry.stage in CLOSED:
            reading.notes.append(f"{heading} {cell.place} 没有约：这一行已经结束。")
        else:
            entry.next_on = day

    def _read_texts(self, row: Row, reading: Reading) -> None:
        """Need, source and remarks; of several columns each with its heading."""
        entry = reading.entry
        entry.need = self._together(row, "need")
        for heading, cell in self._cells(row, "need"):
            if "面积" in heading and _NUMBER.fullmatch(cell.text.strip()) and not _area_unit(heading, cell.text):
                reading.notes.append(f"{heading} {cell.place} 没写单位，看不出是亩还是㎡，照原样记下；可写进列名再传。")
        entry.source = self._together(row, "source")
        if remarks := self._together(row, "note"):
            entry.remarks.insert(0, remarks)
        reason = self._cell(row, "reason")
        if reason and entry.stage not in GIVEN_UP:
            entry.remarks.append(f"{label('reason')}：{reason.text}"[:_LONGEST])

    def _together(self, row: Row, name: str) -> str:
        is_one = len(self._headings.get(name, ())) == 1
        cells = [(heading, cell.text, _with_unit(heading, cell.text)) for heading, cell in self._cells(row, name)]
        lines = [
            f"{heading}：{text}" if not is_one else typed if typed == text else f"面积 {text}"
            for heading, typed, text in cells
        ]
        return "\n".join(lines)[:_LONGEST]


def _with_unit(heading: str, text: str) -> str:
    """A bare number below a heading of areas as an area, where its unit is known; any other text as it is."""
    if "面积" not in heading or not _NUMBER.fullmatch(text.strip()) or not (unit := _area_unit(heading, text)):
        return text
    return f"{text.strip()} {unit}"


def _area_unit(heading: str, text: str) -> str:
    """What a heading says, or a number that can be nothing else; "" where it may be 亩 as well as ㎡."""
    if "亩" in heading:
        return "亩"
    is_large = float(text.replace(",", "")) >= _LEAST_M2
    return "㎡" if is_large or re.search("㎡|平|m2|m²", heading, re.IGNORECASE) else ""


def _plain(word: str) -> str:
    """A word without what makes no difference: 济南市 is 济南."""
    return typed_text.line(word).removesuffix("市")


def _wechat_id(typed: str) -> str:
    """The id that a text is; "" for what is none."""
    text = typed_text.identifier(typed)
    return text if any(each.fullmatch(text) for each in _WECHAT_IDS) else ""


def _why_no_phone(typed: str, fault: phones.NotAPhone) -> str:
    if _ROUNDED.fullmatch(typed.strip()):
        return "Excel 存成 CSV 时把号码写成了 1.38E+10，后几位丢了。请从原来的 Excel 另存为 .xlsx 再传。"
    return fault.reason


def _length(model: type[Lead] | type[Enquiry], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", None) or 0


_WECHAT_IDS = [each.regex for each in WeChatIdField.default_validators]  # type: ignore[attr-defined] # by expression
