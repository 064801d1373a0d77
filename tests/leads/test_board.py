"""The board: what its columns hold and count, what a tap moves, and what is said where it moves nothing."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import board, stepping_back
from leads.models import Lead, LeadEvent, Signing, Stage, WrongMove
from leads.models.stage import CLOSED
from tests.desk import forms_of, signed_in, words
from tests.reports.seeding import seed

pytestmark = pytest.mark.django_db
PAGE = "/admin/leads/lead/board/"
numbers = count(1)


def a_lead(city, owner=None, stage=Stage.CONTACTED, **fields):
    reason = "示例" if stage in {Stage.LOST, Stage.INVALID} else ""
    given = {"kind": "rent", "name": "王先生", "lost_reason": reason, "receipt": f"QQ{next(numbers):010}", **fields}
    return Lead.objects.create(company="示例公司", phone="+8613800000000", city=city, owner=owner, stage=stage, **given)


def shown(who, **chosen):
    context = signed_in(who).get(PAGE, chosen).context
    return {column.stage: column for column in [*context["columns"], *context["ended"]]}


def tap(who, lead, stage, seen=None, query=""):
    data = {"stage": stage, "seen": seen or Lead.objects.get(pk=lead.pk).stage}
    return signed_in(who).post(f"{PAGE}{lead.pk}/move/?{query}", data, follow=True)


def test_a_card_says_what_its_list_says_and_no_number(jinan, sales):
    late = timezone.now() - timedelta(days=3)
    lead = a_lead(jinan, sales, next_follow_up_at=late, stage_changed_at=late)
    page = words(signed_in(sales).get(PAGE))
    for each in (lead.receipt[:6], "王先生 · 示例公司", "济南", "租厂房", "在此 3 天", "逾期", "sales"):
        assert each in page
    assert "13800000000" not in page


@pytest.mark.slow
def test_each_count_opens_the_list_of_just_these(jinan, qingdao, sales, head_office):
    for stage in Stage:
        a_lead(jinan, sales, stage)
        a_lead(jinan, None, stage)
        a_lead(qingdao, None, stage, kind="land")
    a_lead(jinan, sales, Stage.LOST, stage_changed_at=timezone.now() - timedelta(days=31))
    a_lead(jinan, sales, Stage.QUALIFIED, merged_into=a_lead(jinan, sales))
    a_lead(jinan, sales, Stage.NEW, name="（已清除）")
    a_lead(None, None, Stage.NEW)
    narrowed = [{}, {"owner": "me"}, {"owner": "at_hand"}, {"kind": "land"}, {"city": jinan.pk}, {"city": "none"}]
    for who, chosen in ((who, chosen) for who in (sales, head_office) for chosen in narrowed):
        if who == sales and chosen == {"city": "none"}:
            continue
        desk = signed_in(who)
        for column in shown(who, **chosen).values():
            listed = desk.get(column.address).context["cl"]
            assert column.count == listed.result_count, (who, chosen, column.stage)
            assert {lead.pk for lead, _ in column.cards} <= {*listed.queryset.values_list("pk", flat=True)}
    assert shown(sales)[Stage.LOST].count == 2


@pytest.mark.slow
def test_the_columns_are_what_sql_counts(network):
    cities, _, manager = seed(2000, timezone.now(), people=3)
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=29)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage, count(*) FROM leads_lead WHERE city_id = %s AND merged_into_id IS NULL"
            " AND (stage NOT IN ('settled', 'invalid', 'lost') OR stage_changed_at >= %s) GROUP BY stage",
            [cities[0].pk, since],
        )
        counted = dict(cursor.fetchall())
    columns = shown(manager)
    assert {stage.value: column.count for stage, column in columns.items() if column.count} == counted
    assert all(len(column.cards) == min(column.count, board.MOST_CARDS) for column in columns.values())


@pytest.mark.slow
def test_the_most_urgent_stand_first_and_the_others_are_a_tap_away(jinan, sales):
    now = timezone.now()
    leads = [a_lead(jinan, sales, next_follow_up_at=now + timedelta(hours=number)) for number in range(-3, 11)]
    column = shown(sales)[Stage.CONTACTED]
    assert [lead for lead, _ in column.cards] == leads[: board.MOST_CARDS]
    assert column.others == 2
    assert "还有 2 条" in words(signed_in(sales).get(PAGE))


@pytest.mark.parametrize("number", [60, pytest.param(3000, marks=pytest.mark.slow)])
def test_the_board_takes_as_many_queries_for_many_leads_as_for_few(network, number):
    _, _, manager = seed(number, timezone.now(), people=2)
    desk = signed_in(manager)
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(PAGE).status_code == 200
    assert len(captured) == 11, "\n".join(query["sql"] for query in captured.captured_queries)


@pytest.mark.slow
def test_a_tap_moves_a_card_and_is_taken_back_with_its_day_and_its_first_contact(jinan, sales):
    came = timezone.now() - timedelta(days=5)
    lead = a_lead(jinan, sales, Stage.NEW, created_at=came, stage_changed_at=came)
    page = tap(sales, lead, "contacted", query="owner=me")
    lead.refresh_from_db()
    assert (lead.stage, lead.days_in_stage, lead.contacted_at is None) == (Stage.CONTACTED, 0, False)
    assert page.context["form"].chosen == {"owner": "me"}
    address, values, _ = next(form for form in forms_of(page.content) if "line" in form[1])
    page = signed_in(sales).post(address, values, follow=True)
    assert "已撤销" in words(page)
    lead.refresh_from_db()
    assert (lead.stage, lead.days_in_stage, lead.contacted_at) == (Stage.NEW, 5, None)
    assert lead.events.filter(kind=LeadEvent.Kind.STAGE).count() == 2
    assert "撤不了" in words(signed_in(sales).post(address, values, follow=True))


def test_a_second_slip_taken_back_leaves_the_day_as_it_was(jinan, sales):
    came = timezone.now() - timedelta(days=5)
    lead = a_lead(jinan, sales, Stage.NEW, created_at=came, stage_changed_at=came)
    for _ in range(2):
        line = board.move(lead, "contacted", "new", sales)
        stepping_back.take_back(lead, str(line.pk), sales)
    assert Lead.objects.get().stage_changed_at == came


def test_what_ended_and_is_taken_up_by_a_slip_ends_again_with_its_reason(jinan, sales):
    lead = a_lead(jinan, sales)
    lead.move(Stage.LOST, sales, "去了外地")
    line = board.move(lead, "contacted", "lost", sales)
    stepping_back.take_back(lead, str(line.pk), sales)
    lead.refresh_from_db()
    assert (lead.stage, lead.lost_reason) == (Stage.LOST, "去了外地")


def test_only_who_moved_it_takes_it_back_of_late_and_only_the_last_step(jinan, sales, manager):
    lead = a_lead(jinan, sales, Stage.NEW)
    first = board.move(lead, "contacted", "new", sales)
    with pytest.raises(WrongMove):
        stepping_back.take_back(lead, str(first.pk), manager)
    assert stepping_back.last_step(str(first.pk), manager) is None
    board.move(lead, "qualified", "contacted", manager)
    with pytest.raises(WrongMove):
        stepping_back.take_back(lead, str(first.pk), sales)
    assert stepping_back.last_step(str(first.pk), sales) is None
    for odd in ("", "x", "９", "9" * 30):
        assert stepping_back.last_step(odd, sales) is None
    lead.move(Stage.LOST, sales, "没谈成")
    assert stepping_back.last_step(str(lead.events.first().pk), sales) is None


def test_after_ten_minutes_a_step_back_needs_its_reason(jinan, sales, monkeypatch):
    lead = a_lead(jinan, sales, Stage.NEW)
    line = board.move(lead, "contacted", "new", sales)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr("leads.stepping_back.timezone.now", lambda: later)
    with pytest.raises(WrongMove, match="过了 10 分钟"):
        stepping_back.take_back(lead, str(line.pk), sales)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["visiting", "lost"])
def test_what_more_is_to_be_written_of_opens_its_form_with_the_stage_chosen(jinan, sales, stage):
    lead = a_lead(jinan, sales, Stage.RECOMMENDED)
    [(_, moves)] = shown(sales)[Stage.RECOMMENDED].cards
    address = next(each.address for each in moves if each.stage == stage)
    assert f'value="{stage}" selected' in words(signed_in(sales).get(address.partition("#")[0]))
    assert "请在线索页上写" in words(tap(sales, lead, stage))
    lead.refresh_from_db()
    assert lead.stage == Stage.RECOMMENDED


def test_steps_back_are_forms_as_well(jinan, sales):
    lead = a_lead(jinan, sales, Stage.QUALIFIED)
    [(_, moves)] = shown(sales)[Stage.QUALIFIED].cards
    assert [each.stage for each in moves if not each.address] == [Stage.RECOMMENDED]
    assert {each.stage for each in moves if each.is_back} == {Stage.NEW, Stage.CONTACTED}
    assert "请在线索页上写" in words(tap(sales, lead, "new"))


@pytest.mark.slow
def test_of_two_who_move_a_card_the_second_is_told_whose_move_stands(jinan, sales, manager):
    lead = a_lead(jinan, sales, Stage.CONTACTED)
    tap(manager, lead, "qualified", "contacted")
    page = words(tap(sales, lead, "qualified", "contacted"))
    assert "anager已把" in page  # Django begins a message with a capital
    assert "改为“有效需求”" in page
    assert lead.events.filter(kind=LeadEvent.Kind.STAGE).count() == 1


@pytest.mark.slow
def test_who_moved_a_card_in_another_tab_is_told_that_it_was_they(jinan, sales):
    lead = a_lead(jinan, sales, Stage.CONTACTED)
    tap(sales, lead, "qualified", "contacted")
    assert "您在另一个页面上已把" in words(tap(sales, lead, "qualified", "contacted"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("at", "stage", "field"), [("negotiating", "signed", 'name="signed_on"'), ("signed", "settled", 'id="settled-on"')]
)
def test_signing_and_settling_open_the_forms_of_what_was_agreed(jinan, sales, zone, at, stage, field):
    lead = a_lead(jinan, sales, Stage(at))
    Signing.objects.create(lead=lead, zone=zone, area_m2=3000, signed_on=timezone.localdate())
    [(_, moves)] = next(column for column in shown(sales).values() if column.cards).cards
    address = next(each.address for each in moves if each.stage == stage)
    assert field in words(signed_in(sales).get(address.partition("#")[0]))
    assert "请在线索页上写" in words(tap(sales, lead, stage))


@pytest.mark.parametrize("stage", ["", "none", "signed", "new", "\x00"])
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(jinan, sales, stage):
    lead = a_lead(jinan, sales, Stage.NEW)
    page = tap(sales, lead, stage, "new")
    assert page.status_code == 200
    assert page.context["messages"]
    assert not lead.events.exists()


@pytest.mark.slow
def test_a_card_that_a_colleague_has_taken_meanwhile_is_said_to_be_gone(jinan, sales, colleague):
    lead = a_lead(jinan, None, Stage.NEW)
    lead.claim(colleague)
    assert "已不在您的看板上" in words(tap(sales, lead, "contacted"))
    assert "已不在您的看板上" in words(signed_in(sales).post(f"{PAGE}{lead.pk}/back/", {"line": "1"}, follow=True))
    assert Lead.objects.get().stage == Stage.NEW


def test_an_odd_filter_is_said_and_not_used(jinan, qingdao, sales):
    a_lead(jinan, sales)
    page = signed_in(sales).get(PAGE, {"city": qingdao.pk, "kind": "x", "owner": "7", "moved": "x"})
    assert "没有用它" in words(page)
    assert page.context["columns"][1].count == 1


def test_the_day_of_a_stage_is_that_of_its_last_line(lead, sales):
    lead.claim(sales)
    steps = [("contacted", ""), ("qualified", ""), ("contacted", "点错了"), ("lost", "没谈成"), ("contacted", "")]
    for stage, reason in steps:
        line = lead.move(stage, sales, reason)
        lead.refresh_from_db()
        assert abs(lead.stage_changed_at - line.at) < timedelta(seconds=1)
    assert {*CLOSED} & {Stage(lead.stage)} == set()
