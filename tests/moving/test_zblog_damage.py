"""Rows, dumps and databases that are damaged or hostile: what can be read is, and the rest is told."""

import gzip
import hashlib
import sqlite3
import tempfile
import time
import zipfile

import pytest

from moving.source import NameKind, NotASite
from moving.zblog import database
from moving.zblog.reader import open_site
from tests.moving.zblog_files import OldSite, a_small_site


@pytest.fixture
def old():
    return a_small_site()


def stories(site):
    return {story.id: story for story in site.stories()}


def test_ids_that_are_none_and_ids_that_come_twice_are_refused_and_told(old, tmp_path):
    path = old.dump(tmp_path / "a.sql")
    rows = b"('x','a','b'),(1,'again','b'),(9,'c','d');\n"
    path.write_bytes(path.read_bytes() + b"INSERT INTO `zbp_post` (`log_ID`,`log_Title`,`log_Content`) VALUES " + rows)
    site = open_site(path)
    assert [*stories(site)] == ["1", "2", "3", "9"]
    assert [(each.table, each.id, each.why) for each in site.refused()] == [
        ("post", "x", "编号不是数字"),
        ("post", "1", "编号重复，只取第一行"),
    ]


def test_what_a_database_in_use_has_beside_it_is_told(old, tmp_path):
    path = old.sqlite(tmp_path / "a.db")
    (tmp_path / "a.db-wal").write_bytes(b"pages")
    assert ["a.db-wal" in each.why for each in open_site(path).refused()] == [True]


def test_rows_whose_columns_nobody_named_are_why_there_is_no_site(tmp_path):
    (tmp_path / "a.sql").write_bytes(b"INSERT INTO `zbp_post` VALUES (1,'a');")
    with pytest.raises(NotASite, match="没有这张表的列名"):
        open_site(tmp_path / "a.sql")


def test_a_giant_row_costs_itself(old, tmp_path, monkeypatch):
    old.post("大", "<div>" * 100_000)
    old.post("后面")
    monkeypatch.setattr(database, "MAX_CELL", 100_000)
    site = open_site(old.sqlite(tmp_path / "a.db"))
    assert [*stories(site)] == ["1", "2", "3", "5"]
    assert [each.id for each in site.refused()] == ["4"]


HOSTILE = 300_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "values",
    [
        {"Intro": "<a" * HOSTILE},
        {"Intro": "<!--" * HOSTILE},
        {"Title": "<a" * HOSTILE},
        {"Content": '<img src="' + "upload/" * HOSTILE},
        {"Content": "<br" + " " * HOSTILE},
        {"Content": "<div>" * HOSTILE},
        {"Content": ">" + "?" * HOSTILE},
        {"Meta": "a:9:{" + 's:300000:"a";' * 20_000},
        {"Meta": "a:9:{i:1;" * 20_000},
        {"Tag": "{1" * HOSTILE},
        {"Tag": "".join(f"{{{number}}}" for number in range(HOSTILE))},
    ],
)
def test_no_value_takes_long_to_read(tmp_path, values):
    """Seconds for all of them; with a pattern that goes back and forth one would take an hour."""
    old = OldSite()
    old.post(**{"title": values.pop("Title", "标题"), "content": values.pop("Content", "")}, **values)
    site = open_site(old.sqlite(tmp_path / "a.db"))
    began = time.process_time()
    site.facts()
    assert time.process_time() - began < 10


@pytest.mark.slow
def test_a_long_way_of_categories_is_gone_once(tmp_path):
    old = OldSite()
    old.rows["category"] = [
        dict.fromkeys(old.columns("category"), "") | {"ID": number, "ParentID": number + 1}
        for number in range(1, 20_000)
    ]
    old.post(CateID=1)
    began = time.process_time()
    open_site(old.sqlite(tmp_path / "a.db")).facts()
    assert time.process_time() - began < 20


@pytest.mark.slow
def test_a_damaged_database_gives_what_it_has(tmp_path):
    old = OldSite()
    for number in range(300):
        old.post("标题", "<p>正文</p>" * 300, ID=number + 1)
    path = old.sqlite(tmp_path / "a.db")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40_000] = b"\xff" * 40_000
    path.write_bytes(data)
    site = open_site(path)
    assert 100 < len(stories(site)) < 300
    assert [*site.refused()]


def test_a_view_in_place_of_a_table_is_not_read(tmp_path):
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute(
        "CREATE VIEW zbp_post AS WITH RECURSIVE n(log_ID) AS (SELECT 1 UNION ALL SELECT log_ID + 1 FROM n)"
        " SELECT log_ID, '' AS log_Title, '' AS log_Content FROM n"
    )
    connection.commit()
    connection.close()
    with pytest.raises(NotASite):
        open_site(tmp_path / "a.db")


