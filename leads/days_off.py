"""Promising a follow-up for a day on which nobody is at the desk: asked once, for one lead as for many."""

from datetime import date

from django import forms

from leads import hours


def day_off_field() -> forms.BooleanField:
    """That a day on which nobody is at the desk is meant."""
    return forms.BooleanField(label="休息日也约", required=False)


def validate_working_day(day: date, is_meant: bool) -> None:
    """Raises ValidationError for a day off that was not said to be meant; the next working day is offered."""
    if not is_meant and not hours.is_working_day(day):
        following = next(iter(hours.working_days(day)))
        said = f"{day:%Y-%m-%d} 不上班，下一个工作日是 {following:%Y-%m-%d}；就要那天，请勾“休息日也约”。"
        raise forms.ValidationError(said)
