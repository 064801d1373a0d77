"""Public pages read from a replica: which do, what never does, and what becomes of them when it lags or fails."""

import contextlib

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from addresses.models import MissingAddress, OldAddress
from articles.models import Article
from parkinfo.reading import may_be_behind
from plumbing import replica
from tests import builders
from zones.models import City

pytestmark = pytest.mark.django_db

FRESH = "SELECT 0::float, true"
SITE = "parkinfo.middleware.SiteMiddleware"


@pytest.fixture
def second(settings, monkeypatch):
    """The connection to a replica that holds what the test has written: a second one to the test's own session."""
    middleware = list(project.MIDDLEWARE)
    middleware.insert(middleware.index(SITE), "parkinfo.reading.ReplicaMiddleware")
    settings.MIDDLEWARE, settings.DATABASE_ROUTERS = middleware, ["plumbing.replica.Router"]
    second = connection.copy(replica.ALIAS)
    for name in ("connection", "autocommit", "in_atomic_block", "savepoint_ids"):
        setattr(second, name, getattr(connection, name))
    monkeypatch.setattr(second, "close", lambda: None)
    monkeypatch.setattr(replica, "lag", replica.Lag())
    monkeypatch.setattr(replica, "LAG", FRESH)
    connections[replica.ALIAS] = second
    yield second
    del connections[replica.ALIAS]


@pytest.fixture
def asked(second):
    """What a call asked of (the replica, the database), without the question how far behind the replica is."""

    def asked(call):
        with CaptureQueriesContext(second) as there, CaptureQueriesContext(connection) as here:
            call()
        return [
            [query["sql"] for query in queries if query["sql"] != replica.LAG]
            for queries in (there.captured_queries, here.captured_queries)
        ]

    return asked


@contextlib.contextmanager
def failing(second, sql=""):
    """The replica fails at whatever is asked of it that contains `sql`; yields what it was asked."""
    seen = []

    def fail(execute, statement, params, many, context):
        seen.append(statement)
        if sql in statement:
            raise OperationalError("the replica is away")
        return execute(statement, params, many, context)

    with second.execute_wrapper(fail):
        yield seen


@pytest.mark.parametrize(
    "address", ["/", "/news/", "/zones/", "/search/?q=示例", "/listings/", "/enquiries/new/", "/sitemap.xml", "/tags/"]
)
def test_a_public_page_asks_the_replica_alone(asked, client, address):
    builders.article()
    there, here = asked(lambda: client.get(address))
    assert "parkinfo_contentversion" in there[0]  # where the content is read
    assert here == []


def test_an_article_and_an_unchanged_page_ask_the_replica_alone(asked, client):
    address = builders.article().get_absolute_url()
    responses = []
    assert asked(lambda: responses.append(client.get(address)))[1] == []
    etag = responses[0]["ETag"]
    there, here = asked(lambda: responses.append(client.get(address, headers={"If-None-Match": etag})))
    assert (responses[1].status_code, len(there), here) == (304, 1, [])


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/admin", "/preview/x/", "/enquiries/thanks/?receipt=1", "/healthz/whose"]
)
def test_who_has_just_written_or_sent_something_is_shown_no_less(asked, client, address):
    assert asked(lambda: client.get(address))[0] == []


def test_what_is_sent_is_answered_by_the_database(asked, client):
    there, here = asked(lambda: client.post("/enquiries/new/", {"name": "示例"}))
    assert there == []
    assert here


def test_all_that_no_cache_keeps_is_read_from_the_database(rf):
    """nginx and the replica are told by the same paths, those of deploy/nginx/parkinfo-server.conf."""
    text = (project.BASE_DIR / "deploy/nginx/parkinfo-server.conf").read_text(encoding="utf-8")
    blocks = [block for block in text.split("\nlocation ")[1:] if "proxy_pass" in block and block[0] in "^="]
    paths = {block.split()[1] for block in blocks} - {"/enquiries/new/"}
    assert len(paths) == 6
    assert [path for path in paths if may_be_behind(rf.get(path))] == []


