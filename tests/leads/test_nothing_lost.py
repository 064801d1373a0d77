"""Real servers, broken in every way we could think of: 0 lost, 0 double."""

import contextlib
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.desk_server import DeskServer, wait_until
from leads import spam
from plumbing import postgres
from tests.leads.door import door
from tests.leads.mail_server import mail_server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with DeskServer(tmp_path_factory.mktemp("desk")) as server:
        yield server


@pytest.fixture(autouse=True)
def whole(server):
    """Each test begins with everything running, an empty spool and no enquiries of others."""
    server.ask("TRUNCATE leads_enquiry, leads_lead, leads_leadevent, leads_notification, jobs_job CASCADE")
    server.get("/enquiries/new/")
    server.start_worker()
    yield
    server.stop_worker()
    for path in (server.var / "spool").glob("*"):
        path.unlink()


def settle(server, receipts):
    """Nobody was sent away, the spool empties, and what is stored is exactly what was shown."""
    assert None not in receipts
    # A round that lost the database in the middle is left to its lease, which lasts 50 s.
    wait_until(lambda: server.spooled() == 0, 100)
    assert sorted(server.receipts()) == sorted(set(receipts))
    leads = [row[0] for row in server.ask("SELECT receipt FROM leads_lead")]
    assert sorted(leads) == sorted(set(receipts))


def test_a_stopped_database(server):
    shown = [server.send(1)]
    server.stop_database()
    try:
        assert "说一句需求" in server.get("/enquiries/new/")
        shown += [server.send(number) for number in (2, 3, 3)]
        assert server.spooled() == 2
    finally:
        server.start_database()
    settle(server, shown)


@contextlib.contextmanager
def frozen(server):
    """The database neither answers nor goes."""
    server.freeze_database()
    try:
        yield time.monotonic()
    finally:
        server.thaw_database()


def test_a_frozen_database(server):
    shown = [server.send(1)]
    with frozen(server) as begun:
        shown += [server.send(number) for number in (2, 3)]
        assert time.monotonic() - begun < 2 * 8
        assert "说一句需求" in server.get("/enquiries/new/")
    settle(server, shown)


def test_a_frozen_database_that_a_process_has_never_asked(server):
    """Nothing is kept yet of what the page after the form says, such as the time promised."""
    server.stop_web()
    server.start_web()
    with frozen(server) as begun:
        shown = [server.send(1)]
        assert time.monotonic() - begun < 8
    settle(server, shown)


def test_a_database_frozen_in_the_middle_of_submissions(server):
    """What was already on its way may commit after the thaw, and is in the spool as well."""
    with ThreadPoolExecutor(8) as visitors:
        sending = [visitors.submit(server.send, number, 60) for number in range(40)]
        time.sleep(0.3)
        with frozen(server):
            time.sleep(4)
        shown = [each.result() for each in sending]
    settle(server, shown)


def test_a_read_only_database(server):
    sessions = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    server.ask("ALTER DATABASE parkinfo SET default_transaction_read_only = on")
    server.ask(f"SELECT pg_terminate_backend(pid) {sessions}")
    try:
        shown = [server.send(number) for number in (1, 2)]
        assert server.spooled() == 2
    finally:
        server.ask("ALTER DATABASE parkinfo RESET default_transaction_read_only")
        server.ask(f"SELECT pg_terminate_backend(pid) {sessions}")
    settle(server, shown)


def test_a_table_that_is_locked(server):
    """Somebody migrates: the wait is ours to end."""
    holder = threading.Thread(
        target=server.ask, args=["BEGIN; LOCK TABLE leads_enquiry; SELECT pg_sleep(6); COMMIT"], daemon=True
    )
    holder.start()
    time.sleep(0.5)
    begun = time.monotonic()
    shown = [server.send(1)]
    assert time.monotonic() - begun < 5
    assert server.spooled() == 1
    holder.join()
    settle(server, shown)


def send_to_the_spool(server, number):
    server.ask("ALTER TABLE leads_leadevent RENAME TO elsewhere")
    shown = server.send(number)
    server.ask("ALTER TABLE elsewhere RENAME TO leads_leadevent")
    assert server.spooled() == 1
    return shown


