"""The enquiry form: its fields, what they accept, and the submission it makes."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import DecimalField

from leads import visitor_form
from leads.models import OFFERED_KINDS, VISITORS_KINDS, AreaUnit, Enquiry, Kind, Timing
from leads.models.enquiry import LONGEST_TYPED
from leads.places import Places
from leads.submission import Submission
from leads.visitor_form import VisitorForm
from listings.models.listing import LONGEST_NUMBER, NUMBER, numbers_named
from plumbing import typed_fields
from plumbing.quantities import reading

LONGEST_NEED = 2000
#: The fields that are always in sight; the page folds the others away.
IN_SIGHT = {"kind", "need", "area", "area_unit", "name", "phone", "consent", "third_party"}
#: Of the words for an area.
LONGEST_AREA = 40
#: Of the words for a zone that is none of ours.
LONGEST_ZONE = 80
#: In metres; the halls that are built are lower.
HIGHEST_HALL = 100
#: A number that its column would change by a larger part is not kept there: 12公分 is no 0.1 m.
MOST_ROUNDED = Decimal("0.02")


class QuantityField(typed_fields.VerbatimLineField):
    """The words in which a quantity is typed, and what is read of them for the column of Enquiry beside them."""

    def __init__(
        self,
        label: str,
        unit: str,
        column: str,
        *,
        most: int = LONGEST_TYPED,
        largest: int | None = None,
        **attributes: str,
    ) -> None:
        super().__init__(label=label, max_length=most, required=False, widget=visitor_form.input_box(**attributes))
        self._unit, self._largest, self.column = unit, largest, column

    def read(self, typed: str, unit: str = "") -> Decimal | None:
        """The number for the column, None for what is no quantity of this kind or beyond it.

        A lone number is in `unit`, without it in the field's own, which is the column's as well.
        """
        value = reading.read(typed, unit or self._unit).value
        if value is None:
            return None
        column = cast(DecimalField, Enquiry._meta.get_field(self.column))
        exact = reading.in_unit(value, self._unit, Decimal("0.000001"))
        value = reading.in_unit(value, self._unit, Decimal(1).scaleb(-column.decimal_places))
        largest = self._largest or Decimal(10) ** (column.max_digits - column.decimal_places) - 1
        return value if 0 < value <= largest and abs(value - exact) <= MOST_ROUNDED * exact else None


def split_area(typed: str, kind: str) -> dict[str, str]:
    """The initial `area` and `area_unit` for an area that somebody typed elsewhere: 50亩 is 50 in 亩.

    The unit stays in the words where these mean something else without it (2公顷, 三十亩左右). A lone number of land is
    in 亩, as is an area still to be typed; of anything else in ㎡.
    """
    in_either = [reading.read(typed, str(each.label)).quantity for each in AreaUnit]
    has_unit = in_either[0] and in_either[0] == in_either[1]
    is_in_mu = "亩" in typed or (kind == Kind.LAND and not has_unit)
    unit = AreaUnit.MU if is_in_mu else AreaUnit.SQUARE_METRES
    whole = reading.read(typed, unit.label).quantity
    beginnings = (typed[:end] for end in range(1, len(typed) if whole else 0))
    means_the_same = (each for each in beginnings if reading.read(each, unit.label).quantity == whole)
    return {"area": next(means_the_same, typed), "area_unit": unit.value}


SELECT = forms.Select(attrs={"class": "field__input"})


def _choice(label: str, choices: Iterable[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    wrong = {"invalid_choice": "请从选项中选择。", "required": "请选择一项。"}
    return forms.ChoiceField(label=label, choices=choices, error_messages=wrong, **options)


class EnquiryForm(VisitorForm):
    """What callers are asked. Only need, name, phone and consent are required.

    `places` (leads.places.Places) holds the known cities and zones. Text that names none of them is kept as typed: the
    page may be an old copy, or the list may be unknown while the database is away.
    """

    kind = _choice("您想", OFFERED_KINDS, initial=Kind.RENT, widget=forms.RadioSelect)
    need = typed_fields.ProseField(
        label="需求",
        max_length=LONGEST_NEED,
        widget=forms.Textarea(
            attrs={
                "class": "field__input field__input--tall",
                "rows": 3,
                "placeholder": "例如：找 3000 ㎡ 单层厂房，净高 8 米以上，做汽车零部件",
            }
        ),
        error_messages={
            "required": "请写一句您的需求。",
            "max_length": f"太长了，最多 {LONGEST_NEED} 个字。",
        },
    )
    name = visitor_form.LineField(
        "称呼", 40, required=True, missing="请写怎么称呼您。", autocomplete="name", placeholder="例如：王先生"
    )
    phone = visitor_form.phone_field("请留一个能打通的号码，我们据此回电。")

    city = visitor_form.LineField("意向城市", 80)
    zone = visitor_form.LineField("意向园区", 120)
    listing = visitor_form.LineField("房源", LONGEST_NUMBER)
    area = QuantityField("面积", "㎡", "area_m2", most=LONGEST_AREA, placeholder="例如 3000")
    area_unit = _choice("面积单位", AreaUnit.choices, required=False)
    clear_height = QuantityField(
        "净高",
        "m",
        "clear_height_m",
        largest=HIGHEST_HALL,
        placeholder="例如 8",
    )
    budget = QuantityField("预算", "万元", "budget_10k", placeholder="例如 200")
    timing = _choice("什么时候要", [("", "不确定"), *Timing.choices], required=False, widget=SELECT)
    industry = visitor_form.LineField("行业与产品", 60, placeholder="例如：汽车零部件")
    investment = QuantityField("投资额", "万元", "investment_10k", placeholder="例如 5000")
    yearly_tax = QuantityField("预计年税收", "万元/年", "yearly_tax_10k", placeholder="例如 300")
    company = visitor_form.LineField("公司", 100, autocomplete="organization")
    wechat = visitor_form.LineField("微信号", 40)
    email = visitor_form.email_field()

    consent = visitor_form.consent_field("需要您同意后我们才能联系您。不同意也可以直接拨打热线。")
    third_party = forms.BooleanField(required=False, label="同意把我的联系方式转给合适的园区，由园区直接联系我")

    #: The kinds to choose from, as visitors say them.
    kinds_shown = VISITORS_KINDS

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    @property
    def city_and_zone(self) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
        """Those of ours that the form names, as `places` describes them."""
        city_slug, _, zone_slug = (self["zone"].value() or "").partition("/")
        zone = self.places.zone(city_slug, zone_slug)
        return self.places.city(city_slug if zone else self["city"].value() or ""), zone

    @property
    def place(self) -> str:
        """The names of city and zone that are asked about, empty if it names none of ours."""
        city, zone = self.city_and_zone
        names = [each["name"] for each in (city, zone) if each]
        # 济南明湖园 needs no 济南 before it.
        return names[-1] if names and names[0] in names[-1] else " ".join(names)

    @property
    def place_name(self) -> str:
        """The same with the listing that is asked about."""
        number = self["listing"].value() or ""
        return f"{self.place} 房源 {number}".strip() if re.fullmatch(NUMBER, number) else self.place

    @property
    def unknown_city(self) -> bool:
        """Whether a city was given that is none of ours: it is offered beside ours, so that it is not lost."""
        return bool(self["city"].value()) and self.places.city(self["city"].value()) is None

    @property
    def unknown_zone(self) -> bool:
        """The same of a zone."""
        return bool(self["zone"].value()) and self.city_and_zone[1] is None

    def clean_city(self) -> str:
        """The slug of a city of ours, or the text as typed."""
        typed = self.cleaned_data["city"]
        city = self.places.city(typed)
        return city["slug"] if city else typed

    def clean_listing(self) -> str:
        """The number of a listing, whether there is one or not; other text is set aside as words."""
        number = self.cleaned_data["listing"].upper()
        if number and not re.fullmatch(NUMBER, number):
            raise forms.ValidationError("没有这样的房源编号。")
        return number

    def clean_zone(self) -> str:
        """Whatever names a zone of ours; the text as typed as far as its column holds it."""
        typed = self.cleaned_data["zone"]
        city, _, zone = typed.partition("/")
        if len(typed) > LONGEST_ZONE and not self.places.zone(city, zone):
            raise forms.ValidationError("太长了。")
        return typed

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        words = [*self.more_phones(), *self.words_set_aside()]
        city_slug, _, zone_slug = cleaned["zone"].partition("/")
        if self.places.zone(city_slug, zone_slug):
            # Of a zone and another city the zone says more; what was said of the city is kept.
            words += self._words_for_city(other_than=city_slug)
            cleaned["city"] = city_slug
        cleaned["other_words"] = "\n".join(words)
        return cleaned

    def _words_for_city(self, *, other_than: str) -> Iterable[str]:
        """Yields the name of the city, if it is another than that one, with its label."""
        if (said := self.cleaned_data["city"]) and said != other_than:
            city = self.places.city(said)
            yield f"{self.fields['city'].label}：{city['name'] if city else said}"

    @property
    def has_more_to_show(self) -> bool:
        """Whether a form opens its folded part: something there is filled in, by the address too, or wrong."""
        if not self.is_bound:
            return bool(self.initial.get("clear_height"))
        folded = set(self.fields) - IN_SIGHT
        return bool(folded & set(self.errors)) or any(self[name].value() for name in folded)

    def submission(self, origin: dict[str, Any], signals: dict[str, Any]) -> Submission:
        """The Submission of a valid form; `origin` and `signals` are what the request says besides."""
        cleaned = self.cleaned_data
        unchanged = ("kind", "need", "name", "company", "wechat", "email", "industry", "timing", "city", "zone")
        answers = {name: cleaned.get(name) or "" for name in unchanged} | {
            **self.phone_answers(),
            "area_unit": (cleaned["area_unit"] or AreaUnit.SQUARE_METRES.value) if cleaned["area"] else "",
            **self._quantities(),
            "other_words": cleaned["other_words"],
            "third_party_consent": cleaned["third_party"],
        }
        if cleaned["listing"]:  # a release that knows none may take the others in
            answers["listing"] = cleaned["listing"]
        if cleaned["listing"] or numbers_named(cleaned["need"]) or self.initial.get("listing"):
            answers["prefilled"] = self._untouched()
        return Submission(answers=answers, consent=cleaned["consent"], origin=origin, signals=signals)

    def _untouched(self) -> list[str]:
        """The answers that the page of a listing, or of several, had filled in, and that are still the same."""
        given = self.initial
        if not (given.get("listing") or numbers_named(given.get("need", ""))):
            return []
        same = {name: (self.cleaned_data[name] or None) == given.get(name) for name in ("area", "clear_height")}
        same["area"] &= self.cleaned_data["area_unit"] in {"", given.get("area_unit")}
        return [name for name, is_same in same.items() if is_same]

    def _quantities(self) -> dict[str, str | None]:
        """The columns of what was typed for each quantity and of what was read of it; JSON can hold both."""
        columns: dict[str, str | None] = {}
        for name, field in self.fields.items():
            if isinstance(field, QuantityField):
                typed = self.cleaned_data[name]
                unit = (
                    AreaUnit(self.cleaned_data["area_unit"] or AreaUnit.SQUARE_METRES).label if name == "area" else ""
                )
                number = field.read(typed, unit) if typed else None
                columns |= {f"{name}_typed": typed, field.column: None if number is None else str(number)}
        return columns
