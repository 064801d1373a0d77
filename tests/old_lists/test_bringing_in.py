"""An old list becomes leads: with their day, person and stage, silently, each row accounted for, each number once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.worker import run_one
from leads import alarms, consent, contacts, erased_numbers, erasure, figures, intake, protection
from leads.models import Enquiry, Lead, LeadEvent, Notification, SalesRules, Stage
from old_lists import carrying_out, jobs
from old_lists.models import OldListRow
from plumbing.phones import Phone
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in
from tests.leads.submissions import submitted
from tests.old_lists.importing import HEADINGS, LISTS, brought_in, choose, confirm, outcomes, shown, uploaded, why

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_a_row_becomes_a_lead_with_its_day_person_stage_and_words(desk, jinan, zhang, manager):
    brought_in(
        desk,
        ["2024年客户登记表"],
        [*HEADINGS, "来源"],
        [date(2024, 3, 5), "王先生", 13800000000, "示例机械", "张三", "已带看", "想要 10 吨行车", "展会"],
    )
    lead = Lead.objects.get()
    enquiry = lead.enquiries.get()
    assert (lead.name, lead.company, lead.phone) == ("王先生", "示例机械", "+8613800000000")
    assert (lead.city, lead.owner, lead.stage) == (jinan, zhang, Stage.VISITING)
    assert timezone.localdate(lead.created_at) == timezone.localdate(enquiry.received_at) == date(2024, 3, 5)
    assert (enquiry.way, enquiry.other_words, enquiry.consent_basis) == ("import", "来源：展会", "initiated")
    assert not lead.may_be_shared
    assert lead.events.filter(kind="note", actor=manager, text__contains="想要 10 吨行车").exists()


@pytest.mark.slow
def test_it_starts_no_clock_tells_nobody_and_is_no_new_enquiry(desk, manager, zhang):
    rows = [[date(2024, 3, day), "客户", f"1380000000{day}", "", "张三", "新客户", ""] for day in range(1, 8)]
    brought_in(desk, HEADINGS, *rows, [timezone.localdate(), "客户", "13800000009", "", "", "未联系", ""])
    assert set(Lead.objects.values_list("contact_by", flat=True)) == {None}
    assert not Notification.objects.exists()
    assert not Job.objects.filter(kind__in=["leads.announce", "leads.deliver"]).exists()
    assert [alarm.name for alarm in alarms.due(timezone.now() + timedelta(days=30))] == []
    assert not figures.received(manager, days=10_000).exists()
    assert Lead.objects.filter(owner=zhang).for_today().count() == 0
    assert Lead.objects.filter(owner=zhang).undated().count() == 7


def test_it_is_no_rhythm_that_a_silence_breaks(desk, monkeypatch):
    monkeypatch.setattr(alarms, "FEWEST_GAPS", 2)
    today = timezone.localdate()
    rows = [[today - timedelta(days=day), "客户", f"1380000000{day}", "", "", "", ""] for day in range(5)]
    brought_in(desk, HEADINGS, *rows)
    assert alarms.usual_silence(timezone.now()) is None
    assert "silence" not in [alarm.name for alarm in alarms.due(timezone.now() + timedelta(days=20))]


def test_in_the_pool_it_stands_behind_those_nobody_has_spoken_to(desk, jinan):
    brought_in(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    Lead.objects.create(kind="rent", name="乙", city=jinan, receipt="AAAAAAAAAAAA")
    assert [lead.name for lead in Lead.objects.unclaimed().most_urgent_first()] == ["乙", "甲"]


@pytest.mark.slow
def test_its_protection_begins_on_the_day_it_came_in(desk, jinan, zhang):
    rules = SalesRules.objects.create(city=jinan, protection_days=5)
    brought_in(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "张三", "意向", ""])
    now, leads = timezone.now(), Lead.objects.filter(owner=zhang)
    assert leads.exists()
    assert not protection.expiring(leads, rules, now).exists()
    assert protection.over(leads, rules, now + timedelta(days=20)).exists()


@pytest.mark.slow
def test_its_page_tells_where_it_comes_from(desk, zhang):
    brought_in(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "张三", "意向", "看过 2 号楼"])
    page = desk.get(f"/admin/leads/lead/{Lead.objects.get().pk}/change/").content.decode()
    assert "老名单“老客户.xlsx”第 2 行" in page
    assert "看过 2 号楼" in page
    assert "老名单里的负责人" in page


@pytest.mark.slow
def test_five_hundred_rows_with_bad_phones_and_repeats_are_all_accounted_for(desk, jinan, zhang):
    Lead.objects.create(kind="rent", name="老客户", city=jinan, phone="+8613900000499", receipt="AAAAAAAAAAAA")
    rows = []
    for number in range(500):
        phone = f"139{number:08}"
        if number % 10 == 3:
            phone = phone[:-1]  # a digit too few
        if number % 10 == 7:
            phone = f"139{number - 1:08}"  # the one above again
        rows.append([f"2024/{number % 12 + 1}/5", f"客户{number}", phone, "", "张三", "跟进中", f"第 {number} 次来访"])
    rows[499][2] = "139 0000 0499"
    old_list = brought_in(desk, ["客户表"], HEADINGS, *rows, ["合计", 500])
    counts = {}
    for outcome in outcomes(old_list).values():
        counts[outcome] = counts.get(outcome, 0) + 1
    assert counts == {"new": 399, "known": 1, "twin": 50, "refused": 50, "sum": 1}
    assert Lead.objects.count() == 400
    assert set(Lead.objects.exclude(name="老客户").values_list("created_at__year", flat=True)) <= {2023, 2024}
    assert LeadEvent.objects.filter(kind="note", text__contains="第 499 次来访", lead__name="老客户").exists()
    assert Lead.objects.values("phone").distinct().count() == 400


@pytest.mark.slow
def test_what_was_shown_is_what_becomes_of_it(desk, zhang):
    old_list = uploaded(
        desk,
        HEADINGS,
        ["2024-3-5", "甲", "13800000000", "", "张三", "意向", ""],
        ["2024-3-6", "乙", "138 0000 0000", "", "张三", "意向", "又来了"],
        ["2024-3-6", "丙", "1380000001", "", "张三", "意向", ""],
        ["", "", "", "", "", "", ""],
    )
    choose(desk, old_list)
    before = {key: row["outcome"] for key, row in shown(old_list).items()}
    assert before == {"2": "new", "3": "twin", "4": "refused"}
    assert "第 2 行是同一个号码" in shown(old_list)["3"]["known"]
    assert "C4 手机号少一位" in why(shown(old_list)["4"])
    confirm(desk, old_list)
    jobs.bring_in(old_list.pk)
    assert outcomes(old_list) == before
    assert "又来了" in Lead.objects.get().events.filter(kind="note").latest("pk").text


@pytest.mark.slow
@pytest.mark.parametrize(("known", "notes"), [("note", 1), ("leave", 0)])
def test_a_known_number_never_becomes_a_second_lead(desk, jinan, zhang, known, notes):
    lead = Lead.objects.create(
        kind="rent", name="王先生", city=jinan, owner=zhang, phone="+8613900000000", stage="lost",
        lost_reason="示例", receipt="AAAAAAAAAAAA",
    )  # fmt: skip
    contacts.keep(lead, [Phone("+8613800000000")])
    old_list = brought_in(desk, HEADINGS, ["2024-3-5", "王总", "13800000000", "", "", "", "再问一次"], known=known)
    assert Lead.objects.get() == lead
    assert lead.events.filter(text__contains="再问一次").count() == notes
    assert shown(old_list)["2"]["known"] == "已有线索，张三 · 流失。"


def test_of_a_lead_that_one_may_not_see_no_more_is_shown_than_that_it_is_there(desk, qingdao):
    lead = Lead.objects.create(kind="rent", name="王先生", city=qingdao, phone="+8613800000000", receipt="AAAAAAAAAAAA")
    old_list = brought_in(desk, HEADINGS, ["2024-3-5", "王总", "13800000000", "", "", "", "再问一次"])
    row = shown(old_list)["2"]
    assert (row["known"], row["receipt"], row["lead"]) == ("已有线索，在别处的公共池里，还没人跟进。", "", None)
    assert not lead.events.exists()
    assert str(lead) not in desk.get(f"{LISTS}{old_list.pk}/look/").content.decode()


@pytest.mark.slow
def test_a_lead_of_an_old_list_is_found_by_its_number_when_the_prospect_writes_again(desk, zhang):
    brought_in(desk, HEADINGS, ["2024-3-5", "王总", "13800000000", "", "张三", "意向", ""])
    answers = {"kind": "rent", "need": "找厂房", "name": "王总", "consent": consent.CURRENT.version}
    enquiry = intake.store(submitted(answers, phone="13800000000"))
    assert enquiry.lead.same_phone_as == Lead.objects.get(enquiries__way="import")


@pytest.mark.slow
def test_it_is_done_once_however_often_the_button_is_pressed(desk, zhang):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "王总", "13800000000", "", "张三", "意向", ""])
    choose(desk, old_list)
    for _ in range(3):
        confirm(desk, old_list)
    assert Job.objects.filter(kind="old_lists.bring_in").count() == 1
    for _ in range(2):
        jobs.bring_in(old_list.pk)
        confirm(desk, old_list)
    assert (Lead.objects.count(), Enquiry.objects.count(), OldListRow.objects.count()) == (1, 1, 1)


@pytest.mark.slow
def test_after_a_crash_half_way_it_goes_on_with_the_next_row(desk, zhang, monkeypatch):
    rows = [["2024-3-5", f"客户{n}", f"138000000{n:02}", "", "张三", "意向", ""] for n in range(12)]
    old_list = uploaded(desk, HEADINGS, *rows, ["2024-3-9", "客户0", "13800000000", "", "", "", "又来"])
    choose(desk, old_list)
    confirm(desk, old_list)
    monkeypatch.setattr(carrying_out, "AT_ONCE", 5)
    made, make = [], carrying_out.create_lead

    def dies(*args):
        made.append(args)
        if len(made) == 8:
            raise KeyboardInterrupt
        return make(*args)

    monkeypatch.setattr(carrying_out, "create_lead", dies)
    with pytest.raises(KeyboardInterrupt):
        jobs.bring_in(old_list.pk)
    assert Lead.objects.count() == 5  # of the batch that was broken off nothing stays
    jobs.bring_in(old_list.pk)
    assert Lead.objects.count() == 12
    assert outcomes(old_list)["14"] == "twin"
    old_list.refresh_from_db()
    assert old_list.done_at


@pytest.mark.slow
def test_rows_of_a_city_one_does_not_manage_are_refused(desk, jinan, qingdao, zhang):
    old_list = brought_in(
        desk,
        [*HEADINGS, "城市"],
        ["2024-3-5", "甲", "13800000000", "", "张三", "意向", "", "青岛市"],
        ["2024-3-5", "乙", "13800000001", "", "张三", "意向", "", "济南市"],
    )
    assert outcomes(old_list) == {"2": "refused", "3": "new"}
    assert Lead.objects.get().city == jinan


@pytest.mark.slow
def test_of_several_cities_none_is_taken_in_silence(jinan, qingdao):
    desk = signed_in(builders.person(SALES_MANAGER, jinan, qingdao))
    rows = [["2024-3-5", "甲", "13800000000", "", "", "", ""]]
    assert outcomes(brought_in(desk, HEADINGS, *rows)) == {"2": "refused"}
    assert outcomes(brought_in(desk, HEADINGS, *rows, city=qingdao.pk)) == {"2": "new"}
    assert Lead.objects.get().city == qingdao


@pytest.mark.slow
def test_head_office_brings_leads_in_without_a_city(jinan, qingdao):
    desk = signed_in(builders.person(SALES_MANAGER))
    brought_in(desk, [*HEADINGS, "城市"], ["2024-3-5", "甲", "13800000000", "", "", "", "", ""],
               ["2024-3-5", "乙", "13800000001", "", "", "", "", "青岛"])  # fmt: skip
    assert {lead.name: lead.city for lead in Lead.objects.all()} == {"甲": None, "乙": qingdao}


def test_an_owner_who_does_not_work_in_the_city_of_a_row_refuses_it(jinan, qingdao, zhang):
    desk = signed_in(builders.person(SALES_MANAGER))
    old_list = brought_in(desk, [*HEADINGS, "城市"], ["2024-3-5", "甲", "13800000000", "", "张三", "", "", "青岛"])
    assert outcomes(old_list) == {"2": "refused"}
    assert "没有这个城市的线索权限" in old_list.rows.get().reason


@pytest.mark.slow
def test_the_worker_does_it_and_a_night_later_nobody_is_erased(desk, zhang):
    old_list = uploaded(desk, HEADINGS, ["2022-3-5", "甲", "13800000000", "", "张三", "无效", ""])
    choose(desk, old_list)
    confirm(desk, old_list)
    while run_one():
        pass
    old_list.refresh_from_db()
    assert old_list.done_at
    assert not erasure.due(timezone.now() + timedelta(days=1)).exists()
    assert erasure.due(timezone.now() + timedelta(days=200)).exists()


@pytest.mark.slow
def test_what_a_list_brings_is_kept_as_long_as_its_own_day_allows_and_not_as_if_it_came_today(desk, zhang):
    """Older than the consent promises, it goes after a month in which nobody called; a call keeps it for two years."""
    today = timezone.localdate()
    old, young = (f"{today - timedelta(days=days):%Y-%m-%d}" for days in (800, 400))
    promised = f"{today + timedelta(days=9):%Y-%m-%d}"
    brought_in(
        desk,
        [*HEADINGS, "下次跟进"],
        [old, "旧", "13800000000", "", "张三", "跟进中", "", promised],
        [old, "旧而有联系", "13800000001", "", "张三", "跟进中", "", ""],
        [old, "旧而签约", "13800000002", "", "张三", "签约", "", ""],
        [young, "近", "13800000003", "", "张三", "跟进中", "", ""],
    )
    Lead.objects.get(name="旧而有联系").log_call("talked", zhang)
    now = timezone.now()
    assert not erasure.due(now + timedelta(days=29)).exists()
    assert [lead.name for lead in erasure.due(now + timedelta(days=31))] == ["旧"]
    later = erasure.due(now + timedelta(days=720 - 400 + 1))
    assert {lead.name for lead in later} == {"旧", "近"}


def test_a_city_typed_by_hand_into_the_form_is_no_choice(desk, qingdao):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    answer = choose(desk, old_list, city=qingdao.pk)
    assert answer.request["PATH_INFO"].endswith("/columns/")
    assert old_list.shown == []


def test_whoever_loses_the_city_before_it_is_done_brings_nothing_in(desk, manager, zhang):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    choose(desk, old_list)
    confirm(desk, old_list)
    manager.grants.all().delete()
    jobs.bring_in(old_list.pk)
    assert outcomes(old_list) == {"2": "refused"}


def test_who_asked_to_be_forgotten_does_not_come_back_with_an_old_list(desk):
    erased_numbers.record("+8613800000000", timezone.now())
    old_list = brought_in(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    assert outcomes(old_list) == {"2": "refused"}
    assert "要求删除过" in old_list.rows.get().reason


@pytest.mark.slow
def test_a_name_that_two_people_have_or_nobody_is_asked_for(desk, jinan, zhang):
    builders.person(SALES, jinan, last_name="张", first_name="三")
    rows = [
        ["2024-3-5", "甲", "13800000000", "", "张三", "", ""],
        ["2024-3-5", "乙", "13800000001", "", "小李", "", ""],
    ]
    old_list = uploaded(desk, HEADINGS, *rows)
    asked = choose(desk, old_list)
    assert asked.request["PATH_INFO"].endswith("/words/")
    choose(desk, old_list, words={"张三": str(zhang.pk), "小李": "pool"})
    confirm(desk, old_list)
    jobs.bring_in(old_list.pk)
    assert {lead.name: lead.owner for lead in Lead.objects.all()} == {"甲": zhang, "乙": None}


def test_a_closed_one_has_the_reason_of_the_list_or_says_that_it_came_with_one(desk):
    brought_in(
        desk,
        [*HEADINGS, "流失原因"],
        ["2024-3-5", "甲", "13800000000", "", "", "战败", "", "租了别家"],
        ["2024-3-5", "乙", "13800000001", "", "", "无效", "", ""],
    )
    assert {lead.name: (lead.stage, lead.lost_reason) for lead in Lead.objects.all()} == {
        "甲": ("lost", "租了别家"),
        "乙": ("invalid", "老名单导入"),
    }


def test_salespeople_have_no_way_in(jinan, zhang, desk):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    other = signed_in(zhang)
    for path in (
        "",
        "upload/",
        *(f"{old_list.pk}/{page}/" for page in ("columns", "words", "look", "refused", "undo")),
    ):
        assert other.get(f"{LISTS}{path}").status_code in {302, 403}, path
    assert "导入老名单" not in other.get("/admin/leads/lead/").content.decode()
    assert "导入老名单" in desk.get("/admin/leads/lead/").content.decode()


@pytest.mark.slow
def test_one_managers_list_is_not_anothers(jinan, desk, zhang):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    choose(desk, old_list)
    other = signed_in(builders.person(SALES_MANAGER, jinan))
    for page in ("columns", "words", "look", "rows/new", "refused"):
        assert other.get(f"{LISTS}{old_list.pk}/{page}/").status_code == 404, page
    for page in ("columns", "look", "undo"):
        assert other.post(f"{LISTS}{old_list.pk}/{page}/").status_code == 404, page
    head_office = signed_in(builders.person(SALES_MANAGER))
    assert head_office.get(f"{LISTS}{old_list.pk}/look/").status_code == 200
    assert head_office.post(f"{LISTS}{old_list.pk}/look/").status_code == 403
