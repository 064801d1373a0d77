"""A Z-BlogPHP site as it is read: the same out of SQLite and out of any dump, and every odd row told."""

import sqlite3
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from moving.source import NameKind, Oddity, StoryKind, Visibility
from moving.zblog.reader import open_site
from tests.moving.test_charset import as_latin1
from tests.moving.zblog_files import OldSite, a_small_site, serialized

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def old():
    return a_small_site()


def stories(site):
    return {story.id: story for story in site.stories()}


def codes(story):
    return [oddity.code for oddity in story.oddities]


def test_a_story_is_read_whole(old, tmp_path):
    site = open_site(old.sqlite(tmp_path / "a.db"), host="dongshan.example.com")
    story = stories(site)["1"]
    assert (story.kind, story.visibility) == (StoryKind.ARTICLE, Visibility.PUBLIC)
    assert story.title == "招商 &amp; 引资 🎉"
    assert story.body == '<p>第一段</p><p><img src="http://dongshan.example.com/zb_users/upload/a.jpg"/></p>'
    assert "{#ZC_BLOG_HOST#}" in story.original
    assert story.summary == "摘要 & 说明"
    assert story.published_at == datetime(2023, 11, 15, 6, 13, 20, tzinfo=SHANGHAI)
    assert (story.created_at, story.views, story.is_pinned) == (None, 7, True)
    assert (story.category, story.tags, story.author) == ("2", ("1", "2"), "1")
    assert story.cover == "http://dongshan.example.com/zb_users/upload/c.jpg"
    assert (story.seo_title, story.seo_keywords) == ("SEO", "")
    assert story.oddities == ()


def test_names_are_read_whole(old, tmp_path):
    names = {(name.kind, name.id): name for name in open_site(old.sqlite(tmp_path / "a.db")).names()}
    category, below = names[NameKind.CATEGORY, "1"], names[NameKind.CATEGORY, "2"]
    assert (category.name, category.alias, below.parent) == ("园区 & 新闻", "news", "1")
    assert category.addresses[0] == "/category-news.html"
    assert names[NameKind.TAG, "2"].addresses[:2] == ("/tags-xny.html", "/tags-%E6%96%B0%E8%83%BD%E6%BA%90.html")
    assert names[NameKind.AUTHOR, "1"].name == "admin"


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"named": True},
        {"one_each": True},
        {"encode": lambda text: as_latin1(text.encode()).encode()},
        {"encode": lambda text: text.encode("gb18030")},
    ],
)
@pytest.mark.parametrize("file", ["a.sql", "a.sql.gz"])
def test_a_dump_gives_what_the_database_gives(old, tmp_path, written, file):
    """However it was written, and whatever became of its charset."""
    expected = [replace(story, oddities=()) for story in open_site(old.sqlite(tmp_path / "a.db")).stories()]
    if "gb18030" in str(written.get("encode", lambda: 0).__code__.co_consts):
        expected = [story for story in expected if "🎉" not in story.title]
        old.rows["post"] = [row for row in old.rows["post"] if row["ID"] > 1]
    site = open_site(old.dump(tmp_path / file, **written))
    found = [*site.stories()]
    assert [replace(story, oddities=()) for story in found] == expected
    assert [*site.refused()] == []
    assert {code for story in found for code in codes(story)} <= {"twice-encoded", "gbk"}


def test_stories_of_a_dump_come_in_the_order_of_their_ids_after_any_names(tmp_path):
    old = OldSite()
    for number in (30, 4, 200):
        old.post(ID=number, CateID=1)
    old.add("category", Name="新闻")
    old.rows = dict(sorted(old.rows.items(), reverse=True))
    site = open_site(old.dump(tmp_path / "a.sql"))
    assert [(story.id, story.category) for story in site.stories()] == [("4", "1"), ("30", "1"), ("200", "1")]


def test_the_older_tables_are_read_by_the_names_of_their_columns(old, tmp_path, monkeypatch):
    """Before 1.7 there were no times of creation, and the settings were one row."""
    path = old.sqlite(tmp_path / "a.db")
    connection = sqlite3.connect(path)
    for statement in (
        "ALTER TABLE zbp_post DROP COLUMN log_CreateTime",
        "ALTER TABLE zbp_post DROP COLUMN log_UpdateTime",
        "ALTER TABLE zbp_config DROP COLUMN conf_Key",
        "DELETE FROM zbp_config",
    ):
        connection.execute(statement)
    settings = serialized({"ZC_BLOG_NAME": "老站", "ZC_ARTICLE_REGEX": "{%host%}post/{%id%}.html"})
    connection.execute("INSERT INTO zbp_config (conf_Name, conf_Value) VALUES ('system', ?)", [settings])
    connection.commit()
    connection.close()
    site = open_site(path)
    assert site.facts().title == "老站"
    assert stories(site)["1"].addresses[0] == "/post/1.html"


