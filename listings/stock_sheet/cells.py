"""What people type into the cells of the stock, each by the rules of the desk's form; what cannot be read is refused.

Cities, zones and the like are rows of other tables, and `plan` looks them up.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from listings.admin_forms import UNITS, landlord_phone, measure_field, split_landlord, without_contact
from listings.pricing import fault, is_per_area_unsaid, tidied
from listings.stock_sheet import places
from listings.stock_sheet.columns import BY_NAME, Column, Heading
from listings.stock_sheet.synonyms import SYNONYMS, YES_OR_NO
from plumbing import typed_days, typed_fields, typed_text, xlsx
from plumbing.days import validate_year
from plumbing.quantities import numerals, reading
from plumbing.quantities.reading import plain

#: What takes a fact away that a listing has.
CLEARING = {"-", "－", "—", "–", "--", "——", "清空"}
#: What people write where there is nothing to say; a blank cell says so here.
_NOTHING = {"无", "没有", "不详", "未知", "待定", "不清楚", "/", "\\", "n/a", "暂无", "?", "？", "未核实", "否", "0"}
_NOW = {"随时", "现在", "即时", "即日", "立即", "现房", "空置", "随时入驻", "随时可入驻", "即租即用", "现在可用"}
_LEAVE_EMPTY = "没有或不清楚就留空；要去掉原来的写“清空”。"

_CRANE = {"已装": "installed", "已安装": "installed", "现有": "installed", "预留": "prepared", "可装": "prepared"}
_NO_CRANE = {"无", "没有", "无行车", "没有行车"}
_MARKS = " ()[],，、;；:：+-/×x*。."
#: What says nothing beside a quantity.
_AROUND = re.compile("约|大约|左右|单层|以上|起[租分售]?$|每?(?:平方?米?|平米|m2)?$")
_BARE = re.compile(r"[0-9.,]+")
#: An area, and the smallest part that is let of it: 3000（可分割800起）.
_WITH_PART = re.compile(r"(.+?)[(,，;；、 ]+(?:最小)?可?分(?:割|租)([^()]*[0-9][^()]*?)(?:起[租分]?)?[)]?")


class Refused(ValueError):
    """A cell that says nothing that could be stored; the message says why."""


def text(value: xlsx.Value) -> str:
    """A cell as a text. Raises Refused for one that spreadsheet programs have made something else of."""
    if isinstance(value, xlsx.Fault):
        raise Refused(value.reason)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        raise Refused("Excel 把它变成了日期；请把单元格的格式改成“文本”，再写一遍。")
    return xlsx.plain(value) if isinstance(value, Decimal) else value


def is_clearing(value: xlsx.Value) -> bool:
    return isinstance(value, str) and value.strip() in CLEARING


def is_now(value: xlsx.Value) -> bool:
    """Whether it says that a listing is free today."""
    return isinstance(value, str) and value.strip() in _NOW


def read(heading: Heading, value: xlsx.Value) -> dict[str, Any]:
    """The facts that a cell says, {field: value}: mostly one, of 已装10吨 two. Raises Refused."""
    column = heading.column
    try:
        reader = _READERS.get(column.name) or _reader_of(column)
        found = reader(heading, value)
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error
    return found if isinstance(found, dict) else {column.name: found}


def remarks(heading: Heading, value: xlsx.Value, facts: Mapping[str, Any]) -> list[str]:
    """What to tell of a cell that was read: what was added to its words, and which of them are kept nowhere."""
    name = heading.column.name
    if not isinstance(value, str) or name not in facts:
        return []
    if name == "available_from" and not typed_days.whole(value) and typed_days.part_of_month(value):
        return [f"“{value.strip()}”记作 {facts[name]}。"]
    if isinstance(facts[name], date) and typed_days.without_year(value):
        return [f"“{value.strip()}”没有写年份，记作 {facts[name]}。"]
    if name == "price" and is_per_area_unsaid(value):
        return [f"“{value.strip()}”没有写每平米，记作 {facts[name]}。"]
    if not heading.column.unit or facts[name] is None:
        return []
    if "divisible_from_m2" in facts and name == "area_m2":
        return []
    rest = re.sub("|".join(_CRANE), " ", value) if name == "crane_t" else value
    return [f"“{each}”没有记。" for each in _left_out(rest)]


def _left_out(typed: str) -> list[str]:
    """The words beside the one quantity of a cell: of 5吨2台 those that count, of 2000 可分租 the last."""
    plain = typed_text.identifier(typed)
    found = reading.find_all(plain)
    whole = reading.plain(plain)
    if not found or len(whole) != len(plain):
        bare = re.fullmatch(r"([^0-9]*)[0-9][0-9.,]*([^0-9]*)", plain)
        return [each for words in bare.groups() if (each := _AROUND.sub("", words).strip(_MARKS))] if bare else []
    rest = [whole[: found[0].start], *(whole[a.end : b.start] for a, b in pairwise(found)), whole[found[-1].end :]]
    pieces = [_AROUND.sub("", each).strip(_MARKS) for each in rest]
    return [each for each in pieces if each]


def _reader_of(column: Column) -> Callable[[Heading, xlsx.Value], Any]:
    if column.unit:
        return _measure
    if isinstance(column.field, models.BooleanField):
        return _yes_or_no
    if column.field.choices:
        return _choice
    return _date if isinstance(column.field, models.DateField) else _words


@cache
def _form_field(name: str) -> forms.Field:
    """The desk's own for it."""
    field = BY_NAME[name].field
    kind = measure_field(name) if name in UNITS else None
    made = field.formfield(form_class=kind) if kind else field.formfield(**typed_fields.OVERRIDES[type(field)])
    return cast(forms.Field, made)


