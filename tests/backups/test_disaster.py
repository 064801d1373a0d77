"""The machine is gone and only the backup is left: what the real intake took is all there again."""

import hashlib
import os
import shutil
import subprocess
import sys

import pytest

from bench.desk_server import ROOT, DeskServer, wait_until
from plumbing import postgres

pytestmark = pytest.mark.slow
TABLES = ("leads_enquiry", "leads_lead", "leads_leadevent", "articles_article", "zones_city", "jobs_job", "staff_user")


def contents(server):
    """Every row of the tables that matter, as text."""
    return {table: server.ask(f"SELECT t::text FROM {table} t ORDER BY 1") for table in TABLES}


#: The file of a picture that is offline.
PICTURE = os.urandom(3000)
OFFLINE = "images/offline.jpg"


def fill(server):
    """Staff's content by SQL and files; enquiries through the form, the last of them into the spool."""
    server.ask(
        'INSERT INTO zones_city (name, slug, province, intro, icp_number, police_number, "order", is_listed)'
        " VALUES ('示例市', 'shili', '', '', '', '', 1, true)"
    )
    digest = hashlib.sha256(PICTURE).hexdigest()
    server.ask(
        "INSERT INTO images_image (file, sha256, format, width, height, size, rendered_widths, title, alt, credit,"
        " created_at, offline_since)"
        f" VALUES ('{OFFLINE}', '{digest}', 'jpg', 4, 3, 9, '{{}}', '', '', '', now(), now())"
    )
    for folder, name in (("media", "images/图.webp"), ("media", f".offline/{OFFLINE}"), ("private", "plan.pdf")):
        path = server.var / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PICTURE)
    shown = [server.send(number) for number in range(5)]
    # The worker is not running, so what the spool holds stays there.
    server.ask("ALTER TABLE leads_leadevent RENAME TO elsewhere")
    shown += [server.send(number) for number in (5, 6)]
    server.ask("ALTER TABLE elsewhere RENAME TO leads_leadevent")
    assert None not in shown
    return shown


def files(var):
    found = [path for folder in ("media", "private", "spool") for path in (var / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(var)): path.read_bytes() for path in found}


def manage(server, *words):
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=server.environment, capture_output=True, text=True
    )


def test_a_destroyed_site_comes_back_whole(tmp_path):
    with DeskServer(tmp_path / "first") as first:
        shown = fill(first)
        made = manage(first, "backup")
        assert "已验证：恢复到临时数据库" in made.stdout, made.stderr
        before, kept = contents(first), files(first.var)
        key = (first.var / "secret_key").read_text()
        [backup] = (first.var / "backups").glob("*.tar")
        backup = backup.rename(tmp_path / backup.name)
    shutil.rmtree(first.var)

    second = DeskServer(tmp_path / "second")
    with postgres.running(second.cluster):
        restored = manage(second, "restore", str(backup))
        assert restored.returncode == 0, restored.stderr
        assert "询盘 5" in restored.stdout
        assert "暂存询盘 2" in restored.stdout
        assert contents(second) == before
        assert files(second.var) == kept
        assert len(kept) == 5
        assert (second.var / "secret_key").read_text() == key
        for said in (made, restored):
            assert "138000" not in said.stdout + said.stderr

        assert_replaced_only_when_asked(second, backup)
        assert contents(second) == before
        assert files(second.var) == kept

        # The site goes on, and what waited in the spool is an enquiry.
        second.start_web()
        second.start_worker()
        try:
            shown.append(second.send(9))
            wait_until(lambda: sorted(second.receipts()) == sorted(shown))
        finally:
            second.stop_worker()
            second.stop_web()


def assert_replaced_only_when_asked(server, backup):
    server.ask("UPDATE zones_city SET name = '另一个市'; UPDATE images_image SET offline_since = NULL")
    (server.var / "media/.offline" / OFFLINE).rename(server.var / "media" / OFFLINE)
    assert "--yes" in manage(server, "restore", str(backup)).stderr
    assert manage(server, "restore", str(backup), "--yes").returncode == 0


def test_what_somebody_holds_is_waited_for_and_then_left_alone(tmp_path, monkeypatch):
    """The site still runs: the sentence says so, and nothing has changed."""
    with DeskServer(tmp_path) as server:
        fill(server)
        assert manage(server, "backup").returncode == 0
        [backup] = (server.var / "backups").glob("*.tar")
        before = contents(server)
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLD, postgres.url(server.cluster)], stdout=subprocess.PIPE, text=True
        )
        with holder:
            holder.stdout.readline()
            refused = manage(server, "restore", str(backup), "--yes")
            holder.kill()
        assert "原来的内容没有变" in refused.stderr
        assert contents(server) == before


HOLD = """
import psycopg2, sys, time
connection = psycopg2.connect(sys.argv[1])
connection.cursor().execute("LOCK TABLE zones_city IN ACCESS SHARE MODE")
print("held", flush=True)
time.sleep(120)
"""
