"""What staff type on the desk: outcomes of calls, moves between stages, enquiries by phone and WeChat."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from leads import attachments, file_kinds, hours, loss_reasons
from leads.days_off import day_off_field, validate_working_day
from leads.forms import LONGEST_AREA, QuantityField
from leads.hand_over import sellers
from leads.models import OFFERED_KINDS, AreaUnit, Contact, LeadEvent, Outcome, Stage, Way, WrongMove
from leads.seller_field import SellerField, with_leaves
from listings import searching
from listings.models import Listing
from plumbing import phones, typed_fields, typed_text
from plumbing.days import in_short, in_turn, moment_of, validate_year
from staff.models import User
from zones.models import City, Zone

#: Of notes and answers: far more than anybody types. What is beyond it would be lost with the page.
LONGEST_TEXT = 20_000
#: A talk that goes on for longer is looked at again.
LONGEST_EXEMPTION = timedelta(days=366)
#: Of a row: what its column holds.
LARGEST_ID = 2**63 - 1
#: Days until the next call, each a button.
FOLLOW_UP_CHOICES = [("1", "下个工作日"), ("3", "3 天后"), ("7", "下周"), ("", "不约")]


def morning(days: int) -> datetime:
    """Nine o'clock (Asia/Shanghai) of the first working day from so many days on; seven mean next week's Monday."""
    day = timezone.localdate() + timedelta(days=days)
    if days == 7:
        day -= timedelta(days=day.weekday())
    return moment_of(next(hours.working_days(day - timedelta(days=1))), time(9))


def next_call(days: int | None) -> datetime | None:
    """The moment of what `follow_up_field` was answered with; None when none is promised."""
    return None if days is None else morning(days)


def follow_up_field() -> forms.TypedChoiceField:
    """In how many days the next call is; it cleans to an int, or None for none."""
    return forms.TypedChoiceField(
        label="下次跟进", choices=FOLLOW_UP_CHOICES, coerce=int, empty_value=None, required=False, initial="1"
    )


def valid(form: Any) -> Any:
    """The form once it is validated. Raises WrongMove with its errors."""
    if not form.is_valid():
        sentences = dict.fromkeys(error.rstrip("。；") for errors in form.errors.values() for error in errors)
        raise WrongMove("；".join(sentences) + "。")
    return form


def validate_to_come(moment: datetime) -> None:
    """Raises ValidationError for a promise that would be broken the moment it is made; this minute is still to come."""
    now = timezone.now()
    if moment < now - timedelta(minutes=1):
        raise forms.ValidationError(f"这个时间已经过去了，请选 {in_short(now)} 以后的时间。")


class FollowUpForm(forms.Form):
    """The moment of the next contact; left empty, none is promised."""

    day_off = day_off_field()
    at = forms.DateTimeField(
        label="下次跟进",
        required=False,
        validators=[in_turn(validate_year, validate_to_come)],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def clean_at(self) -> datetime | None:
        moment = self.cleaned_data["at"]
        if moment:
            validate_working_day(timezone.localdate(moment), self.cleaned_data.get("day_off", False))
        return moment


class OutcomeForm(FollowUpForm):
    """How a call went, and when the next one is promised: at the moment that is typed, else in so many days."""

    outcome = forms.ChoiceField(label="结果", choices=Outcome.choices, required=False)
    loss_reason = loss_reasons.field()
    lost_reason = loss_reasons.field()
    way = forms.IntegerField(label="打的号码", required=False, min_value=1, max_value=LARGEST_ID)
    days = follow_up_field()
    text = typed_fields.ProseField(
        label="通话要点", required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """Who taps why it is invalid, or lost, need not say besides that it is."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned["outcome"]:
            cleaned["loss_reason"] = cleaned["lost_reason"] or cleaned["loss_reason"]
            if not cleaned["loss_reason"]:
                raise forms.ValidationError("请选这次通话的结果。")
            cleaned["outcome"] = Outcome.INVALID.value
        return cleaned

    @property
    def next_at(self) -> datetime | None:
        """The moment of the next call; None when none is promised."""
        return self.cleaned_data["at"] or next_call(self.cleaned_data["days"])


