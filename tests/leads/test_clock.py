"""A wrong clock erases nobody: what it has stamped itself does not speak for it, and a large share is asked about."""

import os
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from leads import alarms, clock, erasure, intake, jobs
from leads.models import Enquiry, Lead, RaisedAlarm
from parkinfo.conditions import operation
from tests.leads.submissions import submitted
from zones.models import Portal

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_witnesses(settings, tmp_path, monkeypatch):
    """None but those that a test brings: migrations, and what this machine is made of, are of any time."""
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_DIR.mkdir()
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(clock, "SYSTEM_FILES", ())
    MigrationRecorder(connection).migration_qs.delete()


@pytest.fixture
def year(answers, network):
    """An enquiry a month for two years, the newest of today, and a backup of each of the last nights."""
    for month in range(24):
        intake.store(submitted(answers, -month * 30 * 24 * 60, need=f"需求 {month}", phone=f"139000000{month:02d}"))
    return timezone.now()


def backup_of(settings, moment):
    path = settings.BACKUP_DIR / f"parkinfo-{moment:%Y%m%d}-030000.tar"
    path.touch()
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    return path


def later(monkeypatch, days):
    """The clock is wrong from now on."""
    wrong = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: wrong)
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("days", [100, 400, 4000])
def test_a_clock_that_jumped_is_not_believed_for_what_it_stamped_itself(year, answers, monkeypatch, settings, days):
    wrong = later(monkeypatch, days)
    backup_of(settings, wrong)
    for number in range(10):
        intake.store(submitted(answers, need=f"厂房 {number}", phone=f"138000001{number:02d}"))
    with pytest.raises(CommandError, match=r"没有清除任何信息：系统时间 .* 可疑"):
        call_command("purge_enquiries")
    Portal.objects.update(purges_enquiries=True)
    jobs.purge()
    assert not Lead.objects.filter(name=erasure.ERASED).exists()


@pytest.mark.slow
def test_a_clock_that_went_back_is_not_believed(year, monkeypatch):
    assert clock.doubt(later(monkeypatch, -2)).endswith("请先校准时间。")
    assert "早于已有的记录" in clock.doubt(timezone.now())


@pytest.mark.parametrize("witness", ["migration", "backup", "release"])
def test_each_witness_is_heard(settings, tmp_path, witness):
    """Without any nothing is known; one of ten months ago and nothing since speaks against today."""
    now, moment = timezone.now(), timezone.now() - timedelta(days=300)
    assert clock.doubt(now) == ""
    if witness == "migration":
        applied = MigrationRecorder(connection).Migration(app="leads", name="x", applied=moment)
        applied.save()
    elif witness == "backup":
        backup_of(settings, moment)
    else:
        (tmp_path / "manage.py").touch()
        os.utime(tmp_path / "manage.py", (moment.timestamp(), moment.timestamp()))
    assert f"{timezone.localtime(moment):%Y-%m-%d} 之后没有任何记录" in clock.doubt(now)


def test_a_site_that_was_off_for_long_is_believed_when_it_has_run_for_some_days(settings):
    now = timezone.now()
    backup_of(settings, now - 200 * DAY)
    backup_of(settings, now - 4 * DAY)
    assert clock.doubt(now)
    backup_of(settings, now - 6 * DAY)
    assert clock.doubt(now) == ""


def test_a_site_that_makes_backups_each_night_is_believed_without_enquiries(settings):
    for days in range(30):
        backup_of(settings, timezone.now() - days * DAY)
    assert clock.doubt(timezone.now()) == ""


@pytest.mark.slow
@pytest.mark.parametrize(("due", "is_refused"), [(0, False), (1, False), (2, True), (5, True)])
def test_more_than_a_twentieth_waits_for_somebody_to_look(answers, network, monkeypatch, due, is_refused):
    monkeypatch.setattr(clock, "doubt", lambda now: "")
    for number in range(30):
        intake.store(submitted(answers, need=f"需求 {number}", phone=f"139000000{number:02d}"))
    for lead in Lead.objects.all()[:due]:
        long_ago = timezone.now() - timedelta(days=900)
        Lead.objects.filter(pk=lead.pk).update(created_at=long_ago)
        connection.cursor().execute("SET LOCAL parkinfo.erasing = 'on'")
        lead.events.update(at=long_ago)
        connection.cursor().execute("SET LOCAL parkinfo.erasing = 'off'")
    Portal.objects.update(purges_enquiries=True)
    assert erasure.due(timezone.now()).count() == due
    assert bool(erasure.objection(timezone.now())) is is_refused
    jobs.purge()
    erased = Lead.objects.filter(name=erasure.ERASED)
    assert erased.count() == (0 if is_refused else due)
    if is_refused:
        with pytest.raises(CommandError, match=f"有 {due} 条，占现有 30 条的"):
            call_command("purge_enquiries")
        call_command("purge_enquiries", "--yes")
        assert erased.count() == due


@pytest.mark.slow
def test_the_owner_is_told_that_nothing_was_erased(year, answers, monkeypatch):
    Portal.objects.update(purges_enquiries=True)
    assert alarms.PURGE_REFUSED not in [alarm.name for alarm in alarms.due(timezone.now())]
    wrong = later(monkeypatch, 400)
    jobs.raise_alarms()
    assert RaisedAlarm.objects.filter(name=alarms.PURGE_REFUSED).exists()
    line = operation.purge()
    assert line.is_bad
    [alarm] = [alarm for alarm in alarms.due(wrong) if alarm.name == alarms.PURGE_REFUSED]
    assert "可疑" in alarm.line
    Portal.objects.update(purges_enquiries=False)
    assert alarms.PURGE_REFUSED not in [alarm.name for alarm in alarms.due(wrong)]
    assert Enquiry.objects.filter(phone="").count() == 0
    assert mail.outbox == []


@pytest.mark.slow
def test_whose_number_asks_for_it_is_erased_whatever_the_clock_says(year, monkeypatch):
    later(monkeypatch, 400)
    call_command("purge_enquiries", "--phone", "13900000003")
    assert Lead.objects.filter(name=erasure.ERASED).count() == 1
