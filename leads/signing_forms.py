"""The form of what was agreed when a lead was signed, and of the day on which the plant stood there."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone

from leads import liking
from leads.desk_forms import LONGEST_TEXT, NumberedField, valid
from leads.models import Enquiry, Kind, Lead, LeadEvent, Signing, Stage
from leads.models.signing import LONGEST_AREA, LONGEST_PRICE, LONGEST_SUM, LONGEST_TERM, part_of
from listings.models import Listing
from plumbing import typed_fields
from plumbing.days import in_turn, validate_year
from plumbing.guarded_form import GuardedForm
from plumbing.quantities import reading
from zones.facts import plain
from zones.models import Zone

#: In ㎡ and 万元: beyond stands another unit.
LARGEST_AREA, LARGEST_INVESTMENT, LARGEST_TAX = 20_000_000, 100_000_000, 10_000_000
#: In months: what land is let for at most, by law.
LONGEST_MONTHS = 70 * 12
#: Of who only rents nobody may ever hear what they invest and pay in taxes.
RENTING = (Kind.RENT, Kind.OFFICE)
#: Of so many digits with a unit no number is read; it is too large for any of these fields.
_BEYOND_READING = re.compile(r"\d{12}")
_NONE = re.compile(r"无|没有|暂无|0+(?:\.0+)?(?:万元|元)?")
_TERM = re.compile(r"(?:(?P<years>\d+(?:\.\d+)?)年(?P<half>半)?)?(?:零?(?P<months>\d+(?:\.\d+)?)个?月)?")
_BOUGHT = re.compile("买断|购买|自购|产权|出让|长期|永久")
_DIGITS = str.maketrans("一二两三四五六七八九", "1223456789")
_TENS = re.compile("([2-9]?)十([1-9]?)")
_HAS_NUMBER = re.compile(r"[\d一二两三四五六七八九十百千万亿]")


class QuantityField(typed_fields.VerbatimLineField):
    """One number as it is typed, with or without its unit; `number` is what it counts as.

    With `may_be_open` words that name none are taken as well: 无 counts as 0, 待定 and the like as not known.
    """

    def __init__(self, label: str, unit: str, most: int, *, largest: int, may_be_open: bool = False) -> None:
        missing = f"请写{label}{'；没有写“无”，还没定写“待定”' if may_be_open else ''}。"
        super().__init__(label=label, max_length=most, error_messages={"required": missing})
        self._measure = typed_fields.MeasureField(unit=unit, decimal_places=2)
        self._unit, self._largest, self._may_be_open = unit, largest, may_be_open

    def clean(self, value: Any) -> str:
        typed = cast(str, super().clean(value))
        if not typed:
            return ""
        try:
            number = self.number(typed)
        except forms.ValidationError:
            if not _BEYOND_READING.search(reading.plain(typed).replace(",", "")):
                raise
            number = Decimal("inf")
        if number is not None and not self._may_be_open and number <= 0:
            raise forms.ValidationError(f"{self.label}要大于 0。")
        if number is not None and number > self._largest:
            raise forms.ValidationError(f"{self.label}最多 {plain(self._largest)} {self._unit}，请核对单位。")
        return typed

    def number(self, typed: str) -> Decimal | None:
        """In the field's unit; None of nothing. Raises ValidationError for what cannot be read."""
        if not typed:
            return None
        text = reading.plain(typed)
        if self._may_be_open and _NONE.fullmatch(text):
            return Decimal(0)
        answer = reading.read(typed, self._unit)
        if self._may_be_open and answer.open_words and not answer.quantity and not answer.others:
            return None
        return cast(Decimal, self._measure.clean(typed))


