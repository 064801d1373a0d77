"""A site moves in by the pages: from the choice of its backup to undoing, each step done by the worker."""

import csv
import io
import re

import pytest
from django.db import connection

from articles.models import Article
from moving.models import MovedStory, OldSite, Run, Step
from moving.switching import points_of
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked
from zones.models import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(desk, city, put):
    """A site that was looked at."""
    made = begun(desk, city, put())
    worked(made)
    return OldSite.objects.get(pk=made.pk)


@pytest.fixture
def moved(desk, site):
    """The step of a run that brought it in."""
    decided(desk, site)
    return taken(desk, site, "run")


def step_page(desk, step):
    return words(desk.get(f"{MOVES}{step.site_id}/step/{step.pk}/"))


def test_a_look_says_what_there_is_and_writes_nothing(desk, site):
    assert (site.title, site.key, site.hosts) == ("示例旧站", "shili", ["new.example"])
    page = step_page(desk, Step.objects.get())
    for shown in (
        "示例旧站",
        "公开的文章 3",
        "正文带脚本",
        "评论（姓名、邮箱、IP） 1 条，不迁入",
        "上传目录：1 个文件",
    ):
        assert shown in page
    assert not MovedStory.objects.exists()
    assert not Article.objects.exists()


def test_what_nobody_decided_stops_the_run_with_a_sentence(desk, site):
    page = words(desk.post(f"{MOVES}{site.pk}/start/run/", follow=True))
    assert "项没有决定，先填对照" in page
    assert not Run.objects.exists()
    assert "杂谈" in words(desk.get(f"{MOVES}{site.pk}/map/?tab=category"))


@pytest.mark.slow
def test_a_site_moves_in_and_every_number_opens_what_it_counts(desk, moved):
    assert moved.failure == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, count(*) FROM moving_movedstory GROUP BY outcome")
        counted = dict(cursor.fetchall())
    assert {code: count for code, _, count in moved.result["outcomes"]} == {
        f"as-{outcome}": count for outcome, count in counted.items()
    }
    assert counted == {"new": 2, "left_out": 1}
    for code, _, count in [*moved.result["outcomes"], *moved.result["notes"]]:
        page = words(desk.get(f"{MOVES}{moved.site_id}/step/{moved.pk}/lines/{code}/"))
        assert f"<p>{count} 条。" in page
        assert page.count("<li><b>") == count
    answer = desk.get(f"{MOVES}{moved.site_id}/step/{moved.pk}/csv/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:]] == [
        ["1", "示例园区开工", "新迁入"], ["2", "第二批厂房交付", "新迁入"], ["3", "随笔", "不迁入"],
    ]  # fmt: skip