def test_a_view_in_place_of_a_smaller_table_is_not_read_either(old, tmp_path):
    path = old.sqlite(tmp_path / "a.db")
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE zbp_tag")
    connection.execute("CREATE VIEW zbp_tag AS SELECT 1 AS tag_ID, 'from elsewhere' AS tag_Name")
    connection.commit()
    connection.close()
    assert not [name for name in open_site(path).names() if name.kind is NameKind.TAG]


def test_reading_leaves_the_file_and_its_folder_as_they_were(old, tmp_path):
    path = old.sqlite(tmp_path / "a.db")
    before = hashlib.sha256(path.read_bytes()).digest()
    path.chmod(0o444)
    open_site(path).facts()
    assert hashlib.sha256(path.read_bytes()).digest() == before
    assert [*tmp_path.iterdir()] == [path]


def test_a_dump_leaves_nothing_in_the_temporary_folder(old, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    site = open_site(old.dump(tmp_path / "a.sql.gz"))
    assert len([*site.stories()]) == 3
    assert [*(tmp_path / "tmp").iterdir()] == []


def test_of_several_sites_the_largest_is_read_unless_one_is_named(tmp_path):
    small, large = OldSite("blog_"), OldSite("city2_")
    small.post("小")
    for _ in range(2):
        large.post("大")
    small.dump(tmp_path / "a.sql")
    large.dump(tmp_path / "b.sql")
    both = tmp_path / "both.sql"
    both.write_bytes((tmp_path / "a.sql").read_bytes() + (tmp_path / "b.sql").read_bytes())
    assert {story.title for story in open_site(both).stories()} == {"大"}
    assert {story.title for story in open_site(both, prefix="blog_").stories()} == {"小"}
    assert "more-sites" in open_site(both).facts().oddities
    with pytest.raises(NotASite, match="只有：blog_、city2_"):
        open_site(both, prefix="other_")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "没有 Z-BlogPHP 的表"),
        (b"hello", "没有 Z-BlogPHP 的表"),
        ("-- MySQL dump".encode("utf-16"), "UTF-16"),
        (b"SQLite format 3\0 broken", "读不了"),
        (gzip.compress(b"CREATE TABLE other (id int);", mtime=0), "没有 Z-BlogPHP 的表"),
    ],
)
def test_what_is_no_site_is_told_in_words(tmp_path, content, why):
    (tmp_path / "a.sql").write_bytes(content)
    with pytest.raises(NotASite, match=why):
        open_site(tmp_path / "a.sql")


def test_a_dump_that_says_it_is_gbk_has_backslashes_in_its_characters(tmp_path):
    old = OldSite()
    old.post("縗臷園區", '<p>"誠"</p>')
    path = old.dump(tmp_path / "a.sql", encode=lambda text: text.encode("gb18030"))
    path.write_bytes(path.read_bytes().replace(b"NAMES utf8mb4", b"NAMES gbk"))
    assert b"\\" in "縗".encode("gb18030")
    site = open_site(path)
    assert [(story.title, story.body) for story in site.stories()] == [("縗臷園區", '<p>"誠"</p>')]
    assert [*site.refused()] == []


def test_a_dump_packed_and_cut_off_gives_what_it_has(old, tmp_path):
    path = old.dump(tmp_path / "a.sql.gz", one_each=True)
    path.write_bytes(path.read_bytes()[:-12])
    site = open_site(path)
    assert "1" in stories(site)
    assert any("只读到一部分" in each.why for each in site.refused())


def zipped(path, files):
    """A zip of them: {name: bytes}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_the_only_dump_in_a_zip_is_read_whatever_lies_beside_it(old, tmp_path):
    dump = old.dump(tmp_path / "a.sql").read_bytes()
    path = zipped(tmp_path / "a.sql.zip", {"backup/a.SQL": dump, "__MACOSX/backup/._a.sql": b"x", "readme.txt": b"x"})
    site = open_site(path)
    assert len([*site.stories()]) == 3
    assert [*site.refused()] == []


def test_a_zip_of_no_dump_or_several_or_a_damaged_one_is_told_in_words(old, tmp_path):
    dump = old.dump(tmp_path / "a.sql").read_bytes()
    for files, why in (
        ({"a.db": b"x"}, "没有 .sql，要正好一个：请解压"),
        ({"a.sql": dump, "b.sql": dump}, "有 2 个 .sql"),
    ):
        with pytest.raises(NotASite, match=why):
            open_site(zipped(tmp_path / "a.zip", files))
    path = zipped(tmp_path / "b.zip", {"a.sql": dump})
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(NotASite, match="打不开"):
        open_site(path)


def test_a_zip_that_unpacks_without_end_is_read_up_to_what_there_is_room_for(old, tmp_path, monkeypatch):
    dump = old.dump(tmp_path / "a.sql").read_bytes()
    path = zipped(tmp_path / "a.zip", {"a.sql": dump + b"-- " + b"x" * 10**7})
    monkeypatch.setattr("moving.zblog.spool.MAX_DUMP", 3 * 2**20)
    assert any("只读到一部分" in each.why for each in open_site(path).refused())
