"""Stories of which the old site has no date: each is named with the date it would get, and the owner chooses."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from moving import mapping_sheet
from moving.decisions import Usage
from moving.models import MovedStory
from moving.report import Report, line_of
from moving.running import Running
from tests.desk import words
from tests.moving.desk import MOVES, begun, worked

pytestmark = pytest.mark.django_db
MADE = datetime(2019, 5, 6, 1, 0, tzinfo=UTC)


@pytest.fixture
def four(source, decide):
    """One with a date, then three without: one that was made some day, one of 1970, one with nothing."""
    source.story(1, published_at=datetime(2020, 1, 2, 4, 0, tzinfo=UTC))
    source.story(2, published_at=None, created_at=MADE)
    source.story(3, published_at=datetime(1970, 1, 1, tzinfo=UTC))
    source.story(4, published_at=None)
    return source


def choose(site, answer):
    site.choices["undated"] = answer
    site.save()


def dates():
    return {row.old_id: row.article.published_at for row in MovedStory.objects.select_related("article")}


def test_each_is_named_before_with_the_date_it_would_get(four):
    assert Usage.of(four).undated == [
        ["2", "旧文章 2", "", "自己的创建或修改时间 2019-05-06 09:00"],
        ["3", "旧文章 3", "1970-01-01 08:00", "前一篇（旧编号 1）的 2020-01-02 12:00"],
        ["4", "旧文章 4", "", "前一篇（旧编号 1）的 2020-01-02 12:00"],
    ]


def test_a_trial_says_of_each_whose_date_it_gets(four, site):
    report = Report()
    Running(site, four, is_trial=True).try_out(lambda moved, new: report.lines.append(line_of(moved, new, {})))
    assert [line.cells[0] for line in report.of("date_neighbour")] == ["3", "4"]
    assert [line.cells[0] for line in report.of("date_own")] == ["2"]
    said = "自己没有能用的日期，用的是前一篇的：前一篇（旧编号 1）的 2020-01-02 12:00"
    assert said in report.of("date_neighbour")[0].cells[3]


@pytest.mark.slow
def test_the_neighbours_date_is_taken_where_that_was_chosen(four, site, move):
    move()
    assert dates()["4"] == dates()["1"]
    assert dates()["2"] == MADE


@pytest.mark.slow
def test_the_day_of_import_is_that_of_the_first_run_for_ever(four, site, move):
    choose(site, "import")
    begun_at = timezone.now()
    move()
    first = dates()
    assert first["2"] == MADE
    assert all(begun_at - timedelta(seconds=5) < first[each] <= timezone.now() for each in ("3", "4"))
    assert move().counts == {"same": 4}
    four.change(4, title="新标题")
    assert move().counts == {"changed": 1, "same": 3}
    assert dates() == first


def test_a_draft_waits_for_its_date(four, site, move):
    choose(site, "draft")
    move()
    drafts = Article.objects.filter(status="draft")
    assert {article.moved_from.old_id for article in drafts} == {"2", "3", "4"}
    assert all(article.published_at is None for article in drafts)


def test_the_workbook_lists_them_and_reads_as_before(four, site):
    usage = Usage.of(four)
    data = mapping_sheet.write(site, usage)
    [sheet] = [each for each in mapping_sheet.xlsx.read(data) if each.name == mapping_sheet.UNDATED]
    assert len(sheet.rows) == 4
    mapping_sheet.read(site, data)


@pytest.mark.slow
def test_the_page_of_questions_names_them_with_their_dates(desk, city, put, old):
    old.rows["post"][1]["PostTime"] = 0
    site = begun(desk, city, put())
    worked(site)
    page = words(desk.get(f"{MOVES}{site.pk}/map/?tab=questions"))
    assert "是哪 1 篇，用前一篇的话各是什么日期" in page
    assert "旧编号 2《第二批厂房交付》" in page


@pytest.mark.slow
def test_a_date_that_was_given_stays_when_the_neighbour_goes_or_the_story_itself_for_a_while(four, site, move):
    move()
    first = dates()
    four.story(0, published_at=datetime(2018, 3, 4, 4, 0, tzinfo=UTC))
    four.all_stories.sort(key=lambda story: int(story.id))
    there = next(story for story in four.all_stories if story.id == "3")
    four.remove(1)
    four.remove(3)
    four.change(2, updated_at=MADE + timedelta(days=9), created_at=None)
    four.change(4, title="新标题")
    move()
    assert {each: dates()[each] for each in first} == first
    assert ["date_neighbour", "前一篇（旧编号 1）的 2020-01-02 12:00"] in MovedStory.objects.get(old_id="4").notes
    four.all_stories.append(there)
    move()
    assert {each: dates()[each] for each in first} == first


@pytest.mark.slow
def test_another_choice_changes_a_date_that_was_given_by_the_neighbour(four, site, move):
    move()
    choose(site, "import")
    begun_at = timezone.now()
    move()
    assert dates()["2"] == MADE
    assert dates()["4"] > begun_at - timedelta(minutes=1)
