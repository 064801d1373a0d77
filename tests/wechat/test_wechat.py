"""The card of a page shared in WeChat: the ticket, the signature, and nothing at all while there is no account."""

import hashlib
import json
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from addresses.models import MissingAddress
from jobs.queue import kinds
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in, words
from tests.stub import stub
from wechat import tickets
from wechat.models import WeChatAccount

pytestmark = pytest.mark.django_db

APP_ID, SECRET, TICKET = "wx" + "0" * 16, "a" * 32, "示例票据"
LIST = "/admin/wechat/wechataccount/"


@pytest.fixture
def account():
    builders.portal(host="park.example")
    return WeChatAccount.objects.create(app_id=APP_ID, secret=SECRET)


@pytest.fixture
def ready(account):
    """An account with a ticket."""
    account.ticket, account.ticket_expires_at = TICKET, timezone.now() + timedelta(hours=1)
    account.save()
    return account


def sign(client, url, host="park.example"):
    return client.get(f"/wechat/signature?url={quote(url, safe='')}", headers={"host": host})


def test_a_page_of_ours_is_signed_as_wechat_wants_it(client, ready):
    url = "http://park.example/news/1/?from=singlemessage"
    response = sign(client, f"{url}#top")
    said = response.json()
    text = f"jsapi_ticket={TICKET}&noncestr={said['nonceStr']}&timestamp={said['timestamp']}&url={url}"
    assert said["signature"] == hashlib.sha1(text.encode()).hexdigest()
    assert said["appId"] == APP_ID
    assert response["Cache-Control"] == "no-store"


def test_neither_secret_nor_ticket_comes_out(client, ready):
    said = sign(client, "http://park.example/").json()
    assert not {SECRET, TICKET} & {str(value) for value in said.values()}
    assert set(said) == {"appId", "timestamp", "nonceStr", "signature"}


def test_a_citys_host_signs_its_own_pages(client, ready):
    builders.city(host="city.example")
    assert sign(client, "http://city.example/", "city.example").status_code == 200
    assert sign(client, "http://park.example/", "city.example").status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://evil.example/",
        "http://park.example.evil.example/",
        "http://park.example@evil.example/",
        "//park.example/",
        "https://park.example/",
        "http://park.example:8000/",
    ],
)
def test_nobody_elses_page_is_signed(client, ready, url):
    assert sign(client, url).status_code == 400


def test_a_host_that_only_stands_in_signs_nothing(client, ready):
    assert sign(client, "http://localhost/", "localhost").status_code == 400


def test_without_an_account_there_is_nothing_and_nobody_misses_it(client):
    builders.portal(host="park.example")
    assert sign(client, "http://park.example/").status_code == 404
    assert client.get("/wechat/sdk.js").status_code == 404
    assert not MissingAddress.objects.exists()


def test_an_account_not_in_use_is_none(client, ready):
    WeChatAccount.objects.update(is_active=False)
    assert sign(client, "http://park.example/").status_code == 404


@pytest.mark.parametrize("age", [None, timedelta(minutes=1)])
def test_without_a_ticket_that_lasts_nothing_is_signed(client, account, age):
    if age:
        WeChatAccount.objects.update(ticket=TICKET, ticket_expires_at=timezone.now() - age)
    response = sign(client, "http://park.example/")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert response["Retry-After"]


# The SDK


def test_pages_speak_of_the_sdk_only_where_it_is(client, settings, tmp_path):
    assert "wechat.js" not in words(client.get("/about/"))
    settings.WECHAT_SDK = tmp_path / "sdk.js"
    settings.WECHAT_SDK.write_text("// 示例")
    assert "wechat.js" in words(client.get("/about/"))
    response = client.get("/wechat/sdk.js")
    assert b"".join(response.streaming_content).decode() == "// 示例"
    assert response["Content-Type"].startswith("text/javascript")


# The ticket


@pytest.fixture
def wechat(monkeypatch):
    """WeChat's interface, on this machine: answers each question as both, which is enough."""
    said = {"access_token": "示例令牌", "expires_in": 7200, "errcode": 0, "ticket": TICKET}
    with stub(body=json.dumps(said).encode()) as server:
        monkeypatch.setattr(tickets, "API", server.address)
        yield server


def renew():
    kinds["wechat.renew_ticket"].run()
    return WeChatAccount.objects.first()


def test_the_worker_fetches_a_ticket_and_keeps_it_while_it_lasts(account, wechat):
    assert renew().has_ticket
    assert [path.partition("?")[0] for path, _ in wechat.asked] == ["/stable_token", "/ticket/getticket"]
    renew()
    assert len(wechat.asked) == 2


@pytest.mark.parametrize(("said", "seconds"), [(600, 600), (99999, 7200), (None, 0)])
def test_a_ticket_lasts_as_long_as_wechat_says_and_two_hours_at_most(account, wechat, said, seconds):
    answer = {"access_token": "示例令牌", "ticket": TICKET, "expires_in": said}
    wechat.answer = (200, json.dumps(answer).encode(), ())
    lasts = renew().ticket_expires_at - timezone.now()
    assert lasts == pytest.approx(timedelta(seconds=seconds), abs=timedelta(minutes=1))


def test_a_ticket_about_to_end_is_renewed(ready, wechat):
    WeChatAccount.objects.update(ticket="旧", ticket_expires_at=timezone.now() + timedelta(minutes=10))
    assert renew().ticket == TICKET


def test_the_secret_is_in_no_address(account, wechat):
    renew()
    assert not any(SECRET in path for path, _ in wechat.asked)


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        (200, b'{"errcode": 40164, "errmsg": "invalid ip"}', "40164"),
        (200, b"<html>", "读不懂"),
        (200, b"[]", "读不懂"),
        (302, b"", "HTTP 302"),
        (500, b"", "HTTP 500"),
    ],
)
def test_what_goes_wrong_is_written_down_and_the_old_ticket_serves_on(ready, wechat, status, body, fault):
    WeChatAccount.objects.update(ticket_expires_at=timezone.now() + timedelta(minutes=10))
    wechat.answer = (status, body, [("Location", f"{wechat.address}/elsewhere")])
    account = renew()
    assert fault in account.fault
    assert account.has_ticket


def test_no_account_asks_nobody(wechat):
    renew()
    assert wechat.asked == []


# At the desk


def test_the_secret_goes_in_and_never_comes_out():
    administrator = signed_in(builders.person(is_superuser=True))
    administrator.post(f"{LIST}add/", {"app_id": APP_ID, "secret": SECRET, "is_active": "on"})
    assert SECRET not in words(administrator.get(f"{LIST}1/change/")) + words(administrator.get(LIST))
    administrator.post(f"{LIST}1/change/", {"app_id": "wx" + "1" * 16, "secret": "", "is_active": "on"})
    account = WeChatAccount.objects.get()
    assert (account.app_id, account.secret) == ("wx" + "1" * 16, SECRET)


def test_another_account_has_another_ticket(ready):
    administrator = signed_in(builders.person(is_superuser=True))
    administrator.post(f"{LIST}1/change/", {"app_id": "wx" + "1" * 16, "secret": "", "is_active": "on"})
    assert not WeChatAccount.objects.get().ticket


def test_the_account_is_the_administrators(account):
    assert signed_in(builders.person(EDITOR)).get(LIST).status_code == 403
