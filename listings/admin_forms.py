"""The desk's form for a listing."""

import re
from copy import copy
from functools import partial
from typing import Any, cast

from django import forms
from django.http import QueryDict

from images.photos_field import PhotosField, chosen
from listings import leaps, pricing
from listings.models import Listing, ListingPicture
from listings.stock_sheet import places
from plumbing import masking, phones, typed_fields, typed_text
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


#: A load or a sum of money, and no word of what it is per.
_NO_AREA = re.compile(r"^([0-9.零〇一二两三四五六七八九十百千半]+ ?(?:吨|t|T|公斤|千克|kg|KG|kn|kN|KN|元|块))$")


class SmallestPartField(typed_fields.MeasureField):
    """From which area on a unit is divided: 500, 500㎡起."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(re.sub(r"起[租分售]?\s*$", "", str(value or "")))


class PerAreaField(typed_fields.MeasureField):
    """A load or a fee, always per area, which people leave out: 3吨, 三吨, 2元."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(_NO_AREA.sub(r"\1/㎡", typed_text.identifier(str(value or ""))))


_FIELDS = {
    "divisible_from_m2": SmallestPartField,
    "floor_load_t_m2": PerAreaField,
    "property_fee": PerAreaField,
}


def measure_field(name: str) -> Any:
    """What makes the form field for the column of a measure."""
    return partial(_FIELDS.get(name, typed_fields.MeasureField), unit=UNITS[name])


