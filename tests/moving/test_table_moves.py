"""A table of articles moves in by its command, from the first look to the proof that everything is there."""

import tracemalloc

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from images.models import Image
from moving.models import MovedStory, NameDecision, OldSite
from moving.tables.reader import open_site
from tests import builders
from tests.moving.fingerprint import row_versions
from tests.moving.in_memory import picture
from tests.moving.table_files import HOST, article, write_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(tmp_path, capsys):
    """step("run", "--report", path): what is printed; the table is as `write` has written it last."""
    builders.portal()
    builders.city(name="示例市", slug="shi", host="shi.example")
    builders.section(name="动态")
    folder = tmp_path / "uploads" / "2020"
    folder.mkdir(parents=True)
    (folder / "a.jpg").write_bytes(picture(1))

    def step(name, *more):
        arguments = [str(tmp_path / "a.csv"), "--uploads", str(tmp_path / "uploads")]
        call_command("import_articles", name, *arguments, *map(str, more))
        return capsys.readouterr().out

    return step


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        return write_csv(tmp_path / "a.csv", rows)

    write(*rows_of_a_site())
    return write


def rows_of_a_site(**last):
    rows = [
        article(
            n, f'<p>第 {n} 篇</p><p><img src="{HOST}/uploads/2020/a.jpg"><a href="/news/{n % 5 + 1}.html">下</a></p>'
        )
        for n in range(1, 6)
    ]
    return [*rows, article(6, "两行\n文字", **last)]


def move(step):
    step("map", "--site", "shi", "--city", "shi", "--accept")
    return step("run", "--site", "shi")


@pytest.mark.slow
def test_all_of_it_moves_in_and_agrees(write, step, client):
    assert "文章：公开的文章 6" in step("look")
    assert "新迁入 6" in move(step)
    printed = step("verify", "--site", "shi")
    assert "一致 100.00%" in printed, printed
    assert (Article.objects.published().count(), Image.objects.count()) == (6, 1)
    answer = client.get("/news/3.html", headers={"host": "shi.example"})
    assert answer.status_code == 301
    assert answer["Location"].endswith(Article.objects.get(title="旧文章 3").get_absolute_url())
    assert client.get("/uploads/2020/a.jpg", headers={"host": "shi.example"}).status_code == 301
    assert Article.objects.get(title="旧文章 6").body == "<p>两行</p>\n<p>文字</p>"


@pytest.mark.slow
def test_the_same_table_once_more_changes_no_row_and_a_changed_row_its_own(write, step):
    move(step)
    before = row_versions()
    assert "没有变化 6" in step("run", "--site", "shi")
    assert row_versions() == before
    write(*rows_of_a_site()[::-1])
    assert "没有变化 6" in step("run", "--site", "shi")
    after = row_versions()
    # Where a row without an id stands now is all that is noted.
    assert {table for table in before if before[table] != after[table]} == {"moving_movedstory"}
    write(*rows_of_a_site(标题="新的标题"))
    assert "已更新 1" in step("run", "--site", "shi")
    assert Article.objects.filter(title="新的标题").count() == 1
    assert Article.objects.count() == 6


def test_what_may_stand_in_a_broken_row_is_not_called_gone(write, step, tmp_path):
    move(step)
    broken = article(6)
    write(*rows_of_a_site()[:5], [*broken, "多出来的"])
    assert "旧站删了哪些文章看不出来" in step("run", "--site", "shi")
    assert not MovedStory.objects.filter(outcome="gone").exists()


@pytest.mark.slow
def test_a_run_is_taken_back(write, step):
    move(step)
    call_command("import_articles", "undo", "1")
    assert (Article.objects.count(), Image.objects.count()) == (0, 0)


def test_a_table_without_its_columns_is_told_in_a_sentence(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["x"]], ["姓名"])
    with pytest.raises(CommandError, match="缺“标题”、“正文”这一列"):
        call_command("import_articles", "look", str(path))


@pytest.mark.slow
def test_memory_does_not_grow_with_the_table(tmp_path):
    def peak(count):
        path = write_csv(tmp_path / f"{count}.csv", (article(n, "<p>正文。</p>" * 200) for n in range(count)))
        tracemalloc.start()
        stories = sum(1 for _ in open_site(path).stories())
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert stories == count
        return most

    assert peak(4_000) < peak(1_000) + 2 * 2**20


@pytest.mark.slow
def test_a_row_without_an_id_is_called_by_its_place_in_the_table(step, tmp_path):
    """Its id is made of what it says: it is the same row once the table is sorted anew, and tells nobody anything."""
    heads = ("标题", "正文", "日期")
    rows = [[f"第 {n} 篇", f"<p>第 {n} 篇的正文。</p>", f"2020-03-0{n}"] for n in range(1, 4)]
    write_csv(tmp_path / "a.csv", rows, heads)
    step("map", "--site", "shi", "--city", "shi", "--accept")
    NameDecision.objects.update_or_create(
        site=OldSite.objects.get(), sort="category", old_id="", defaults={"section": builders.section()}
    )
    step("run", "--site", "shi", "--report", tmp_path / "run.csv")
    lines = (tmp_path / "run.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["旧编号", "第 2 行", "第 3 行", "第 4 行"]
    before = {moved.old_id: moved.article_id for moved in MovedStory.objects.all()}
    write_csv(tmp_path / "a.csv", rows[::-1], heads)
    assert "没有变化 3" in step("run", "--site", "shi")
    assert {moved.old_id: moved.article_id for moved in MovedStory.objects.all()} == before
    moved = MovedStory.objects.get(title="第 1 篇")
    assert (moved.number, moved.named) == ("第 4 行", "第 4 行")
    Article.objects.filter(pk=moved.article_id).delete()
    step("verify", "--site", "shi", "--report", tmp_path / "found.csv")
    assert "没有迁入,第 4 行,第 1 篇" in (tmp_path / "found.csv").read_text("utf-8-sig")
    write_csv(tmp_path / "a.csv", [["7", *row] for row in rows[:1]], ("编号", *heads))
    assert next(open_site(tmp_path / "a.csv").stories()).place == ""
