"""What both sides have changed is shown word by word, in every field that a reader sees."""

import time
from datetime import UTC, datetime

import pytest

from moving import conflicts
from moving.models import MovedStory, Original
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def both_changed(source, site, decide, move):
    """both_changed(title=…): the story of number 1, edited here and then so on the old site; what is shown of it."""
    source.tag(1, "储能")
    source.tag(2, "光伏")
    decide("tag", "1", tag="储能")
    decide("tag", "2", tag="光伏")

    def both_changed(before, here, **there):
        source.story(1, body=before, tags=("1",))
        move()
        article = MovedStory.objects.get().article
        for name, value in here.items():
            setattr(article, name, value)
        article.save()
        article.record(None, "本站改")
        source.change(1, **there)
        move()
        [found] = conflicts.conflicts(site)
        return {label: [conflicts.in_marks(row) for row in rows] for label, rows in found.differences}

    return both_changed


def test_words_of_title_text_tags_and_date_that_one_side_alone_has_are_marked(both_changed):
    shown = both_changed(
        "<p>一期厂房共三栋。</p><p>不变的一段。</p>",
        {"title": "本站改的标题", "body": "<p>一期厂房共四栋。</p><p>不变的一段。</p>"},
        title="旧站改的标题", body="<p>一期厂房共五栋，已交付。</p><p>不变的一段。</p>", tags=("1", "2"),
        published_at=datetime(2021, 3, 4, 1, 0, tzinfo=UTC),
    )  # fmt: skip
    assert shown == {
        "标题": ["[-本-]{+旧+}站改的标题"],
        "正文": ["一期厂房共[-四-]{+五+}栋{+，已交付+}。", "不变的一段。"],
        "标签": ["储能{+、光伏+}"],
        "发布时间": ["[-2020-01-02 12:00-]{+2021-03-04 09:00+}"],
    }


@pytest.mark.slow
def test_a_number_is_marked_whole(both_changed):
    shown = both_changed("<p>增长 20%。</p>", {"body": "<p>增长 22.4%。</p>"}, body="<p>增长 25.1%。</p>")
    assert shown["正文"] == ["增长 [-22.4-]{+25.1+}%。"]


@pytest.mark.slow
def test_a_picture_that_the_old_site_added_is_a_difference(both_changed, source):
    source.files.content[f"{UPLOADS}a.jpg"] = picture()
    shown = both_changed(
        "<p>正文。</p>", {"title": "本站改的"}, body=f'<p>正文。</p><p><img src="/{UPLOADS}a.jpg" alt="厂房"></p>'
    )
    assert "厂房" in "".join(shown["正文"])


def test_what_waited_before_the_new_fields_were_kept_is_compared_by_its_words(both_changed, site):
    both_changed("<p>一段。</p>", {"title": "本站改的"}, title="旧站改的", body="<p>两段。</p>")
    Original.objects.update(newer_content=None)
    [found] = conflicts.conflicts(site)
    assert [label for label, _ in found.differences] == ["标题", "正文"]


@pytest.mark.slow
def test_two_long_paragraphs_are_compared_in_no_time(both_changed):
    words = "".join(chr(0x4E00 + (number * 7919) % 3000) for number in range(30_000))
    begun = time.perf_counter()
    shown = both_changed(
        f"<p>{words}</p>", {"body": f"<p>{words[:15000]}本站{words[15000:]}</p>"}, body=f"<p>{words}旧</p>"
    )
    assert time.perf_counter() - begun < 20
    assert shown["正文"]
