"""The site behind a real PgBouncer in transaction mode, with the configuration that deploy/cluster ships."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.desk_server import ROOT, DeskServer, wait_until
from bench.nginx import free_port, listens
from plumbing import postgres, postgres_programs

PROGRAM = shutil.which("pgbouncer", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
SHIPPED = ROOT / "deploy" / "cluster" / "pgbouncer.ini"
CONTENT = """
from tests import builders
for number in range(30):
    builders.article(title=f"第{number}条示例")
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not PROGRAM, reason="pgbouncer is not installed")]


@contextlib.contextmanager
def pgbouncer(directory, cluster, **changes):
    """The URL under which the shipped configuration, with so much of it changed, serves a cluster; four connections."""
    directory.mkdir()
    port = free_port()
    (directory / "userlist.txt").write_text('"parkinfo" "geheim"\n')
    socket = postgres.socket_directory(cluster)
    text = SHIPPED.read_text(encoding="utf-8")
    for shipped, ours in {
        "host=127.0.0.1 port=5000": f"host={socket} port={postgres.PORT}",
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer": str(directory),
        "/var/log/postgresql": str(directory),
        "/var/run/postgresql": str(directory),
        "default_pool_size = 20": "default_pool_size = 4",
        **changes,
    }.items():
        assert shipped in text
        text = text.replace(shipped, ours)
    (directory / "pgbouncer.ini").write_text(text, encoding="utf-8")
    account = postgres_programs.account_for(directory)
    process = subprocess.Popen([*account.prefix, PROGRAM, "--quiet", directory / "pgbouncer.ini"], **account.options())
    try:
        wait_until(lambda: listens(port), 20)
        yield f"postgres://parkinfo:geheim@127.0.0.1:{port}/parkinfo"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with DeskServer(tmp_path_factory.mktemp("desk")) as server:
        server.manage("shell", "--verbosity=0", "--command", CONTENT)
        yield server


@pytest.fixture
def pooled(server, tmp_path):
    """The processes reach the database through PgBouncer from now on."""
    with pgbouncer(tmp_path / "pgbouncer", server.cluster) as url:
        server.stop_web()
        server.overrides |= {
            "DATABASE_URL": url,
            "DATABASE_POOLER": "transaction",
            "DATABASE_DIRECT_URL": postgres.url(server.cluster),
        }
        server.start_web()
        server.start_worker()
        yield server
        server.stop_worker()
        server.stop_web()
    server.overrides.clear()


def test_pages_and_enquiries_of_many_share_four_connections(pooled):
    pages = ["/", "/news/", "/search/?q=示例", "/listings/", "/zones/", "/sitemap.xml"]
    asked = [page.replace("示例", "%E7%A4%BA%E4%BE%8B") for page in pages * 15]
    with ThreadPoolExecutor(12) as visitors:
        sending = [visitors.submit(pooled.send, number) for number in range(30)]
        answered = zip(asked, visitors.map(pooled.status, asked), strict=True)
        assert [each for each in answered if each[1] != 200] == []
        shown = [each.result() for each in sending]
    assert None not in shown
    wait_until(lambda: pooled.spooled() == 0)
    assert sorted(pooled.receipts()) == sorted(set(shown))
    assert pooled.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'EXECUTE prepared_%'") == [(0,)]
    assert pooled.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


def test_a_backup_leaves_nothing_in_the_sessions_of_others(pooled):
    pooled.manage("backup")
    assert {pooled.status("/news/") for _ in range(20)} == {200}


def test_migrating_takes_turns(pooled):
    """Two at once; each holds a connection meanwhile."""
    with ThreadPoolExecutor(2) as machines:
        assert list(machines.map(lambda _: pooled.manage("migrate", "--verbosity=0"), range(2))) == [None, None]
    assert pooled.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == [(0,)]


@pytest.mark.parametrize(
    "changes", [{}, {"[pgbouncer]": "[pgbouncer]\nignore_startup_parameters = options"}], ids=["refuses", "ignores"]
)
def test_a_pooler_that_the_settings_do_not_name_is_refused_in_one_sentence(server, tmp_path, changes):
    with pgbouncer(tmp_path / "pgbouncer", server.cluster, **changes) as url:
        prepared = subprocess.run(
            [sys.executable, "manage.py", "prepare_database"],
            cwd=ROOT,
            env=server.environment | {"DATABASE_URL": url},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert prepared.returncode == 1
    assert "DATABASE_POOLER=transaction" in prepared.stderr
