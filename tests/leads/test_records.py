"""What is forgotten when its time is over, private files, and what tells whether all is well."""

import json
import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils import timezone

from leads import clock, erasure, health, jobs, spool
from leads.models import Enquiry, Lead, LeadEvent, Notification
from tests.desk import signed_in, words
from tests.disk import DURABLY
from tests.leads.conftest import PHONE
from tests.leads.submissions import submitted
from zones.models import Portal

pytestmark = pytest.mark.django_db


# Erasure


@pytest.fixture
def old(answers, network):
    from leads import intake

    return intake.store(submitted(answers, -60 * 24 * 30 * 25)).lead


def test_what_is_over_is_anonymised_everywhere_and_still_counts(old, capsys):
    old.record(LeadEvent.Kind.NOTE, None, f"回拨 {PHONE}")
    with pytest.raises(CommandError):  # the note is of today; the rest is two years old
        call_command("purge_enquiries", "--phone", "x")
    call_command("purge_enquiries", "--phone", PHONE)
    stored = [str(list(model.objects.values())) for model in (Lead, Enquiry, LeadEvent, Notification)]
    for private in (PHONE, "王先生", "3000 平方米"):
        assert not any(private in rows for rows in stored)
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, bool(enquiry.erased_at), bool(enquiry.receipt)) == ("rent", True, True)


def test_nothing_personal_stays_in_a_reason_or_in_what_a_channel_answered(old):
    """A mail server's refusal quotes the address, and people write numbers into reasons."""
    event = old.record(LeadEvent.Kind.NOTE)
    Notification.objects.create(lead=old, event=event, last_error=f"refused: {PHONE}", parked_at=timezone.now())
    Lead.objects.update(stage="lost", lost_reason=f"改打 {PHONE} 了")
    erasure.erase(Lead.objects.get())
    assert Notification.objects.get().last_error == ""
    assert Lead.objects.get().lost_reason == erasure.ERASED


