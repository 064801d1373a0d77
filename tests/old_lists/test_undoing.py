"""An import is taken back as a whole, as long as nobody has worked on what it brought."""

from datetime import timedelta

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from leads import erasure, merging
from leads.models import Enquiry, Lead, LeadEvent
from old_lists import jobs, undoing
from old_lists.models import KEPT, OldList, OldListRow
from staff.roles import SALES_MANAGER
from tests import builders
from tests.desk import signed_in
from tests.old_lists.importing import HEADINGS, LISTS, brought_in

pytestmark = pytest.mark.django_db

ROWS = [
    HEADINGS,
    ["2024-3-5", "甲", "13800000000", "", "张三", "意向", "看过"],
    ["2024-3-6", "乙", "13800000001", "", "", "", ""],
    ["2024-3-7", "丙", "13900000000", "", "", "", "再问"],
]


@pytest.fixture
def known(jinan):
    return Lead.objects.create(kind="rent", name="丙", city=jinan, phone="+8613900000000", receipt="AAAAAAAAAAAA")


@pytest.fixture
def old_list(desk, zhang, known):
    return brought_in(desk, *ROWS)


def undo(desk, old_list):
    return desk.post(f"{LISTS}{old_list.pk}/undo/", follow=True).content.decode()


@pytest.mark.slow
def test_what_it_brought_is_gone_and_what_was_there_before_stays(desk, old_list, known, manager):
    assert (Lead.objects.count(), known.events.count()) == (3, 1)
    assert "删去了导入的 2 条线索" in undo(desk, old_list)
    assert list(Lead.objects.all()) == [known]
    assert (Enquiry.objects.count(), LeadEvent.objects.count()) == (0, 0)
    old_list.refresh_from_db()
    assert (old_list.undone_by, old_list.state) == (manager, "已撤销")
    assert "已经撤销过" in undo(desk, old_list)


@pytest.mark.slow
def test_it_may_be_brought_in_again_afterwards(desk, old_list):
    undo(desk, old_list)
    brought_in(desk, *ROWS)
    assert Lead.objects.count() == 3


def reveal(lead, user):
    lead.reveal(user)


def note(lead, user):
    lead.record(LeadEvent.Kind.NOTE, user, "示例")


def move(lead, user):
    lead.move("lost", user, "示例")


def follow_up(lead, user):
    lead.follow_up(timezone.now() + timedelta(days=1), user)


def merge(lead, user):
    merging.merge(lead, Lead.objects.exclude(pk=lead.pk).first(), user)


def merge_into_it(lead, user):
    merging.merge(Lead.objects.exclude(pk=lead.pk).first(), lead, user)


@pytest.mark.slow
@pytest.mark.parametrize("work", [reveal, note, move, follow_up, merge, merge_into_it])
def test_what_somebody_has_worked_on_stands_in_the_way_of_all_and_is_named(desk, old_list, zhang, work):
    lead = Lead.objects.get(name="甲")
    work(lead, zhang)
    before = Lead.objects.count()
    assert "已经有人跟进" in undo(desk, old_list)
    assert Lead.objects.count() == before
    assert str(lead) in desk.get(f"{LISTS}{old_list.pk}/look/").content.decode()


@pytest.mark.slow
def test_a_note_that_a_later_row_of_the_list_added_does_not(desk, zhang):
    rows = [
        ["2024-3-5", "甲", "13800000000", "", "张三", "意向", ""],
        ["2024-4-5", "甲", "13800000000", "", "", "", "又来"],
    ]
    old_list = brought_in(desk, HEADINGS, *rows)
    assert Lead.objects.get().events.filter(text__contains="又来").exists()
    assert "已撤销" in undo(desk, old_list)
    assert not Lead.objects.exists()


@pytest.mark.slow
def test_what_the_prospect_does_does_not(desk, old_list):
    imported = Lead.objects.get(name="甲")
    other = Lead.objects.create(kind="rent", name="甲", same_phone_as=imported, receipt="BBBBBBBBBBBB")
    undo(desk, old_list)
    other.refresh_from_db()
    assert other.same_phone_as is None


