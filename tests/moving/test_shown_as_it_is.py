"""What an owner reads of a backup and its stories is what it is: names, dates, charsets, words about pictures."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from articles.models import Article
from images.models import Image
from moving import choices
from moving.decisions import Usage
from moving.files import open_uploads
from moving.looking import Look
from moving.models import MovedStory, Run
from moving.proposing import Proposals
from moving.source import NotASite, StoryKind, Visibility
from moving.tables.reader import open_site
from tests import builders
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked
from tests.moving.in_memory import UPLOADS, OldSource, picture
from tests.moving.table_files import article, write_csv

LATER = datetime(2050, 1, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_what_was_planned_there_keeps_its_day(source, move):
    source.story(2)
    source.story(3, visibility=Visibility.DRAFT, published_at=LATER)
    move()
    planned = MovedStory.objects.get(old_id="3").article
    assert (planned.status, planned.published_at) == (Article.Status.DRAFT, LATER)


def test_the_answer_for_future_dates_names_what_comes_last_and_older_workbooks_are_read():
    [question] = [each for each in choices.QUESTIONS if each.key == "future"]
    assert "也在将来的用前一篇的" in question.answers["public"]
    assert choices.read("future", "照旧公开，日期用创建或修改时间") == "public"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_picture_without_words_gets_no_other_storys_caption(source, move):
    source.files.content = {f"{UPLOADS}a.jpg": picture(1)}
    for number in (2, 3):
        figure = f'<figure><img src="/{UPLOADS}a.jpg" alt=""><figcaption>图{number}</figcaption></figure>'
        source.story(number, f"<p>正文，写得长一点。</p>{figure}")
    move()
    assert Image.objects.get().alt == ""


def test_half_an_archive_is_said_in_words(tmp_path):
    half = tmp_path / "half.zip"
    half.write_bytes(b"PK\x03\x04" + b"x" * 3000)
    with pytest.raises(NotASite, match=r"half.zip 没有传完整，或者不是压缩包（zip、tar、tgz），请重新传。$"):
        open_uploads(half)


@pytest.mark.parametrize(("charset", "label"), [("gb18030", "GBK"), ("utf-16", "UTF-16"), ("utf-8", "UTF-8")])
def test_the_charset_of_a_table_is_its_files(tmp_path, charset, label):
    table = write_csv(tmp_path / "a.csv", [article(number) for number in range(5)], charset=charset)
    assert open_site(table).facts().charset == label


def test_titles_are_those_of_the_newest_stories():
    source, look = OldSource(), Look()
    source.story(1, kind=StoryKind.PAGE, title="关于我们")
    for number in (2, 3, 4, 5):
        source.story(number, title=f"第{number}篇")
    for story in source.stories():
        look.take_story(story)
    assert look.samples == ["第5篇", "第4篇", "第3篇"]


def test_what_is_odd_is_named_by_number_and_title_up_to_twenty():
    source, look = OldSource(), Look()
    for number in range(30):
        source.story(number, "", title=f"第{number}篇")
    for story in source.stories():
        look.take_story(story)
    count, examples = look.tally.result()["no-body"]
    assert (count, len(examples), examples[0]) == (30, 20, "文章 0《第0篇》")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "section"),
    [("签约动态", "签约项目"), ("动态", "动态"), ("招商动态", "动态"), ("园区动态", "动态"), ("签约", "签约项目")],
)
def test_a_category_is_proposed_for_the_section_that_says_more(site, name, section):
    for slug, label in (("dongtai", "动态"), ("qianyue", "签约项目"), ("zhengce", "政策")):
        builders.section(slug, label)
    source = OldSource()
    source.category(1, name)
    source.story(2)
    [row] = [each for each in Proposals(site, Usage.of(source)).all() if each.old_id == "1" and each.sort == "category"]
    assert row.section.name == section


@pytest.mark.slow
@pytest.mark.django_db
def test_the_name_stays_once_something_has_moved_in_and_a_running_import_is_no_failure(desk, city, put, old):
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    taken(desk, site, "run")
    [name] = [row for row in old.rows["config"] if row["Key"] == "ZC_BLOG_NAME"]
    name["Value"] = name["Value"].replace("示例旧站", "别的旧站")
    put()
    taken(desk, site, "look")
    site.refresh_from_db()
    assert site.title == "示例旧站"
    desk.post(f"{MOVES}{site.pk}/start/run/")
    Run.objects.filter(finished_at=None).update(started_at=timezone.now())
    page = words(desk.get(f"{MOVES}{site.pk}/"))
    assert "正在做" in page
    assert "没有做完" not in page


@pytest.mark.django_db
def test_a_tables_file_name_is_no_name_of_a_site(desk, city, folder):
    write_csv(folder / "稿件登记.csv", [article(1), article(2)])
    site = begun(desk, city, "稿件登记.csv", program="articles", uploads="")
    assert worked(site).failure == ""
    site.refresh_from_db()
    assert site.title == ""
