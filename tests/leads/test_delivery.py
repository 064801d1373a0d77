"""News of leads: who is told, what is said, and what becomes of what cannot be delivered."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from jobs.models import Job, Lane
from jobs.queue import GiveUp, kinds
from jobs.worker import run_one
from leads import delivery, jobs, posting
from leads.models import Channel, Lead, Notification
from plumbing import outbound
from tests.leads.conftest import PHONE

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(send, answers):
    send(answers, city="jinan")
    return Lead.objects.get()


@pytest.fixture
def robot(monkeypatch):
    """A group's robot on this machine: `robot.answer` is (status, body), `robot.heard` what it was told."""
    heard = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            status, body = server.answer
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    server.answer, server.heard = (200, b'{"errcode": 0, "code": 0}'), heard
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    monkeypatch.setattr(posting, "SCHEME", "http")
    monkeypatch.setattr(outbound, "is_public", lambda address: address == "127.0.0.1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def work():
    """Do every due job of ours."""
    for job in Job.objects.filter(done_at=None, parked_at=None).order_by("pk"):
        {"leads.announce": jobs.announce, "leads.deliver": jobs.deliver}[job.kind](**job.payload)
        job.delete()
    if Job.objects.filter(kind="leads.deliver").exists():
        work()


def test_what_a_prospect_or_a_withdrawal_waits_for_and_nothing_else_is_urgent():
    urgent = {kind.name for kind in kinds.values() if kind.lane == Lane.URGENT}
    of_withdrawals = {"articles.take_pictures_offline", "images.place"}
    by_the_minute = {"leads.remind", "leads.protect", "leads.assign", "leads.mail_inboxes"}
    at_once = {"leads.take_in", "leads.announce", "leads.deliver", "leads.mail_inbox"}
    assert urgent == {*at_once, *by_the_minute, *of_withdrawals}


def channel(kind="wecom", target="https://robot.example/hook", **fields):
    return Channel(kind=kind, name="示例群", target=target, **fields)


def test_without_channels_the_portals_mail_address_is_told(lead):
    work()
    [message] = mail.outbox
    assert message.to == ["desk@example.com"]
    assert Notification.objects.get().sent_at


def test_a_message_carries_a_masked_phone_and_a_link_and_no_more(lead):
    work()
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert "138****0000" in text
    assert f"/admin/leads/lead/{lead.pk}/change/" in text
    assert "济南 租厂房" in text
    for private in (PHONE, "138 0000 0000", "王先生", "找 3000"):
        assert private not in text


@pytest.mark.slow
def test_a_citys_own_channels_are_told_and_head_office_otherwise(lead, qingdao, send, answers, jinan):
    own = Channel.objects.create(kind="email", name="济南", target="jinan@example.com", city=jinan)
    head = Channel.objects.create(kind="email", name="总部", target="head@example.com")
    send(answers, city="qingdao", phone="13900000000")
    work()
    assert {(each.lead.city.slug, each.channel) for each in Notification.objects.all()} == {
        ("jinan", own),
        ("qingdao", head),
    }


def test_announcing_twice_tells_nobody_twice(lead):
    event = lead.events.get().pk
    jobs.announce(event)
    jobs.announce(event)
    work()
    assert len(mail.outbox) == 1


def test_what_was_delivered_is_not_sent_again_and_not_given_up(lead):
    """A worker that died after sending leaves its job behind."""
    jobs.announce(lead.events.get().pk)
    notification = Notification.objects.get().pk
    jobs.deliver(notification)
    jobs.deliver(notification)
    jobs.give_up_delivery(notification, "示例")
    assert len(mail.outbox) == 1
    assert not Notification.objects.undelivered().exists()


def test_a_suspect_is_announced_as_one(send, answers):
    send(answers, q7x2="x")
    work()
    assert mail.outbox[0].subject.startswith("〔疑似垃圾〕")


def test_wecom_hears_text(lead, robot):
    delivery.deliver(delivery.message_of(lead.events.get()), channel("wecom", robot.url))
    assert "138****0000" in json.loads(robot.heard[0][2])["text"]["content"]


def test_dingtalk_is_signed_in_the_address(lead, robot):
    delivery.deliver(delivery.trial_message(), channel("dingtalk", robot.url, secret="s"))
    query = parse_qs(urlsplit(robot.heard[0][0]).query)
    expected = hmac.digest(b"s", f"{query['timestamp'][0]}\ns".encode(), "sha256")
    assert base64.b64decode(query["sign"][0]) == expected


def test_feishu_is_signed_in_the_body(lead, robot):
    delivery.deliver(delivery.trial_message(), channel("feishu", robot.url, secret="s"))
    body = json.loads(robot.heard[0][2])
    assert base64.b64decode(body["sign"]) == hmac.digest(f"{body['timestamp']}\ns".encode(), b"", "sha256")


def test_a_webhook_is_signed_over_time_and_body(lead, robot):
    delivery.deliver(delivery.message_of(lead.events.get()), channel("webhook", robot.url, secret="s"))
    _, headers, body = robot.heard[0]
    sign = hmac.new(b"s", headers["X-Parkinfo-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Parkinfo-Signature"] == f"sha256={sign}"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ((500, b""), delivery.NotDelivered),
        ((429, b""), delivery.NotDelivered),
        ((200, b"<html>"), delivery.NotDelivered),
        ((200, b'{"errcode": 45009}'), delivery.NotDelivered),
        ((200, b'{"errcode": 93000}'), GiveUp),
        ((404, b""), GiveUp),
        ((302, b""), GiveUp),
    ],
)
def test_a_refusal_is_tried_again_or_given_up(network, robot, answer, fault):
    robot.answer = answer
    with pytest.raises(fault) as caught:
        delivery.deliver(delivery.trial_message(), channel("wecom", robot.url))
    assert robot.url not in str(caught.value)
    assert len(robot.heard) == 1