@pytest.mark.slow
def test_a_list_says_what_each_story_is_here(desk, moved):
    answer = desk.get(f"{MOVES}{moved.site_id}/step/{moved.pk}/csv/")
    rows = {row["旧编号"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT old_id, to_char(published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI'), name"
            " FROM moving_movedstory JOIN articles_article a ON a.id = article_id"
            " JOIN articles_section s ON s.id = a.section_id"
        )
        for old_id, published, section in cursor.fetchall():
            assert (rows[old_id]["在本站"], rows[old_id]["发布时间"], rows[old_id]["栏目"]) == (
                "已发布",
                published,
                section,
            )
    assert rows["3"]["在本站"] == ""


@pytest.mark.slow
def test_a_category_without_stories_stops_nobody(desk, city, old, put):
    old.add("category", Name="空分类")
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    page = words(desk.get(f"{MOVES}{site.pk}/map/?tab=category"))
    assert "空分类" in page
    assert "没定" not in page
    assert taken(desk, site, "run").failure == ""


@pytest.mark.slow
def test_a_hidden_city_is_named_where_it_makes_addresses_fail(desk, moved, city):
    assert "还没有对外显示" not in words(desk.get(f"{MOVES}{moved.site_id}/"))
    City.objects.filter(pk=city.pk).update(is_listed=False)
    step = taken(desk, moved.site, "verify")
    for page in ("", f"step/{step.pk}/", "switch/"):
        assert "还没有对外显示" in words(desk.get(f"{MOVES}{moved.site_id}/{page}"))
    assert not {point.name: point for point in points_of(moved.site)["before"]}["核对"].is_done


@pytest.mark.slow
def test_a_trial_says_the_same_and_leaves_nothing(desk, site):
    decided(desk, site)
    step = taken(desk, site, "trial")
    assert {code: count for code, _, count in step.result["outcomes"]} == {"as-new": 2, "as-left_out": 1}
    assert not MovedStory.objects.exists()
    assert "现在什么也没有写" in step_page(desk, step)


@pytest.mark.slow
def test_verifying_shows_one_number_and_stories_side_by_side(desk, moved):
    step = taken(desk, moved.site, "verify")
    page = step_page(desk, step)
    assert "<strong>100.00%</strong> 一致" in page
    assert sorted([*step.result["odd"], *step.result["random"]]) == ["1", "2"]
    assert page.count("第二批标准厂房交付使用，可以看房。") == 2
    assert f"/admin/articles/article/{Article.objects.first().pk}/change/" in page


@pytest.mark.slow
def test_undoing_is_counted_first_and_asks_once(desk, moved):
    address = f"{MOVES}{moved.site_id}/undo/{moved.run_id}/"
    page = words(desk.get(address))
    assert "<strong>2</strong>撤掉的文章" in page
    assert Article.objects.count() == 2
    desk.post(address)
    step = worked(moved.site)
    assert step.result["counts"]["removed"] == 2
    assert not Article.objects.exists()
    assert "已经撤销过了" in words(desk.get(address, follow=True))


@pytest.mark.slow
def test_what_was_edited_here_is_counted_as_staying(desk, moved):
    article = Article.objects.get(title="第二批厂房交付")
    article.title = "编辑改的"
    article.save()
    article.record(None, "改")
    page = words(desk.get(f"{MOVES}{moved.site_id}/undo/{moved.run_id}/"))
    assert "<strong>1</strong>撤掉的文章" in page
    assert "<strong>1</strong>本站改过，留下的" in page


@pytest.mark.slow
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_conflict_shows_both_texts_and_is_chosen_once(desk, moved, old, put, side):
    article = Article.objects.get(title="第二批厂房交付")
    article.title = "编辑改的题目"
    article.save()
    article.record(None, "改")
    old.rows["post"][1]["Title"] = "旧站改的题目"
    put()
    taken(desk, moved.site, "run")
    address = f"{MOVES}{moved.site_id}/conflicts/"
    page = desk.get(address).content.decode()
    assert re.search(r"<del>.{0,60}编辑</del><ins>.{0,60}旧站</ins>改的题目", page)
    desk.post(address, {"old_id": "2", "side": side})
    assert "已经选过了" in words(desk.post(address, {"old_id": "2", "side": "theirs"}, follow=True))
    taken(desk, moved.site, "run")
    wanted = "编辑改的题目" if side == "ours" else "旧站改的题目"
    assert Article.objects.get(pk=article.pk).title == wanted


@pytest.mark.slow
def test_the_day_of_the_switch_names_every_host(desk, moved):
    page = words(desk.get(f"{MOVES}{moved.site_id}/switch/"))
    for line in (
        "server_name new.example old.example www.new.example www.old.example;",
        "都登记了，一步转到 new.example",
    ):
        assert line in page
    assert "old.example.  600  IN  A" in page


@pytest.mark.slow
def test_only_one_step_at_a_time_and_the_second_is_told_whose_it_is(desk, site):
    decided(desk, site)
    desk.post(f"{MOVES}{site.pk}/start/trial/")
    page = words(desk.post(f"{MOVES}{site.pk}/start/run/", follow=True))
    assert "王开始的“试迁”还没有完" in page
    assert not Run.objects.exists()
    assert "有一步正在做" in words(desk.post(f"{MOVES}{site.pk}/map/?tab=questions", {"future": "public"}))


@pytest.mark.slow
def test_what_was_stopped_goes_on_by_the_same_button(desk, site):
    decided(desk, site)
    desk.post(f"{MOVES}{site.pk}/start/run/")
    step = Step.objects.filter(site=site).first()
    desk.post(f"{MOVES}{site.pk}/step/{step.pk}/stop/")
    assert worked(site).result == {}
    assert not Article.objects.exists()
    assert "接着迁入" in words(desk.get(f"{MOVES}{site.pk}/"))
    assert taken(desk, site, "run").run_id == step.run_id
    assert Article.objects.count() == 2
