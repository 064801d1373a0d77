"""An upgrade nobody notices: two releases side by side, forwards and back, under some twenty enquiries a second."""

import threading
import time
import urllib.request

import pytest

from bench.desk_server import ROOT, wait_until
from tests.cluster.cluster import HOST
from tests.cluster.ledger import KEPT, Ledger
from tests.cluster.releases import KIND, NEXT_WORD, NOTE, WORD, next_release

pytestmark = pytest.mark.cluster

SENDERS = 8
#: What a backup does to a table for as long as it lasts.
BACKUP = "SELECT count(*), pg_sleep(20) FROM leads_enquiry"
#: Some seconds in which both releases work, before and after each step.
BOTH_SECONDS = 3
# Due for so long that it goes before whatever the enquiries want done.
ENQUEUE = f"""
INSERT INTO jobs_job (kind, lane, payload, created_at, run_at, attempts, requests, last_error)
VALUES ('{KIND}', 1, '{{}}', now(), now() - interval '1 day', 0, 1, '')
RETURNING id
"""


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """The checkout of the later release."""
    return next_release(tmp_path_factory.mktemp("releases") / "next")


@pytest.fixture(autouse=True)
def as_before(cluster):
    """Whatever came of it, the nodes run what they ran before."""
    yield
    for node in cluster.nodes:
        if node.root != ROOT:
            node.stop()
            node.root = ROOT
            node.start()


def prepare(cluster, root):
    """What comes before the first node, while the release before goes on: files for pages of both, and the tables."""
    backup = threading.Thread(target=cluster.ask, args=(BACKUP,), daemon=True)
    backup.start()
    for node in cluster.nodes:
        before, node.root = node.root, root
        node.manage("collectstatic", "--noinput", "--verbosity=0")
        if node is cluster.nodes[0]:
            node.manage("migrate", "--verbosity=0")
        node.root = before
    backup.join()


def replace(node, root):
    node.stop()
    node.root = root
    node.start()


def turn(cluster, node, root):
    """As docs/scaling.md says: out of nginx, the other release, in again."""
    cluster.nginx.turn("out", node)
    replace(node, root)
    cluster.nginx.turn("in", node)
    time.sleep(BOTH_SECONDS)


def job(cluster, number):
    """(how often it was tried, whether it is done, whether it is given up)"""
    columns = "attempts, done_at IS NOT NULL, parked_at IS NOT NULL"
    [row] = cluster.ask(f"SELECT {columns} FROM jobs_job WHERE id = {number}")
    return row


def home(cluster):
    """The home page as nginx gives it to readers."""
    asked = urllib.request.Request(f"http://127.0.0.1:{cluster.nginx.port}{KEPT[0]}", headers={"Host": HOST})
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return answer.read().decode()


def nothing_seen(ledger):
    ledger.settle()
    assert (ledger.unanswered, ledger.of_others.errors, ledger.of_desk.errors) == (0, [], [])


def upgrade(cluster, later):
    """Both releases write into the same tables meanwhile; a job of the later one waits for a worker that knows it."""
    one, two = cluster.nodes
    prepare(cluster, later)
    [[unknown]] = cluster.ask(ENQUEUE)
    time.sleep(BOTH_SECONDS)
    assert job(cluster, unknown) == (0, False, False)
    turn(cluster, one, later)
    assert (NEXT_WORD in one.get("/"), NEXT_WORD in two.get("/")) == (True, False)
    wait_until(lambda: job(cluster, unknown)[1], 30)
    turn(cluster, two, later)
    wait_until(lambda: NEXT_WORD in home(cluster), 15)


def go_back(cluster):
    """The tables stay as they are: the release before knows neither the column nor the job, and migrates nothing."""
    for node in cluster.nodes:
        turn(cluster, node, ROOT)
    cluster.nodes[0].manage("migrate", "--verbosity=0")
    [[unknown]] = cluster.ask(ENQUEUE)
    wait_until(lambda: WORD in home(cluster) and NEXT_WORD not in home(cluster), 15)
    time.sleep(BOTH_SECONDS)
    assert job(cluster, unknown) == (0, False, False)


def test_an_upgrade_node_after_node_and_the_way_back(cluster, later):
    with Ledger(cluster, "upgraded node after node", SENDERS) as ledger:
        time.sleep(BOTH_SECONDS)
        upgrade(cluster, later)
    nothing_seen(ledger)
    notes = dict(cluster.ask("SELECT coalesce(next_note, ''), count(*) FROM leads_enquiry GROUP BY 1"))
    assert notes[""] > 0
    assert notes[NOTE] > 0
    with Ledger(cluster, "rolled back node after node", SENDERS) as ledger:
        time.sleep(BOTH_SECONDS)
        go_back(cluster)
    nothing_seen(ledger)


def test_a_node_restarted_without_asking_nginx(cluster):
    """What is safe to be sent twice is: enquiries by their digest, pages by being read."""
    with Ledger(cluster, "restarted in a hurry", SENDERS) as ledger:
        time.sleep(BOTH_SECONDS)
        for node in cluster.nodes:
            replace(node, ROOT)
            time.sleep(BOTH_SECONDS)
    ledger.settle()
    assert (ledger.unanswered, ledger.of_others.errors) == (0, [])
