"""A WordPress site as its own export has it: what each post, name and address becomes as a source."""

import gzip
import zipfile
from datetime import UTC, datetime

import pytest

from moving.source import NameKind, NotASite, StoryKind, Visibility
from moving.wordpress import wxr
from moving.wordpress.look import WORDS
from moving.wordpress.reader import open_site
from tests.moving.wxr_files import HOST, Export


@pytest.fixture
def old():
    return Export()


@pytest.fixture
def read(old, tmp_path):
    """The site of what was put into `old`."""
    return lambda **options: open_site(old.write(tmp_path / "wordpress.xml"), **options)


def only(site):
    [story] = site.stories()
    return story


def codes(story):
    return {oddity.code for oddity in story.oddities}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_is_read_whole_in_each_version(tmp_path, version):
    old = Export(version)
    old.category("zhengce", "政策 &amp; 法规", 3)
    old.tag("%e6%96%b0", "新", 9)
    terms = [("category", "zhengce", "政策 &amp; 法规"), ("post_tag", "%e6%96%b0", "新")]
    old.post(
        7, "第一段。\n\n第二段。", terms,
        {"views": "88", "_yoast_wpseo_title": "%%title%% %%page%% %%sep%% %%sitename%%"}, 2,
        title="东山 &amp; 西山", excerpt="一句摘要。", is_sticky=1,
    )  # fmt: skip
    site = open_site(old.write(tmp_path / "a.xml"))
    story = only(site)
    assert (story.id, story.kind, story.visibility) == ("7", StoryKind.ARTICLE, Visibility.PUBLIC)
    assert (story.title, story.summary, story.seo_title) == ("东山 & 西山", "一句摘要。", "东山 & 西山 - 示例旧站")
    assert story.body == "<p>第一段。</p>\n<p>第二段。</p>\n"
    assert story.published_at == datetime(2020, 1, 8, 1, tzinfo=UTC)
    assert (story.views, story.is_pinned, story.category, story.tags) == (88, True, "zhengce", ("新",))
    assert story.addresses == ("/2020/01/p7/", "/?p=7")
    assert story.oddities == ()
    assert {name.name for name in site.names()} == {"政策 & 法规", "新", "管理员"}
    assert site.facts().counts["comment"] == {"all": 2}


@pytest.mark.parametrize(
    ("fields", "visibility", "code"),
    [
        ({"status": "draft", "post_date_gmt": "0000-00-00 00:00:00"}, Visibility.DRAFT, None),
        ({"status": "future", "post_date_gmt": "2999-01-01 00:00:00"}, Visibility.DRAFT, "scheduled"),
        ({"status": "pending"}, Visibility.REVIEW, None),
        ({"status": "private"}, Visibility.PRIVATE, None),
        ({"status": "trash"}, Visibility.LOCKED, "trashed"),
        ({"status": "wc-done"}, Visibility.PRIVATE, "other-status"),
        ({"post_password": "1234"}, Visibility.LOCKED, "password"),
        ({"post_type": "product"}, Visibility.PRIVATE, "other-type"),
    ],
)
def test_what_not_everybody_could_read_is_not_public(old, read, fields, visibility, code):
    old.post(1, **fields)
    story = only(read())
    assert story.visibility == visibility
    assert codes(story) == ({code} if code else set())
    assert codes(story) <= WORDS.keys()


def test_a_time_without_its_gmt_is_of_the_zone_that_the_other_posts_show(old, read):
    old.post(1)
    old.post(2, status="draft", post_date="2021-05-05 08:00:00", post_date_gmt="0000-00-00 00:00:00")
    old.post(3, post_date="0000-00-00 00:00:00", post_date_gmt="0000-00-00 00:00:00")
    _, second, third = read().stories()
    assert second.published_at == datetime(2021, 5, 5, tzinfo=UTC)
    assert third.published_at is None


def test_menus_revisions_and_attachments_are_no_stories_and_are_counted(old, read):
    for number, kind in enumerate(("nav_menu_item", "revision", "wp_block"), 1):
        old.post(number, post_type=kind)
    old.picture(5, "2020/01/a.jpg")
    site = read()
    facts = site.facts()
    assert not list(site.stories())
    assert facts.counts["upload"] == {"all": 1}
    assert facts.oddities["no-story"][0] == 3


def test_the_cover_is_the_picture_that_was_featured(old, read):
    old.post(1, metas={"_thumbnail_id": "5"})
    old.post(2, metas={"_thumbnail_id": "6"})
    old.picture(5, "2020/01/a.jpg")
    with_cover, without = read().stories()
    assert with_cover.cover == f"{HOST}/wp-content/uploads/2020/01/a.jpg"
    assert (without.cover, codes(without)) == ("", {"cover-gone"})


