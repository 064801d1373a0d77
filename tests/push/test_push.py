"""What search engines are told, when, how much of it, and what becomes of their answers."""

import json
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from articles.models import Article
from jobs.models import Job
from jobs.queue import kinds
from push import sending
from push.models import Push, PushAccount, PushQueue
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in, words
from tests.stub import stub

pytestmark = pytest.mark.django_db

TOKEN = "AbCdEf0123456789"
ADD, LIST = "/admin/push/pushaccount/add/", "/admin/push/pushaccount/"


@pytest.fixture
def engine(monkeypatch):
    """Baidu and IndexNow, on this machine."""
    with stub(body=b'{"remain": 99, "success": 1}') as server:
        monkeypatch.setattr(sending, "BAIDU", server.address)
        monkeypatch.setattr(sending, "INDEXNOW", f"{server.address}/indexnow")
        yield server


@pytest.fixture
def account():
    builders.portal(host="park.example")
    return PushAccount.objects.create(engine="baidu", token=TOKEN)


def work():
    """What the worker does within a minute or two."""
    kinds["push.collect"].run()
    for job in Job.objects.filter(kind="push.push_to"):
        kinds[job.kind].run(**job.payload)
    Job.objects.all().delete()


def told(engine):
    """[(what was done, the addresses), ...], as Baidu heard it."""
    return [(urlsplit(path).path, body.split("\n")) for path, body in engine.asked]


def url(article, host="park.example"):
    return f"http://{host}{article.get_absolute_url()}"


def test_without_an_account_nothing_is_queued():
    builders.article()
    assert not PushQueue.objects.exists()


def test_a_new_story_is_told_to_baidu_with_our_site_and_token(account, engine):
    article = builders.article()
    work()
    [(path, body)] = engine.asked
    assert body == url(article)
    assert parse_qs(urlsplit(path).query) == {"site": ["http://park.example"], "token": [TOKEN]}
    push = Push.objects.get()
    assert (push.sent_at is not None, push.is_gone, push.fault) == (True, False, "")


def test_a_draft_is_nobodys_business(account, engine):
    article = builders.draft()
    Article.objects.filter(pk=article.pk).update(title="还是草稿")
    work()
    assert engine.asked == []


def test_a_story_changed_in_bulk_is_told_again_once(account, engine):
    article = builders.article()
    work()
    for title in ("一改", "二改"):
        Article.objects.filter(pk=article.pk).update(title=title)
    work()
    assert told(engine) == [("/urls", [url(article)])] * 2


def test_what_no_reader_sees_is_not_told(account, engine):
    article = builders.article()
    work()
    Article.objects.filter(pk=article.pk).update(licence_note="示例授权")
    work()
    assert len(engine.asked) == 1


@pytest.mark.parametrize("end", ["withdrawn", "deleted"])
def test_what_is_gone_is_told_as_gone(account, engine, end):
    article = builders.article()
    work()
    if end == "withdrawn":
        Article.objects.update(status=Article.Status.WITHDRAWN)
    else:
        Article.objects.all().delete()
    work()
    assert told(engine)[1:] == [("/del", [url(article)])]


def test_a_scheduled_story_is_told_when_its_time_has_come(account, engine):
    article = builders.article(published_at=timezone.now() + timedelta(hours=1))
    work()
    assert engine.asked == []
    assert PushQueue.objects.get().due_at == article.published_at


def test_a_story_that_expires_is_queued_for_that_moment(account):
    article = builders.article(expires_at=timezone.now() + timedelta(days=1))
    assert PushQueue.objects.filter(due_at=article.expires_at).exists()


def test_a_story_scheduled_and_withdrawn_before_its_time_is_never_told(account, engine):
    builders.article(published_at=timezone.now() + timedelta(hours=1))
    Article.objects.update(status=Article.Status.WITHDRAWN)
    PushQueue.objects.update(due_at=timezone.now())
    work()
    assert engine.asked == []
    assert not PushQueue.objects.exists()


def test_each_hosts_stories_go_to_its_own_account(account, engine):
    city = builders.city(host="city.example")
    PushAccount.objects.create(city=city, engine="baidu", token="Z" * 16)
    own, main = builders.article(city=city), builders.article(city=builders.city())
    work()
    heard = {parse_qs(urlsplit(path).query)["token"][0]: body for path, body in engine.asked}
    assert heard == {"Z" * 16: url(own, "city.example"), TOKEN: url(main)}


