"""What a list says in its own words stays readable, and what it says of the next call and of people is carried on."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import Lead, LeadEvent
from old_lists import undoing
from old_lists.dates import NotADate, read_next
from plumbing.days import in_short
from staff.roles import SALES
from tests import builders
from tests.old_lists.importing import LISTS, brought_in, choose, outcomes, shown, uploaded

pytestmark = pytest.mark.django_db
HEADINGS = ["联系人", "电话", "进展", "区域", "要啥", "谁跟的", "下次跟进", "备注"]
COLUMNS = {"进展": "stage", "区域": "city", "要啥": "kind"}


def notes(lead):
    return "\n".join(lead.events.filter(kind=LeadEvent.Kind.NOTE).order_by("pk").values_list("text", flat=True))


@pytest.mark.slow
def test_what_a_column_says_otherwise_than_what_became_of_it_is_kept(desk, jinan, zhang):
    words = {"高新": str(jinan.pk), "死了": "lost", "厂房 冷库": "rent", "老张": str(zhang.pk)}
    brought_in(
        desk, HEADINGS,
        ["甲", "13800000001", "死了", "高新", "厂房 冷库", "老张", "", "问过价"],
        ["乙", "13800000002", "已联系", "济南市", "租厂房", "张三", "", ""],
        columns=COLUMNS, words=words,
    )  # fmt: skip
    first, second = Lead.objects.order_by("pk")
    for said in ("进展：死了", "区域：高新", "要啥：厂房 冷库", "谁跟的：老张", "问过价"):
        assert said in notes(first)
    assert notes(second) == "老名单“老客户.xlsx”第 3 行"
    assert (second.stage, second.city, second.kind, second.owner) == ("contacted", jinan, "rent", zhang)


@pytest.mark.slow
def test_on_a_lead_that_is_there_already_all_its_words_are_noted(desk, jinan, zhang):
    lead = Lead.objects.create(kind="rent", name="甲", city=jinan, phone="+8613800000001", receipt="A" * 12)
    brought_in(desk, HEADINGS, ["甲", "13800000001", "已联系", "济南", "租厂房", "", "", ""], columns=COLUMNS)
    assert "进展：已联系" in notes(lead)
    lead.refresh_from_db()
    assert lead.stage == "new"


@pytest.mark.slow
def test_the_next_call_is_promised_for_its_day_and_kept_in_its_words(desk, zhang):
    soon = timezone.localdate() + timedelta(days=3)
    rows = [
        ["甲", "13800000001", "已联系", "", "", "张三", f"{soon.month}月{soon.day}日", ""],
        ["乙", "13800000002", "已联系", "", "", "张三", "等环评", ""],
        ["丙", "13800000003", "战败", "", "", "张三", f"{soon}", ""],
        ["丁", "13800000004", "已联系", "", "", "张三", "2024-03-05", ""],
    ]
    old_list = brought_in(desk, HEADINGS, *rows, columns={"进展": "stage"})
    promised = {lead.name: lead.next_follow_up_at for lead in Lead.objects.all()}
    assert {name: at and timezone.localdate(at) for name, at in promised.items()} == {
        "甲": soon, "乙": None, "丙": None, "丁": None,
    }  # fmt: skip
    first = Lead.objects.get(name="甲")
    assert first.events.get(kind=LeadEvent.Kind.FOLLOW_UP).details == in_short(first.next_follow_up_at)
    assert ["下次跟进", f"{soon}"] in shown(old_list)["2"]["facts"]
    for lead in Lead.objects.all():
        assert "下次跟进：" in notes(lead)
    assert undoing.in_the_way(old_list) == []


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("12月3日", date(2026, 11, 30), date(2026, 12, 3)),
        ("12/5", date(2026, 11, 30), date(2026, 12, 5)),
        ("1.8", date(2026, 11, 30), date(2027, 1, 8)),
        ("9.10", date(2026, 11, 30), date(2026, 9, 10)),
        ("2026-12-07", date(2026, 11, 30), date(2026, 12, 7)),
        (date(2026, 12, 7), date(2026, 11, 30), date(2026, 12, 7)),
    ],
)
def test_a_day_without_a_year_is_the_next_one_unless_that_is_far_away(typed, today, day):
    assert read_next(typed, today) == day


@pytest.mark.parametrize("typed", ["下周", "10 月", "2126-12-07", "2月30日"])
def test_what_is_no_day_for_a_call_is_none(typed):
    with pytest.raises(NotADate):
        read_next(typed, date(2026, 11, 30))


@pytest.mark.slow
def test_a_list_is_somebodys_as_a_whole_but_for_rows_that_name_another(desk, jinan, zhang):
    wang = builders.person(SALES, jinan, last_name="王", first_name="五")
    rows = [["甲", "13800000001", "张三"], ["乙", "13800000002", ""], ["丙", "13800000003", ""]]
    brought_in(desk, ["联系人", "电话", "跟进人"], *rows, owner=str(wang.pk))
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner_id, count(*) FROM leads_lead GROUP BY owner_id")
        assert dict(cursor.fetchall()) == {zhang.pk: 1, wang.pk: 2}


@pytest.mark.slow
def test_a_person_of_another_city_is_not_offered_for_a_whole_list(desk, qingdao):
    stranger = builders.person(SALES, qingdao)
    old_list = uploaded(desk, ["联系人", "电话"], ["甲", "13800000001"])
    answer = choose(desk, old_list, owner=str(stranger.pk))
    assert answer.request["PATH_INFO"] == f"{LISTS}{old_list.pk}/columns/"
    assert answer.context["form"].errors["owner"]


@pytest.mark.slow
def test_one_number_that_cannot_be_read_does_not_keep_another_out(desk, jinan):
    old_list = brought_in(
        desk, ["联系人", "电话"], ["甲", "13906410011 手机；88820011 办公"], ["乙", "88820012 办公"], city=str(jinan.pk)
    )
    assert outcomes(old_list) == {"2": "new", "3": "refused"}
    lead = Lead.objects.get()
    assert lead.phone == "+8613906410011"
    assert "电话：13906410011 手机；88820011 办公" in notes(lead)