def test_a_page_that_notes_something_writes_it_to_the_database(asked, client):
    there, here = asked(lambda: client.get("/old/map/"))
    assert [sql for sql in there if "INSERT" in sql] == []
    assert [sql for sql in here if "INSERT" in sql] != []
    assert MissingAddress.objects.filter(key="/old/map").exists()


def test_an_old_address_is_found_where_it_is_looked_for(asked, client):
    """By a statement that may write: what it finds may not have come to the replica yet."""
    OldAddress.objects.create(kind="path", key="/old/map", article=builders.article())
    there, here = asked(lambda: client.get("/old/map/"))
    assert [sql for sql in there if "oldaddress" in sql] == []
    assert len([sql for sql in here if "oldaddress" in sql]) == 2


def test_what_was_read_of_the_replica_is_saved_in_the_database_and_read_there_from_then_on(asked):
    builders.city(name="旧名")

    def rename():
        with replica.reading():
            city = City.objects.get()
            city.name = "新名"
            city.save(update_fields=["name"])
            city.refresh_from_db()
            assert City.objects.get().name == "新名"

    there, here = asked(rename)
    assert (len(there), len(here)) == (1, 3)


def test_things_of_both_may_be_put_together(second):
    article = builders.article()
    with replica.reading():
        article.city = City.objects.create(name="示例", slug="shili", province="示例省")
        read = Article.objects.get(pk=article.pk)
    read.city = article.city
    assert {read._state.db, article._state.db} == {"default"}
    with replica.reading():
        assert Article.objects.get(pk=article.pk)._state.db == replica.ALIAS
        builders.zone().city = City.objects.first()


@pytest.mark.parametrize("lag", ["SELECT 11::float, true", "SELECT NULL::float, true", "SELECT 0::float, false"])
def test_a_replica_too_far_behind_or_of_which_nothing_is_known_is_not_read(asked, client, monkeypatch, lag):
    monkeypatch.setattr(replica, "LAG", lag)
    there, here = asked(lambda: client.get("/news/"))
    assert (there, here != []) == ([], True)


def test_a_replica_that_is_cut_off_is_read_until_it_may_be_too_far_behind(second, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(replica.time, "monotonic", lambda: clock[0])
    assert replica.lag.is_within(10)
    monkeypatch.setattr(replica, "LAG", "SELECT 0::float, false")
    for seconds, is_read in ((5, True), (5, True), (2, False)):
        clock[0] += seconds
        assert replica.lag.is_within(10) is is_read


def test_how_far_behind_it_is_is_asked_once_a_second(second, client, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(replica.time, "monotonic", lambda: clock[0])
    with CaptureQueriesContext(second) as queries:
        for _ in range(5):
            client.get("/news/")
            clock[0] += 0.3
    assert [query["sql"] for query in queries].count(FRESH) == 2


def test_the_question_itself_is_understood_by_a_server_that_follows_nobody(second, monkeypatch):
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute(replica.LAG)
        assert cursor.fetchall() == [(0.0, True)]


@pytest.mark.parametrize("sql", ["", "parkinfo_contentversion", "articles_article"])
def test_where_the_replica_fails_the_page_comes_from_the_database(second, client, caplog, sql):
    """From the beginning: the version as well. For some seconds nobody asks the replica again."""
    title = builders.article(title="示例文章").title
    with failing(second, sql) as seen:
        response = client.get("/news/")
        assert (response.status_code, title in response.content.decode()) == (200, True)
        del seen[:]
        assert client.get("/zones/").status_code == 200
    assert seen == []
    assert caplog.text.count("The replica cannot be read") == (1 if sql else 0)


def test_it_is_asked_again_soon(second, client, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(replica.time, "monotonic", lambda: clock[0])
    with failing(second):
        client.get("/news/")
    clock[0] += replica.PAUSE_SECONDS
    with CaptureQueriesContext(second) as queries:
        client.get("/news/")
    assert len(queries) > 1


def test_nothing_of_a_page_is_read_from_the_replica_after_the_database(second):
    """It may not have come there yet, and would be kept under a newer version."""
    with replica.reading() as use:
        assert replica.is_read()
        replica.leave()
        assert not replica.is_read()
        replica.give_up()  # a failure of the database's is none of the replica's
        assert not use.has_failed
    assert not replica.is_read()
