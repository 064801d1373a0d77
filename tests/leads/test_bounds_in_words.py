"""What is far beyond any bound is refused with one sentence, which says the bound."""

import pytest
from django import forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import appointment_forms, bulk_forms, desk_forms, signing_forms
from leads.models import Lead

YEAR = "年份要在 1990 到 2200 之间。"
DAYS = {
    "visit": lambda day: appointment_forms.AppointmentForm(
        {"starts_at": f"{day}T10:00"}, lead=Lead.objects.create(kind="rent", name="示例")
    ),
    "next contact": lambda day: desk_forms.FollowUpForm({"at": f"{day}T10:00"}),
    "signing": lambda day: signing_forms.SettlingForm({"settled_on": day}),
    "many leads": lambda day: bulk_forms.DayForm({"day": day}),
}
NAMES = {"visit": "starts_at", "next contact": "at", "signing": "settled_on", "many leads": "day"}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("which", DAYS)
def test_a_year_that_nobody_means_is_refused_with_one_sentence(which, day):
    errors = DAYS[which](day).errors[NAMES[which]]
    assert len(errors) == 1
    assert which == "many leads" or errors == [YEAR]


@pytest.mark.parametrize(
    ("name", "bound"),
    [
        ("area_typed", "面积最多 20,000,000 ㎡，请核对单位。"),
        ("investment_typed", "投资额最多 100,000,000 万元，请核对单位。"),
        ("yearly_tax_typed", "预计年税收最多 10,000,000 万元/年，请核对单位。"),
    ],
)
@pytest.mark.parametrize(
    "typed", ["99999999999999999亿", "99,999,999,999,999,999亿", "９９９９９９９９９９９９９９９９９亿"]
)
def test_a_number_too_long_to_be_read_is_told_its_bound(name, bound, typed):
    with pytest.raises(forms.ValidationError) as refused:
        signing_forms.SigningForm.base_fields[name].clean(typed)
    assert refused.value.messages == [bound]


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="0123456789０９,.亿万元㎡亩 -/年待定无", max_size=40))
def test_whatever_is_typed_is_taken_or_refused_in_words(typed):
    field = signing_forms.SigningForm.base_fields["investment_typed"]
    try:
        field.clean(typed)
    except forms.ValidationError:
        return
    field.number(typed)