def test_after_an_erasure_words_and_timelines_are_written_once_again(old):
    """Also in the transaction of the erasure."""
    erasure.erase(old)
    for queryset, changes in ((Enquiry.objects.all(), {"need": "x"}), (LeadEvent.objects.all(), {"text": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            queryset.update(**changes)


def test_what_the_spool_set_aside_goes_when_its_time_is_over(old, answers):
    for months, answer in ((25, "一间厂房"), (23, "一间仓库")):
        spool.put(submitted(answers, need=answer))
        [path] = spool.directory().glob("*.json")
        moment = timezone.now().timestamp() - months * 30 * 86400
        os.utime(path, (moment, moment))
        spool.take_in(refuse)
    assert spool.depth().aside == 2
    list(erasure.erase_due(timezone.now()))
    assert spool.depth().aside == 1


def refuse(submission):
    """What the tables do with a submission that does not fit them."""
    raise DataError


@pytest.fixture
def believed_clock(monkeypatch):
    """test_clock.py says when it is."""
    monkeypatch.setattr(clock, "doubt", lambda now: "")


def test_only_what_is_over_goes(old, answers, believed_clock):
    from leads import intake

    young = intake.store(submitted(answers, -60, phone="13900000000")).lead
    assert list(erasure.due(timezone.now())) == [old]
    call_command("purge_enquiries", "--dry-run")
    assert Lead.objects.filter(name=erasure.ERASED).count() == 0
    call_command("purge_enquiries")
    assert list(Lead.objects.filter(name=erasure.ERASED)) == [old]
    assert Lead.objects.get(pk=young.pk).phone == "+8613900000000"


@pytest.mark.parametrize(
    ("stage", "months", "is_due"),
    [
        ("invalid", 5, False),
        ("invalid", 7, True),
        ("lost", 23, False),
        ("lost", 25, True),
        ("negotiating", 25, True),
        ("signed", 60, False),
        ("settled", 60, False),
    ],
)
def test_each_stage_is_kept_as_long_as_the_privacy_page_says(old, client, stage, months, is_due):
    Lead.objects.update(stage=stage, lost_reason="示例" if stage in {"invalid", "lost"} else "")
    now = old.created_at + timedelta(days=months * 30)
    assert erasure.due(now).exists() is is_due
    page = client.get("/privacy/").content.decode()
    for said in ("最后一次联系起 6 个月", "不超过 24 个月", "已签约、落户的：签约后按履行合同的需要保存"):
        assert said in page


def test_a_contact_of_late_keeps_an_old_lead(old):
    old.record(LeadEvent.Kind.CALL, None, "", {"outcome": "talked"})
    assert not erasure.due(timezone.now()).exists()


def test_a_clock_far_off_erases_nothing(lead, monkeypatch):
    for wrong in (timezone.now() + timedelta(days=4000), timezone.now() - timedelta(days=4000)):
        monkeypatch.setattr(timezone, "now", lambda wrong=wrong: wrong)
        with pytest.raises(CommandError, match="系统时间"):
            call_command("purge_enquiries")


def test_by_night_nothing_is_erased_until_the_owner_switches_it_on(old, answers, believed_clock):
    from leads import intake

    intake.store(submitted(answers, -60, phone="13900000000"))
    jobs.purge()
    assert Lead.objects.get(pk=old.pk).name != erasure.ERASED
    Portal.objects.update(purges_enquiries=True)
    jobs.purge()
    assert Lead.objects.get(name=erasure.ERASED) == old


def test_by_night_an_objection_erases_nothing(old, monkeypatch):
    Portal.objects.update(purges_enquiries=True)
    monkeypatch.setattr(erasure, "objection", lambda now: "系统时间可疑")
    jobs.purge()
    assert Lead.objects.get(pk=old.pk).name != erasure.ERASED


@pytest.mark.slow
def test_a_person_gets_a_copy_of_their_own_data_and_of_no_others(lead, send, answers, capsys):
    send(answers, phone="13900000000", need="别人的需求")
    call_command("export_enquiries", "--phone", "138 0000 0000")
    found = json.loads(capsys.readouterr().out)
    [copy] = found["询盘"]
    assert [each["电话"] for each in found["联系人"]] == ["+8613800000000"]
    assert (copy["电话"], copy["需求"]) == ("+8613800000000", "找 3000 平方米厂房")


# Private files


@pytest.mark.slow
def test_a_file_is_for_who_may_see_the_lead_and_goes_with_the_erasure(
    lead, sales, colleague, client, settings, disk, django_capture_on_commit_callbacks
):
    client.force_login(sales)
    client.post(f"/admin/leads/lead/{lead.pk}/act/claim/")
    plan = SimpleUploadedFile("平面图.pdf", b"%PDF-1.4 example", content_type="application/pdf")
    client.post(f"/admin/leads/lead/{lead.pk}/act/file/", {"file": plan})
    event = lead.events.get(kind="file")
    assert disk.order(settings.VAR_DIR / "private" / event.file) == DURABLY
    assert (settings.VAR_DIR / "private" / event.file).stat().st_mode & 0o777 == 0o600
    address = f"/admin/leads/lead/{lead.pk}/file/{event.pk}/"
    assert address in client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 example"
    client.force_login(colleague)
    assert client.get(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(lead)
    assert list((settings.VAR_DIR / "private").iterdir()) == []


@pytest.mark.parametrize(("name", "size"), [("x.html", 10), ("x", 10), ("x.svg", 10), ("x.pdf", 11 * 1024 * 1024)])
def test_files_that_a_browser_runs_or_that_are_huge_are_refused(lead, sales, client, name, size):
    client.force_login(sales)
    client.post(f"/admin/leads/lead/{lead.pk}/act/file/", {"file": SimpleUploadedFile(name, b"x" * size)})
    assert not lead.events.filter(kind="file").exists()


@pytest.mark.slow
def test_a_visit_and_its_answer_stand_on_the_timeline(lead, zone, sales, client):
    lead.agree_to_share(sales, "示例高新区")
    client.force_login(sales)
    for verb in ("recommend", "visit"):
        client.post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", {"zone": zone.pk, "text": f"{verb}：满意"})
    assert list(lead.events.filter(zone=zone).values_list("kind", flat=True)) == ["visit", "recommended"]


# Health


def test_ready_while_database_or_spool_takes_an_enquiry(client, network, monkeypatch, settings):
    assert (client.get("/healthz/ready").status_code, client.get("/healthz/ready").content) == (200, b"database\n")

    def away(*args):
        raise OperationalError

    monkeypatch.setattr(health.connection, "cursor", away)
    assert client.get("/healthz/ready").content == b"spool\n"
    monkeypatch.setattr(spool, "can_keep", lambda: False)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)


def test_depths_are_for_who_knows_the_token(client, send, answers, settings):
    send(answers, q7x2="x")
    assert client.get("/healthz/desk").status_code == 403
    settings.HEALTH_TOKEN = "示例-token"
    assert client.get("/healthz/desk", headers={"Authorization": "Bearer x"}).status_code == 403
    found = health.report()
    assert found["quarantine"]["waiting"] == 1
    assert found["queue"]["urgent"] == {"waiting": 1, "oldest_seconds": 0, "workers": 0}
    settings.HEALTH_TOKEN = "token"
    answer = client.get("/healthz/desk", headers={"Authorization": "Bearer token"})
    assert json.loads(answer.content)["database"] is True


@pytest.mark.slow
@pytest.mark.parametrize("kind", LeadEvent.Kind.values)
def test_odd_lines_of_a_timeline_take_no_page_down(lead, sales, zone, kind):
    odd = [
        {},
        {"outcome": "x", "from": 1, "at": "x", "by": None, "is_late": [], "line": "x"},
        {"line": [{}]},
        [],
        "x",
        7,
    ]
    for number, data in enumerate(odd):
        LeadEvent.objects.create(lead=lead, kind=kind, actor=sales, text=f"原话{number}", data=data, zone=zone)
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert [number for number in range(len(odd)) if f"原话{number}" not in page] == []