def test_categories_have_their_parents_and_loops_are_cut(old, read):
    old.category("a", "园区", 1)
    old.category("b", "东山", 2, "a")
    old.category("x", "甲", 3, "y")
    old.category("y", "乙", 4, "x")
    old.post(1, terms=[("category", "a", "园区"), ("category", "b", "东山")])
    site = read()
    names = {name.id: name for name in site.names() if name.kind is NameKind.CATEGORY}
    assert names["b"].addresses == ("/category/a/b/", "/?cat=2", "/category/a/b/feed/")
    assert [names["x"].parent, names["y"].parent].count("") == 1
    assert only(site).category == "b"


def test_of_two_posts_with_one_link_the_public_one_keeps_it(old, read):
    old.post(1, link=f"{HOST}/same/", status="draft")
    old.post(2, link=f"{HOST}/same/")
    draft, public = read().stories()
    assert draft.addresses == ("/?p=1",)
    assert public.addresses == ("/same/", "/?p=2")
    assert codes(draft) == {"same-address"}


def test_a_page_answers_by_its_own_number_too(old, read):
    old.post(9, post_type="page", link=f"{HOST}/about/")
    story = only(read())
    assert (story.kind, story.addresses) == (StoryKind.PAGE, ("/about/", "/?page_id=9", "/?p=9"))


def test_blocks_keep_their_paragraphs(old, read):
    markup = "<!-- wp:paragraph -->\n<p>字</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list --><ul><li>点</li></ul>"
    old.post(1, markup)
    assert only(read()).body == markup


def test_the_same_post_once_more_is_refused_by_name(old, read):
    old.post(1)
    old.post(1, "别的")
    site = read()
    assert only(site).body == "<p>正文。</p>\n"
    assert [(each.id, each.why) for each in site.refused()] == [("1", "编号重复，只取第一篇")]


def test_files_of_an_export_may_be_packed_and_several(tmp_path):
    one, two = Export(), Export()
    one.post(1)
    two.post(2)
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(one.xml()))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("2.xml", two.xml())
        archive.writestr("1.xml.gz", gzip.compress(one.xml()))
    assert [story.id for story in open_site(tmp_path / "a.xml.gz").stories()] == ["1"]
    assert [story.id for story in open_site(tmp_path / "a.zip").stories()] == ["1", "2"]


def test_characters_that_xml_does_not_know_cost_nothing_but_themselves(old, tmp_path):
    old.post(1, "前\x08后\x1f。")
    path = tmp_path / "a.xml"
    path.write_bytes(old.xml().replace("后".encode(), "后".encode() + b"\xff"))
    assert only(open_site(path)).body == "<p>前后\ufffd。</p>\n"


def test_what_stands_behind_the_damage_of_a_file_is_named(old, tmp_path):
    old.post(1)
    old.post(2)
    path = tmp_path / "a.xml"
    path.write_bytes(old.xml()[:-200])
    site = open_site(path)
    assert only(site).id == "1"
    assert "后面的没有读到" in next(site.refused()).why


LAUGHS = "<!DOCTYPE rss [" + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "哈" * 10}">' for n in range(12)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("before", [LAUGHS, '<!DOCTYPE rss [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'])
def test_a_file_with_entities_of_its_own_is_refused(old, tmp_path, before):
    old.post(1, "字", title="标题")
    path = tmp_path / "a.xml"
    path.write_bytes(old.xml(before).replace(b"<link>", b"<link>&a11;", 1))
    with pytest.raises(NotASite, match="DOCTYPE"):
        open_site(path)


@pytest.mark.parametrize("content", [b"", b"<html><item/></html>", b"not xml", b"<rss ", b"PK\x03\x04", b"\x1f\x8b"])
def test_what_is_no_export_is_refused_in_words(tmp_path, content):
    path = tmp_path / "a.xml"
    path.write_bytes(content)
    with pytest.raises(NotASite):
        open_site(path)


@pytest.mark.slow
def test_one_post_without_end_ends_the_file(old, tmp_path, monkeypatch):
    monkeypatch.setattr(wxr, "MAX_ITEM", 2**20)
    old.post(1)
    old.post(2, "字", comments=20_000)
    site = open_site(old.write(tmp_path / "a.xml"))
    assert only(site).id == "1"
    assert "一篇超过 1 MB" in next(site.refused()).why