def test_nobody_there_is_tried_again(network, monkeypatch):
    monkeypatch.setattr(posting, "SCHEME", "http")
    monkeypatch.setattr(outbound, "is_public", lambda address: True)
    with pytest.raises(delivery.NotDelivered):
        delivery.deliver(delivery.trial_message(), channel("wecom", "http://127.0.0.1:9/"))


def test_no_channel_leads_into_our_own_network(network):
    with pytest.raises(GiveUp, match="内网"):
        delivery.deliver(delivery.trial_message(), channel("webhook", "https://127.0.0.1:9/"))


def test_plain_http_is_refused(network):
    with pytest.raises(GiveUp):
        delivery.deliver(delivery.trial_message(), channel("wecom", "http://127.0.0.1:9/"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.create(kind="wecom", name="x", target="http://example.com/")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_cannot_be_delivered_is_parked_shown_and_sent_again_by_hand(lead, network, client, admin_client):
    network.email = ""
    network.save()
    while run_one():
        pass
    parked = Notification.objects.get()
    assert parked.parked_at
    assert "没有通知渠道" in parked.last_error
    assert list(admin_client.get("/admin/leads/lead/?work=undelivered").context["cl"].queryset) == [lead]
    assert "没有通知渠道" in admin_client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    network.email = "desk@example.com"
    network.save()
    admin_client.post("/admin/leads/notification/", {"action": "send_again", "_selected_action": [parked.pk]})
    while run_one():
        pass
    assert len(mail.outbox) == 1
    parked.refresh_from_db()
    assert (bool(parked.sent_at), parked.parked_at) == (True, None)


# The channels' page


@pytest.mark.slow
def test_secrets_go_in_and_never_come_out(jinan, admin_client):
    typed = {
        "city": jinan.pk,
        "kind": "wecom",
        "name": "群",
        "target": "https://robot.example/key=sesame",
        "is_active": "on",
    }
    admin_client.post("/admin/leads/channel/add/", {**typed, "secret": "open"})
    made = Channel.objects.get()
    pages = [
        admin_client.get(address).content.decode()
        for address in ("/admin/leads/channel/", f"/admin/leads/channel/{made.pk}/change/")
    ]
    assert not any(secret in page for page in pages for secret in ("robot.example", 'value="open"', "key="))
    admin_client.post(f"/admin/leads/channel/{made.pk}/change/", {**typed, "name": "新名", "target": "", "secret": ""})
    made.refresh_from_db()
    assert (made.name, made.target, made.secret) == ("新名", typed["target"], "open")


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("email", "a@example.com\nBcc: b@example.com"),
        ("email", "a@example.com, b@example.com"),
        ("webhook", "https://example.com/\nx"),
        ("webhook", "http://example.com/"),
    ],
)
def test_an_address_that_nothing_can_be_sent_to_is_refused(network, admin_client, kind, target):
    typed = {"city": "", "kind": kind, "name": "群", "target": target, "is_active": "on"}
    answer = admin_client.post("/admin/leads/channel/add/", typed)
    assert "target" in answer.context["adminform"].form.errors


def test_a_test_is_sent_at_once_and_says_how_it_went(jinan, robot, manager, client):
    made = Channel.objects.create(kind="email", name="群", target="a@example.com", city=jinan)
    client.force_login(manager)
    page = client.post("/admin/leads/channel/", {"action": "send_test", "_selected_action": [made.pk]}, follow=True)
    assert "已送出" in page.content.decode()
    assert len(mail.outbox) == 1


def test_sales_set_up_no_channels(jinan, sales, client):
    client.force_login(sales)
    assert client.get("/admin/leads/channel/").status_code == 403


@pytest.mark.parametrize("query", ["secret__startswith=s", "target__contains=hook", "secret=s", "secret__regex=^s"])
def test_no_address_typed_by_hand_tells_a_secret_letter_by_letter(client, manager, query):
    channel(secret="s")
    client.force_login(manager)
    assert client.get(f"/admin/leads/channel/?{query}").status_code == 400


def test_no_list_is_narrowed_to_a_phone_without_a_note_of_who_saw_it(client, manager):
    client.force_login(manager)
    assert client.get("/admin/leads/lead/?phone__startswith=%2B86138").status_code == 400