class NumberedField(typed_fields.LineField):
    """The number of a listing, which becomes the listing."""

    def clean(self, value: Any) -> Listing | None:
        number = super().clean(value)
        if not number:
            return None
        listings = Listing.objects.exclude(state=Listing.State.DRAFT).select_related("city", "zone")
        found = listings.filter(number__in=searching.numbers_meant(number, searching.cities_in_numbers))[:2]
        if len(found) == 2:
            raise forms.ValidationError(f"编号 {number[:20]} 的房源不止一套，请写全，例如 {found[0].number}。")
        if not found:
            raise forms.ValidationError(f"没有编号为 {number[:20]} 的房源，请核对。")
        return found[0]


class MoveForm(forms.Form):
    """Another stage; 无效 and 流失 need a reason."""

    stage = forms.ChoiceField(label="改为", choices=Stage.choices, error_messages={"required": "请选改到哪个阶段。"})
    loss_reason = loss_reasons.field()
    reason = typed_fields.LineField(label="说明", required=False, max_length=LONGEST_TEXT)


class NoteForm(forms.Form):
    """A line for the timeline: a note, or a conversation on WeChat."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in (LeadEvent.Kind.NOTE, LeadEvent.Kind.WECHAT)],
        required=False,
    )
    text = typed_fields.ProseField(label="内容", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}))


class FileForm(forms.Form):
    """A private file: a licence, a plan, a contract, a recording. Cleaned it has the name under which it is kept."""

    file = forms.FileField(
        label=f"附件（{file_kinds.WORDS}，只有能看这条线索的人能下载）",
        allow_empty_file=True,  # which is said with its name
        widget=forms.FileInput({"accept": file_kinds.ACCEPT, "id": "file-file"}),
    )

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        shown = typed_text.line(upload.name or "")
        try:
            upload.name = file_kinds.checked_name(upload, upload.name or "", upload.size, shown)
        except file_kinds.NotTaken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        except OSError as error:  # the disk had no room for it as it came in
            raise forms.ValidationError(attachments.NO_ROOM) from error
        return upload


def validate_exempt_day(day: date) -> None:
    """Raises ValidationError for a day that is past, or too far off to be looked at again."""
    today = timezone.localdate()
    if not today <= day <= today + LONGEST_EXEMPTION:
        raise forms.ValidationError(f"豁免到哪一天：从今天起，最多 {LONGEST_EXEMPTION.days} 天。")


class ExemptForm(forms.Form):
    """Why a lead stays with its owner, and to the end of which day; `end` takes that back."""

    until = forms.DateField(
        label="豁免到", validators=[validate_exempt_day], error_messages={"required": "请选豁免到哪一天。"}
    )
    reason = typed_fields.LineField(
        label="原因", max_length=LONGEST_TEXT, error_messages={"required": "请写明为什么豁免。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = "end" not in self.data


class RecommendForm(forms.Form):
    """A zone, or one of its listings, that was recommended or shown to the prospect, and the reaction."""

    zone = forms.ModelChoiceField(
        Zone.objects.listed().select_related("city"), label="园区", required=False, empty_label="选园区"
    )
    listing = NumberedField(label="房源编号", required=False)
    text = typed_fields.LineField(label="客户的反应", required=False, max_length=LONGEST_TEXT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned["zone"] or cleaned["listing"]):
            raise forms.ValidationError("请选园区，或写房源编号。")
        return cleaned

    @property
    def place(self) -> Zone | Listing:
        """The listing, which says more than its zone."""
        return self.cleaned_data["listing"] or self.cleaned_data["zone"]


class OwnerForm(forms.Form):
    """Who gets the lead; `to_pool` sends it back to the pool instead. Nobody is chosen beforehand."""

    owner = SellerField(
        User.objects.none(), label="移交给", empty_label="选人", error_messages={"required": "请选移交给谁。"}
    )
    to_pool = forms.BooleanField(required=False)

    def __init__(self, *args: Any, city_id: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        owner.queryset = with_leaves(sellers(city_id)).order_by("username")
        owner.required = "to_pool" not in self.data


class MergeForm(forms.Form):
    """The lead that stays, by its receipt."""

    receipt = typed_fields.LineField(label="并入哪条（回执号或前六位）", max_length=LONGEST_TEXT)


class WaysForm(forms.Form):
    """How somebody is reached: numbers, as many as are typed into one field, and a WeChat id.

    It cleans `read_phones` as well: [Phone], empty without a number.
    """

    phone = typed_fields.VerbatimLineField(
        label="手机号", required=False, max_length=phones.LONGEST_TYPED,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "type": "tel"}),
    )  # fmt: skip
    wechat = typed_fields.WeChatIdField(
        label="微信号",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    #: Whether neither will do.
    may_be_empty = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        cleaned["read_phones"] = []
        if cleaned.get("phone"):
            try:
                cleaned["read_phones"] = phones.parse_several(cleaned["phone"])
            except phones.NotAPhone as error:
                self.add_error("phone", error.advice)
        elif not (cleaned.get("wechat") or self.may_be_empty or self.errors):
            self.add_error("phone", "手机号和微信号至少填一个。")
        return cleaned


class OneWayForm(WaysForm):
    """What stands instead of a number or a WeChat id: one of either. It cleans `read_phone` as well, maybe empty."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and len(cleaned["read_phones"]) + bool(cleaned["wechat"]) != 1:
            self.add_error(None, "一次只改成一个号码或一个微信号。")
        cleaned["read_phone"] = next(iter(cleaned["read_phones"]), phones.Phone(""))
        return cleaned


