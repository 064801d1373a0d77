"""What staff type about an appointment: when and where, why it is off, what became of it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone

from leads.appointments import HOW, LONGEST_AHEAD, Plan, Result
from leads.desk_forms import NumberedField, follow_up_field, next_call, validate_to_come
from leads.models import Appointment, AppointmentPlace, Lead, Stage
from leads.models.appointment import LONGEST_LINE, LONGEST_WORDS
from listings.models import Listing
from plumbing import masking, typed_fields
from plumbing.days import in_turn, moment_of, validate_year
from zones.models import Zone

#: What a day has room for.
MOST_PLACES = 20
#: When the page proposes to meet.
DEFAULT_HOUR = time(10)
#: How long a visit takes, in minutes.
LENGTHS = [
    *[(30, "半小时"), (60, "1 小时"), (90, "1 个半小时"), (120, "2 小时")],
    *[(180, "3 小时"), (240, "半天"), (480, "一天")],
]
#: Between two listings' numbers.
_BETWEEN = re.compile(r"[,，、;；。\n]+")


def version_field() -> forms.IntegerField:
    """Which version of the appointment was on the page."""
    return forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "请刷新页面再试。"),
    )  # fmt: skip


def validate_not_far(moment: datetime) -> None:
    """Raises ValidationError for a day further off than people plan."""
    last = timezone.localdate() + LONGEST_AHEAD
    if timezone.localdate(moment) > last:
        raise forms.ValidationError(f"最远约到一年以后（{last:%Y-%m-%d}），请核对年份。")


class NumberedListField(typed_fields.LineField):
    """Numbers of listings, as many as are typed, which become the listings, each once."""

    def clean(self, value: Any) -> list[Listing]:
        found: dict[int, Listing] = {}
        for words in _BETWEEN.split(super().clean(value) or ""):
            for listing in _numbered(words.strip()):
                found[listing.pk] = listing
        return list(found.values())


def _numbered(words: str) -> Iterable[Listing]:
    """The listings of numbers with white space between them, or of one with white space in it: JN 1032."""
    field = NumberedField(required=False)
    try:
        whole = field.clean(words)
    except forms.ValidationError:
        if len(parts := words.split()) < 2:
            raise
        return [listing for part in parts if (listing := field.clean(part))]
    return [whole] if whole else []


class AppointmentForm(forms.Form):
    """When, where, and who comes. Zones of the lead's city are ticked, others are chosen or named by a listing."""

    starts_at = forms.DateTimeField(
        label="什么时候",
        validators=[in_turn(validate_year, validate_to_come, validate_not_far)],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "请选约在什么时候。", "invalid": "这个时间看不懂，请重新选。"},
    )
    minutes = forms.TypedChoiceField(
        label="大约多久", choices=LENGTHS, coerce=int, initial=120,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选大约多久。"),
    )  # fmt: skip
    zones = forms.ModelMultipleChoiceField(
        Zone.objects.none(), label="看哪个园区", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "有一个园区已经不在列表里，请重新选。"},
    )  # fmt: skip
    other_zone = forms.ModelChoiceField(
        Zone.objects.none(), label="其他城市的园区", required=False, empty_label="不看其他城市的"
    )
    listings = NumberedListField(
        label="看哪几套房源（编号）",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.TextInput(attrs={"placeholder": "JN-1032、JN-1040"}),
    )
    visitors = typed_fields.LineField(
        label="谁来、几个人", required=False, max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"placeholder": "王总、财务李经理，共 3 人"}),
    )  # fmt: skip
    meeting_point = typed_fields.LineField(
        label="在哪里碰头", required=False, max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"placeholder": "园区招商中心一楼"}),
    )  # fmt: skip
    how = forms.ChoiceField(
        label="怎么约上的（这条还没联系上过）", choices=list(HOW.items()), widget=forms.RadioSelect,
        error_messages={"required": "这条还没联系上过，请选这次看房是怎么约上的。"},
    )  # fmt: skip
    reason = typed_fields.LineField(label="为什么改时间（改了时间才要写）", required=False, max_length=LONGEST_WORDS)
    seen = version_field()

    def __init__(self, data: Any = None, *, lead: Lead, appointment: Appointment | None = None) -> None:
        super().__init__(data, initial=_of(appointment) if appointment else _asked_about(lead))
        chosen = [place.zone_id for place in appointment.places.all()] if appointment else []
        listed = Zone.objects.listed().select_related("city")
        at_home = Q(city=lead.city_id) if lead.city_id else Q()
        there = Zone.objects.select_related("city").filter(Q(pk__in=listed.filter(at_home)) | Q(pk__in=chosen))
        cast(forms.ModelMultipleChoiceField, self.fields["zones"]).queryset = there.order_by("city__order", "order")
        other = cast(forms.ModelChoiceField, self.fields["other_zone"])
        elsewhere = listed.exclude(at_home) if lead.city_id else Zone.objects.none()
        other.queryset = elsewhere.order_by("city__order", "order")
        self.appointment = appointment
        if appointment or lead.stage != Stage.NEW:
            del self.fields["how"]
        if appointment is None:
            del self.fields["reason"]
            del self.fields["seen"]
        else:
            self._keep_length(appointment)

    def _keep_length(self, appointment: Appointment) -> None:
        """A length that nobody could choose, of an older form, may stay."""
        minutes, field = _minutes(appointment), cast(forms.TypedChoiceField, self.fields["minutes"])
        if minutes not in dict(LENGTHS):
            field.choices = [*LENGTHS, (minutes, f"{minutes} 分钟")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        plan = self.plan
        if not plan.places and not plan.meeting_point:
            raise forms.ValidationError("请选看哪里，或写在哪里碰头。")
        if len(plan.places) > MOST_PLACES:
            raise forms.ValidationError(f"一次最多看 {MOST_PLACES} 处，现在选了 {len(plan.places)} 处。")
        return cleaned

    @property
    def plan(self) -> Plan:
        """What was typed, as what can be made of it."""
        cleaned = self.cleaned_data
        other = cleaned.get("other_zone")
        return Plan(
            starts_at=cleaned["starts_at"],
            ends_at=cleaned["starts_at"] + timedelta(minutes=cleaned["minutes"]),
            zones=[*cleaned["zones"], *([other] if other else [])],
            listings=cleaned["listings"],
            visitors=self._typed("visitors"),
            meeting_point=self._typed("meeting_point"),
            how=cleaned.get("how", ""),
        )

    def _typed(self, name: str) -> str:
        """What was typed; where numbers in it are hidden and nobody changed it, what there was."""
        kept = getattr(self.appointment, name) if self.appointment else ""
        typed = self.cleaned_data[name]
        return kept if typed == masking.mask_in(kept) else typed


def _minutes(appointment: Appointment) -> int:
    return int((appointment.ends_at - appointment.starts_at).total_seconds()) // 60


def _of(appointment: Appointment) -> dict[str, Any]:
    places = list(appointment.places.all())
    return {
        "starts_at": appointment.starts_at,
        "minutes": _minutes(appointment),
        "zones": [place.zone_id for place in places if place.listing is None],
        "listings": "、".join(place.listing.number for place in places if place.listing),
        "visitors": appointment.masked_visitors,
        "meeting_point": appointment.masked_meeting_point,
    }


def _asked_about(lead: Lead) -> dict[str, Any]:
    """Ten o'clock of the next working day, and what the newest enquiry names."""
    day = timezone.localdate(next_call(1))
    enquiry = lead.enquiries.select_related("listing").order_by("-received_at", "-pk").first()
    initial: dict[str, Any] = {"starts_at": moment_of(day, DEFAULT_HOUR)}
    if enquiry and enquiry.listing and enquiry.listing.state != Listing.State.DRAFT:
        initial["listings"] = enquiry.listing.number
    elif enquiry and enquiry.zone_id:
        initial["zones"] = [enquiry.zone_id]
    return initial


class NextForm(forms.Form):
    """The version of the appointment that was on the page, and when the next contact is."""

    seen = version_field()
    days = follow_up_field()

    @property
    def next_at(self) -> datetime | None:
        """The moment of the next contact; None when none is promised."""
        return next_call(self.cleaned_data["days"])


class CancelForm(NextForm):
    """Why it is off."""

    text = typed_fields.LineField(
        label="为什么取消", max_length=LONGEST_WORDS, error_messages={"required": "请写明为什么取消。"}
    )


class MissForm(NextForm):
    """That nobody came, and what is known of why."""

    text = typed_fields.LineField(label="怎么回事（可不填）", required=False, max_length=LONGEST_WORDS)


class ResultForm(NextForm):
    """What became of it: what was looked at, what was liked, what is in doubt, and what is next."""

    places = forms.ModelMultipleChoiceField(
        AppointmentPlace.objects.none(), label="看了哪些", required=False, widget=forms.CheckboxSelectMultiple
    )
    liked = typed_fields.ProseField(
        label="看中什么", required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    objections = typed_fields.ProseField(
        label="顾虑什么", required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = typed_fields.LineField(
        label="下一步", required=False, max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"placeholder": "发报价；带老板再看一次"}),
    )  # fmt: skip

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelMultipleChoiceField, self.fields["places"])
        field.queryset = appointment.places.select_related("zone", "listing__zone")
        field.initial = [place.pk for place in appointment.places.all()]
        #: Where there are several, what is said of one alone has a field of its own.
        places = list(field.queryset)
        self._remarked = {f"remark_{place.pk}": place for place in places} if len(places) > 1 else {}
        for name, place in self._remarked.items():
            self.fields[name] = typed_fields.LineField(
                label=f"只说 {_in_short(place)}", required=False, max_length=LONGEST_WORDS,
                widget=forms.TextInput(attrs={"placeholder": "只说这一处：看中层高，嫌远"}),
            )  # fmt: skip

    @property
    def remark_fields(self) -> list[forms.BoundField]:
        """Those fields, a place each."""
        return [self[name] for name in self._remarked]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, place in self._remarked.items():
            if cleaned.get(name) and place not in cleaned.get("places", ()):
                self.add_error(name, f"写了 {_in_short(place)} 怎么样，没有勾“看了”，请核对。")
        if not self.errors and not any(cleaned[name] for name in ("places", "liked", "objections", "next_step")):
            raise forms.ValidationError("什么也没填：看了哪些、看中什么、顾虑什么、下一步，至少写一样。")
        return cleaned

    @property
    def result(self) -> Result:
        """What was typed, as it is written down."""
        cleaned = self.cleaned_data
        seen = [place.pk for place in cleaned["places"]]
        words = {name: cleaned[name] for name in ("liked", "objections", "next_step")}
        remarks = {place.pk: cleaned[name] for name, place in self._remarked.items() if cleaned[name]}
        return Result(seen=seen, next_at=self.next_at, remarks=remarks, **words)


def _in_short(place: AppointmentPlace) -> str:
    """The number of a listing: all that there is to say of it stands beside its tick."""
    return place.listing.number if place.listing else str(place.zone)


class CorrectedForm(ResultForm):
    """The same once more, for who has written down something wrong, or too little; promises stay as they are."""

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, appointment=appointment, **kwargs)
        del self.fields["days"]
        self.fields["places"].initial = [place.pk for place in appointment.places.all() if place.was_seen]
        for name in ("liked", "objections", "next_step"):
            self.fields[name].initial = masking.mask_in(getattr(appointment, name))
        self.appointment = appointment

    @property
    def next_at(self) -> None:
        """Nothing new is promised."""
        return

    @property
    def result(self) -> Result:
        """What was typed; where numbers in it are hidden and nobody changed it, what there was."""
        typed = super().result
        kept = {
            name: words
            for name in ("liked", "objections", "next_step")
            if getattr(typed, name) == masking.mask_in(words := getattr(self.appointment, name))
        }
        return replace(typed, **kept)