def _words(heading: Heading, value: xlsx.Value) -> str:
    return _form_field(heading.column.name).clean(text(value))


def _measure(heading: Heading, value: xlsx.Value) -> Any:
    column = heading.column
    places = getattr(column.field, "decimal_places", None)
    if isinstance(value, Decimal) and places:
        # What a formula comes to: 33.333333 is shown as 33.33, and is no more than that.
        value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if value.adjusted() < 12 else value
    typed = typed_text.identifier(text(value))
    if typed in _NOTHING:
        raise Refused(f"“{typed}”不是数。{_LEAVE_EMPTY}")
    if heading.unit and _BARE.fullmatch(typed):
        typed += heading.unit
    try:
        number = _form_field(column.name).clean(typed)
    except ValidationError as error:
        raise Refused(f"“{typed[:30]}”读不懂。{''.join(error.messages)}") from error
    return number if number is None or places else int(number)


def _area(heading: Heading, value: xlsx.Value) -> dict[str, Any]:
    """The area, with the smallest part of it where that stands behind it."""
    found = _WITH_PART.fullmatch(typed_text.identifier(value)) if isinstance(value, str) else None
    if not found:
        return {"area_m2": _measure(heading, value)}
    part = replace(heading, column=BY_NAME["divisible_from_m2"])
    return {"area_m2": _measure(heading, found[1]), "divisible_from_m2": _measure(part, found[2])}


def _crane(heading: Heading, value: xlsx.Value) -> dict[str, Any]:
    """Tonnes, with whether it is there: 已装10吨, 10吨（预留）, 无."""
    if isinstance(value, str) and value.strip() in _NO_CRANE:
        return {"crane_t": None, "crane_state": "none"}
    if not isinstance(value, str):
        return {"crane_t": _measure(heading, value)}
    states = {state for word, state in _CRANE.items() if word in value}
    if len(states) > 1:
        raise Refused(f"“{value[:30]}”读不懂：已装和预留只写一种，另写一套或写在介绍里。")
    rest = re.sub(rf"{'|'.join(_CRANE)}|[（(]\s*[）)]|[，,、：:]", " ", value)
    if states and not rest.strip():
        raise Refused("请写吨位，例如 已装10吨。")
    found = {"crane_t": _measure(heading, rest.strip())}
    return found | ({"crane_state": states.pop()} if states else {})


def _kind(heading: Heading, value: xlsx.Value) -> dict[str, str]:
    """The kind, with how it is built where that stands before it: 单层厂房, 钢结构仓库."""
    typed = _folded(text(value))
    for name in ("storeys", "structure"):
        for words, fact in _spellings(name).items():
            if len(words) > 1 and typed.startswith(words) and (kind := _spellings("kind").get(typed[len(words) :])):
                return {"kind": kind, name: fact}
    return {"kind": _choice(heading, value)}


def _choice(heading: Heading, value: xlsx.Value) -> str:
    column = heading.column
    typed = text(value)
    found = _spellings(column.name).get(_folded(typed))
    if found is None and column.name == "storeys" and re.fullmatch("(?:[2-9]|[1-9][0-9])层?", _folded(typed)):
        found = "multi"
    if found is None:
        raise Refused(f"“{typed[:30]}”不在可选的里：{'、'.join(column.choices)}。")
    return found


def choice_named(name: str, typed: str) -> str:
    """The value of a field's choice that is called so; "" for none."""
    return _spellings(name).get(_folded(typed), "")


@cache
def _spellings(name: str) -> Mapping[str, str]:
    """{a choice as `_folded` makes it: its value}."""
    choices = {_folded(str(label)): value for value, label in BY_NAME[name].field.choices or ()}
    same = {_folded(word): value for value, words in SYNONYMS.get(name, {}).items() for word in words.split()}
    return same | choices


def _folded(typed: str) -> str:
    return re.sub(r"[\s()·、,/-]", "", typed_text.identifier(typed).lower())


def _yes_or_no(heading: Heading, value: xlsx.Value) -> bool:
    typed = typed_text.identifier(text(value)).lower()
    for answer, words in YES_OR_NO.items():
        if typed in words.split():
            return answer
    raise Refused(f"“{typed[:30]}”读不懂，请写 有 或 没有。{_LEAVE_EMPTY}")


