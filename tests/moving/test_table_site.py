"""Articles of a table: what each cell becomes as a source, and what is told of cells that say nothing."""

import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moving.old_markup import visible
from moving.source import NameKind, NotASite, StoryKind, Visibility
from moving.tables import columns
from moving.tables.files import TableFiles
from moving.tables.look import WORDS
from moving.tables.markup import body_of
from moving.tables.reader import open_site
from tests.moving.table_files import HEAD, HOST, article, write_csv, write_xlsx


@pytest.fixture
def read(tmp_path):
    """The site of these rows: read(rows, head)."""
    return lambda rows, head=HEAD, **options: open_site(write_csv(tmp_path / "a.csv", rows, head), **options)


def only(site):
    [story] = site.stories()
    return story


def codes(story):
    return {oddity.code for oddity in story.oddities}


def test_a_row_is_read_whole(read):
    site = read([article(7, 标签="新能源；R&amp;D、AI", 浏览量="1.2万次")])
    story = only(site)
    assert (story.kind, story.visibility, story.title) == (StoryKind.ARTICLE, Visibility.PUBLIC, "旧文章 7")
    assert story.published_at == datetime(2020, 1, 8, 1, 30, tzinfo=UTC)
    assert (story.category, story.tags, story.author) == ("动态", ("新能源", "R&D", "AI"), "李明")
    assert (story.views, story.addresses, story.oddities) == (12_000, ("/news/7.html",), ())
    assert {name.name for name in site.names()} == {"动态", "新能源", "R&D", "AI", "李明"}
    assert (site.base_url, list(site.refused())) == (f"{HOST}/", [])


@pytest.mark.parametrize(
    "head",
    [
        *(("Title", "Content", "Date"), ("文章标题", "内容", "发表时间"), (" 标题（必填）", "【正文】", "发布 日期")),
        ("post_title", "post_content", "post_date"),
    ],
)
def test_columns_are_known_by_their_names_in_any_order(read, head):
    site = read([["2024-3-5", "<p>文</p>", "题"]], [head[2], head[1], head[0]])
    assert (only(site).title, only(site).body) == ("题", "<p>文</p>")


@pytest.mark.parametrize(
    ("head", "tags", "keywords"),
    [
        (["标题", "正文", "关键词"], ("厂房", "招商"), ""),
        (["标题", "正文", "关键词", "标签"], ("新能源",), "厂房、招商"),
        (["标题", "正文", "SEO关键词"], (), "厂房、招商"),
    ],
)
def test_keywords_are_tags_where_there_are_no_others(read, head, tags, keywords):
    story = only(read([["题", "文", "厂房、招商", "新能源"][: len(head)]], head))
    assert (story.tags, story.seo_keywords) == (tags, keywords)


def test_rows_that_only_their_title_tells_apart_are_counted(read):
    head = ["编号", "标题", "正文", "原网址"]
    site = read([["1", "甲", "文", ""], ["", "乙", "文", f"{HOST}/b.html"], ["", "丙", "文", ""]], head)
    assert site.facts().oddities["by-title"] == (1, ("1 行",))


def test_headings_may_stand_below_a_title(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", {"文章": [["全部文章"], [], ["标题", "正文"], ["题", "文"]]})
    assert only(open_site(path)).title == "题"


def test_without_a_needed_column_a_sentence_says_which(read):
    with pytest.raises(NotASite, match="缺“正文”这一列：第一行是 标题、时间"):
        read([["题", "2024"]], ["标题", "时间"])


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 50, b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1", b"%PDF-1.4", "只有\n字".encode()]
)
def test_what_is_no_table_is_refused_in_words(tmp_path, data):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(NotASite, match=r"[\u4e00-\u9fff]"):
        open_site(tmp_path / "a.csv")


def test_days_of_a_workbook_keep_their_hours(tmp_path):
    moment = datetime.fromisoformat("2024-03-05 15:30:20")
    rows = [HEAD, article(1, 发布时间=moment), article(2, 发布时间=moment.date()), article(3, 发布时间=45356.25)]
    stories = [*open_site(write_xlsx(tmp_path / "a.xlsx", {"文章": rows})).stories()]
    shown = [f"{story.published_at.astimezone(UTC):%d %H:%M:%S}" for story in stories]
    assert shown == ["05 07:30:20", "04 16:00:00", "04 22:00:00"]


