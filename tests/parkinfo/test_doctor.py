"""`manage.py doctor` finds what is wrong, says what to do, and ends with 1; with 0 while all is well."""

import io
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from backups import making, proofs
from jobs.models import Job, Worker
from leads.models import Circuit
from parkinfo import desk_health
from parkinfo.conditions import database, installation, operation
from parkinfo.management.commands import doctor
from tests import builders
from zones.models import Portal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def well(settings, tmp_path, monkeypatch):
    """An installation of which nothing is wrong; the process keeps its own way to wait for the database."""
    monkeypatch.setattr("plumbing.deadline.install", lambda: None)
    settings.VAR_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "backups"
    settings.MEDIA_ROOT, settings.STATIC_ROOT = tmp_path / "media", tmp_path / "static"
    (tmp_path / "spool").mkdir(mode=0o700)
    settings.BACKUP_DIR.mkdir()
    settings.DEBUG, settings.HTTPS = False, True
    settings.SECRET_KEY = "".join(map(chr, range(48, 110)))
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "desk@park.example"
    builders.portal(host="park.example")
    now = timezone.localtime()
    path = settings.BACKUP_DIR / f"parkinfo-{now.strftime(making.MOMENT)}.tar"
    path.write_bytes(b"x")
    proofs.write(path, proofs.Proof(now, 1))
    Worker.objects.create(name="a", alive_until=now + timedelta(minutes=1))
    monkeypatch.setattr("leads.hours.years_unknown", lambda today: [])
    monkeypatch.setitem(doctor.ALONE, "静态文件", lambda: installation.Condition("静态文件", "已收集"))


def examined():
    """(the page, the status with which it ends)"""
    out, status = io.StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        status = end.code
    return out.getvalue(), status


def test_nothing_wrong_ends_with_0():
    page, status = examined()
    assert "[不对]" not in page
    assert "没有发现不对的地方" in page
    assert status == 0
    assert {f"[正常] {name}：" in page for name in {**doctor.ALONE, **doctor.OF_DATABASE}} == {True}


def test_what_is_wrong_stands_first_with_what_to_do_and_the_end_is_1(settings):
    settings.EMAIL_HOST = ""
    page, status = examined()
    assert page.splitlines()[2].startswith("[不对] 邮件：没有 EMAIL_HOST")
    assert page.splitlines()[3].strip().startswith("-> 改 .env")
    assert "1 项不对。" in page
    assert status == 1


def test_without_its_database_it_says_so_and_goes_on_with_the_rest(monkeypatch):
    def away():
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(database, "server", away)
    page, status = examined()
    assert "[不对] 数据库：连不上：connection refused\n" in page
    assert "[不对] 还没有查：迁移、时钟" in page
    assert "[正常] 磁盘：" in page
    assert status == 1


def test_what_cannot_be_found_out_is_wrong_and_keeps_nothing_from_being_looked_at(monkeypatch):
    def fail():
        raise ValueError("13800000000")

    monkeypatch.setitem(doctor.OF_DATABASE, "时钟", fail)
    page, status = examined()
    assert "[不对] 时钟：没有查成：ValueError" in page
    assert "13800000000" not in page
    assert "[正常] 搜索：" in page
    assert status == 1


def test_what_the_start_page_calls_wrong_the_doctor_does_and_in_the_same_words():
    Worker.objects.all().delete()
    Job.objects.create(kind="jobs.purge", run_at=timezone.now() - timedelta(hours=2))
    Circuit.objects.create(name="mail", failures=7)
    lines = [line for line in desk_health.lines(builders.person(is_superuser=True)) if line.is_bad]
    assert {line.name for line in lines} == {"后台任务", "未送达通知"}
    page, _ = examined()
    for line in lines:
        assert f"[不对] {line.name}：{line.text}\n       -> " in page


def room(monkeypatch, free, size, names=10**6):
    status = SimpleNamespace(f_bavail=free, f_frsize=1, f_blocks=size, f_files=names, f_favail=names)
    monkeypatch.setattr(os, "statvfs", lambda path: status)
    return installation.disk()


@pytest.mark.parametrize(
    ("free", "size", "is_bad"),
    [
        (2**29, 2**34, True),
        (2**31, 2**34, False),
        (3 * 2**30, 100 * 2**30, True),
        # A hundredth of a very large disk is room enough.
        (40 * 2**30, 4000 * 2**30, False),
    ],
)
def test_a_disk_is_full_by_what_is_left_and_by_its_share(monkeypatch, free, size, is_bad):
    assert room(monkeypatch, free, size).is_bad is is_bad


