"""企业微信 to one person: the application's card and the robot's @, their tokens, limits and refusals."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.queue import GiveUp
from leads import delivery, posting, work_wechat
from leads.models import Channel
from leads.posting import Message, NotDelivered
from tests.leads.personal import MOBILE, inbox_of, line, minute
from tests.leads.work_wechat_server import AGENT, CORP, SECRET

pytestmark = pytest.mark.django_db


def send(to="lishi", message=None, secret=SECRET, target=f"{CORP}/{AGENT}"):
    work_wechat.send(message or Message("标题", ("一行",), "https://park.example/"), target, secret, to)


# The application


def test_what_is_new_in_a_minute_is_one_card_to_the_person_with_no_name_and_no_number(wechat, app, sales, jinan):
    inbox_of(sales)
    for _ in range(5):
        line(jinan, sales)
    minute()
    [card] = wechat.cards
    assert (card["touser"], card["agentid"], card["msgtype"]) == ("lishi", AGENT, "textcard")
    assert card["textcard"]["title"] == "您的客户再次提交（5 条）"
    assert card["textcard"]["url"].endswith("/admin/leads/lead/inbox/")
    assert [private for private in ("王先生", "4321", "138") if private in json.dumps(card, ensure_ascii=False)] == []
    minute()
    assert len(wechat.cards) == 1


def test_a_token_is_asked_for_once_and_again_when_it_is_over(wechat, monkeypatch):
    send()
    send(message=Message("另一条", (), "https://park.example/"))
    assert wechat.asked.count("/cgi-bin/gettoken") == 1
    later = work_wechat.time.monotonic() + 7200 - 300
    monkeypatch.setattr(work_wechat.time, "monotonic", lambda: later)
    send(message=Message("第三条", (), "https://park.example/"))
    assert wechat.asked.count("/cgi-bin/gettoken") == 2
    assert len(wechat.cards) == 3


@pytest.mark.parametrize("code", [42001, 40014])
def test_a_token_that_is_refused_is_fetched_anew_once(wechat, code):
    send()
    wechat.answers = [(200, {"errcode": code})]
    send(message=Message("另一条", (), "https://park.example/"))
    assert (len(wechat.cards), wechat.asked.count("/cgi-bin/gettoken")) == (2, 2)


def test_but_only_once(wechat):
    wechat.tokens = frozenset()  # none is ever taken
    monkey = wechat.answer
    wechat.answer = lambda path, query, body: (
        (200, {"errcode": 0, "access_token": "x", "expires_in": 7200})
        if path.endswith("gettoken")
        else monkey(path, query, body)
    )
    with pytest.raises(NotDelivered):
        send()
    assert wechat.asked.count("/cgi-bin/message/send") == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"to": "nobody"}, "账号 nobody 不存在，或不在应用的可见范围里"),
        ({"to": ""}, "没有填企业微信账号"),
        ({"secret": "wrong"}, "Secret 不对（40001）"),
        ({"target": f"wwffffff/{AGENT}"}, "企业 ID 不对（40013）"),
        ({"target": f"{CORP}/9"}, "AgentId 不对（40056）"),
    ],
)
def test_what_somebody_has_to_set_right_is_said_in_words_and_not_tried_again(wechat, changed, sentence):
    with pytest.raises(GiveUp) as caught:
        send(**changed)
    assert sentence in str(caught.value)
    assert [secret for secret in (SECRET, "token-1", "wrong") if secret in str(caught.value)] == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ((500, {}), NotDelivered),
        ((200, b"<html>"), NotDelivered),
        ((200, []), NotDelivered),
        ((200, {"errcode": "x"}), NotDelivered),
        ((200, {"errcode": -1}), NotDelivered),
        ((200, {"errcode": 45009}), NotDelivered),
        ((200, {"errcode": 0, "access_token": 1}), NotDelivered),
        ((200, {"errcode": 60020}), GiveUp),
        ((200, {"errcode": 99999}), GiveUp),
        ((403, {}), GiveUp),
    ],
)
def test_odd_answers_are_tried_again_or_given_up(wechat, answer, fault):
    wechat.answers = [answer]
    with pytest.raises(fault):
        send()


@pytest.mark.slow
@given(st.text(max_size=300), st.lists(st.text(max_size=200), max_size=40))
def test_whatever_is_said_a_card_and_a_robots_text_keep_within_their_bytes(title, lines):
    message = Message(title, tuple(lines), "https://park.example/admin/leads/lead/inbox/")
    card = work_wechat.card(message)
    assert len(card["title"].encode()) <= 128
    assert len(card["description"].encode()) <= 512
    assert "<" not in card["description"]
    text = message.text_within(posting.MOST_ROBOT_BYTES)
    assert len(text.encode()) <= posting.MOST_ROBOT_BYTES
    assert text.endswith("https://park.example/admin/leads/lead/inbox/")


def test_what_does_not_fit_is_counted():
    card = work_wechat.card(
        Message("标题", tuple(f"第 {number} 行，有一些字在里面" for number in range(40)), "https://a.example/")
    )
    assert "第 0 行" in card["description"]
    shown = card["description"].count("有一些字")
    assert f"另有 {40 - shown} 行" in card["description"]


# The robot


def test_a_robot_calls_the_person_by_their_mobile(group_robot, wechat, sales, jinan):
    inbox_of(sales, way="robot", robot=group_robot, mobile=MOBILE)
    line(jinan, sales)
    minute()
    [text] = wechat.texts
    assert text["text"]["mentioned_mobile_list"] == [MOBILE]
    assert "您的客户再次提交" in text["text"]["content"]
    assert "王先生" not in str(text)


def test_a_citys_own_message_calls_nobody(group_robot, wechat):
    delivery.deliver(delivery.trial_message(), group_robot)
    assert "mentioned_mobile_list" not in wechat.texts[0]["text"]


def test_of_an_application_no_city_is_told(app, group_robot, jinan, qingdao):
    assert [*Channel.objects.for_city(qingdao.pk)] == []
    assert [*Channel.objects.for_city(jinan.pk)] == [group_robot]
