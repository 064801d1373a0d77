"""Accidents of a cluster: whatever breaks, 0 enquiries lost, 0 double, and readers go on."""

import signal
import time

import pytest

from bench.desk_server import wait_until
from tests.cluster.cluster import MAX_LAG
from tests.cluster.ledger import NEVER_KEPT, Ledger, Reader, ask

pytestmark = pytest.mark.cluster

#: Some seconds in which things are as usual, before and after.
USUAL_SECONDS = 2


def test_as_usual(cluster):
    with Ledger(cluster, "nothing") as ledger:
        time.sleep(3)
    ledger.settle()
    assert ledger.of_others.errors == []


VERSION = "SELECT min(version) FROM parkinfo_contentversion"


def test_a_primary_that_is_killed(cluster):
    """The versions go on from the clock then: what the old one counted last must name no other page."""
    primary, replica = cluster.primary_and_replica()
    before = cluster.ask(VERSION)
    with Ledger(cluster, "primary killed -9") as ledger:
        time.sleep(USUAL_SECONDS)
        primary.stop(signal.SIGKILL)
        cluster.promoted(replica, time.monotonic())
        time.sleep(3 * USUAL_SECONDS)
        primary.start()
    ledger.settle()
    wait_until(lambda: cluster.ask(VERSION) > before, 20)


def test_a_primary_that_is_frozen_until_its_watchdog_restarts_it(cluster):
    """The test is the watchdog: without one a primary that wakes up takes the lock back, and enquiries are lost."""
    primary, replica = cluster.primary_and_replica()
    with Ledger(cluster, "primary frozen") as ledger:
        time.sleep(USUAL_SECONDS)
        primary.signal_all(signal.SIGSTOP)
        cluster.promoted(replica, time.monotonic())
        time.sleep(USUAL_SECONDS)
        primary.stop(signal.SIGKILL)
        primary.start()
        time.sleep(3 * USUAL_SECONDS)
    ledger.settle()
    assert replica.is_now("primary")


def test_etcd_away(cluster):
    """For longer than a primary stays one without it, were the other machine not there to agree."""
    primary, _ = cluster.primary_and_replica()
    with Ledger(cluster, "etcd away") as ledger:
        cluster.etcd.stop(signal.SIGKILL)
        time.sleep(25)
        cluster.etcd.start()
        time.sleep(USUAL_SECONDS)
    ledger.settle()
    assert primary.is_now("primary")
    assert ledger.of_others.errors == []


def test_a_pooler_restarted_and_a_node_killed_with_a_full_spool(cluster):
    """What lies on the node's disk waits for the node, however many others work."""
    one, two = cluster.nodes
    cluster.primary_and_replica()
    with Ledger(cluster, "PgBouncer restarted, a node killed") as ledger:
        time.sleep(USUAL_SECONDS)
        cluster.pgbouncer.stop()
        wait_until(lambda: one.spooled() and two.spooled(), 30)
        one.stop(signal.SIGKILL)
        kept = one.spooled()
        cluster.pgbouncer.start()
        wait_until(lambda: two.spooled() == 0, 30)
        assert (one.spooled(), kept > 0) == (kept, True)
        one.start()
        time.sleep(USUAL_SECONDS)
    ledger.settle()


def test_nginx_reloaded(cluster):
    with Ledger(cluster, "nginx reloaded") as ledger:
        for _ in range(3):
            cluster.nginx.reload()
            time.sleep(1)
    ledger.settle()
    assert ledger.of_others.errors == []


def test_a_replica_a_minute_behind(cluster):
    """It is not read then, and what is promised of a change holds."""
    _, replica = cluster.primary_and_replica()
    replica.ask("ALTER SYSTEM SET recovery_min_apply_delay = '60s'")
    replica.ask("SELECT pg_reload_conf()")
    [[pk]] = cluster.ask("SELECT max(id) FROM articles_article")
    try:
        with Ledger(cluster, "replica a minute behind") as ledger:
            cluster.ask(f"UPDATE articles_article SET status = 'withdrawn' WHERE id = {pk}")
            wait_until(lambda: ask(cluster.nginx.port, "GET", f"/news/{pk}/")[0] == 410, 10 + MAX_LAG)
            wait_until(lambda: ask(cluster.nginx.port, "GET", NEVER_KEPT)[0] == 200, 5)
    finally:
        replica.ask("ALTER SYSTEM RESET recovery_min_apply_delay")
        replica.ask("SELECT pg_reload_conf()")
    ledger.settle()
    assert ledger.of_others.errors == []


UPLOAD = """
import io
import PIL.Image
from images import uploads
out = io.BytesIO()
PIL.Image.new("RGB", (500, 400), "blue").save(out, "JPEG")
try:
    uploads.store(io.BytesIO(out.getvalue()))
except uploads.NotStored as refusal:
    assert refusal.messages == [uploads.BUCKET_AWAY]
    print("refused")
else:
    print("stored")
"""


def test_the_bucket_away(cluster):
    """Pages go on, and pictures that nginx keeps; who uploads one is told, and nothing of it is left."""
    [[picture]] = cluster.ask("SELECT '/media/' || file FROM images_image")
    wait_until(lambda: ask(cluster.nginx.port, "GET", picture)[0] == 200, 10)
    one, two = cluster.nodes
    of_pictures = Reader(cluster.nginx.port, [picture])
    with Ledger(cluster, "S3 frozen") as ledger:
        of_pictures.start()
        cluster.bucket.freeze()
        try:
            assert one.said("shell", "--verbosity=0", "--command", UPLOAD) == "refused\n"
            time.sleep(20)
        finally:
            cluster.bucket.go_on()
        time.sleep(USUAL_SECONDS)
        of_pictures.stopping.set()
        of_pictures.join(60)
    ledger.settle()
    assert (ledger.of_others.errors, ledger.of_desk.errors, of_pictures.errors) == ([], [], [])
    assert of_pictures.read > 5
    assert cluster.ask("SELECT count(*) FROM images_image") == [(1,)]
    assert two.said("shell", "--verbosity=0", "--command", UPLOAD) == "stored\n"
    [[name]] = cluster.ask("SELECT file FROM images_image ORDER BY id DESC LIMIT 1")
    assert {node.status(f"/media/{name}") for node in cluster.nodes} == {200}
