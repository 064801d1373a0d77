"""Steps and the worker: other programs, what breaks off, and two people at once."""

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from jobs.queue import kinds
from moving import jobs, programs, working
from moving.models import OldSite, Run, Step, StepKind
from moving.programs import Program
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked
from tests.moving.in_memory import OldSource
from tests.moving.wxr_files import Export
from tests.threads import together


@pytest.fixture
def site(desk, city, put):
    made = begun(desk, city, put())
    worked(made)
    return OldSite.objects.get(pk=made.pk)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_wordpress_site_moves_in_by_the_same_pages(desk, city, folder):
    export = Export()
    export.category("dongtai", "动态")
    export.post(1, terms=[("category", "dongtai", "动态")])
    (folder / "export.xml").write_bytes(export.xml())
    site = begun(desk, city, "export.xml", program="wordpress", uploads="")
    assert "公开的文章 1" in words(desk.get(f"{MOVES}{site.pk}/step/{worked(site).pk}/"))
    desk.post(f"{MOVES}{site.pk}/map/accept/")
    assert taken(desk, site, "run").result["outcomes"] == [["as-new", "新迁入", 1]]


@pytest.mark.django_db
def test_a_reader_that_is_added_is_offered_and_opened(desk, city, put, monkeypatch):
    opened = []

    def open_site(*said):
        opened.append(said)
        return OldSource()

    added = Program("示例程序", open_site, {}, source_help="一个文件。", uploads_help="没有。")
    monkeypatch.setitem(programs.PROGRAMS, "shili", added)
    assert "示例程序" in words(desk.get(f"{MOVES}new/"))
    site = begun(desk, city, put(), program="shili", table_prefix="x_")
    assert worked(site).failure == ""
    [(source, uploads, host, prefix)] = opened
    assert (source.name, uploads.name, host, prefix) == ("old.db", "upload", "http://old.example/", "x_")


@pytest.mark.slow
@pytest.mark.django_db
def test_a_step_that_the_worker_gives_up_says_so_and_frees_the_site(desk, site):
    decided(desk, site)
    desk.post(f"{MOVES}{site.pk}/start/trial/")
    step = Step.objects.first()
    kinds[working.JOB].on_parked(step=step.pk, error="ValueError: secret words")
    page = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    assert "出了错，做不下去" in page
    assert "secret" not in page
    assert taken(desk, site, "trial").failure == ""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_run_stops_where_it_is_once_somebody_stopped_it(desk, site, monkeypatch):
    decided(desk, site)
    monkeypatch.setattr("moving.running.SECONDS_BETWEEN_REPORTS", -1)
    monkeypatch.setattr(Step, "tell", lambda step, done, total: done < 2 or not step.end("停下"))
    desk.post(f"{MOVES}{site.pk}/start/run/")
    jobs.take_step(Step.objects.first().pk)
    assert (Run.objects.get().finished_at, Article.objects.count()) == (None, 2)
    monkeypatch.undo()
    assert taken(desk, site, "run").run.finished_at
    assert Article.objects.count() == 2


@pytest.mark.django_db
def test_a_step_ends_once_and_what_was_stopped_stays_stopped(site):
    step = Step.objects.create(site=site, kind=StepKind.TRIAL)
    assert step.end("有人停下了它。")
    assert not step.end(result={"stories": 3})
    step.refresh_from_db()
    assert (step.failure, step.result) == ("有人停下了它。", {})


@pytest.mark.slow
@pytest.mark.django_db
def test_what_the_command_began_goes_on_at_the_desk(desk, city, put, folder):
    old, uploads = folder / put(), folder / "upload"
    call_command("import_zblog", "map", str(old), "--site", "shili", "--city", "shili", "--accept")
    site = OldSite.objects.get()
    assert "用命令迁的" in words(desk.get(f"{MOVES}{site.pk}/"))
    assert "还没有选旧站的备份" in words(desk.post(f"{MOVES}{site.pk}/start/run/", follow=True))
    desk.post(f"{MOVES}{site.pk}/source/", {"program": "zblog", "source": old.name, "uploads": uploads.name})
    assert taken(desk, site, "look").failure == ""
    decided(desk, site)
    assert taken(desk, site, "run").result["stories"] == 3
    call_command("import_zblog", "verify", str(old), "--uploads", str(uploads), "--site", "shili")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_is_told_to_wait(desk, owner, city, put):
    site = begun(desk, city, put())
    worked(site)

    answers = []

    def begin():
        try:
            answers.append(working.start(OldSite.objects.get(pk=site.pk), StepKind.TRIAL, owner).kind)
        except working.StepRefused as refusal:
            answers.append(str(refusal))

    together(begin, begin)
    assert tuple(sorted(answers)) == ("trial", "王开始的“试迁”还没有完，同时只能做一步，请等它做完或先停下它。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM moving_step WHERE finished_at IS NULL")
        assert cursor.fetchone() == (1,)