def test_a_host_without_an_account_is_not_told_of(account, engine):
    builders.article(city=builders.city(host="city.example"))
    work()
    assert engine.asked == []


@pytest.mark.slow
def test_the_days_quota_is_kept_newest_first(account, engine):
    PushAccount.objects.update(daily_quota=2)
    articles = [builders.article() for _ in range(3)]
    work()
    work()
    assert told(engine) == [("/urls", [url(articles[2]), url(articles[1])])]
    assert Push.objects.filter(sent_at=None).count() == 1
    Push.objects.exclude(sent_at=None).update(sent_at=timezone.now() - timedelta(days=1))
    work()
    assert told(engine)[1:] == [("/urls", [url(articles[0])])]


@pytest.mark.slow
def test_many_addresses_go_in_batches(account, engine, monkeypatch):
    monkeypatch.setattr(sending, "SEND_BATCH", 2)
    for _ in range(5):
        builders.article()
    work()
    assert [len(urls) for _, urls in told(engine)] == [2, 2, 1]


@pytest.mark.slow
def test_what_is_new_and_what_is_gone_go_apart(account, engine):
    articles = [builders.article() for _ in range(3)]
    work()
    Article.objects.filter(pk=articles[1].pk).update(status=Article.Status.WITHDRAWN)
    Article.objects.exclude(pk=articles[1].pk).update(title="新标题")
    work()
    assert {(path, len(urls)) for path, urls in told(engine)[1:]} == {("/urls", 2), ("/del", 1)}


def test_a_story_that_goes_while_it_waits_is_told_as_gone_alone(account, engine):
    account.pause(timezone.now() + timedelta(days=1), "示例问题")
    article = builders.article()
    work()
    Article.objects.update(status=Article.Status.WITHDRAWN)
    work()
    account.pause(None, "")
    work()
    assert told(engine) == [("/del", [url(article)])]


def test_a_day_of_the_quota_begins_at_midnight_in_shanghai(account, monkeypatch):
    at_one = datetime(2031, 5, 6, 1, tzinfo=timezone.get_default_timezone())
    Push.objects.create(account=account, url="a", sent_at=at_one - timedelta(hours=13))
    Push.objects.create(account=account, url="b", sent_at=at_one - timedelta(minutes=30))
    monkeypatch.setattr(timezone, "now", lambda: at_one)
    assert account.left_today() == account.daily_quota - 1
    assert PushAccount.objects.with_sent_today().get().sent_today == 1


def test_an_account_not_in_use_is_told_nothing_and_nothing_waits_for_it(account, engine):
    builders.article()
    kinds["push.collect"].run()
    PushAccount.objects.update(is_active=False)
    work()
    builders.article()
    work()
    assert engine.asked == []
    assert Push.objects.count() == 1


@pytest.mark.parametrize(("status", "hours"), [(429, 1), (503, 1 / 6), (403, None)])
def test_indexnow_is_left_alone_for_as_long_as_its_answer_asks(engine, status, hours):
    builders.portal(host="park.example")
    account = PushAccount.objects.create(engine="indexnow", token=TOKEN)
    engine.answer = (status, b"", ())
    builders.article()
    work()
    account.refresh_from_db()
    tomorrow = timezone.localdate() + timedelta(days=1)
    if hours is None:
        assert timezone.localdate(account.paused_until) == tomorrow
    else:
        assert account.paused_until - timezone.now() == pytest.approx(timedelta(hours=hours), abs=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, b'{"error": 400, "message": "over quota"}', "配额已用完"),
        (401, b'{"error": 401, "message": "token is not valid"}', "token is not valid"),
        (302, b"", "HTTP 302"),
        (200, b"<html>", "HTTP 200"),
        (200, b"[]", "HTTP 200"),
        (503, b"", "HTTP 503"),
    ],
)
def test_a_refusal_is_written_down_and_not_repeated_each_minute(account, engine, status, body, words):
    engine.answer = (status, body, [("Location", f"{engine.address}/elsewhere")])
    builders.article()
    work()
    work()
    account.refresh_from_db()
    assert words in account.fault
    assert account.paused_until > timezone.now()
    assert TOKEN not in account.fault
    assert len(engine.asked) == 1
    assert Push.objects.get().sent_at is None


