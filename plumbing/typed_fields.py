"""Form fields for what people type or paste: each cleans it first, so that length and rules are of what is stored.

No text has a `maxlength` on the page: browsers cut off what is pasted beyond it and do not say so. A text that is too
long comes back whole, with a sentence.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models

from plumbing import typed_text
from plumbing.quantities import reading


class _TypedField(forms.CharField):
    """Text cleaned by `strength`, one of the functions of plumbing.typed_text."""

    strength: Callable[[str], str]

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                named = f"“{self.label}”" if self.label else ""
                validator.message = f"{named}最多 %(limit_value)d 个字，现在有 %(show_value)d 个。"

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return (type(self).strength(text) or self.empty_value) if text else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class LineField(_TypedField):
    """A name or a title: one line, in ordinary letters and digits."""

    strength = staticmethod(typed_text.line)


class ProseField(_TypedField):
    """Text of several lines, kept as it was written."""

    strength = staticmethod(typed_text.prose)


class VerbatimLineField(_TypedField):
    """One line in the very characters that were typed: what was read of it is kept beside it."""

    @staticmethod
    def strength(typed: str) -> str:
        return " ".join(typed_text.prose(typed).split())


class WeChatIdField(_TypedField):
    """What somebody is found by in WeChat: an id after its own rule (Tencent's), or a mobile number."""

    strength = staticmethod(typed_text.identifier)
    default_validators = [
        RegexValidator(
            r"^(?:[A-Za-z][A-Za-z0-9_-]{5,19}|(?:\+?86)?1[3-9][0-9]{9})$",
            "微信号以字母开头，6 到 20 位，只用字母、数字、下划线和短横线，中间没有空格；也可以填手机号。",
        )
    ]


class EmailField(_TypedField, forms.EmailField):
    """A mail address; a full-width ＠ is an @."""

    strength = staticmethod(typed_text.identifier)


class URLField(_TypedField, forms.URLField):
    """An address of the web; one typed without its scheme is https."""

    strength = staticmethod(typed_text.line)


#: One that nothing follows which it would count or number: not of 3号楼 or 2台.
_LONE_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=$|[\s,，、;；/)）])")


def _has_another_number(text: str) -> bool:
    """Whether beside what has a unit a number stands that has none."""
    found, rest = reading.find_all(text), reading.plain(text)
    for each in found:
        rest = rest[: each.start] + "~" * (each.end - each.start) + rest[each.end :]
    return bool(found and _LONE_NUMBER.search(rest))


class MeasureField(forms.DecimalField):
    """A number, not below zero, that may be typed with its unit: 9米5, 1,600kVA. Without one it is in `unit`.

    Only one number is taken: of a range, a bound or two floors ("18-25", "9米以上", "首层6米 二层4.5") nobody can tell
    which belongs here.
    """

    default_error_messages = {
        "invalid": "请写一个数，可以带单位，例如 9 或 9{unit}。",
        "another_unit": "这一项按“{unit}”填，例如 9 或 9{unit}；您写的是另一种量。",
        "range": "这里只写一个数，不写范围、“以上”“以下”，也不写两处的数；按“{unit}”填。",
        "too_large": "数太大了，请核对单位：这一项按“{unit}”填。",
        "min_value": "这一项不能小于 0。",
        "max_decimal_places": "最多 %(max)s 位小数。",
        "whole": "这一项只写整数。",
    }

    def __init__(self, *, unit: str, widget: object = None, decimal_places: int = 0, **options: Any) -> None:
        # No number input: browsers send nothing at all for 9米.
        plain = forms.TextInput({"inputmode": "decimal"})
        super().__init__(widget=plain, decimal_places=decimal_places, **{"min_value": 0, **options})
        self.unit = unit
        messages: dict[str, Any] = {
            code: str(message).replace("{unit}", unit) for code, message in self.error_messages.items()
        }
        messages |= dict.fromkeys(("max_value", "max_digits", "max_whole_digits"), messages["too_large"])
        if not self.decimal_places:
            messages["max_decimal_places"] = messages["whole"]
        self.error_messages = messages

    def to_python(self, value: Any) -> Any:
        text = typed_text.identifier(str(value or ""))
        try:
            return super().to_python(text)
        except forms.ValidationError:
            answer = reading.read(text, self.unit)
            if answer.value is None or answer.quantity is None:
                if any(each.unit == answer.unit for each in answer.others):
                    raise self._refusal("range") from None
                is_another = bool(answer.quantity or answer.others)
                raise self._refusal("another_unit" if is_another else "invalid") from None
            if answer.quantity.lower != answer.quantity.upper or _has_another_number(text):
                raise self._refusal("range") from None
            return reading.in_unit(answer.value, self.unit, Decimal(1).scaleb(-(self.decimal_places or 0)))

    def _refusal(self, code: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code)


#: For an admin's `formfield_overrides`: the columns that people type into.
OVERRIDES: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.CharField: {"form_class": LineField},
    models.TextField: {"form_class": ProseField},
    models.EmailField: {"form_class": EmailField},
    models.URLField: {"form_class": URLField, "assume_scheme": "https"},
}
