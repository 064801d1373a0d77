"""The way of a site by command: what an owner types and reads."""

import csv

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from tests import builders
from tests.moving.in_memory import picture
from tests.moving.zblog_files import OldSite

pytestmark = pytest.mark.django_db
HOST = "https://new.example/"


@pytest.fixture
def old():
    """Two stories, one of which shows a picture by the old host's whole address."""
    site = OldSite(ZC_BLOG_HOST="|".join("http://old.example/"))
    site.add("category", Name="动态")
    image = '<p>正文<img src="http://old.example/zb_users/upload/2024/09/a.jpg"></p>'
    site.post("有图的", image, CateID=1)
    site.post("没图的", "<p>另一篇</p>", CateID=1, Tag="{9}")
    return site


@pytest.fixture
def step(old, tmp_path, capsys):
    """step("run", "--report", path): what is printed, of the old site as it is then."""
    builders.portal()
    builders.section("dongtai", "动态")
    builders.city(slug="xin", host="new.example")
    uploads = tmp_path / "upload" / "2024" / "09"
    uploads.mkdir(parents=True)
    (uploads / "a.jpg").write_bytes(picture())
    files = ["--uploads", str(tmp_path / "upload"), "--host", HOST]

    def step(name, *arguments):
        path = tmp_path / "old.db"
        path.unlink(missing_ok=True)
        call_command("import_zblog", name, str(old.sqlite(path)), *files, "--site", "xin", *map(str, arguments))
        return capsys.readouterr().out

    return step


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["标题"]: (row["结果"], row["说明"]) for row in csv.DictReader(file)}


@pytest.fixture
def moved(step, tmp_path):
    """The report of the first run."""
    step("map", "--city", "xin", "--accept")
    step("run", "--report", tmp_path / "run.csv")
    return rows(tmp_path / "run.csv")


@pytest.mark.slow
def test_pictures_of_the_host_in_its_settings_are_its_own_whatever_host_is_given(moved, step):
    assert moved["有图的"] == ("新迁入", "")
    assert Article.objects.get(title="有图的").picture_ids()
    assert "一致 100.00%" in step("verify")


@pytest.mark.slow
def test_a_report_says_what_the_run_did_in_words_of_people(moved, step, old, tmp_path):
    assert moved["没图的"] == ("新迁入", "标签已经删除：9")
    assert "没有变化 2" in step("run", "--report", tmp_path / "again.csv")
    assert {result for result, _ in rows(tmp_path / "again.csv").values()} == {"没有变化"}
    old.rows["post"][0]["Title"] = "改了题目"
    step("dry-run", "--report", tmp_path / "trial.csv")
    step("run", "--report", tmp_path / "later.csv")
    for name in ("trial.csv", "later.csv"):
        results = {title: result for title, (result, _) in rows(tmp_path / name).items()}
        assert results == {"改了题目": "已更新", "没图的": "没有变化"}


def test_a_conflict_shows_what_differs(moved, step, old, capsys):
    article = Article.objects.get(title="没图的")
    article.title = "编辑改的题目"
    article.save()
    article.record(None, "改")
    old.rows["post"][1]["Title"] = "旧站改的题目"
    step("run")
    call_command("import_zblog", "conflicts", "--site", "xin")
    shown = capsys.readouterr().out
    assert "  标题（[-只有本站有-]{+只有旧站有+}）\n    [-编辑-]{+旧站+}改的题目\n" in shown
    assert "正文" not in shown


def test_what_was_taken_back_cannot_be_taken_back_again(moved, capsys):
    number = "1"
    call_command("import_zblog", "undo", number)
    assert "撤掉 2 篇" in capsys.readouterr().out
    with pytest.raises(CommandError, match="已经撤销过了"):
        call_command("import_zblog", "undo", number)
