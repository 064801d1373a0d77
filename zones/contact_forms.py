"""The desk's forms of contacts: numbers that can be dialled, each once, and WeChat ids that can be found."""

import re
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME

from images import qr_codes
from images.files import BucketAway
from images.models import Image
from plumbing import phone_faults, phones, typed_fields

CHINESE_MOBILE = re.compile(r"\+86(1\d{10})")
#: By which a contact without a number can be reached.
OTHER_WAYS = ("wechat_id", "wechat_qr", "customer_service_url")

#: Pixels: how wide a page shows the picture, how wide the code in it has to be there, and the least side of the file.
SHOWN, LEAST_SHOWN, LEAST_SIDE = 200, 150, 200


class OneNumberField(typed_fields.LineField):
    """A field for one number. Several, also such as run together, are refused and told apart."""

    def to_python(self, value: Any) -> str | None:
        number = super().to_python(value)
        if mobiles := phone_faults.glued_mobiles(re.sub(r"\D", "", number or "")):
            raise forms.ValidationError(f"几个号码连在一起了，请一行填一个：{'、'.join(mobiles)}。")
        if (fault := _fault(number)) and fault.numbers:
            raise forms.ValidationError(fault.advice)
        return number


class _NumberForm(forms.ModelForm):
    """Refuses a number that cannot be dialled, unless it was so before: who mends a title is not held up by it."""

    def _dialable(self, name: str) -> str:
        typed = self.cleaned_data[name]
        if name in self.changed_data and (fault := _fault(typed)):
            raise forms.ValidationError(fault.advice)
        # Mobiles stand side by side on public cards and behind "tel:", so in one way of writing; other numbers are
        # written as their owners do.
        mobile = CHINESE_MOBILE.fullmatch(_dialled(typed))
        return mobile[1] if mobile else typed


class ContactForm(_NumberForm):
    class Meta:
        field_classes = {"hotline": OneNumberField, "wechat_id": typed_fields.WeChatIdField}
        help_texts = {
            "wechat_qr": f"PNG 或 JPG，边长不小于 {LEAST_SIDE} 像素，访客长按识别；整张名片会自动裁出二维码。"
        }

    #: The code alone, where the picture held much else.
    cut_out: Image | None = None

    def clean_hotline(self) -> str:
        return self._dialable("hotline")

    def clean_wechat_qr(self) -> Image | None:
        """A picture in which the code is large enough to be scanned: of a whole card the code alone, cut out of it."""
        picture = self.cleaned_data["wechat_qr"]
        if not picture or "wechat_qr" not in self.changed_data:
            return picture
        try:
            return self._scannable(picture)
        except BucketAway as error:
            raise forms.ValidationError("存放图片的服务现在连不上，没法检查二维码。请过几分钟再保存。") from error

    def _scannable(self, picture: Image) -> Image:
        """The picture, or what was cut out of it. Raises ValidationError, BucketAway."""
        if (code := qr_codes.find(picture)) is None:
            raise forms.ValidationError("这张图里认不出二维码，客户也扫不出来。请换一张清楚、四边完整的二维码。")
        if code.side / picture.width * SHOWN < LEAST_SHOWN:
            picture = self.cut_out = qr_codes.cut_out(picture, code)
        if (side := min(picture.width, picture.height)) < LEAST_SIDE:
            raise forms.ValidationError(
                f"图里的二维码{'连白边' if self.cut_out else ''}只有 {side} 像素，客户扫不清。"
                f"请从微信里保存原图，二维码边长不小于 {LEAST_SIDE} 像素。"
            )
        return picture


class MobileForm(_NumberForm):
    class Meta:
        field_classes = {"number": OneNumberField}

    def clean_number(self) -> str:
        return self._dialable("number")


class MobileFormSet(forms.BaseInlineFormSet):
    """The mobiles of a contact, none twice, whatever their spelling, and none that is the hotline."""

    def clean(self) -> None:
        seen = {_dialled(self.instance.hotline)}
        for form in self.forms:
            number = _dialled(form.cleaned_data.get("number", ""))
            if not number or form.cleaned_data.get(DELETION_FIELD_NAME):
                continue
            if number in seen:
                form.add_error("number", "这个号码上面已经有了，请删去一个。")
            seen.add(number)
        if not any(self.errors):
            super().clean()
        # What was typed and is refused is a way that lacks a digit, not none.
        typed = any(self.errors) or any(self.data.get(name) for name in ("hotline", *OTHER_WAYS))
        if not seen - {""} and not typed and not any(getattr(self.instance, name) for name in OTHER_WAYS):
            raise forms.ValidationError("至少留一个联系方式：热线、手机、微信号、微信二维码或微信客服链接。")


def _fault(typed: str | None) -> phones.NotAPhone | None:
    """What is wrong with a number, if one was typed and anything is."""
    try:
        if typed:
            phones.parse(typed)
    except phones.NotAPhone as error:
        return error
    return None


def _dialled(typed: str) -> str:
    """What is dialled: the number in E.164, or as it was typed where it cannot be read."""
    try:
        return phones.parse(typed).number
    except phones.NotAPhone:
        return typed
