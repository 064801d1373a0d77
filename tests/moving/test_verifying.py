"""The proof that everything is there: it finds what does not agree, and nothing else."""

import csv

import pytest
from django.core.files.storage import default_storage

from addresses.models import MissingAddress, OldAddress
from articles.models import Article
from images.models import Image
from moving.models import MovedStory
from moving.verifying import Verifying
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def verified(site, source, decide, move):
    """Moves two stories, lets the test spoil something, and verifies: verified(spoil)."""
    tag = source.tag(7, "新能源")
    decide("tag", tag, tag="新能源")
    source.files.content = {f"{UPLOADS}a.jpg": picture(1), f"{UPLOADS}b.jpg": picture(2)}
    source.story(5, f'<p>第五篇的正文。<img src="/{UPLOADS}a.jpg"><a href="/post/6.html">下一篇</a></p>', tags=(tag,))
    source.story(6)

    def verified(spoil=lambda article: None):
        move()
        spoil(MovedStory.objects.get(old_id="5").article)
        return Verifying(site, source).verify()

    return verified


def update(**fields):
    """Changes the row as no editor does."""
    return lambda article: Article.objects.filter(pk=article.pk).update(**fields)


@pytest.mark.slow
def test_all_is_right_after_a_run(verified):
    result = verified()
    assert (result.share, result.faults) == (1, [])
    assert (result.stories_right, result.stories) == (2, 2)
    # Two spellings of two stories, two files, a category, a tag, a month.
    assert (result.addresses_right, result.addresses) == (9, 9)


@pytest.mark.slow
def test_what_waits_for_a_choice_is_no_wrong_address(verified, source, move):
    verified()
    story = MovedStory.objects.get(old_id="5").article
    story.title = "编辑改过的标题"
    story.save()
    story.record(None, "改")
    source.change(5, title="旧站改过的标题", addresses=("/post/new-title.html", "/?id=5"))
    move()
    result = Verifying(MovedStory.objects.first().site, source).verify()
    assert (result.share, result.counts()) == (1, {"conflict": 1})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda article: MovedStory.objects.filter(old_id="5").delete(), "missing"),
        (lambda article: article.delete(), "missing"),
        (lambda article: OldAddress.objects.filter(article=article).delete(), "address"),
        (lambda article: OldAddress.objects.filter(key="b.jpg").delete(), "file"),
        (lambda article: OldAddress.objects.filter(kind="tag").delete(), "list"),
        (lambda article: OldAddress.objects.filter(kind="category").update(section=None, path="/news/"), "list"),
        (lambda article: default_storage.delete(str(Image.objects.order_by("pk")[0].file.name)), "picture_broken"),
    ],
)
def test_what_is_not_there_is_found(verified, spoil, code):
    result = verified(spoil)
    assert code in result.counts()
    assert result.share < 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"body": "<p>第五篇的。</p>"}, "text"),
        ({"title": "别的标题"}, "title"),
        ({"published_at": "2001-01-01T00:00Z"}, "date"),
        ({"city": None}, "city"),
        ({"body": '<p>第五篇的正文。<a href="/news/999999/">下一篇</a></p>'}, "link"),
        ({"body": "<p>第五篇的正文。下一篇</p>"}, "picture"),
        ({"status": "draft"}, "status"),
    ],
)
def test_what_differs_from_the_source_is_found(verified, monkeypatch, fields, code):
    """Even where nobody is known to have edited it: as a fault of the import would."""
    monkeypatch.setattr("moving.verifying.is_edited", lambda article, moved: False)
    assert code in verified(update(**fields)).counts()


@pytest.mark.slow
def test_a_story_edited_here_is_named_and_no_fault(verified):
    result = verified(update(title="编辑改过的标题"))
    assert result.counts() == {"edited": 1}
    assert result.share == 1


def test_asking_leaves_no_missing_addresses(verified):
    verified(lambda article: OldAddress.objects.all().delete())
    assert not MissingAddress.objects.exists()


@pytest.mark.slow
def test_a_list_that_was_left_out_is_gone(verified, source, decide):
    decide("tag", source.tag(8, "旧话题"), leaves_out=True)
    source.story(7, tags=("8",))
    result = verified()
    assert (result.share, result.faults) == (1, [])
    OldAddress.objects.filter(kind="tag", key="8").delete()
    assert Verifying(MovedStory.objects.first().site, source).verify().counts() == {"list": 1}


def test_asking_for_what_is_not_there_prints_no_warnings(verified, caplog):
    verified(lambda article: OldAddress.objects.all().delete())
    assert [record for record in caplog.records if record.name == "django.request"] == []


@pytest.mark.slow
def test_the_report_is_read_by_spreadsheets(verified, tmp_path):
    result = verified(lambda article: OldAddress.objects.filter(article=article).delete())
    result.write(str(tmp_path / "report.csv"))
    lines = list(csv.reader((tmp_path / "report.csv").read_text("utf-8-sig").splitlines()))
    assert lines[0][0] == "类别"
    assert lines[1][:3] == ["旧地址不对", "5", "旧文章 5"]