class ListingField(NumberedField):
    """A listing by its number, which the form shows of the one it has."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Listing.objects.filter(pk=value).values_list("number", flat=True).first() or ""
        return value.number if isinstance(value, Listing) else value


def validate_past(day: date) -> None:
    """Raises ValidationError for a day that is still to come."""
    if day > timezone.localdate():
        raise forms.ValidationError(f"日期不能晚于今天（{timezone.localdate():%Y-%m-%d}）。")


def _day_field(label: str) -> forms.DateField:
    wrong = {"required": f"请选{label}。", "invalid": f"{label}请写成 2026-12-01 这样。"}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    checks = [in_turn(validate_year, validate_past)]
    return forms.DateField(label=label, validators=checks, error_messages=wrong, widget=widget)


def _line(label: str, most: int, missing: str, placeholder: str) -> typed_fields.VerbatimLineField:
    widget = forms.TextInput(attrs={"placeholder": placeholder})
    return typed_fields.VerbatimLineField(
        label=label, max_length=most, error_messages={"required": missing}, widget=widget
    )


def validate_term(typed: str) -> None:
    """Raises ValidationError for what is neither years and months within bounds nor a word for what was bought."""
    if _BOUGHT.search(typed):
        return
    number = months(typed)
    if number is None:
        raise forms.ValidationError("期限请写几年或几个月，例如“5 年”“3 年 6 个月”；买断的写“买断”。")
    if not 1 <= number <= LONGEST_MONTHS:
        raise forms.ValidationError(f"期限要在 1 个月到 {LONGEST_MONTHS // 12} 年之间，请核对。")


def months(typed: str) -> Decimal | None:
    """How many months 5年, 三年半, 1年6个月 or 半年 are; None for anything else."""
    text = re.sub(r"\s|租期|期限|共|整|为|:", "", reading.plain(typed))
    digits = _TENS.sub(_ten, text.translate(_DIGITS))
    found = _TERM.fullmatch(re.sub("^半年", "6个月", digits))
    if found is None or not (found["years"] or found["months"]):
        return None
    return Decimal(found["years"] or 0) * 12 + Decimal(found["months"] or 0) + (6 if found["half"] else 0)


def _ten(found: re.Match[str]) -> str:
    return f"{int(found[1] or 1) * 10 + int(found[2] or 0)}"


class SigningForm(GuardedForm):
    """What was agreed. Of two who correct it at once the second reads what the first wrote.

    Of a part of what may be divided it asks what becomes of the rest, which then is `rest_m2`.
    """

    listing = ListingField(
        label="签下的房源",
        required=False,
        widget=forms.TextInput({"placeholder": "编号，例如 JN-1032", "list": "signable"}),
    )
    zone = forms.ModelChoiceField(
        Zone.objects.select_related("city").order_by("city__order", "order"),
        label="园区", required=False, empty_label="选园区",
    )  # fmt: skip
    area_typed = QuantityField("面积", "㎡", LONGEST_AREA, largest=LARGEST_AREA)
    rest = forms.ChoiceField(
        label="没签的那部分", choices=[("stay", "剩下的继续在租（售）"), ("off", "整套下架")],
        required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请选没签的那部分怎么办。"},
    )  # fmt: skip
    price = _line("价格", LONGEST_PRICE, "请写价格和单位。", "连单位写，例如 18 元/㎡·月、30 万/亩、总价 800 万元")
    term = _line("期限", LONGEST_TERM, "请写期限；买断的写“买断”。", "例如 5 年；买断的写“买断”")
    investment_typed = QuantityField("投资额", "万元", LONGEST_SUM, largest=LARGEST_INVESTMENT, may_be_open=True)
    yearly_tax_typed = QuantityField("预计年税收", "万元/年", LONGEST_SUM, largest=LARGEST_TAX, may_be_open=True)
    signed_on = _day_field("签约日期")
    settled_on = _day_field("落户日期")
    text = typed_fields.LineField(label="说明（可不填）", required=False, max_length=LONGEST_TEXT)

    class Meta:
        model = Signing
        fields = [
            "listing", "zone", "area_typed", "price", "term", "investment_typed", "yearly_tax_typed", "signed_on",
            "settled_on",
        ]  # fmt: skip

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lead.kind in RENTING:
            for name in ("investment_typed", "yearly_tax_typed"):
                self.fields[name].required, self.fields[name].help_text = False, "只是租用的可不填。"
        for name in ("text", "rest"):
            self.fields[name].show_hidden_initial = False  # no column of the row
        if lead.stage != Stage.SETTLED:
            del self.fields["settled_on"]
        elif not self.instance.pk:  # of an old list nobody may know the day
            self.fields["settled_on"].required = False
        # As it stands: of a lead that went back nothing is signed for.
        self._old = self.instance.listing if self.instance.pk and lead.stage in (Stage.SIGNED, Stage.SETTLED) else None
        self._part = part_of(self._old, lead.timeline()) if self._old else None
        self.rest_m2: Decimal | None = None
        if self._old and not self.is_bound:
            self.rest_m2 = self._rest_of(self._old, self.instance.area_m2)
            self.initial["rest"] = "stay" if self._part else "off"

    def clean_price(self) -> str:
        typed = self.cleaned_data["price"]
        if not _HAS_NUMBER.search(reading.plain(typed)) and not reading.read(typed, "万元").open_words:
            raise forms.ValidationError("价格里要有数和单位，例如 18 元/㎡·月；不便写的写“保密”。")
        return typed

    def clean_term(self) -> str:
        validate_term(self.cleaned_data["term"])
        return self.cleaned_data["term"]

    def clean(self) -> dict[str, Any]:
        """With the zone of the listing, and the numbers of what was typed."""
        cleaned = super().clean()
        if listing := cleaned.get("listing"):
            cleaned["zone"] = listing.zone
        elif "listing" not in self.errors and "zone" not in self.errors and not cleaned.get("zone"):
            self.add_error("listing", "请写签下的房源编号；不是网站上的房源，选园区。")
        day, settled_on = cleaned.get("signed_on"), cleaned.get("settled_on")
        if day and settled_on and day > settled_on:
            self.add_error("signed_on", f"签约日期不能晚于落户日期 {settled_on:%Y-%m-%d}。")
        for name, column in (
            ("area_typed", "area_m2"), ("investment_typed", "investment_10k"), ("yearly_tax_typed", "yearly_tax_10k"),
        ):  # fmt: skip
            if name in cleaned:
                setattr(self.instance, column, cast(QuantityField, self.fields[name]).number(cleaned[name]))
        if listing and "area_typed" in cleaned:
            self._ask_for_rest(listing, cleaned.get("rest", ""))
        return cleaned

    def _ask_for_rest(self, listing: Listing, answer: str) -> None:
        area = self.instance.area_m2
        self.rest_m2 = self._rest_of(listing, area)
        self.instance.keeps_rest = bool(self.rest_m2) and answer == "stay"
        if self.rest_m2 and not answer and "rest" not in self.errors:
            both = f"{plain(self.rest_m2 + area)} ㎡，这次签 {plain(area)} ㎡"
            words = f"{listing.number} 可以分割，一共 {both}：剩下的 {plain(self.rest_m2)} ㎡ 怎么办，请选一个。"
            self.add_error("rest", words)

    def _rest_of(self, listing: Listing, area: Decimal) -> Decimal | None:
        """What nobody has signed for then; None where that is too little to be offered, or not on offer."""
        if listing != self._old:
            return listing.rest_after(area) if listing.is_on_offer else None
        if self._part and self._part.area_m2 == area:
            return listing.area_m2
        taken = self._part.area_m2 if self._part else Decimal(0)
        return listing.rest_after(area, (listing.area_m2 or Decimal(0)) + taken)

    @property
    def is_rest_changed(self) -> bool:
        """Whether the rest of what was signed for shall stay on offer, and did not, or the other way round."""
        return self.rest_m2 is not None and self.instance.keeps_rest != bool(self._part)


class SettlingForm(forms.Form):
    """The day on which the plant stood there."""

    settled_on = _day_field("落户日期")
    text = typed_fields.LineField(label="说明", required=False, max_length=LONGEST_TEXT)


def settled(posted: Mapping[str, Any]) -> dict[str, Any]:
    """What was posted for it. Raises WrongMove."""
    return cast(dict[str, Any], valid(SettlingForm(posted)).cleaned_data)


def suggested(lead: Lead, signable: list[Listing]) -> dict[str, Any]:
    """What is known already, for a form that nobody has filled in: of the listing, of the zone, of what was asked for.

    The listing is the one that was liked, or the only one that is still to be had; of a lead that was signed before
    there were facts the one that its timeline names last.
    """
    named = LeadEvent.objects.filter(lead=lead, zone__isnull=False).exclude(kind=LeadEvent.Kind.UNSUITABLE)
    last = named.select_related("listing", "zone").order_by("-at", "-pk").first()
    enquiry = lead.enquiries.order_by("-received_at").first() or Enquiry()
    listing = last.listing if last and last.listing_id else None
    if not (listing and listing.state == Listing.State.TAKEN and lead.stage == Stage.SIGNED):
        liked = liking.liked(lead) if len(signable) > 1 else set()
        likely = [each for each in signable if each.pk in liked] or signable
        listing = likely[0] if len(likely) == 1 else None
    area = listing.size if listing and listing.area_m2 else enquiry.area_words
    return {
        "listing": listing,
        "zone": listing.zone_id if listing else (last.zone_id if last else enquiry.zone_id),
        "area_typed": area,
        "price": listing.price if listing else "",
        "investment_typed": enquiry.investment_typed,
        "yearly_tax_typed": enquiry.yearly_tax_typed,
        "signed_on": timezone.localdate(),
    }