def test_a_disk_that_can_name_no_more_files_is_full_too(monkeypatch):
    found = room(monkeypatch, 2**40, 2**41, names=12)
    assert found.is_bad
    assert "只能再放 12 个文件" in found.text


def test_what_others_can_read_or_somebody_else_owns_is_named(settings, monkeypatch):
    spool = settings.VAR_DIR / "spool"
    assert not installation.files().is_bad
    spool.chmod(0o755)
    assert f"{spool} 别的用户也能读" in installation.files().text
    spool.chmod(0o700)
    real = type(spool).stat

    def owned(path, **options):
        found = real(path, **options)
        uid = found.st_uid + (path == spool)
        return SimpleNamespace(st_uid=uid, st_mode=found.st_mode)

    monkeypatch.setattr(type(spool), "stat", owned)
    monkeypatch.setattr(type(spool), "is_dir", lambda path: os.path.isdir(path))
    monkeypatch.setattr(type(spool), "exists", lambda path: os.path.exists(path))
    assert "不是同一个用户的" in installation.files().text


@pytest.mark.parametrize("key", ["short", "a" * 60, "django-insecure-" + "".join(map(chr, range(48, 110)))])
def test_a_key_that_can_be_guessed_is_wrong(settings, key):
    settings.SECRET_KEY = key
    assert installation.key().is_bad


def test_a_mail_server_that_is_not_there_is_named(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    found = installation.mail()
    assert found.is_bad
    assert f"127.0.0.1:{port}：Connection refused" in found.text


def test_patterns_among_hosts_and_names_among_proxies_are_wrong(settings):
    assert not installation.addresses().is_bad
    settings.ALWAYS_HOSTS, settings.TRUSTED_PROXIES = ["*", "park.example"], ["nginx", "10.0.0.1"]
    text = installation.addresses().text
    assert "ALWAYS_HOSTS 的 * 不起作用" in text
    assert "TRUSTED_PROXIES 的 nginx 不是" in text
    assert "10.0.0.1" not in text


def test_http_is_wrong_on_a_public_host_and_right_on_ones_own_machine(settings):
    settings.HTTPS = False
    assert operation.encryption().is_bad
    Portal.objects.update(host="shicheng.localhost")
    assert not operation.encryption().is_bad


def test_clocks_that_differ_are_wrong(monkeypatch):
    assert not database.clock().is_bad
    monkeypatch.setattr(database, "time", SimpleNamespace(time=lambda: time.time() + 90))
    assert "相差 90 秒" in database.clock().text


def test_a_log_that_may_hold_what_people_typed_is_wrong(monkeypatch):
    assert not database.quiet_logs().is_bad
    monkeypatch.setitem(database.QUIET_LOGS, "log_statement", "ddl")
    assert "log_statement=none" in database.quiet_logs().text


def test_an_article_that_search_cannot_find_is_wrong_and_one_that_waits_is_not():
    article = builders.article()
    assert not database.search().is_bad
    article.search.delete()
    builders.article()
    assert "1 篇文章搜不到" in database.search().text


def test_migrations_that_were_not_made_are_counted(monkeypatch):
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda self, targets: [1, 2])
    assert database.migrations().is_bad
    assert "还有 2 个" in database.migrations().text


@pytest.mark.slow
def test_static_files_of_another_release_are_wrong(tmp_path, settings, collected):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    settings.STATIC_ROOT = tmp_path / "static"
    assert installation.static_files().is_bad
    shutil.copytree(collected / "static", settings.STATIC_ROOT)
    assert not installation.static_files().is_bad
    (settings.STATIC_ROOT / "parkinfo/site.css").write_text("old")
    assert "1 个没有收集或是旧的" in installation.static_files().text


@pytest.mark.slow
def test_as_a_command_it_runs_without_any_database_and_starts_none(tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "site")}
    command = [sys.executable, "manage.py", "doctor"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, check=False)
    assert done.returncode == 1
    assert "[不对] 数据库：连不上" in done.stdout.decode()
    assert done.stderr == b""
    assert not (tmp_path / "site/postgres").exists()
    assert stat.S_IMODE((tmp_path / "site/secret_key").stat().st_mode) == 0o600
