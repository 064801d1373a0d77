"""A backup that is not all there takes nothing away from what is here, and is taken only by those who say so."""

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from jobs.queue import Later
from moving.completeness import LABEL, Incomplete
from moving.models import MovedStory, Run, Step
from moving.running import Running, begin
from moving.source import Refusal
from moving.zblog.reader import open_site
from tests import builders
from tests.desk import words
from tests.moving.desk import MOVES, begun, taken, worked
from tests.moving.zblog_files import OldSite

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    """Stories with tags and a category, in a dump whose tags come last."""
    site = OldSite(ZC_BLOG_HOST="|".join("http://old.example/"))
    site.add("category", Name="动态")
    site.add("tag", Name="新能源")
    site.add("tag", Name="厂房")
    site.post("第一篇", "<p>第一篇的正文。</p>", CateID=1, Tag="{1}{2}")
    site.post("第二篇", "<p>第二篇的正文。</p>", CateID=1, Tag="{2}")
    site.rows["tag"] = site.rows.pop("tag")
    return site


def cut(path, at=b"DROP TABLE IF EXISTS `zbp_tag`", further=0):
    """The file ends there."""
    data = path.read_bytes()
    path.write_bytes(data[: data.index(at) + further])
    return path


def in_middle_of_tags(path):
    return cut(path, b"INSERT INTO `zbp_tag`", 30)


def tags():
    return {article.title: {tag.name for tag in article.tags.all()} for article in Article.objects.all()}


@pytest.fixture
def folder_file(folder, old):
    return old.dump(folder / "old.sql")


@pytest.fixture
def moved(desk, city, folder_file):
    """The site at the desk, moved in from its whole dump."""
    site = begun(desk, city, "old.sql", uploads="")
    worked(site)
    desk.post(f"{MOVES}{site.pk}/map/accept/")
    assert taken(desk, site, "run").failure == ""
    assert tags() == {"第一篇": {"新能源", "厂房"}, "第二篇": {"厂房"}}
    return site


@pytest.fixture
def cut_later(desk, moved, old, folder_file):
    """The second backup: a title was changed meanwhile, and the end is cut off."""
    old.rows["post"][0]["Title"] = "第一篇改了"
    in_middle_of_tags(old.dump(folder_file))
    taken(desk, moved, "look")
    return moved


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["trial", "run"])
def test_trial_and_run_are_refused_in_words_where_stories_are_here(desk, cut_later, kind):
    page = words(desk.get(f"{MOVES}{cut_later.pk}/"))
    assert f"不勾选“{LABEL}”，不能试迁和迁入" in page
    steps, runs = Step.objects.count(), Run.objects.count()
    answer = words(desk.post(f"{MOVES}{cut_later.pk}/start/{kind}/", follow=True))
    assert "备份不完整：备份文件在中途结束" in answer
    assert f"请重新导出一份完整的；只有这一份的，选“{LABEL}”" in answer
    assert (Step.objects.count(), Run.objects.count()) == (steps, runs)


@pytest.mark.slow
def test_who_ticks_it_gets_what_is_new_and_loses_no_tag(desk, cut_later):
    desk.post(f"{MOVES}{cut_later.pk}/start/run/", {"incomplete": "on"})
    step = worked(cut_later)
    assert step.failure == ""
    assert tags() == {"第一篇改了": {"新能源", "厂房"}, "第二篇": {"厂房"}}
    assert step.run.counts == {"changed": 1, "same": 1}
    assert "备份不完整，标签、栏目等只加不减" in words(desk.get(f"{MOVES}{cut_later.pk}/step/{step.pk}/"))


@pytest.mark.slow
def test_a_file_that_was_exchanged_after_the_look_is_refused_by_the_step_itself(desk, moved, folder_file):
    in_middle_of_tags(folder_file)
    step = taken(desk, moved, "trial")
    assert "这个旧站已经有文章在本站" in step.failure


@pytest.mark.slow
def test_a_first_run_from_what_there_is_goes_on_slice_by_slice(desk, city, folder_file, monkeypatch):
    in_middle_of_tags(folder_file)
    site = begun(desk, city, "old.sql", uploads="")
    worked(site)
    desk.post(f"{MOVES}{site.pk}/map/accept/")
    monkeypatch.setattr("moving.working.SLICE", -1)
    desk.post(f"{MOVES}{site.pk}/start/run/", {"incomplete": "on"})
    for _ in range(2):
        with pytest.raises(Later):
            worked(site)
    step = worked(site)
    assert (step.failure, Article.objects.count()) == ("", 2)


def test_the_table_of_tags_may_be_missing_without_a_cut_statement(tmp_path, old):
    site = open_site(cut(old.dump(tmp_path / "old.sql")))
    list(site.stories())
    assert ["标签的表（tag）不在备份里，文章却用到" in each.why for each in site.refused()] == [True]


def test_a_category_that_is_cut_off_leaves_section_and_byline(site, source, decide, move):
    decide("author", "7", byline="记者甲")
    other = builders.section("park", "园区")
    decide("category", "2", section=other)
    author, category = source.author(7, "记者甲"), source.category(2)
    source.story(1, category=category, author=author)
    move()
    source.all_names.clear()
    source.change(1, title="改了", category="", author="")
    source.refusals.append(Refusal("", "", "备份文件在中途结束"))
    with pytest.raises(Incomplete):
        move()
    Running(site, source, takes_incomplete=True).run(begin(site, {}))
    article = Article.objects.get()
    assert (article.title, article.section, article.byline) == ("改了", other, "记者甲")


@pytest.mark.slow
def test_by_command_it_is_an_option(old, tmp_path, capsys):
    builders.portal()
    builders.section("dongtai", "动态")
    builders.city(slug="xin", host="new.example")
    path = str(old.dump(tmp_path / "old.sql"))
    call_command("import_zblog", "map", path, "--site", "xin", "--city", "xin", "--accept")
    call_command("import_zblog", "run", path, "--site", "xin")
    in_middle_of_tags(tmp_path / "old.sql")
    for step in ("dry-run", "run"):
        with pytest.raises(CommandError, match=r"备份不完整：.*（命令里是 --incomplete）"):
            call_command("import_zblog", step, path, "--site", "xin")
        call_command("import_zblog", step, path, "--site", "xin", "--incomplete")
    assert tags() == {"第一篇": {"新能源", "厂房"}, "第二篇": {"厂房"}}
    assert not MovedStory.objects.exclude(outcome="new").exists()