@pytest.mark.slow
def test_it_takes_as_many_queries_for_many_leads(desk, zhang, django_assert_max_num_queries):
    rows = [["2024-3-5", f"客户{n}", f"138000000{n:02}", "", "张三", "", ""] for n in range(60)]
    old_list = brought_in(desk, HEADINGS, *rows)
    with django_assert_max_num_queries(40):
        assert undoing.undo(old_list, old_list.user) == 60


@pytest.mark.slow
def test_nobody_else_deletes_what_is_written_once(old_list):
    for rows in (Enquiry.objects.filter(lead__name="甲"), LeadEvent.objects.filter(lead__name="乙", kind="note")):
        with pytest.raises((IntegrityError, InternalError), match="written once"), transaction.atomic():
            rows._raw_delete(rows.db)
    undoing.undo(old_list, old_list.user)
    later = Lead.objects.create(kind="rent", name="丁", receipt="CCCCCCCCCCCC")
    event = later.record(LeadEvent.Kind.NOTE, None, "示例")
    with pytest.raises((IntegrityError, InternalError), match="written once"), transaction.atomic():
        event.delete()


@pytest.mark.slow
def test_head_office_may_undo_it_and_a_colleague_may_not(old_list, jinan):
    colleague, head_office = builders.person(SALES_MANAGER, jinan), builders.person(SALES_MANAGER)
    assert signed_in(colleague).post(f"{LISTS}{old_list.pk}/undo/").status_code == 404
    assert "已撤销" in undo(signed_in(head_office), old_list)


@pytest.mark.slow
def test_a_click_on_the_address_alone_undoes_nothing(desk, old_list):
    assert desk.get(f"{LISTS}{old_list.pk}/undo/").status_code == 403
    assert Lead.objects.count() == 3


@pytest.mark.slow
def test_files_are_forgotten_after_a_week_and_the_list_may_be_undone_still(desk, old_list):
    old = timezone.now() - KEPT - timedelta(minutes=1)
    gone = OldList.objects.create(
        user=old_list.user, name="王总.xlsx", file=b"", created_at=old, confirmed_at=old, done_at=old
    )
    OldList.objects.update(created_at=old)
    jobs.forget_files()
    old_list.refresh_from_db()
    assert (bytes(old_list.file), old_list.shown, old_list.columns, old_list.words) == (b"", [], {}, {})
    gone.refresh_from_db()  # before names went, too
    assert {old_list.name, gone.name} == {"老名单（文件已删除）"}
    assert desk.get(f"{LISTS}{old_list.pk}/look/").status_code == 200
    assert "已撤销" in undo(desk, old_list)


def test_what_a_reason_quotes_of_the_file_goes_with_it(old_list):
    """That the row was refused stays, and a reason in our own words."""
    for key, reason in (("8", "第 8 行 “王总下周”看不出是哪天。"), ("9", "第 9 行 没有电话，也没有微信号。")):
        OldListRow.objects.create(old_list=old_list, key=key, outcome="refused", reason=reason)
    OldList.objects.update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    jobs.forget_files()
    reasons = dict(OldListRow.objects.filter(key__in=["8", "9"]).values_list("key", "reason"))
    assert reasons == {"8": jobs.QUOTED, "9": "第 9 行 没有电话，也没有微信号。"}


@pytest.mark.slow
def test_the_file_goes_at_once_when_somebody_of_it_is_erased(desk, old_list):
    jobs.forget_files()
    old_list.refresh_from_db()
    assert old_list.file
    erasure.erase(Lead.objects.get(name="甲"))
    jobs.forget_files()
    old_list.refresh_from_db()
    assert not old_list.file


def test_a_file_that_nobody_confirmed_is_deleted_with_its_list(desk):
    OldList.objects.create(user=builders.person(), file=b"x", created_at=timezone.now() - KEPT * 2)
    jobs.forget_files()
    assert not OldList.objects.exists()
