"""/metrics: who reads it, what it counts, and that one gauge that fails costs no other."""

import os
import re
import time
import urllib.request
from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import get_resolver
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from psycopg2 import extensions

from backups import making, proofs
from bench.desk_server import DeskServer
from jobs.models import Job, Lane, Worker
from parkinfo.monitoring import gauges, requests, together
from plumbing import deadline, processes
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]


def samples(text):
    """{(name, (value of each label, ...)): number} of an answer."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def scrape(client):
    """Asks as Prometheus on this machine does."""

    def scrape():
        response = client.get("/metrics")
        assert response.status_code == 200
        return samples(response.content.decode())

    return scrape


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        # From outside through our nginx, which says where they came from; and who says so of themselves.
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("203.0.113.7", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 203.0.113.7"}, 404),
        ("203.0.113.7", {"Authorization": "Bearer right"}, 200),
        ("203.0.113.7", {"Authorization": "Bearer wrong"}, 404),
        ("203.0.113.7", {"Authorization": "Bearer "}, 404),
    ],
)
def test_it_is_for_this_machine_and_for_whoever_knows_the_token(client, settings, peer, headers, status):
    settings.METRICS_TOKEN = "right"
    response = client.get("/metrics", headers=headers, REMOTE_ADDR=peer)
    assert (response.status_code, response["Cache-Control"]) == (status, "no-store")


def test_without_a_token_none_is_right(client, settings):
    settings.METRICS_TOKEN = ""
    for headers in ({"Authorization": "Bearer "}, {"Authorization": ""}):
        assert client.get("/metrics", headers=headers, REMOTE_ADDR="203.0.113.7").status_code == 404


@pytest.mark.slow
@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_node_is_asked_over_http_also_where_visitors_are_sent_to_https(scrape):
    assert ("parkinfo_measuring_failed", ("queue",)) in scrape()


def test_every_public_address_has_a_class():
    """A page that nobody thought of here would be counted among scanners and old addresses."""

    def paths(patterns, prefix=""):
        for each in patterns:
            path = prefix + re.sub(r"[\^$\\]", "", str(each.pattern))
            if hasattr(each, "url_patterns"):
                yield from paths(each.url_patterns, path)
            else:
                yield "/" + re.sub(r"\(\?P<.*?\)\)|<int:\w+>", "7", path)

    found = {path: requests.route_of(path) for path in paths(get_resolver().url_patterns) if "?P<name>" not in path}
    assert len(found) > 30
    # A host's own file, at the root under any name, and nothing else.
    assert [path for path, route in found.items() if route == requests.OTHER and path.count("/") > 1] == []
    assert found["/news/7/"] == "article"
    assert found["/listings/7/"] == "listing"
    assert found["/metrics"] == "health"
    assert requests.route_of("/wp-login.php") == requests.OTHER


@pytest.mark.slow
def test_requests_are_counted_by_class_and_outcome_and_an_unchanged_page_as_one(client, scrape):
    builders.portal()
    before = scrape()

    def more(name, *labels):
        return scrape().get((name, labels), 0) - before.get((name, labels), 0)

    etag = client.get("/news/")["ETag"]
    assert client.get("/news/", headers={"If-None-Match": etag}).status_code == 304
    client.get("/news/7777777/")
    assert more("parkinfo_requests_total", "list", "2xx") == 1
    assert more("parkinfo_requests_total", "list", "3xx") == 1
    assert more("parkinfo_requests_total", "article", "4xx") == 1
    assert more("parkinfo_content_version_total", "made") == 1
    assert more("parkinfo_content_version_total", "unchanged") == 1
    assert more("parkinfo_request_seconds_count", "list") == 2


def test_queue_spool_and_backups_are_told_as_they_are(scrape, settings):
    soon, ago = timezone.now() + timedelta(minutes=1), timezone.now() - timedelta(hours=2)
    Worker.objects.create(name="a", lane=Lane.URGENT, alive_until=soon)
    Job.objects.create(kind="jobs.purge", run_at=ago)
    Job.objects.create(kind="jobs.purge", parked_at=ago)
    (settings.VAR_DIR / "spool/a.json").write_text("{}")
    os.utime(settings.VAR_DIR / "spool/a.json", (time.time() - 90,) * 2)
    made_at = timezone.localtime() - timedelta(hours=3)
    path = settings.BACKUP_DIR / f"parkinfo-{made_at.strftime(making.MOMENT)}.tar"
    path.write_bytes(b"x")
    proofs.write(path, proofs.Proof(timezone.localtime() - timedelta(hours=1), 1))
    found = scrape()
    assert found["parkinfo_jobs_due", ("normal",)] == 1
    assert found["parkinfo_jobs_oldest_due_seconds", ("normal",)] == pytest.approx(7200, abs=60)
    assert (found["parkinfo_workers", ("urgent",)], found["parkinfo_workers", ("normal",)]) == (1, 0)
    assert found["parkinfo_jobs_parked", ()] == 1
    assert (found["parkinfo_spool_files", ("waiting",)], found["parkinfo_spool_files", ("aside",)]) == (1, 0)
    assert found["parkinfo_spool_oldest_seconds", ()] == pytest.approx(90, abs=30)
    assert found["parkinfo_backup_age_seconds", ()] == pytest.approx(3 * 3600, abs=60)
    assert found["parkinfo_backup_proof_age_seconds", ()] == pytest.approx(3600, abs=60)
    assert found["parkinfo_backup_problems", ()] == 0


def test_a_gauge_that_fails_is_named_and_takes_no_other_along(scrape, monkeypatch):
    def replicas():
        yield gauges._one("odd", "Half of a group.", 1)
        raise ValueError

    monkeypatch.setattr(gauges, "GAUGES", (gauges.release, replicas, gauges.queue))
    found = scrape()
    assert found["parkinfo_measuring_failed", ("replicas",)] == 1
    assert found["parkinfo_measuring_failed", ("queue",)] == 0
    assert ("parkinfo_odd", ()) not in found
    assert ("parkinfo_jobs_due", ("urgent",)) in found


@pytest.fixture
def bounded_waits():
    """As in the web process; other tests COPY, which this one then cannot."""
    deadline.install()
    yield
    extensions.set_wait_callback(None)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nor_does_one_for_which_the_database_takes_too_long(scrape, monkeypatch, bounded_waits):
    def silence():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        yield gauges._one("odd", "It never comes to this.", 1)

    monkeypatch.setattr(gauges, "GAUGE_SECONDS", 0.5)
    monkeypatch.setattr(gauges, "GAUGES", (gauges.release, silence, gauges.queue))
    found = scrape()
    assert found["parkinfo_measuring_failed", ("silence",)] == 1
    assert found["parkinfo_measuring_failed", ("queue",)] == 0


def test_a_replica_is_told_by_its_name_and_lags_by_nothing_once_it_has_all(monkeypatch):
    """What the view of the primary says, without a replica: the same columns from VALUES."""
    rows = "(VALUES ('b', '0/20'::pg_lsn, '0/20'::pg_lsn, NULL::interval), ('b', '0/20', '0/10', '3 s')) AS pg"
    columns = "(application_name, sent_lsn, replay_lsn, replay_lag)"
    monkeypatch.setattr(gauges, "REPLICAS", gauges.REPLICAS.replace("pg_stat_replication", rows + columns))
    count, seconds, lag = gauges.replicas()
    assert [(each.labels, each.value) for each in count.samples] == [({"replica": "b"}, 2)]
    assert [each.value for each in seconds.samples] == [3]
    assert lag.samples[0].value > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_replication")


def test_what_workers_of_a_parent_that_is_gone_have_counted_is_removed_and_of_one_that_lives_kept(tmp_path):
    ours, gone = tmp_path / processes.identity(os.getpid()), tmp_path / f"{os.getpid()}-1"
    for directory in (ours, gone):
        directory.mkdir()
        (directory / "counter_1.db").write_bytes(b"x")
    together._remove_left_behind(tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path in (ours, gone)] == [ours.name]


def test_a_disk_that_takes_no_file_costs_the_common_count_and_not_the_process(tmp_path, monkeypatch):
    monkeypatch.delitem(together.sys.modules, "prometheus_client")
    monkeypatch.delenv(together.VARIABLE, raising=False)
    (tmp_path / "metrics").write_text("no directory")
    assert not together.count_together(tmp_path / "metrics")
    assert together.VARIABLE not in os.environ


@pytest.mark.slow
def test_two_web_processes_are_scraped_as_one_and_say_when_the_database_is_away(tmp_path):
    def asked(path):
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=15) as response:
            return response.read().decode()

    with DeskServer(tmp_path) as server:
        for _ in range(40):
            asked("/news/")
        assert len(list((tmp_path / "metrics").glob("*/counter_*.db"))) == 2
        for _ in range(6):
            assert samples(asked("/metrics"))["parkinfo_requests_total", ("list", "2xx")] == 40
        server.stop_database()
        found = samples(asked("/metrics"))
        assert found["parkinfo_measuring_failed", ("queue",)] == 1
        assert found["parkinfo_measuring_failed", ("spooled",)] == 0
        assert found["parkinfo_requests_total", ("list", "2xx")] == 40
        server.start_database()
        assert samples(asked("/metrics"))["parkinfo_measuring_failed", ("queue",)] == 0
