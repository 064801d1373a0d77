"""The enquiry form: its fields, what they accept, and the submission it makes."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django import forms

from leads import consent, phones, quantities
from leads.models import OFFERED_KINDS, AreaUnit, Kind, Timing
from leads.places import Places
from leads.submission import Submission

LONGEST_NEED = 2000
#: The fields that are always in sight; the page folds the others away.
IN_SIGHT = {"kind", "need", "name", "phone", "consent", "third_party"}
BAD_TEXT = {"null_characters_not_allowed": "含有无法保存的字符，请删去后再提交。"}


class LineField(forms.CharField):
    """One line of text, in which line breaks and runs of white space become one space. Optional by default."""

    def __init__(
        self, label: str, most: int, *, required: bool = False, missing: str = "请填写这一项。", **attributes: str
    ) -> None:
        messages = {"required": missing, "max_length": f"太长了，最多 {most} 个字。", **BAD_TEXT}
        super().__init__(
            label=label, max_length=most, required=required, error_messages=messages, widget=_input(**attributes)
        )

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class ParsedField(LineField):
    """A line whose value `parse` makes of the text; it raises ValueError for what it cannot read."""

    def __init__(self, label: str, most: int, parse: Callable[[str], Decimal], hint: str, **options: Any) -> None:
        super().__init__(label, most, **options)
        self._parse, self._hint = parse, hint

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self._parse(text)
        except ValueError as error:
            raise forms.ValidationError(self._hint) from error


def _input(**attributes: str) -> forms.TextInput:
    # No maxlength: a browser would cut off what is pasted and not say so.
    return forms.TextInput(attrs={"class": "field__input", **attributes})


SELECT = forms.Select(attrs={"class": "field__input"})


def _choice(label: str, choices: Iterable[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    wrong = {"invalid_choice": "请从选项中选择。", "required": "请选择一项。"}
    return forms.ChoiceField(label=label, choices=choices, error_messages=wrong, **options)


class EnquiryForm(forms.Form):
    """What callers are asked. Only need, name, phone and consent are required.

    `places` (leads.places.Places) holds the known cities and zones. Text that names none of them is kept as typed: the
    page may be an old copy, or the list may be unknown while the database is away.
    """

    kind = _choice("您想", Kind.choices, initial=Kind.RENT, widget=forms.RadioSelect)
    need = forms.CharField(
        label="需求",
        max_length=LONGEST_NEED,
        widget=forms.Textarea(
            attrs={
                "class": "field__input field__input--tall",
                "rows": 3,
                "placeholder": "例如：找 3000 ㎡ 单层厂房，层高 8 米以上，做汽车零部件",
            }
        ),
        error_messages={
            "required": "请写一句您的需求。",
            "max_length": f"太长了，最多 {LONGEST_NEED} 个字。",
            **BAD_TEXT,
        },
    )
    name = LineField(
        "称呼", 40, required=True, missing="请写怎么称呼您。", autocomplete="name", placeholder="例如：王先生"
    )
    phone = LineField(
        "手机号",
        phones.LONGEST_TYPED,
        required=True,
        missing="请留一个能打通的号码，我们据此回电。",
        autocomplete="tel",
        inputmode="tel",
        type="tel",
        placeholder="手机，或带区号的座机",
    )

    city = LineField("意向城市", 80)
    zone = LineField("意向园区", 120)
    area = LineField("面积", 40, inputmode="decimal", placeholder="例如 3000", autocomplete="off")
    area_unit = _choice("面积单位", AreaUnit.choices, required=False)
    clear_height = ParsedField(
        "层高",
        20,
        quantities.metres,
        "请写米数，例如 8。",
        inputmode="decimal",
        placeholder="例如 8",
        autocomplete="off",
    )
    budget = ParsedField(
        "预算", 40, quantities.ten_thousands, "请写金额，例如 200 或 200 万。", inputmode="decimal",
        placeholder="例如 200", autocomplete="off",
    )  # fmt: skip
    timing = _choice("什么时候要", [("", "不确定"), *Timing.choices], required=False, widget=SELECT)
    industry = LineField("行业与产品", 60, placeholder="例如：汽车零部件", autocomplete="off")
    investment = ParsedField(
        "投资额", 40, quantities.ten_thousands, "请写金额，例如 5000 或 1 亿。", inputmode="decimal",
        placeholder="例如 5000", autocomplete="off",
    )  # fmt: skip
    yearly_tax = ParsedField(
        "预计年税收", 40, quantities.ten_thousands, "请写金额，例如 300 或 300 万。", inputmode="decimal",
        placeholder="例如 300", autocomplete="off",
    )  # fmt: skip
    company = LineField("公司", 100, autocomplete="organization")
    wechat = LineField("微信号", 40, autocomplete="off")
    email = forms.EmailField(
        label="邮箱",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "field__input", "autocomplete": "email"}),
        error_messages={"invalid": "邮箱写法不对，例如 name@example.com。", "max_length": "太长了。", **BAD_TEXT},
    )

    consent = _choice("同意", [(name, name) for name in consent.VERSIONS], widget=forms.TextInput)
    third_party = forms.BooleanField(required=False, label="同意把我的联系方式转给合适的园区，由园区直接联系我")

    #: The kinds to choose from; a complaint comes by a link from the article it is about.
    kinds_shown = OFFERED_KINDS

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["consent"].error_messages["required"] = "需要您同意后我们才能联系您。不同意也可以直接拨打热线。"
        self.fields["consent"].error_messages["invalid_choice"] = self.fields["consent"].error_messages["required"]
        if self.is_complaint:
            self.fields["need"].label = "投诉内容"
            self.fields["need"].widget.attrs["placeholder"] = "例如：文中第二张图片由我司拍摄，未经许可"
            self.fields["need"].error_messages["required"] = "请写明投诉的内容。"

    @property
    def is_complaint(self) -> bool:
        """Whether it is, or opens as, a complaint of infringement."""
        return self["kind"].value() == Kind.COMPLAINT

    @property
    def unknown_city(self) -> bool:
        """Whether a city was given that is none of ours: it is offered beside ours, so that it is not lost."""
        return bool(self["city"].value()) and self.places.city(self["city"].value()) is None

    @property
    def unknown_zone(self) -> bool:
        """The same of a zone."""
        city, _, zone = (self["zone"].value() or "").partition("/")
        return bool(city) and self.places.zone(city, zone) is None

    def clean_need(self) -> str:
        need = self.cleaned_data["need"].replace("\r\n", "\n").strip()
        if not any(character.isprintable() and not character.isspace() for character in need):
            raise forms.ValidationError(self.fields["need"].error_messages["required"])
        return need

    def clean_phone(self) -> str:
        try:
            self.cleaned_data["read_phone"] = phones.parse(self.cleaned_data["phone"])
        except phones.NotAPhone as error:
            raise forms.ValidationError("号码打不通：手机 11 位，座机请带区号，国外号码以 + 开头。") from error
        return self.cleaned_data["phone"]

    def clean_city(self) -> str:
        """The slug of a city of ours, or the text as typed."""
        typed = self.cleaned_data["city"]
        city = self.places.city(typed)
        return city["slug"] if city else typed

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        city_slug, _, zone_slug = cleaned.get("zone", "").partition("/")
        if self.places.zone(city_slug, zone_slug):
            cleaned["city"] = cleaned.get("city") or city_slug
            if cleaned["city"] != city_slug:
                self.add_error("zone", "这个园区不在所选城市，请重新选择，或不选园区。")
        if cleaned.get("area"):
            try:
                cleaned["area_m2"] = quantities.square_metres(cleaned["area"], cleaned.get("area_unit"))
            except quantities.NotAQuantity:
                self.add_error("area", "请写数字，例如 3000，或 20 亩。")
        return cleaned

    @property
    def knows_city(self) -> bool:
        """Whether the chosen city is one of ours; what people typed themselves stands in no address."""
        return self.places.city(self.cleaned_data["city"]) is not None

    @property
    def has_more_to_show(self) -> bool:
        """Whether a form that comes back opens its folded part: something there is filled in or wrong."""
        if not self.is_bound:
            return False
        folded = set(self.fields) - IN_SIGHT
        # The unit of the area has a value in every form that is sent.
        return bool(folded & set(self.errors)) or any(self[name].value() for name in folded - {"area_unit"})

    def submission(self, origin: dict[str, Any], signals: dict[str, Any]) -> Submission:
        """The Submission of a valid form; `origin` and `signals` are what the request says besides."""
        cleaned = self.cleaned_data
        unchanged = ("kind", "need", "name", "company", "wechat", "email", "industry", "timing", "city", "zone")
        answers = {name: cleaned.get(name) or "" for name in unchanged} | {
            "phone_typed": cleaned["phone"],
            "phone": cleaned["read_phone"].number,
            "extension": cleaned["read_phone"].extension,
            "area_typed": cleaned["area"],
            "area_unit": (cleaned["area_unit"] or AreaUnit.SQUARE_METRES.value) if cleaned["area"] else "",
            "area_m2": _as_text(cleaned.get("area_m2")),
            "clear_height_m": _as_text(cleaned["clear_height"]),
            "budget_10k": _as_text(cleaned["budget"]),
            "investment_10k": _as_text(cleaned["investment"]),
            "yearly_tax_10k": _as_text(cleaned["yearly_tax"]),
            "third_party_consent": cleaned["third_party"],
        }
        return Submission(answers=answers, consent=cleaned["consent"], origin=origin, signals=signals)


def _as_text(number: Decimal | None) -> str | None:
    """A Decimal as text, which JSON can hold; None stays None."""
    return None if number is None else str(number)
