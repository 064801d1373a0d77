"""Several rows of the rota for one person, with one leave for all, and who else belongs to a lead."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from leads.models import Duty
from tests.desk import signed_in, words
from tests.leads.rota.week import assigned, day, owners

pytestmark = pytest.mark.django_db


def test_somebody_may_be_on_duty_by_several_rows_and_gets_what_any_of_them_takes(rules, duty, new, sales):
    duty(sales, kinds=["rent"], ends=time(12))
    duty(sales, kinds=["land"], begins=time(12))
    new(kind="rent"), new(kind="land")
    assigned(day("24 11:30"))
    assert owners() == ["sales", None]
    assigned(day("24 12:30"))
    assert owners() == ["sales", "sales"]


def test_of_two_rows_that_overlap_nobody_gets_a_lead_twice(rules, duty, new, sales, colleague):
    duty(sales), duty(sales, kinds=["rent"]), duty(colleague)
    new(4)
    assigned()
    assert sorted(owners()) == ["colleague", "colleague", "sales", "sales"]


def test_a_leave_in_one_row_counts_for_all_of_the_persons(rules, duty, new, sales):
    duty(sales, ends=time(13), away_from=date(2026, 11, 24), away_until=date(2026, 11, 24))
    duty(sales)
    new()
    assert assigned() == []


@pytest.mark.slow
def test_the_same_row_twice_is_refused_in_words(duty, sales, manager, jinan):
    duty(sales, weekdays=[0, 1])
    posted = {"user": sales.pk, "city": jinan.pk, "weekdays": ["0", "1"]}
    answer = signed_in(manager).post("/admin/leads/duty/add/", posted)
    assert "同样的值班已经有一行了" in words(answer)
    signed_in(manager).post("/admin/leads/duty/add/", {**posted, "weekdays": ["2"]})
    assert Duty.objects.count() == 2


@pytest.mark.slow
@pytest.mark.parametrize("role", ["landlord", "finance"])
def test_landlords_and_bookkeepers_are_people_of_a_lead(lead, sales, role):
    lead.claim(sales)
    desk = signed_in(sales)
    desk.post(f"/admin/leads/lead/{lead.pk}/act/person-add/", {"name": "李女士", "role": role, "phone": "13900000001"})
    assert lead.contacts.filter(name="李女士", role=role).count() == 1


def test_a_leave_that_ends_before_it_begins_is_said_in_words_whatever_else_is_wrong(sales, jinan):
    wrong = Duty(
        user=sales, city=jinan, begins=time(18), ends=time(9), away_from=date(2026, 12, 4), away_until=date(2026, 12, 1)
    )
    with pytest.raises(ValidationError) as refused:
        wrong.full_clean()
    said = str(refused.value.message_dict)
    assert "请假的最后一天不能早于头一天。" in said
    assert "leave_is_whole" not in said