def test_a_database_without_its_tables(server):
    settle(server, [send_to_the_spool(server, 1)])


def test_a_database_restarted_under_load(server):
    with ThreadPoolExecutor(8) as visitors:
        sending = [visitors.submit(server.send, number, 60) for number in range(60)]
        for _ in range(2):
            time.sleep(0.4)
            server.stop_database()
            server.start_database()
        shown = [each.result() for each in sending]
    settle(server, shown)


def send_until_answered(server, number):
    """A visitor who sends the same again when nothing comes back."""
    for _ in range(40):
        try:
            if receipt := server.send(number, timeout=10):
                return receipt
        except OSError:
            time.sleep(0.25)
    raise AssertionError("never answered")


def test_a_web_process_killed_in_mid_request(server):
    """Between commit and answer as well: who sends again gets the receipt of the first time."""
    with ThreadPoolExecutor(8) as visitors:
        sending = [visitors.submit(send_until_answered, server, number) for number in range(40)]
        for _ in range(2):
            time.sleep(0.3)
            server.stop_web(signal.SIGKILL)
            server.start_web()
        shown = [each.result() for each in sending]
    settle(server, shown)


INSERT = b'INSERT INTO "leads_enquiry"'


@pytest.fixture
def watched(server):
    """Web processes and worker reach the database through a Door from now on; there is no worker."""
    server.stop_worker()
    server.stop_web()
    with door(postgres.socket_directory(server.cluster) / f".s.PGSQL.{postgres.PORT}") as opened:
        server.overrides["DATABASE_URL"] = opened.url
        server.start_web()
        yield opened
        server.stop_worker()
        server.stop_web()
    server.overrides.clear()
    server.start_web()


def lines(server):
    """What the timelines say."""
    return [row[0] for row in server.ask("SELECT kind FROM leads_leadevent")]


def due_at_once(server, kind):
    """A killed worker's claim ends now, and not with its lease."""
    server.ask(f"UPDATE jobs_job SET run_at = now(), claimed_at = NULL WHERE kind = '{kind}'")


def test_a_web_worker_killed_between_commit_and_answer(server, watched):
    """Who sends the same again, as one does when nothing comes back, gets the receipt of the first time."""
    watched.arm(INSERT)
    with ThreadPoolExecutor(1) as visitor:
        sending = visitor.submit(server.send, 1)
        assert watched.caught.wait(60)
        [stored] = server.receipts()
        server.kill_web_workers()
        with pytest.raises(ConnectionError):
            sending.result()
    assert send_until_answered(server, 1) == stored
    server.start_worker()
    settle(server, [stored])
    assert lines(server) == ["received"]  # within ten minutes it is the same click
    assert server.ask("SELECT count(*) FROM jobs_job WHERE kind = 'leads.announce'") == [(1,)]


@pytest.mark.parametrize("cut", [True, False], ids=["the connection ends", "the connection hangs"])
def test_an_answer_to_the_commit_that_never_comes(server, watched, cut):
    """The web process cannot know that it is stored: it goes to the spool as well, and is one enquiry."""
    watched.arm(INSERT, cut=cut)
    shown = server.send(1)
    assert watched.caught.is_set()
    assert (server.receipts(), server.spooled()) == ([shown], 1)
    server.start_worker()
    settle(server, [shown])
    assert lines(server) == ["received"]


def test_a_worker_killed_between_the_commit_of_a_spooled_file_and_its_removal(server, watched):
    server.stop_database()
    shown = server.send(1)
    server.start_database()
    watched.arm(INSERT)
    server.start_worker()
    assert watched.caught.wait(60)
    server.stop_worker(signal.SIGKILL)
    assert (server.receipts(), server.spooled()) == ([shown], 1)
    due_at_once(server, "leads.take_in")
    server.start_worker()
    settle(server, [shown])
    assert lines(server) == ["received"]


