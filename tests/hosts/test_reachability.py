"""Whether a host is ours: the token it is asked for, and what the check makes of the answer."""

import pytest

from hosts import reachability
from hosts.models import HostCheck
from hosts.reachability import host_token
from jobs.models import Job
from jobs.queue import kinds
from tests import builders
from tests.hosts.conftest import ask_for
from tests.stub import stub

pytestmark = pytest.mark.django_db


def fault(settings, **answer):
    with stub(**answer) as server:
        settings.PUBLIC_PORT = server.port
        return reachability.fault_of("127.0.0.1")


def test_a_host_that_knows_our_word_is_ours(settings):
    assert fault(settings, body=host_token("127.0.0.1").encode()) == ""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": b"welcome"}, "不是本站"),
        ({"status": 502}, "不是本站"),
        ({"status": 302, "headers": [("Location", "http://127.0.0.1:1/")]}, "跳转到了别处"),
    ],
)
def test_a_host_that_does_not_is_somebody_elses(settings, answer, words):
    assert words in fault(settings, **answer)


def test_a_host_where_nobody_listens_does_not_open(settings):
    with stub() as server:
        settings.PUBLIC_PORT = server.port
    assert "打不开：ConnectionRefusedError" in reachability.fault_of("127.0.0.1")


def test_a_host_without_an_address_is_said_to_be_so(monkeypatch):
    def unknown(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(reachability.socket, "getaddrinfo", unknown)
    assert "没有解析" in reachability.fault_of("nowhere.example")


def test_a_check_ends_before_its_lease():
    assert kinds["hosts.check_host"].timeout < kinds["hosts.check_host"].lease


def test_every_host_says_whose_it_is_opened_or_not(client):
    response = ask_for(client, "/healthz/whose", "New.example:8000")
    assert response.content.decode() == host_token("new.example")
    assert host_token("new.example") != host_token("other.example")


def test_the_job_writes_down_what_it_found(here, monkeypatch):
    monkeypatch.setattr(reachability, "fault_of", lambda host: "示例问题")
    kinds["hosts.check_host"].run(city=here.pk)
    kinds["hosts.check_host"].run(city=here.pk)
    assert HostCheck.objects.get().fault == "示例问题"


def test_every_host_is_asked_each_night(here):
    builders.city()
    kinds["hosts.check_hosts"].run()
    assert Job.objects.get().payload == {"city": here.pk}
