"""A real streaming replica, behind, stopped and frozen: pages go on, and show what the database holds in the end."""

import contextlib
import signal
import time

import pytest

from bench.desk_server import DeskServer, wait_until
from bench.replicas import Replica
from plumbing import postgres

pytestmark = pytest.mark.slow

MAX_LAG = 4
CONTENT = """
from tests import builders
builders.article(title="第一个标题")
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with DeskServer(tmp_path_factory.mktemp("desk")) as server:
        server.manage("shell", "--verbosity=0", "--command", CONTENT)
        yield server


@pytest.fixture(scope="module")
def replica(server):
    with Replica(server, server.var / "replica") as replica:
        server.stop_web()
        server.overrides |= {"REPLICA_URL": postgres.url(replica.directory), "REPLICA_MAX_LAG": str(MAX_LAG)}
        server.start_web()
        yield replica


@pytest.fixture(autouse=True)
def caught_up(server, replica):
    server.ask("UPDATE articles_article SET title = '第一个标题'")
    wait_until(lambda: replica.ask("SELECT title FROM articles_article") == [("第一个标题",)])
    wait_until(lambda: is_read(server, replica))


def is_read(server, replica):
    """Whether a page is read from the replica, by any of the web processes."""
    server.get("/news/")
    return replica.ask("SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE '%prepared_%'")[0][0]


def title(server):
    page = server.get("/news/")
    return next(each for each in ("第一个标题", "第二个标题") if each in page)


def test_a_replica_behind_is_read_until_it_is_too_far_behind(server, replica):
    wait_until(lambda: title(server) == "第一个标题")
    replica.ask("SELECT pg_wal_replay_pause()")
    try:
        server.ask("UPDATE articles_article SET title = '第二个标题'")
        begun = time.monotonic()
        assert title(server) == "第一个标题"
        wait_until(lambda: title(server) == "第二个标题", MAX_LAG + 6)
        assert time.monotonic() - begun > 1
        # Two web processes, each of which measures for itself.
        wait_until(lambda: {title(server) for _ in range(8)} == {"第二个标题"}, 5)
    finally:
        replica.ask("SELECT pg_wal_replay_resume()")
    assert server.send(1) is not None


def test_a_replica_that_is_stopped_costs_no_page(server, replica):
    replica.signal(signal.SIGQUIT)
    with contextlib.suppress(postgres.ServerError):
        replica.running.close()
    try:
        for _ in range(20):
            begun = time.monotonic()
            assert title(server) == "第一个标题"
            assert time.monotonic() - begun < 3
        assert server.send(2) is not None
    finally:
        replica.start()


def test_a_replica_that_is_frozen_costs_no_page(server, replica):
    replica.signal(signal.SIGSTOP)
    try:
        begun = time.monotonic()
        assert [server.status("/news/") for _ in range(20)] == [200] * 20
        assert time.monotonic() - begun < 15
        assert server.send(3) is not None
    finally:
        replica.signal(signal.SIGCONT)