def test_after_a_pause_everything_is_told(account, engine):
    engine.answer = (503, b"", ())
    builders.article()
    work()
    engine.answer = (200, b'{"success": 1}', ())
    PushAccount.objects.update(paused_until=timezone.now())
    work()
    account.refresh_from_db()
    assert (account.fault, account.paused_until, Push.objects.get().sent_at is not None) == ("", None, True)


def test_an_address_baidu_does_not_take_stands_in_the_log(account, engine):
    article = builders.article()
    engine.answer = (200, json.dumps({"success": 0, "not_same_site": [url(article)]}).encode(), ())
    work()
    assert Push.objects.get().fault == "不属于这个站点"


@pytest.mark.slow
def test_indexnow_hears_of_new_and_gone_alike_and_finds_our_key(engine, client):
    builders.portal(host="park.example")
    city = builders.city(host="city.example")
    PushAccount.objects.create(city=city, engine="indexnow", token=TOKEN)
    article = builders.article(city=city)
    work()
    Article.objects.update(status=Article.Status.WITHDRAWN)
    work()
    heard = [json.loads(body) for _, body in engine.asked]
    assert [each["urlList"] for each in heard] == [[url(article, "city.example")]] * 2
    assert heard[0]["keyLocation"] == f"http://city.example/{TOKEN}.txt"
    response = client.get(f"/{TOKEN}.txt", headers={"host": "city.example"})
    assert (response.status_code, response.content.decode()) == (200, TOKEN)
    assert client.get(f"/{TOKEN}.txt", headers={"host": "park.example"}).status_code == 404


def test_baidus_token_is_no_file(account, client):
    assert client.get(f"/{TOKEN}.txt", headers={"host": "park.example"}).status_code == 404


def test_the_log_forgets(account):
    now = timezone.now()
    Push.objects.create(account=account, url="a", sent_at=now - timedelta(days=40))
    Push.objects.create(account=account, url="b", created_at=now - timedelta(days=8))
    Push.objects.create(account=account, url="c", sent_at=now)
    kinds["push.forget_pushes"].run()
    assert [push.url for push in Push.objects.all()] == ["c"]


def test_jobs_end_before_their_lease():
    assert kinds["push.push_to"].timeout < kinds["push.push_to"].lease


# At the desk


@pytest.fixture
def administrator(db):
    return signed_in(builders.person(is_superuser=True))


@pytest.mark.slow
def test_a_token_goes_in_and_never_comes_out(administrator):
    administrator.post(ADD, {"engine": "baidu", "token": TOKEN, "daily_quota": 10, "is_active": "on"})
    account = PushAccount.objects.get()
    page = f"/admin/push/pushaccount/{account.pk}/change/"
    assert TOKEN not in words(administrator.get(page)) + words(administrator.get(LIST))
    administrator.post(page, {"engine": "baidu", "token": "", "daily_quota": 20, "is_active": "on"})
    account.refresh_from_db()
    assert (account.token, account.daily_quota) == (TOKEN, 20)


def test_saving_an_account_ends_its_pause(administrator, account):
    account.pause(timezone.now() + timedelta(days=1), "示例问题")
    page = f"/admin/push/pushaccount/{account.pk}/change/"
    administrator.post(page, {"engine": "baidu", "token": "", "daily_quota": 20, "is_active": "on"})
    account.refresh_from_db()
    assert (account.paused_until, account.fault) == (None, "")


def test_indexnows_key_is_made_and_baidus_is_asked_for(administrator):
    administrator.post(ADD, {"engine": "indexnow", "token": "", "daily_quota": 10})
    assert len(PushAccount.objects.get().token) == 32
    assert administrator.post(ADD, {"engine": "baidu", "token": "", "daily_quota": 10}).status_code == 200
    assert administrator.post(ADD, {"engine": "baidu", "token": "a&b=c d e f g", "daily_quota": 10}).status_code == 200
    assert PushAccount.objects.count() == 1


def test_accounts_and_the_log_are_the_administrators(account):
    editor = signed_in(builders.person(EDITOR))
    assert editor.get(LIST).status_code == 403
    assert editor.get("/admin/push/push/").status_code == 403


@pytest.mark.slow
def test_the_log_shows_what_was_told(administrator, account):
    Push.objects.create(account=account, url="http://park.example/news/1/", sent_at=timezone.now())
    assert "http://park.example/news/1/" in words(administrator.get("/admin/push/push/"))
