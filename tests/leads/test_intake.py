"""What becomes of a submission: whose it is, whether it is the same again, whether it looks like spam."""

import time

import pytest
from django.db import InternalError, OperationalError, connection, connections, transaction
from psycopg2 import extensions

from jobs.models import Job
from leads import intake, spool
from leads.models import Enquiry, Lead, LeadEvent
from plumbing import deadline
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


# The same phone, the same words


def test_it_goes_to_the_pool_when_who_has_the_open_lead_has_left_or_sells_there_no_more(
    lead, send, answers, sales, qingdao
):
    lead.claim(sales)
    send(answers, city="qingdao", need="青岛的另一个需求")
    assert Lead.objects.latest("pk").owner is None
    sales.is_active = False
    sales.save()
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.latest("pk")
    assert (other.owner, other.same_phone_as) == (None, lead)


@pytest.mark.parametrize("end", ["lost", "settled", "invalid"])
def test_who_comes_back_after_the_end_goes_to_who_knows_them(lead, send, answers, sales, colleague, end):
    Lead.objects.update(owner=sales, stage=end, lost_reason="没谈成" if end != "settled" else "")
    send(answers, city="jinan", need="又要厂房了")
    newer = Lead.objects.latest("pk")
    assert (newer.owner, newer.same_phone_as) == (sales, None)
    Lead.objects.filter(pk=newer.pk).update(owner=colleague, stage="lost", lost_reason="没谈成")
    send(answers, city="jinan", need="第三次")
    assert Lead.objects.latest("pk").owner == colleague


def test_another_need_of_the_same_phone_goes_to_who_has_the_open_lead(lead, send, answers, sales):
    lead.claim(sales)
    send(answers, city="jinan", need="还要一间仓库")
    second = Lead.objects.exclude(pk=lead.pk).get()
    assert (second.owner, second.same_phone_as) == (sales, lead)


def test_two_extensions_of_one_switchboard_are_two_customers(send, answers):
    for extension in ("8012", "8013"):
        send(answers, phone=f"0531-88888888转{extension}", need=extension)
    assert not Lead.objects.same_phone().exists()


def test_the_same_words_within_ten_minutes_are_one_and_silent(lead, send, answers):
    first = send(answers, city="jinan", company="示例公司")
    second = send(answers, city="jinan", company="示例公司", phone="+86 138-0000-0000")
    assert first["Location"] == second["Location"]
    assert Enquiry.objects.count() == 1
    assert lead.events.count() == 1


def test_what_a_server_that_may_not_write_has_is_not_taken_for_safe(answers, network):
    """A primary that was replaced, a replica now, may have it and lose it: no spool is emptied on its word."""
    sent = submitted(answers)
    intake.store(sent)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with pytest.raises(InternalError):
            intake.store(sent)
        transaction.set_rollback(True)
    assert intake.store(sent) == Enquiry.objects.get()


def test_the_same_words_after_ten_minutes_are_noted_and_announced_again(answers, network):
    first = intake.store(submitted(answers, -30))
    again = intake.store(submitted(answers, -10))
    once_more = intake.store(submitted(answers, -5))
    assert first == again == once_more
    kinds = list(first.lead.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["received", "resubmitted"]


def test_the_same_words_after_midnight_are_the_same_submission(answers, network):
    day = 24 * 60
    first = intake.store(submitted(answers, -day))
    again = intake.store(submitted(answers, 0))
    assert again == first
    assert intake.store(submitted(answers, 2 * day)) != first


def test_a_spooled_one_that_was_committed_all_the_same_is_no_second_one(answers, network):
    sent = submitted(answers)
    intake.store(sent)
    spool.put(sent)
    assert spool.take_in(intake.store) == 1
    assert Enquiry.objects.count() == 1
    assert LeadEvent.objects.count() == 1


# Quarantine


@pytest.mark.parametrize(
    ("changes", "headers", "reason"),
    [
        ({"q7x2": "http://x"}, {}, "honeypot"),
        ({"seconds": "0.4"}, {}, "too_fast"),
        ({"need": "代开发票，量大从优"}, {}, "advertising"),
        ({}, {"Origin": "https://evil.example"}, "other_site"),
    ],
)
def test_what_looks_like_spam_is_quarantined_announced_and_released_by_one_tap(
    send, answers, sales, client, changes, headers, reason
):
    assert send(answers, headers=headers, city="jinan", **changes).status_code == 303
    enquiry = Enquiry.objects.get()
    assert enquiry.is_quarantined
    assert reason in enquiry.spam_reasons
    assert Job.objects.filter(kind="leads.announce").count() == 1
    client.force_login(sales)
    client.post(f"/admin/leads/lead/{enquiry.lead_id}/act/release/")
    enquiry.refresh_from_db()
    assert not enquiry.is_quarantined


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://testserver"}])
def test_an_honest_sender_is_not_quarantined(send, answers, headers):
    send(answers, headers=headers, seconds="12.5", need="见 https://example.com 的产品，找同类厂房")
    assert not Enquiry.objects.get().is_quarantined


def test_many_of_one_phone_are_quarantined_and_none_is_refused(send, answers):
    for number in range(7):
        assert send(answers, need=f"需求 {number}").status_code == 303
    assert Enquiry.objects.quarantined().count() == 2


# A database that does not take it


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_connection_that_failed_is_closed_so_that_nothing_else_waits_for_it(answers, network, monkeypatch):
    def store(submission):
        raise OperationalError

    monkeypatch.setattr(intake, "store", store)
    assert connection.connection is not None
    intake.receive(submitted(answers))
    assert connection.connection is None
    assert spool.depth().waiting == 1


@pytest.fixture
def locked_table(django_db_blocker):
    """Somebody else holds the table of enquiries."""
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE leads_enquiry")
        yield
        cursor.execute("ROLLBACK")
    other.close()


@pytest.fixture
def deadlines():
    """As in a web process: waits for the database end."""
    deadline.install()
    yield
    extensions.set_wait_callback(None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_submission_waits_for_the_database_as_long_as_we_say_and_not_as_long_as_the_database_says(
    answers, network, monkeypatch, locked_table, deadlines
):
    """The server's own limits are two seconds and more, for each statement; a server that hangs keeps none."""
    monkeypatch.setattr(intake, "DEADLINE_SECONDS", 0.3)
    begun = time.monotonic()
    intake.receive(submitted(answers))
    assert time.monotonic() - begun < 1.5
    assert spool.depth().waiting == 1
