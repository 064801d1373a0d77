"""The same list brought in by two at once, and an enquiry that comes meanwhile: of one number there is one lead."""

import pytest

from leads import consent, intake
from leads.models import Lead
from old_lists import carrying_out, jobs, undoing
from old_lists.models import OldList
from staff.roles import SALES_MANAGER
from tests import builders
from tests.desk import signed_in
from tests.leads.submissions import submitted
from tests.leads.test_at_once import at_once, meet
from tests.old_lists.importing import HEADINGS, choose, confirm, outcomes, uploaded

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
ROWS = [HEADINGS, *[["2024-3-5", f"客户{n}", f"138000000{n:02}", "", "张三", "意向", ""] for n in range(4)]]

__all__ = ["meet"]


@pytest.fixture
def confirmed(jinan, zhang):
    """`confirmed()`: a list of a manager of its own, to be brought in now."""

    def confirmed():
        desk = signed_in(builders.person(SALES_MANAGER, jinan))
        old_list = uploaded(desk, *ROWS)
        choose(desk, old_list)
        confirm(desk, old_list)
        return old_list

    return confirmed


def test_of_two_lists_with_the_same_numbers_one_makes_the_leads(confirmed, meet):
    first, second = confirmed(), confirmed()
    meet(carrying_out, "create_lead")
    at_once(lambda: jobs.bring_in(first.pk), lambda: jobs.bring_in(second.pk))
    assert Lead.objects.count() == 4
    assert sorted([*outcomes(first).values(), *outcomes(second).values()]) == ["known"] * 4 + ["new"] * 4


def test_two_workers_bring_in_one_list_once(confirmed, meet):
    old_list = confirmed()
    meet(carrying_out, "create_lead")
    at_once(lambda: jobs.bring_in(old_list.pk), lambda: jobs.bring_in(old_list.pk))
    assert Lead.objects.count() == 4
    assert set(outcomes(old_list).values()) == {"new"}


def test_an_enquiry_that_comes_meanwhile_is_flagged_as_of_the_same_number_or_known(confirmed, meet):
    old_list = confirmed()
    answers = {"kind": "rent", "need": "找厂房", "name": "客户0", "consent": consent.CURRENT.version}
    submission = submitted(answers, phone="13800000000")
    meet(carrying_out, "create_lead")
    at_once(lambda: jobs.bring_in(old_list.pk), lambda: intake.store(submission))
    asked = Lead.objects.get(enquiries__way="form")
    is_known = outcomes(old_list)["2"] == "known"
    assert is_known or asked.same_phone_as == Lead.objects.get(enquiries__way="import", phone="+8613800000000")


def test_undone_while_it_is_being_done_nothing_stays(confirmed, meet):
    old_list = confirmed()
    meet(carrying_out, "create_lead")
    at_once(lambda: jobs.bring_in(old_list.pk), lambda: undoing.undo(old_list, old_list.user))
    assert not Lead.objects.exists()
    assert OldList.objects.get(pk=old_list.pk).undone_at
