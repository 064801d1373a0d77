"""The desk's form for a listing."""

from functools import partial
from typing import Any

from django import forms

from plumbing import masking, phones, typed_fields
from plumbing.guarded_form import GuardedForm

#: The columns that are typed as people write them, with a unit or without.
UNITS = {
    "area_m2": "㎡",
    "divisible_from_m2": "㎡",
    "clear_height_m": "米",
    "floor_height_m": "米",
    "floor_load_t_m2": "吨/㎡",
    "crane_t": "吨",
    "goods_lift_t": "吨",
    "power_kva": "kVA",
    "yard_m2": "㎡",
    "largest_lorry_m": "米",
    "property_fee": "元/㎡·月",
}


class ListingForm(GuardedForm):
    """Numbers with units; the landlord's phone is written and never shown, left empty it stays as it is."""

    unguarded = ("landlord_phone",)

    class Meta:
        field_classes = {name: partial(typed_fields.MeasureField, unit=unit) for name, unit in UNITS.items()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("landlord_phone"):
            self.initial["landlord_phone"] = ""
            held = masking.mask(self.instance.landlord_phone)
            field.help_text = f"现有 {held}，留空不改；要看全号点右上角的“业主电话”，会记下谁看过。" if held else ""

    def in_words(self, row: Any, name: str) -> str:
        return row.shown(name)

    def clean_description(self) -> str:
        return without_contact(self.cleaned_data["description"])

    def clean_landlord_phone(self) -> str:
        """The number in E.164, or the one there is."""
        typed = self.cleaned_data["landlord_phone"]
        return landlord_phone(typed) if typed else self.instance.landlord_phone


def without_contact(text: str) -> str:
    """A listing's description. Raises ValidationError where it holds a number or the like: visitors would read it."""
    if masking.mask_in(text) != text:
        raise forms.ValidationError("介绍里有电话、微信号或邮箱，访客会看到。请写到联系人或业主电话里。")
    return text


def landlord_phone(typed: str) -> str:
    """The landlord's number in E.164. Raises ValidationError."""
    try:
        phone = phones.parse(typed)
    except phones.NotAPhone as error:
        raise forms.ValidationError(error.advice) from None
    if phone.extension:
        raise forms.ValidationError("这里只写号码；分机写在“业主”一栏。")
    return phone.number
