"""The way by which each person is told: what fails is known, costs nobody else and is lost to nobody; and its pages."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from jobs.models import Job
from leads import alarms, delivery, personal_messages
from leads.models import Channel, Inbox, Lead
from parkinfo import desk_health
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from tests.leads.personal import MOBILE, inbox_of, line, minute
from tests.leads.work_wechat_server import AGENT, CORP, SECRET

pytestmark = pytest.mark.django_db

PAGE = "/admin/leads/lead/inbox/"


# What fails


@pytest.mark.slow
def test_a_broken_application_costs_its_own_people_only_and_what_they_missed_comes_as_one(
    wechat, app, sales, colleague, jinan, mailoutbox
):
    colleague.email = "li@example.com"
    colleague.save()
    inbox_of(sales)
    inbox_of(colleague, way="mail")
    working, wechat.answer = wechat.answer, lambda *asked: (500, {})
    line(jinan, colleague)
    for _ in range(3):
        line(jinan, sales)
        minute()
    assert [message.to for message in mailoutbox] == [["li@example.com"]]
    assert wechat.cards == []
    wechat.answer = working
    Job.objects.filter(kind="leads.mail_inbox").update(run_at=timezone.now())
    personal_messages.ways.works_again(f"channel-{app.pk}")
    minute()
    [card] = wechat.cards
    assert card["textcard"]["title"] == "您的客户再次提交（3 条）"


@pytest.mark.slow
def test_who_does_not_exist_is_told_so_on_their_page_and_the_owner_on_theirs(wechat, app, sales, jinan, manager):
    inbox_of(sales, member="nobody")
    line(jinan, sales)
    minute()
    mine = Inbox.objects.get(person=sales)
    assert "账号 nobody 不存在" in mine.fault
    assert "上一条没有送到" in words(signed_in(sales).get(PAGE))
    assert "账号 nobody 不存在" in words(signed_in(manager).get("/admin/leads/channel/"))
    assert "个人消息没有送到" in [alarm.title for alarm in alarms.due(timezone.now())]
    owner = builders.person(is_superuser=True)
    assert "1 人的没有送到" in [each.text for each in desk_health.lines(owner)]


@pytest.mark.slow
def test_it_is_left_alone_for_an_hour_and_nothing_is_lost(wechat, app, sales, jinan):
    inbox_of(sales, member="nobody")
    line(jinan, sales)
    minute()
    asked = len(wechat.asked)
    minute()
    assert len(wechat.asked) == asked
    wechat.members.add("nobody")
    Inbox.objects.update(fault_at=timezone.now() - timedelta(hours=1, minutes=1))
    minute()
    assert len(wechat.cards) == 1
    assert Inbox.objects.get(person=sales).fault == ""
    assert not Job.objects.filter(kind="leads.mail_inbox", done_at=None).exists()


def test_a_manager_reads_of_the_people_of_their_cities_alone(wechat, app, sales, qingdao, jinan):
    inbox_of(sales, fault="没有这个人", fault_at=timezone.now())
    theirs, others = (builders.person(SALES_MANAGER, city) for city in (jinan, qingdao))
    assert "没有这个人" in words(signed_in(theirs).get("/admin/leads/channel/"))
    assert "没有这个人" not in words(signed_in(others).get("/admin/leads/channel/"))


@pytest.mark.slow
def test_who_dies_between_sending_and_noting_it_sends_a_robots_message_twice_and_no_more(
    group_robot, wechat, sales, jinan, monkeypatch
):
    inbox_of(sales, way="robot", robot=group_robot, mobile=MOBILE)
    line(jinan, sales)
    deaths = iter([OperationalError("gone")])

    def deliver_and_die(*args, **kwargs):
        delivered(*args, **kwargs)
        for death in deaths:
            raise death

    delivered = delivery.deliver
    monkeypatch.setattr(delivery, "deliver", deliver_and_die)
    for _ in range(4):
        minute()
        personal_messages.ways.works_again(f"channel-{group_robot.pk}")
    assert len(wechat.texts) == 2


@pytest.mark.slow
def test_and_a_card_sent_twice_arrives_once(wechat, app, sales, jinan):
    """企业微信 is told to look for duplicates."""
    inbox_of(sales)
    line(jinan, sales)
    minute()
    Inbox.objects.update(mailed_until=timezone.now() - timedelta(hours=1))
    minute()
    assert wechat.asked.count("/cgi-bin/message/send") == 2
    assert len(wechat.cards) == 1
    assert wechat.cards[0]["enable_duplicate_check"] == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"way": "app", "member": "lishi"}, "还没有设置企业微信应用"),
        ({"way": "robot", "mobile": MOBILE}, "群机器人已删除或停用"),
    ],
)
def test_a_way_that_is_gone_is_told(wechat, sales, jinan, fields, sentence):
    inbox_of(sales, **fields)
    line(jinan, sales)
    minute()
    assert sentence in Inbox.objects.get(person=sales).fault


@pytest.mark.parametrize("change", [{"way": "none"}, {"is_mailed": False}])
def test_who_wants_nothing_is_sent_nothing(wechat, app, sales, jinan, change):
    inbox_of(sales, **change)
    line(jinan, sales)
    minute()
    assert wechat.asked == []


def test_the_day_begins_by_the_same_way(wechat, app, sales, jinan):
    inbox = inbox_of(sales)
    line(jinan, sales)
    Lead.objects.update(next_follow_up_at=timezone.now() - timedelta(days=1))
    personal_messages.brief(inbox.pk, timezone.now())
    assert "晨报：今天要跟进 1 条" in wechat.cards[0]["textcard"]["title"]


# The pages


@pytest.mark.slow
def test_a_person_chooses_the_application_and_sends_themselves_a_test(wechat, app, sales):
    desk = signed_in(sales)
    answer = desk.post(PAGE, {"way": "app", "member": " lishi ", "is_mailed": "on", "test": "1"}, follow=True)
    assert "测试已发出，请到企业微信看" in words(answer)
    assert wechat.cards[0]["textcard"]["title"] == "测试消息"
    mine = Inbox.objects.get(person=sales)
    assert (mine.way, mine.member) == ("app", "lishi")


@pytest.mark.slow
def test_a_test_that_does_not_arrive_says_why(wechat, app, group_robot, sales):
    desk = signed_in(sales)
    answer = desk.post(PAGE, {"way": "app", "member": "nobody", "test": "1"}, follow=True)
    assert "测试没有送到：企业微信没有收下：账号 nobody" in words(answer)
    wechat.answers = [(200, {"errcode": 93000})]
    answer = desk.post(PAGE, {"way": "robot", "robot": group_robot.pk, "mobile": MOBILE, "test": "1"}, follow=True)
    assert "测试没有送到：对方拒绝：93000" in words(answer)


def test_a_robot_of_another_city_cannot_be_chosen(group_robot, app, qingdao):
    person = builders.person(SALES, qingdao)
    answer = signed_in(person).post(PAGE, {"way": "robot", "robot": group_robot.pk, "mobile": MOBILE})
    assert answer.status_code == 200
    assert not Inbox.objects.filter(person=person, way="robot").exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"way": "app"}, "请填您的企业微信账号"),
        ({"way": "app", "member": "李示例"}, "企业微信账号只有字母、数字"),
        ({"way": "robot", "mobile": MOBILE}, "请选哪个群"),
        ({"way": "robot", "robot": "here", "mobile": "010-6"}, "请填 11 位手机号"),
        ({"way": "pigeon"}, "pigeon"),
    ],
)
def test_what_is_lacking_is_said_and_nothing_is_kept(wechat, app, group_robot, sales, data, sentence):
    data = {**data, **({"robot": group_robot.pk} if data.get("robot") else {})}
    answer = signed_in(sales).post(PAGE, data)
    assert sentence in words(answer)
    assert not Inbox.objects.filter(person=sales).exclude(way="mail").exists()


@pytest.mark.slow
def test_a_way_that_nobody_has_set_up_is_not_offered(sales):
    page = words(signed_in(sales).get(PAGE))
    assert 'value="app"' not in page
    assert 'value="robot"' not in page
    assert "主管在“通知渠道”里设置以后才有" in page


def test_who_begins_to_be_told_is_not_told_of_all_that_was(wechat, app, sales, jinan):
    inbox_of(sales, way="none")
    line(jinan, sales, minutes_ago=30)
    signed_in(sales).post(PAGE, {"way": "app", "member": "lishi", "is_mailed": "on", "is_mailed_at_night": "on"})
    minute()
    assert wechat.cards == []


FORM = {"kind": "app", "name": "招商助手", "target": f"{CORP}/{AGENT}", "secret": SECRET, "is_active": "on"}


@pytest.mark.slow
def test_the_application_is_set_up_once_for_all_cities_and_its_secret_is_never_shown(network):
    desk = signed_in(builders.person(is_superuser=True))
    desk.post("/admin/leads/channel/add/", FORM)
    app = Channel.objects.get()
    assert (app.secret, app.target) == (SECRET, f"{CORP}/{AGENT}")
    for page in (f"/admin/leads/channel/{app.pk}/change/", "/admin/leads/channel/"):
        shown = words(desk.get(page))
        assert (SECRET in shown, CORP in shown) == (False, False)
    assert "先停用它" in words(desk.post("/admin/leads/channel/add/", FORM))


@pytest.mark.parametrize("target", ["https://example.com/", "ww1234567890abcdef", "ww1234567890abcdef/abc", "a/b/c"])
def test_an_address_of_another_kind_is_refused_in_words(network, target):
    desk = signed_in(builders.person(is_superuser=True))
    assert "企业 ID/AgentId" in words(desk.post("/admin/leads/channel/add/", {**FORM, "target": target}))
    assert not Channel.objects.exists()


@pytest.mark.slow
def test_a_citys_manager_may_not_set_up_what_is_for_all(jinan, manager):
    signed_in(manager).post("/admin/leads/channel/add/", {**FORM, "city": jinan.pk})
    signed_in(manager).post("/admin/leads/channel/add/", FORM)
    assert not Channel.objects.exists()


@pytest.mark.slow
def test_the_owners_test_says_whether_the_credentials_are_good_or_sends_it_to_them(wechat, app):
    owner = builders.person(is_superuser=True)
    chosen = {"action": "send_test", "_selected_action": [app.pk]}
    assert "企业微信认得这个应用" in words(signed_in(owner).post("/admin/leads/channel/", chosen, follow=True))
    inbox_of(owner)
    assert "已发给您的企业微信账号" in words(signed_in(owner).post("/admin/leads/channel/", chosen, follow=True))
    Channel.objects.update(secret="wrong")
    assert "Secret 不对" in words(signed_in(owner).post("/admin/leads/channel/", chosen, follow=True))