class PersonForm(WaysForm):
    """Somebody who belongs to a lead, and how they are reached, if that is known."""

    may_be_empty = True

    name = typed_fields.LineField(label="称呼", max_length=40, error_messages={"required": "请写称呼。"})
    role = forms.ChoiceField(label="身份", required=False, choices=[("", "未注明"), *Contact.Role.choices])


class ChosenForm(forms.Form):
    """Which contact, or which number of theirs, is meant, and the version of the contact that was on the page."""

    person = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    way = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    seen = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_ID)


class NumberForm(WaysForm):
    """记一条来电/微信, first step: numbers or a WeChat id."""

    step = "number"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autofocus"] = True


class ContactForm(NumberForm):
    """记一条来电/微信, second step: an enquiry that did not come by the form of the site."""

    step = "rest"
    BASES = [("initiated", "对方主动联系"), ("spoken", "口头同意保存")]

    kind = forms.ChoiceField(label="类型", choices=OFFERED_KINDS, initial="rent", widget=forms.RadioSelect)
    need = typed_fields.ProseField(
        label="需求", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True})
    )
    name = typed_fields.LineField(label="称呼", max_length=40, initial="客户")
    company = typed_fields.LineField(label="公司（可不填）", required=False, max_length=100)
    area = QuantityField("面积（可不填）", AreaUnit.SQUARE_METRES.label, "area_m2", most=LONGEST_AREA)
    city = forms.ModelChoiceField(City.objects.none(), label="城市", required=False, empty_label="总部 / 未定")
    way = forms.ChoiceField(
        label="渠道", choices=[(way.value, way.label) for way in Way if way not in (Way.FORM, Way.IMPORT)],
        initial=Way.CALL, widget=forms.RadioSelect,
    )  # fmt: skip
    days = follow_up_field()
    basis = forms.ChoiceField(label="同意依据", choices=BASES, initial="initiated", widget=forms.RadioSelect)

    def __init__(self, *args: Any, cities: QuerySet[City], needs_city: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["phone"].widget.attrs["autofocus"]  # the first step asked for it
        city = cast(forms.ModelChoiceField, self.fields["city"])
        city.queryset = cities
        if needs_city:  # leads without a city are for those who work in all cities
            city.required, city.empty_label = True, None

    def clean(self) -> dict[str, Any]:
        """With the columns of the area, and as `next_at` the moment of the next call."""
        cleaned = super().clean()
        area = cast(QuantityField, self.fields["area"])
        typed = cleaned.get("area", "")
        cleaned["area_m2"] = area.read(typed) if typed else None
        cleaned["next_at"] = next_call(cleaned.get("days"))
        return cleaned