class ListingForm(GuardedForm):
    """Numbers with units; the landlord's phone is written and never shown, left empty it stays as it is."""

    unguarded = ("landlord_phone", "photos", "photos_kept", "is_another", "is_sure")

    photos = PhotosField(label="拍照或选图", help_text="可以一次选几张，排在已有的后面；第一张是封面。")
    #: Ids of those that came with a form in which something else was wrong.
    photos_kept = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    #: Shown once there is one in the same place, of the same kind and area.
    is_another = forms.BooleanField(label="是另一套，照样保存", required=False, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label="没有写错，照样保存", required=False, widget=forms.HiddenInput)

    class Meta:
        field_classes = {name: measure_field(name) for name in UNITS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("landlord_phone"):
            self.initial["landlord_phone"] = ""
            held = masking.mask(self.instance.landlord_phone)
            field.help_text = f"现有 {held}，留空不改；要看全号点右上角的“业主电话”，会记下谁看过。" if held else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if zone := cleaned.get("zone"):
            self.instance.city = zone.city
        self._move_landlords_number(cleaned)
        self._ask_of_twin(cleaned)
        self._ask_if_sure(cleaned)
        field = cast(PhotosField, self.fields["photos"])
        #: What is to be shown besides what is already.
        self.chosen_photos = [*dict.fromkeys([*chosen(cleaned.get("photos_kept", "").split(",")), *field.stored])]
        if self.chosen_photos:
            self.data = cast(QueryDict, self.data).copy()
            self.data[self.add_prefix("photos_kept")] = ",".join(str(image.pk) for image in self.chosen_photos)
            self["photos"].help_text = f"已经收到 {len(self.chosen_photos)} 张，不用再选，改好别的一起保存。"
        return cleaned

    def _ask_of_twin(self, cleaned: dict[str, Any]) -> None:
        """Whether it is another one than that which looks the same, unless that was said or nothing of it changed."""
        names = ("zone", "building", "floor", "kind", "area_m2")
        if cleaned.get("is_another"):
            self.fields["is_another"].widget = forms.CheckboxInput()
        elif all(name in cleaned for name in names) and {*names} & {*self.changed_data}:
            zone, *facts = (cleaned[name] for name in names)
            rows = Listing.objects.filter(zone=zone).exclude(pk=self.instance.pk).order_by("pk")
            others = rows.only("number", "state", *names[1:])
            twin = next((row for row in others if places.whole(*_place_of(row)) == places.whole(*facts)), None)
            if twin:
                self.fields["is_another"].widget = forms.CheckboxInput()
                words = f"已有园区、楼栋、楼层、类型、面积都一样的：{twin.number}（{twin.get_state_display()}）。"
                self.add_error("is_another", f"{words}是同一套，就去改那一套；确实是另一套，勾上这里再保存。")

    def _ask_if_sure(self, cleaned: dict[str, Any]) -> None:
        """Whether a number is meant that is far off, unless that was said or none changed."""
        names = leaps.ASKED
        if cleaned.get("is_sure"):
            self.fields["is_sure"].widget = forms.CheckboxInput()
        elif all(name in cleaned for name in names) and {*names, "state"} & {*self.changed_data}:
            changed = copy(self.instance)
            for name in {*names, "state"} & cleaned.keys():
                setattr(changed, name, cleaned[name])
            if found := leaps.doubts(self.before if self.instance.pk else None, changed, leaps.Prices()):
                self.fields["is_sure"].widget = forms.CheckboxInput()
                self.add_error("is_sure", f"{''.join(found)}没有写错，勾上再保存。")

    def _move_landlords_number(self, cleaned: dict[str, Any]) -> None:
        """From his name, where everybody who may see that would read it, to where a look at it is written down."""
        if not cleaned.get("landlord") or "landlord_phone" not in cleaned:
            return
        try:
            words, number = split_landlord(cleaned["landlord"])
        except forms.ValidationError as error:
            self.add_error("landlord", error)
            return
        if not number or cleaned["landlord_phone"] in {"", number}:
            cleaned |= {"landlord": words, "landlord_phone": number or cleaned["landlord_phone"]}
        else:
            self.add_error("landlord", "这里写了电话，“业主电话”已有另一个号码。请只留一个，写在“业主电话”里。")

    def save_photos(self) -> None:
        """Show them after those that are there."""
        shown = dict(self.instance.pictures.values_list("image", "order"))
        new = [image for image in self.chosen_photos if image.pk not in shown]
        ListingPicture.objects.bulk_create(
            ListingPicture(listing=self.instance, image=image, order=order)
            for order, image in enumerate(new, max(shown.values(), default=-1) + 1)
        )

    def in_words(self, row: Any, name: str) -> str:
        return row.shown(name)

    def clean_description(self) -> str:
        return without_contact(self.cleaned_data["description"])

    def clean_price(self) -> str:
        """In the one spelling that pages show."""
        if words := pricing.fault(self.cleaned_data["price"]):
            raise forms.ValidationError(words)
        return pricing.tidied(self.cleaned_data["price"])

    def clean_landlord_phone(self) -> str:
        """The number in E.164, or the one there is."""
        typed = self.cleaned_data["landlord_phone"]
        return landlord_phone(typed) if typed else self.instance.landlord_phone


def _place_of(row: Listing) -> tuple[Any, ...]:
    return row.building, row.floor, row.kind, row.area_m2


def without_contact(text: str) -> str:
    """A listing's description. Raises ValidationError where it holds a number or the like: visitors would read it."""
    if masking.mask_in(text) != text:
        raise forms.ValidationError("介绍里有电话、微信号或邮箱，访客会看到。请写到联系人或业主电话里。")
    return text


#: Marks around a number that was taken away.
_MARKS = " ,，、/:：;；-—"


def split_landlord(typed: str) -> tuple[str, str]:
    """(the words, the number in E.164 or "") of what was written for a landlord: 王示例 13800000000.

    Raises ValidationError where there are several numbers, or one that cannot be read.
    """
    spans = masking.phones_in(typed)
    if not spans:
        return typed, ""
    if len(spans) > 1:
        raise forms.ValidationError("业主里有几个电话。“业主电话”只记一个，请只留一个。")
    [(start, end)] = spans
    try:
        number = phones.parse(typed[start:end]).number
    except phones.NotAPhone:
        raise forms.ValidationError("业主里的电话读不懂，请核对后写在“业主电话”里。") from None
    words = phones.REMARKS.sub(" ", f"{typed[:start]} {typed[end:]}")
    words = " ".join(re.sub(r"[(（]\s*[)）]", " ", words).split()).strip(_MARKS)
    if re.fullmatch(r"[(（][^()（）]*[)）]|[^()（）]*[()（）][^()（）]*", words):
        words = words.strip(f"{_MARKS}()（）")  # around all of it, or one alone
    return re.sub(r" (?=[（(])", "", words), number


def landlord_phone(typed: str) -> str:
    """The landlord's number in E.164. Raises ValidationError."""
    try:
        phone = phones.parse(typed)
    except phones.NotAPhone as error:
        raise forms.ValidationError(error.advice) from None
    if phone.extension:
        raise forms.ValidationError("这里只写号码；分机写在“业主”一栏。")
    return phone.number
