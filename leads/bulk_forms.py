"""What is asked before many leads are given another owner, follow-up or stage."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from leads import board, hours
from leads.days_off import day_off_field, validate_working_day
from leads.models import Stage
from leads.seller_field import SellerField, with_leaves
from plumbing.days import moment_of
from staff.models import User

#: A promise for later than that is a note, no follow-up.
LONGEST = timedelta(days=366)
#: Of the day that was chosen.
MORNING = time(9)


def next_working_day(after: date) -> date:
    """The first day after that on which people are at the desk."""
    return next(islice(hours.working_days(after), 1))


class OwnerForm(forms.Form):
    """Who gets the leads: offered is who works with leads anywhere, refused what of them is in other cities."""

    owner = SellerField(
        User.objects.filter(is_active=True, grants__role__permissions__codename="change_lead")
        .distinct()
        .order_by("username"),
        label="移交给",
        empty_label="选人",
        error_messages={"required": "请选移交给谁；要放回公共池，返回后选另一个动作。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = cast(forms.ModelChoiceField, self.fields["owner"])
        owner.queryset = with_leaves(cast(QuerySet[User], owner.queryset))  # as of today, not of the start


class PoolForm(forms.Form):
    """That the leads really go back to the pool, where whoever taps first gets them."""

    sure = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class DayForm(forms.Form):
    """The day of the next follow-up."""

    field_order = ("day", "day_off")

    day_off = day_off_field()
    day = forms.DateField(
        label="下次跟进",
        help_text="约在那天 9:00，原来约的时间被替换。",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"required": "请选日期。", "invalid": "这不是日期，请重新选。"},
    )

    def clean_day(self) -> date:
        day, today = self.cleaned_data["day"], timezone.localdate()
        if not today < day <= today + LONGEST:
            first, last = next_working_day(today), today + LONGEST
            raise forms.ValidationError(f"请选 {first:%Y-%m-%d} 到 {last:%Y-%m-%d} 之间的一天。")
        validate_working_day(day, self.data.get("day_off") == "on")
        return day

    @property
    def moment(self) -> datetime:
        """When that is."""
        return moment_of(self.cleaned_data["day"], MORNING)


class StageForm(forms.Form):
    """Another stage, one of those that need no words."""

    stage = forms.ChoiceField(
        label="阶段改为",
        choices=[(stage.value, stage.label) for stage in Stage if stage not in board.ASKING and stage != Stage.NEW],
        help_text="只改能一步到的；退回、约看、签约、无效、流失要写明情况，请在各条线索页上改。",
    )
