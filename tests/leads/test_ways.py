"""A way of sending that fails or hangs costs its own messages: they wait, and everything else goes on."""

import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Job
from jobs.queue import GiveUp, Later
from jobs.worker import TimedOut, run_one
from leads import alarms, delivery, ways
from leads.models import Channel, Circuit, Notification
from leads.models.circuit import LONGEST_WAIT, MAIL, way_of
from parkinfo import desk_health
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def robot(jinan):
    return Channel.objects.create(kind="wecom", name="济南群", target="https://robot.example/hook", city=jinan)


@pytest.fixture
def other(jinan):
    return Channel.objects.create(kind="webhook", name="回调", target="https://hook.example/", city=jinan)


@pytest.fixture
def faults(monkeypatch):
    """{kind of channel: what sending by it raises}; `faults.tried` counts the attempts."""

    class Faults(dict):
        pass

    faults = Faults()
    faults.tried = []

    def deliver(message, channel=None, **options):
        kind = channel.kind if channel else "email"
        faults.tried.append(kind)
        if kind in faults:
            raise faults[kind]

    monkeypatch.setattr(delivery, "deliver", deliver)
    return faults


@pytest.fixture
def enquire(send, answers):
    """Sends enquiries of Jinan, each another."""
    numbers = iter(range(10, 99))

    def enquire(times=1):
        for _ in range(times):
            number = next(numbers)
            send(answers, city="jinan", phone=f"138000001{number}", need=f"需求 {number}")

    return enquire


def work():
    """Run every job that is due."""
    while run_one():
        pass


def pass_time(monkeypatch, **duration):
    later = timezone.now() + timedelta(**duration)
    monkeypatch.setattr(timezone, "now", lambda: later)


@pytest.mark.slow
def test_a_broken_channel_costs_its_own_messages_only(robot, other, faults, enquire):
    faults["wecom"] = delivery.NotDelivered("连不上对方")
    enquire(5)
    work()
    assert (faults.tried.count("wecom"), faults.tried.count("webhook")) == (1, 5)
    assert Notification.objects.filter(channel=other, sent_at__isnull=False).count() == 5
    assert Notification.objects.filter(channel=robot, sent_at__isnull=False).count() == 0


def test_what_waits_for_a_broken_way_uses_up_no_attempt(robot, faults, enquire):
    faults["wecom"] = delivery.NotDelivered("连不上对方")
    enquire(2)
    work()
    for rows in (Job.objects.filter(kind="leads.deliver"), Notification.objects):
        assert sorted(rows.values_list("attempts", flat=True)) == [0, 1]


def test_after_three_failures_in_a_row_it_is_tried_ever_more_rarely_and_one_at_a_time(robot, monkeypatch):
    way, waits = way_of(robot), []
    for _ in range(9):
        Circuit.objects.fail(way)
        waits.append(round((Circuit.objects.get().retry_at - timezone.now()).total_seconds()))
        assert Circuit.objects.enter(way)
        pass_time(monkeypatch, seconds=waits[-1] + 1)
        assert Circuit.objects.enter(way) is None
        assert Circuit.objects.enter(way)  # while the first tries, nobody else does
    assert waits == [5, 15, 60, 120, 240, 480, 900, 900, 900]
    assert LONGEST_WAIT.total_seconds() == 900


@pytest.mark.slow
def test_when_it_works_again_all_that_waited_goes_out_at_once(robot, faults, enquire):
    faults["wecom"] = delivery.NotDelivered("连不上对方")
    enquire(3)
    work()
    del faults["wecom"]
    Circuit.objects.update(retry_at=timezone.now())
    Job.objects.filter(pk=Job.objects.waiting().latest("run_at").pk).update(run_at=timezone.now())
    work()
    assert Notification.objects.filter(sent_at__isnull=False).count() == 3
    assert not Circuit.objects.exists()


@pytest.mark.parametrize("kind", ["email", "portal"])
def test_all_mail_goes_by_one_server_whoever_it_is_for(jinan, kind):
    channel = None if kind == "portal" else Channel(kind="email", target="a@example.com", city=jinan)
    with pytest.raises(TimeoutError), ways.sending(channel):
        raise TimeoutError
    with pytest.raises(Later), ways.sending(None):
        pytest.fail("tried")


@pytest.mark.parametrize(
    "error",
    [
        GiveUp("对方拒绝：HTTP 404"),
        smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"no")}),
        smtplib.SMTPDataError(554, b"spam"),
    ],
)
def test_who_refuses_one_message_is_there_for_the_next(error):
    Circuit.objects.fail(MAIL)
    Circuit.objects.update(retry_at=timezone.now())
    with pytest.raises(type(error)), ways.sending(None):
        raise error
    with ways.sending(None):
        pass


def test_a_delivery_that_hung_until_its_time_was_over_is_a_failure_of_the_way(robot):
    with pytest.raises(TimedOut), ways.sending(robot):
        raise TimedOut
    assert Circuit.objects.get(name=way_of(robot)).failures == 1


def test_a_way_that_stays_broken_is_told_on_the_start_page_and_as_an_alarm(robot, monkeypatch):
    for _ in range(3):
        Circuit.objects.fail(way_of(robot))
        Circuit.objects.fail(MAIL)
    assert list(alarms.due(timezone.now())) == []
    lines = [alarm.line for alarm in alarms.due(timezone.now() + timedelta(minutes=11))]
    assert sorted(line.partition("，")[0] for line in lines) == ["渠道“济南群”连续失败 3 次", "邮件服务器连续失败 3 次"]
    [line] = [line for line in desk_health.lines(builders.person(is_superuser=True)) if line.name == "未送达通知"]
    assert line.is_bad
    assert "邮件服务器连续失败 3 次" in line.text


def test_a_test_message_that_arrives_ends_the_waiting(robot, faults, enquire):
    faults["wecom"] = delivery.NotDelivered("连不上对方")
    enquire()
    work()
    del faults["wecom"]
    administrator = signed_in(builders.person(is_superuser=True))
    administrator.post("/admin/leads/channel/", {"action": "send_test", "_selected_action": [robot.pk]})
    assert not Circuit.objects.exists()
    work()
    assert Notification.objects.get().sent_at