@pytest.fixture
def mail(server):
    """A channel by mail, whose server takes what it is sent and says no more; the worker does not run yet."""
    server.stop_worker()
    server.ask("INSERT INTO leads_channel (kind, name, target, secret, is_active) VALUES"
               " ('email', '示例', 'desk@example.com', '', true)")  # fmt: skip
    with mail_server() as mail:
        server.overrides |= mail.settings
        yield mail
        server.stop_worker(signal.SIGKILL)
    server.overrides.clear()
    server.ask("TRUNCATE leads_channel, leads_circuit CASCADE")


def test_a_worker_killed_after_it_sent_a_notification_sends_it_again(server, mail):
    """At least once: that it went out can only be written down afterwards."""
    server.start_worker()
    shown = server.send(1)
    wait_until(lambda: len(mail.kept) == 1)
    server.stop_worker(signal.SIGKILL)
    assert server.ask("SELECT sent_at FROM leads_notification") == [(None,)]
    mail.answers.set()
    due_at_once(server, "leads.deliver")
    server.start_worker()
    wait_until(lambda: server.ask("SELECT count(sent_at) FROM leads_notification") == [(1,)])
    assert [shown in str(each.get_payload(decode=True), "utf-8").replace("-", "") for each in mail.kept] == [True] * 2
    settle(server, [shown])


def test_a_mail_server_that_hangs_delays_no_spooled_enquiry(server, mail):
    """It held them up for as long as there was mail to be sent: 103 seconds for a dozen."""
    server.start_worker()
    shown = [server.send(number) for number in range(12)]
    wait_until(lambda: mail.kept)
    shown.append(send_to_the_spool(server, 20))
    begun = time.monotonic()
    settle(server, shown)
    assert time.monotonic() - begun < 25


@pytest.mark.parametrize("send", [DeskServer.send, send_to_the_spool], ids=["database", "spool"])
def test_the_first_notification_after_a_first_start_goes_out_within_ten_seconds(server, mail, send):
    server.ask("TRUNCATE jobs_job")
    mail.answers.set()
    send(server, 1)
    begun = time.monotonic()
    server.start_worker()
    wait_until(lambda: mail.kept)
    assert time.monotonic() - begun < 10


def test_a_worker_killed_while_it_takes_in_the_spool(server):
    server.stop_worker()
    server.stop_database()
    shown = [server.send(number) for number in range(spam.PER_ADDRESS_AN_HOUR)]
    server.start_database()
    for _ in range(4):
        server.start_worker()
        time.sleep(1.2)
        server.stop_worker(signal.SIGKILL)
        due_at_once(server, "leads.take_in")
    server.start_worker()
    settle(server, shown)


def test_the_same_at_once_is_one(server):
    with ThreadPoolExecutor(8) as visitors:
        shown = list(visitors.map(lambda _: server.send(7), range(16)))
    assert len(set(shown)) == 1
    settle(server, shown)


def test_a_spool_that_is_full_too_keeps_everything_typed_and_says_so(server):
    server.stop_database()
    spool = server.var / "spool"
    moved = spool.with_name("spool.away")
    spool.mkdir(exist_ok=True)
    spool.rename(moved)
    spool.write_text("a file where the directory should be")
    try:
        assert server.send(1) is None
    finally:
        spool.unlink()
        moved.rename(spool)
        server.start_database()
    assert server.receipts() == []


def test_no_phone_in_any_log(server):
    """Of ours or PostgreSQL's, whatever went wrong; nor in a file others can read."""
    server.send(99, phone="13987654321")
    server.stop_database()
    server.send(98, phone="13987654321")
    [spooled] = (server.var / "spool").glob("*.json")
    assert os.stat(spooled).st_mode & 0o077 == 0
    server.start_database()
    wait_until(lambda: server.spooled() == 0)
    server.ask("ALTER TABLE leads_leadevent RENAME TO elsewhere")
    server.send(97, phone="13987654321")
    server.ask("ALTER TABLE elsewhere RENAME TO leads_leadevent")
    logs = [server.log, server.cluster / "server.log"]
    text = "".join(path.read_text(errors="replace") for path in logs)
    assert "goes to the spool" in text
    assert "87654321" not in text