def test_of_two_with_one_address_the_first_that_was_public_owns_it(tmp_path):
    old = OldSite()
    old.post("同一标题", Status=1)
    first, second = old.post("同一标题"), old.post("同一标题")
    found = stories(open_site(old.sqlite(tmp_path / "a.db")))
    own = "/post/%E5%90%8C%E4%B8%80%E6%A0%87%E9%A2%98.html"
    assert [own in found[str(each)].addresses for each in (1, first, second)] == [False, True, False]
    assert found[str(second)].addresses == (f"/?id={second}",)
    assert "same-address" in codes(found[str(second)])


@pytest.mark.parametrize(
    ("intro", "content", "summary"),
    [
        ("<p>一</p><!--autointro-->", "<p>一</p><p>二</p>", ""),
        ("<p>一</p>", "<p>一</p><!--more--><p>二</p>", ""),
        ("<p>自己写的</p>", "<p>一</p><!--more--><p>二</p>", "自己写的"),
        ("", "<p>一</p>", ""),
    ],
)
def test_only_what_somebody_wrote_is_a_summary(tmp_path, intro, content, summary):
    old = OldSite()
    old.post("标题", content, Intro=intro)
    story = stories(open_site(old.sqlite(tmp_path / "a.db")))["1"]
    assert story.summary == summary
    assert "more" not in story.body


@pytest.mark.parametrize(
    ("values", "code", "detail"),
    [
        ({"CateID": 654}, "category-gone", "654"),
        ({"AuthorID": 987}, "author-gone", "987"),
        ({"Tag": "{1}{59}"}, "tag-gone", "59"),
        ({"Tag": "{1}{1}{"}, "tags-cut", "{1}{1}{"),
        ({"PostTime": -86400}, "odd-time", "-86400"),
        ({"PostTime": 10**15}, "no-time", "posttime：1000000000000000"),
        ({"PostTime": 4_102_444_800}, "odd-time", "4102444800"),
        ({"Title": ""}, "no-title", ""),
        ({"Title": "园区?招商"}, "lost-characters", "园区?招商"),
        ({"Type": 300}, "other-type", "300"),
        ({"Status": 9}, "other-status", "9"),
        (
            {"Meta": 'O:8:"stdClass":1:{s:6:"proimg";s:1:"x";}'},
            "meta-unreadable",
            'O:8:"stdClass":1:{s:6:"proimg";s:1:"x";}',
        ),
        ({"CateID": "many"}, "no-number", "cateid：b'many'"),
    ],
)
def test_what_is_odd_is_told_and_kept(tmp_path, values, code, detail):
    old = OldSite()
    old.add("tag", Name="标签")
    old.post(**{"title": values.get("Title", "标题")}, **{key: each for key, each in values.items() if key != "Title"})
    story = stories(open_site(old.sqlite(tmp_path / "a.db")))["1"]
    assert Oddity(code, detail) in story.oddities


@pytest.mark.parametrize(
    "values", [{"Type": 2}, {"Type": 300}, {"Status": 1}, {"Status": 4}, {"Status": 8}, {"Status": 7}]
)
def test_only_articles_and_pages_of_status_0_were_public(tmp_path, values):
    old = OldSite()
    old.post(**values)
    assert stories(open_site(old.sqlite(tmp_path / "a.db")))["1"].visibility is not Visibility.PUBLIC


def test_categories_in_a_circle_are_at_the_top(tmp_path):
    old = OldSite()
    for parent in (2, 3, 2, 4, 99, 3):
        old.add("category", Name="分类", ParentID=parent)
    names = [name for name in open_site(old.sqlite(tmp_path / "a.db")).names() if name.kind is NameKind.CATEGORY]
    parents = {name.id: name.parent for name in names}
    for start in parents:
        at, steps = start, 0
        while at := parents[at]:
            steps += 1
            assert steps < 9
    assert {oddity.code for name in names for oddity in name.oddities} == {"category-loop", "parent-gone"}


def test_the_fingerprint_changes_with_the_row_and_not_with_its_views_or_charset(old, tmp_path):
    before = stories(open_site(old.sqlite(tmp_path / "a.db")))
    old.rows["post"][0]["ViewNums"] += 1
    old.rows["post"][1]["Tag"] = "{1}"
    twice = stories(open_site(old.dump(tmp_path / "a.sql", encode=lambda text: as_latin1(text.encode()).encode())))
    assert before["1"].row_hash == twice["1"].row_hash
    assert before["2"].row_hash != twice["2"].row_hash
