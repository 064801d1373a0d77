"""The admin's start page says how backups, spool, queue and quarantine are, to those who can do something about it."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from backups import making, proofs
from backups.proofs import Proof
from jobs.models import Job, Lane, Worker
from leads import spool
from leads.models import Enquiry, Lead
from parkinfo import desk_health
from parkinfo.conditions import operation
from staff.roles import EDITOR, SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_places")]


def start(role=None, **fields):
    return words(signed_in(builders.person(role, **fields)).get("/admin/"))


def test_the_administrator_reads_when_and_how_big_the_last_backup_was(settings):
    name = timezone.localtime().strftime(making.MOMENT)
    (settings.BACKUP_DIR / f"parkinfo-{name}.tar").write_bytes(b"x" * 2048)
    page = start(is_superuser=True)
    assert "最近备份" in page
    assert "2.0\xa0KB" in page


@pytest.mark.slow
def test_the_administrator_reads_how_long_ago_the_last_backup_was_proven(settings):
    path = settings.BACKUP_DIR / f"parkinfo-{timezone.localtime().strftime(making.MOMENT)}.tar"
    path.write_bytes(b"x")
    assert "，未验证" in start(is_superuser=True)
    proofs.write(path, Proof(timezone.localtime() - timedelta(hours=3, minutes=5), 1))
    assert "，3 小时前验证能恢复" in operation.backup().text
    proofs.write(path, Proof(timezone.localtime(), 1, problem="恢复后有 1 张表与备份时不一致：staff_user。"))
    assert operation.backup().is_bad
    assert "没有通过恢复验证：恢复后有 1 张表" in operation.backup().text


@pytest.mark.slow
def test_no_backup_is_told_as_a_fault():
    assert "还没有备份" in start(is_superuser=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lanes", "fault"),
    [
        ([], "，没有程序在执行"),
        ([Lane.URGENT], "，没有程序执行普通任务"),
        ([Lane.NORMAL], "，没有程序执行紧急任务"),
        ([None], "，普通任务执行得太慢"),
    ],
)
def test_a_queue_nobody_works_on_or_too_slowly_is_told_as_a_fault(lanes, fault):
    soon = timezone.now() + timedelta(minutes=1)
    Worker.objects.bulk_create(Worker(name=f"{lane}", lane=lane, alive_until=soon) for lane in lanes)
    Job.objects.create(kind="jobs.purge", run_at=timezone.now() - timedelta(hours=2))
    assert f"等待 1 个，最久 2 小时{fault}" in start(is_superuser=True)


def test_a_queue_that_is_worked_on_is_no_fault():
    Worker.objects.create(name="a", alive_until=timezone.now() + timedelta(minutes=1))
    assert "等待 0 个</" in start(is_superuser=True)


def test_a_job_that_was_given_up_is_counted_beside_those_that_wait():
    Worker.objects.create(name="a", alive_until=timezone.now() + timedelta(minutes=1))
    Job.objects.create(kind="jobs.purge", parked_at=timezone.now())
    assert "等待 0 个，另有 1 个已搁置</" in start(is_superuser=True)


def test_a_sales_manager_reads_of_spool_and_suspects_and_no_more(settings):
    (settings.VAR_DIR / "spool/a.json").write_text("{}")
    page = start(SALES_MANAGER)
    assert "暂存询盘" in page
    assert "1 条，最久" in page
    assert "疑似询盘" in page
    assert "最近备份" not in page


@pytest.mark.slow
@pytest.mark.parametrize("role", [SALES, EDITOR])
def test_others_read_nothing_of_it(role):
    assert "运行情况" not in start(role)


def faults(user):
    """The names of the lines that somebody should look at."""
    return {line.name for line in desk_health.lines(user) if line.is_bad}


def test_a_backup_of_this_night_is_no_fault_and_none_is(settings):
    owner = builders.person(is_superuser=True)
    assert "最近备份" in faults(owner)
    (settings.BACKUP_DIR / f"parkinfo-{timezone.localtime().strftime(making.MOMENT)}.tar").write_bytes(b"x")
    assert "最近备份" not in faults(owner)


def test_what_waits_in_the_spool_is_a_fault_after_ten_minutes_and_what_was_set_aside_at_once(settings):
    manager = builders.person(SALES_MANAGER)
    file = settings.VAR_DIR / "spool/a.json"
    file.write_text("{}")
    assert "暂存询盘" not in faults(manager)
    long_ago = time.time() - 601
    os.utime(file, (long_ago, long_ago))
    assert "暂存询盘" in faults(manager)
    file.unlink()
    aside = spool.aside()
    aside.mkdir(parents=True)
    (aside / "a.json").write_text("{}")
    assert "暂存询盘" in faults(manager)


def test_a_manager_is_told_of_the_suspects_of_their_own_cities():
    here, there = builders.city(), builders.city()
    moment = timezone.now()
    typed = {"kind": "rent", "name": "示例客户", "need": "找厂房", "wechat": "shili", "way": "call"}
    typed |= {"consent_basis": "spoken", "consented_at": moment, "received_at": moment, "submission_digest": "0" * 64}
    lead = Lead.objects.create(kind="rent", name="示例客户", city=there)
    Enquiry.objects.create(lead=lead, screening="quarantined", **typed)
    assert "疑似询盘" not in faults(builders.person(SALES_MANAGER, here))
    assert "疑似询盘" in faults(builders.person(SALES_MANAGER, there))


@pytest.mark.slow
def test_without_a_host_the_start_page_says_that_links_in_notices_lead_nowhere():
    portal = builders.portal(host="")
    assert "通知里的链接打不开" in start(SALES_MANAGER)
    portal.host = "park.example"
    portal.save()
    assert "通知里的链接打不开" not in start(SALES_MANAGER)


def test_what_another_release_left_in_the_queue_is_named_and_no_reason_to_restart_the_workers():
    Worker.objects.create(name="a", alive_until=timezone.now() + timedelta(minutes=1))
    Job.objects.create(kind="leads.of_next_release", run_at=timezone.now() - timedelta(hours=2))
    found = operation.queue()
    assert (found.text, found.is_bad) == ("等待 0 个，1 个只有别的版本会做，先留着", False)