def _date(heading: Heading, value: xlsx.Value) -> date:
    if isinstance(value, date):
        day: date | None = value
    else:
        is_to_come = heading.column.name == "available_from"
        day = typed_days.whole(text(value)) or typed_days.without_year(text(value), is_to_come=is_to_come)
        day = day or (typed_days.part_of_month(text(value)) if is_to_come else None)
    if day is None:
        raise Refused(f"“{typed_days.plain(text(value))[:30]}”不是日期，请写成 2026-12-01。")
    validate_year(day)
    return day


def _place(heading: Heading, value: xlsx.Value) -> str | dict[str, Any]:
    """The building; with the floor behind it where the heading names both."""
    if not heading.with_floor:
        return _words(heading, value)
    building, floor = places.split(typed_text.line(text(value)))
    found = {"building": _form_field("building").clean(building)}
    return found | ({"floor": _form_field("floor").clean(floor)} if floor else {})


def _price(heading: Heading, value: xlsx.Value) -> str:
    """As typed; a bare number with the unit that stands in the heading, where one does."""
    if isinstance(value, Decimal) and value.as_tuple().exponent < -2:  # type: ignore[operator] # it is finite
        value = value.quantize(Decimal("0.01"), ROUND_HALF_UP) if value.adjusted() < 12 else value
    typed = typed_text.line(text(value))
    is_bare = bool(_BARE.fullmatch(typed))
    if is_bare and not Decimal(f"0{typed.replace(',', '').strip('.')}" if typed.count(".") < 2 else 1):
        raise Refused("价格不会是 0；面议写“面议”，不清楚留空。")
    if is_bare and heading.unit:
        typed = f"{typed} {heading.unit}"
    elif is_bare and heading.period:
        raise Refused("请写单位，例如 12万/年；或者写在表头里，例如 年租金（万元）。")
    if heading.period and re.search("[0-9]", typed) and not re.search("[年月天日]", typed):
        typed = f"{typed}/{heading.period}"
    if words := fault(typed):
        raise Refused(words)
    return tidied(_form_field("price").clean(typed))


def _counted(heading: Heading, value: xlsx.Value) -> int:
    found = re.fullmatch(r"([0-9]{1,6})(?:\.0+)?个?", typed := typed_text.identifier(text(value)))
    if not found:
        raise Refused(f"“{typed[:30]}”读不懂，请写一个整数。{_LEAVE_EMPTY}")
    return int(found[1])


def _time(heading: Heading, value: xlsx.Value) -> int:
    """Whole months or years, as the column counts: 2年 of a shortest lease is 24."""
    unit = "月" if heading.column.name == "shortest_lease_months" else "年"
    typed = typed_text.identifier(text(value))
    found = re.fullmatch(r"(.+?)(?:个?(月)|(年))?(?:起租?|以上)?", plain(typed))
    try:
        number = numerals.evaluate(found[1] if found else "")
    except numerals.NotANumeral:
        number = None
    months = {"月": 1, "年": 12}
    typed_unit = (found and (found[2] or found[3])) or (heading.unit or unit)[-1]
    of_unit = months.get(typed_unit, 0)  # 剩余年限（㎡） says nothing
    length = number.lower * of_unit / months[unit] if number and number.lower == number.upper else Fraction()
    if not length or length.denominator > 1:
        raise Refused(f"“{typed[:30]}”读不懂，请写整数，按“{'个月' if unit == '月' else '年'}”。{_LEAVE_EMPTY}")
    return int(length)


def _ratio(heading: Heading, value: xlsx.Value) -> Decimal:
    typed = typed_text.identifier(text(value))
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,15})?", typed):
        raise Refused(f"“{typed[:30]}”读不懂，请写一个数，例如 1.5。{_LEAVE_EMPTY}")
    return Decimal(typed).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _description(heading: Heading, value: xlsx.Value) -> str:
    return without_contact(_words(heading, value))


def _landlord(heading: Heading, value: xlsx.Value) -> dict[str, str]:
    """His name, and the number that stands beside it; in the column of the number his name may."""
    typed = text(value)
    if heading.column.name == "landlord_phone":
        try:
            return {"landlord_phone": landlord_phone(typed)}
        except ValidationError as error:
            words, phone = split_landlord(typed)
            if not phone:
                raise error from None
    else:
        words, phone = split_landlord(_words(heading, value))
    named = {"landlord": _form_field("landlord").clean(words), "landlord_phone": phone}
    return {name: fact for name, fact in named.items() if fact}


_READERS: dict[str, Callable[[Heading, xlsx.Value], Any]] = {
    "kind": _kind,
    "area_m2": _area,
    "crane_t": _crane,
    "building": _place,
    "price": _price,
    "loading_docks": _counted,
    "shortest_lease_months": _time,
    "land_years_left": _time,
    "plot_ratio": _ratio,
    "description": _description,
    "landlord": _landlord,
    "landlord_phone": _landlord,
}