def test_all_sheets_and_files_with_headings_are_read_and_the_others_named(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", {"一月": [HEAD, article(1)], "说明": [["怎么填"]], "二月": [HEAD, article(2)]})
    write_csv(tmp_path / "b.csv", [article(3)], charset="gb18030")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in ("a.xlsx", "b.csv"):
            archive.write(tmp_path / name, name)
    for path in (tmp_path / "all.zip", tmp_path):
        site = open_site(path)
        assert [story.title for story in site.stories()] == ["旧文章 1", "旧文章 2", "旧文章 3"]
        assert [each.table for each in site.refused()] == ["a.xlsx 说明"]
        (tmp_path / "all.zip").rename(tmp_path / "all.bak") if path != tmp_path else None


def test_ids_are_those_of_the_column_or_stay_the_same_however_the_rows_are_sorted(tmp_path):
    rows = [
        article(1),
        article(2),
        article(3, 原网址=""),
        article(4, 原网址=""),
        article(5, 原网址=f"{HOST}/news/1.html"),
    ]
    found = []
    for at, some in enumerate((rows, rows[::-1])):
        site = open_site(write_csv(tmp_path / f"{at}.csv", some))
        found.append({story.title: story.id for story in site.stories()})
    assert found[0] == found[1]
    assert len({*found[0].values()}) == 5
    with_ids = open_site(
        write_csv(tmp_path / "c.csv", [["12", "题", "文"], ["x" * 60, "题", "文"]], ["编号", "标题", "正文"])
    )
    first, second = with_ids.stories()
    assert (first.id, len(second.id) <= 40) == ("12", True)


def test_a_row_hash_tells_what_a_row_says_and_not_how_it_is_written(tmp_path):
    one = open_site(write_csv(tmp_path / "a.csv", [article(1)]))
    same = open_site(
        write_csv(tmp_path / "b.csv", [article(1, 发布时间="2020年1月2日 9点半", 浏览量="90")], charset="utf-16")
    )
    other = open_site(write_csv(tmp_path / "c.csv", [article(1, 发布时间="2020-1-2 9:31")]))
    assert only(one).row_hash == only(same).row_hash != only(other).row_hash


def test_rows_that_say_the_same_once_more_are_named(read):
    site = read([["1", "题", "文"], ["1", "题", "文"], ["1", "别的", "文"], ["", "甲", "文"], ["", "甲", "别的文"]],
                ["编号", "标题", "正文"])  # fmt: skip
    assert [story.title for story in site.stories()] == ["题", "甲", "甲"]
    assert [each.why for each in site.refused()] == [
        "第 3 行：和第 2 行完全相同，只取一次",
        "第 4 行：编号和第 2 行相同，只取前面的",
    ]


def test_broken_rows_are_named_and_may_hide_stories(read):
    site = read([["一", "文"], ["二", "文", "多"], ["", "", ""], ["三", "文"]], ["标题", "正文"])
    assert [story.title for story in site.stories()] == ["一", "三"]
    [refusal] = site.refused()
    assert (refusal.id, refusal.hides_story) == ("第 3 行", True)
    assert "有 3 列，表头只有 2 列" in refusal.why


@pytest.mark.parametrize(
    ("cell", "visibility"),
    [
        *(
            ("", Visibility.PUBLIC),
            ("已发布", Visibility.PUBLIC),
            ("1", Visibility.PUBLIC),
            ("publish", Visibility.PUBLIC),
        ),
        *(
            ("草稿", Visibility.DRAFT),
            ("0", Visibility.DRAFT),
            ("待审核", Visibility.REVIEW),
            ("隐藏", Visibility.PRIVATE),
        ),
        *(("回收站", Visibility.LOCKED), ("奇怪的", Visibility.PRIVATE)),
    ],
)
def test_what_is_not_plainly_public_is_not_public(read, cell, visibility):
    story = only(read([["题", "文", cell]], ["标题", "正文", "状态"]))
    assert story.visibility == visibility
    assert codes(story) == ({"other-status"} if cell == "奇怪的" else set())


@pytest.mark.parametrize(
    ("cell", "markup"),
    [
        ("一\n\n二 & <三>", "<p>一</p>\n<p>二 &amp; &lt;三&gt;</p>\n"),
        ("R&amp;D&nbsp;中心", "<p>R&amp;D\xa0中心</p>\n"),
        ("<p>一</p>", "<p>一</p>"),
        ("&lt;p&gt;一&lt;/p&gt;", "<p>一</p>"),
        ("一<b>二</b>\n\n三", "<p>一<b>二</b></p>\n<p>三</p>\n"),
        ("3 < 5 且 7 > 6", "<p>3 &lt; 5 且 7 &gt; 6</p>\n"),
    ],
)
def test_a_body_is_markup_or_text_each_by_itself(cell, markup):
    assert body_of(cell)[0] == markup


@given(st.text(st.sampled_from("字 ab<>&;/\n\"'")))
def test_no_letter_of_a_plain_text_is_lost(cell):
    markup, was_escaped = body_of(cell)
    if not was_escaped and "</" not in cell and "<a" not in cell and "<b" not in cell:
        assert visible(markup) == "".join(cell.split())


def test_a_text_that_a_spreadsheet_has_cut_is_told(read):
    assert codes(only(read([["题", "字" * 32_767]], ["标题", "正文"]))) == {"cell-full"}


def test_odd_cells_are_told_and_cost_nothing_else(read):
    site = read(
        [
            article(
                1,
                发布时间="3/5/2024",
                浏览量="很多",
                分类="动态,政策",
                原网址=f"{HOST}/news/1.html https://mp.example/s/x",
            )
        ]
    )
    story = only(site)
    assert codes(story) == {"no-time", "no-number", "more-categories", "other-address"}
    assert codes(story) <= WORDS.keys()
    assert (story.published_at, story.category, story.addresses) == (None, "动态", ("/news/1.html",))


def test_of_two_rows_with_one_address_the_public_one_keeps_it(read):
    head = [*HEAD, "状态"]
    site = read([[*article(1), "草稿"], [*article(2, 原网址=f"{HOST}/news/1.html"), "公开"]], head)
    draft, public = site.stories()
    assert (draft.addresses, codes(draft)) == ((), {"same-address"})
    assert public.addresses == ("/news/1.html",)


def test_a_category_below_another_has_its_parent(read):
    site = read([article(1, 分类="园区 > 东山")])
    names = {name.id: name for name in site.names() if name.kind is NameKind.CATEGORY}
    assert (names["园区/东山"].parent, only(site).category) == ("园区", "园区/东山")


@pytest.mark.parametrize(
    ("stored", "given", "found"),
    [
        (["2020/a.jpg", "b.jpg"], "uploads", True),
        (["2020/a.jpg", "2021/b.jpg"], "x.zip", True),
        (["site/www/uploads/2020/a.jpg", "site/www/uploads/b.jpg"], "site.zip", True),
        (["a.jpg", "b.jpg"], "pictures", True),
        (["2019/a.jpg", "2021/b.jpg"], "uploads", False),
    ],
)
def test_a_picture_is_found_wherever_its_folder_begins(tmp_path, stored, given, found):
    files = TableFiles(tmp_path / given)
    for name in stored:
        files.add(name, lambda: None)
    files.keep_uploads()
    files.learn(f'<img src="{HOST}/uploads/2020/a.jpg">')
    files.settle()
    assert bool(files.find("uploads/2020/a.jpg")) is found
    assert ("uploads/2020/a.jpg" in files.paths()) is found


@pytest.mark.slow
@given(st.text(max_size=40))
def test_any_cell_has_names_a_count_and_a_visibility_or_none(cell):
    assert all(name == name.strip() and name for name in columns.names_in(cell))
    assert (columns.count(cell) or 0) >= 0
    columns.visibility(cell)
    columns.field_of(cell)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("新能源, AI；招商", ["新能源", "AI", "招商"]),
        ("新能源 招商", ["新能源", "招商"]),
        ("smart city", ["smart city"]),
        ("#新能源 #招商", ["新能源", "招商"]),
        ('["新能源","AI"]', ["新能源", "AI"]),
        ("TCP/IP", ["TCP/IP"]),
        ("a、a", ["a"]),
    ],
)
def test_tags_are_parted_by_whatever_people_type(cell, names):
    assert columns.names_in(cell) == names
