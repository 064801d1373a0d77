"""What an old story becomes."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from addresses.models import OldAddress
from articles.models import Article
from articles.withdrawn_pictures import take_offline
from images.models import Image
from moving.models import MovedStory
from moving.source import StoryKind, Visibility
from tests import builders
from tests.moving.in_memory import UPLOADS, picture

pytestmark = pytest.mark.django_db


def moved(number):
    return MovedStory.objects.get(old_id=str(number))


def article(number):
    return moved(number).article


def codes(number):
    return [code for code, _ in moved(number).notes]


def test_a_story_is_published_with_its_dates_byline_tags_and_views(source, site, decide, move):
    tag, author = source.tag(7, "新能源"), source.author(3, "王建国")
    decide("tag", tag, tag="新能源")
    decide("author", author, byline="王建国")
    source.story(
        5, title="东山高新区签约", tags=(tag,), author=author, views=4964, summary="摘要。", seo_title="搜索标题",
        is_pinned=True, updated_at=datetime(2021, 5, 1, tzinfo=UTC),
    )  # fmt: skip
    run = move()
    story = article(5)
    assert (story.title, story.status, story.city) == ("东山高新区签约", "published", site.city)
    assert story.published_at == story.first_published_at == datetime(2020, 1, 6, 4, tzinfo=UTC)
    assert story.content_changed_at == datetime(2021, 5, 1, tzinfo=UTC)
    assert (story.byline, story.summary, story.seo_title, story.pinned) == ("王建国", "摘要。", "搜索标题", True)
    assert [each.name for each in story.tags.all()] == ["新能源"]
    assert story.views.total == 4964
    assert story.revisions.get().reason == "从示例旧站迁入（旧编号 5）"
    assert moved(5).original.markup == source.all_stories[0].original
    assert run.counts == {"new": 1, "same": 0}


@pytest.mark.slow
def test_an_old_address_leads_to_the_article_in_one_hop(source, move, client):
    source.story(5)
    move()
    for address in ("/post/5.html", "/?id=5", "/index.php/post/5.html"):
        answer = client.get(address, headers={"host": "shi.example"})
        assert (answer.status_code, answer["Location"]) == (301, f"http://shi.example/news/{article(5).pk}/")


def test_links_between_stories_lead_to_their_new_addresses_whatever_came_first(source, move):
    spellings = [
        "http://shi.example/post/9.html", "https://www.shi.example/?id=9", "//shi.example/index.php/post/9.html",
        "/post/9.html", "?id=9", "../post/9.html", "post/9.html?from=timeline",
    ]  # fmt: skip
    source.story(5, body="".join(f'<p><a href="{each}">看这里</a></p>' for each in spellings))
    source.story(9, body='<p><a href="/post/5.html">前一篇</a></p>')
    move()
    assert article(5).body.count(f'href="/news/{article(9).pk}/"') == len(spellings)
    assert f'href="/news/{article(5).pk}/"' in article(9).body


def test_pictures_are_those_of_the_upload_folder_in_every_spelling(source, move):
    source.files.content = {f"{UPLOADS}2024/a.jpg": picture(1), f"{UPLOADS}图 1.png": picture(2, "PNG")}
    source.story(
        5,
        body=f'<p>正文<img src="http://shi.example/{UPLOADS}2024/a.jpg" alt="厂房"></p>'
        f'<p><img src="placeholder.gif" data-src="/{UPLOADS}2024/a.jpg"><img src="{UPLOADS}%E5%9B%BE%201.png"></p>',
    )
    move()
    first, second = Image.objects.order_by("pk")
    body = article(5).body
    assert body.count(f'data-image="{first.pk}"') == 2
    assert body.count(f'data-image="{second.pk}"') == 1
    assert f'<img data-image="{first.pk}" alt="厂房">' in body


@pytest.mark.slow
def test_a_file_answers_at_its_old_path_in_one_hop(source, move, client):
    source.files.content = {f"{UPLOADS}a.jpg": picture(1), f"{UPLOADS}b.pdf": b"%PDF-1.4", f"{UPLOADS}c.html": b"<p>"}
    source.story(5, body=f'<p><img src="/{UPLOADS}a.jpg"><a href="/{UPLOADS}b.pdf">手册</a></p>')
    move()
    [image] = Image.objects.all()
    answer = client.get(f"/{UPLOADS}a.jpg", headers={"host": "shi.example"})
    assert answer["Location"] == f"http://shi.example{image.url}"
    assert '<a href="/media/documents/' in article(5).body
    assert client.get(f"/{UPLOADS}b.pdf", headers={"host": "shi.example"})["Location"].endswith("/b.pdf")
    assert not OldAddress.objects.filter(key="c.html").exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("gone.jpg", None, "picture_missing"),
        ("fake.jpg", b"<html>", "picture_fake"),
        ("cut.jpg", picture(3)[:200], "picture_fake"),
        ("empty.jpg", b"", "picture_fake"),
        ("large.png", picture(4, "PNG", (9000, 5000)), "picture_too_large"),
    ],
)
def test_a_file_that_is_no_picture_is_told_and_stops_nothing(source, move, name, data, code):
    if data is not None:
        source.files.content[f"{UPLOADS}{name}"] = data
    source.story(5, body=f'<p>正文<img src="/{UPLOADS}{name}"></p>')
    move()
    assert [code, f"{'/' if code == 'picture_missing' else ''}{UPLOADS}{name}"] in [
        [found, detail if code != "picture_missing" else f"/{detail.lstrip('/')}"] for found, detail in moved(5).notes
    ]
    assert article(5).body == "<p>正文</p>"


def test_remote_pictures_are_listed_and_not_fetched_unasked(source, move):
    source.story(5, body='<p>正文<img src="https://other.example/a.jpg"></p>')
    move()
    assert 'data-remote="https://other.example/a.jpg"' in article(5).body
    assert codes(5) == ["picture_remote"]


def test_a_picture_that_a_body_names_by_our_mark_is_none_of_ours(source, move):
    """Else an old body could show any picture of the library."""
    source.story(5, body='<p>正文<img data-image="7" alt="x"><img data-remote="https://other.example/x.png"></p>')
    move()
    assert article(5).body == "<p>正文</p>"


def test_what_cleaning_takes_away_is_told(source, move):
    source.story(
        5, body='<p>正文<a href="javascript:x()">链接</a></p><iframe width="1" src="https://v.example/1"></iframe>'
    )
    move()
    assert moved(5).notes == [["media_dropped", "iframe https://v.example/1"], ["link_odd", "javascript:x()"]]


@pytest.mark.parametrize(
    ("visibility", "status"),
    [
        (Visibility.DRAFT, "draft"),
        (Visibility.REVIEW, "in_review"),
        (Visibility.PRIVATE, "withdrawn"),
        (Visibility.LOCKED, "withdrawn"),
    ],
)
def test_what_was_not_public_never_is(source, move, client, visibility, status):
    source.story(5, visibility=visibility)
    move()
    assert article(5).status == status
    assert client.get("/post/5.html", headers={"host": "shi.example"}).status_code == 404


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"published_at": None, "created_at": datetime(2019, 3, 1, tzinfo=UTC)}, datetime(2019, 3, 1, tzinfo=UTC)),
        ({"published_at": datetime(1965, 3, 1, tzinfo=UTC)}, datetime(2020, 1, 3, 4, tzinfo=UTC)),
        ({"published_at": datetime(2100, 1, 1, tzinfo=UTC)}, datetime(2020, 1, 3, 4, tzinfo=UTC)),
    ],
)
def test_a_date_that_cannot_be_is_made_of_what_is_near(source, move, given, expected):
    source.story(2)
    source.story(5, **given)
    move()
    assert (article(5).status, article(5).published_at) == ("published", expected)


def test_a_future_story_waits_for_its_day_where_that_was_chosen(source, site, move):
    site.choices["future"] = "scheduled"
    site.save()
    source.story(5, published_at=timezone.now() + timedelta(days=30))
    move()
    assert article(5).state == "scheduled"


def test_what_is_too_long_is_cut_and_told(source, move):
    source.story(5, title="长" * 200, summary="概" * 250)
    source.story(6, title="")
    move()
    assert (len(article(5).title), len(article(5).summary)) == (120, 200)
    assert codes(5) == ["title_cut", "summary_cut"]
    assert codes(6) == ["title_empty"]


@pytest.mark.slow
def test_an_alias_that_is_another_storys_number_and_that_number_both_lead_right(source, move, client):
    source.story(5, addresses=("/post/9.html", "/?id=5"))
    source.story(9, addresses=("/post/story.html", "/?id=9"))
    source.story(10, body='<p><a href="/post/9.html">一</a><a href="/?id=9">二</a></p>')
    move()
    for address, number in (("/post/9.html", 5), ("/?id=5", 5), ("/?id=9", 9), ("/post/story.html", 9)):
        answer = client.get(address, headers={"host": "shi.example"})
        assert answer["Location"].endswith(f"/news/{article(number).pk}/"), address
    assert re.findall("/news/([0-9]+)/", article(10).body) == [str(article(5).pk), str(article(9).pk)]


def test_where_paths_are_numbers_an_alias_takes_no_other_storys_address(source, move, client):
    source.story(5, addresses=("/index.php/post/5.html", "/?alias=9"))
    source.story(9, addresses=("/index.php/post/9.html", "/?id=9"))
    move()
    for address, number in (("/index.php/post/9.html", 9), ("/?id=9", 9), ("/?alias=9", 5), ("/index.php?alias=9", 5)):
        answer = client.get(address, headers={"host": "shi.example"})
        assert answer["Location"].endswith(f"/news/{article(number).pk}/"), address


@pytest.mark.slow
def test_a_page_becomes_an_article_or_its_address_leads_to_a_page_of_ours(source, decide, move, client):
    source.story(5, kind=StoryKind.PAGE, category="", addresses=("/about.html",))
    source.story(6, kind=StoryKind.PAGE, category="", addresses=("/contact.html",))
    decide("page", "5", section=builders.section())
    decide("page", "6", path="/news/", leaves_out=True)
    move()
    assert article(5).title == "旧文章 5"
    assert article(6) is None
    assert client.get("/contact.html", headers={"host": "shi.example"})["Location"] == "http://shi.example/news/"


def test_left_out_stories_are_gone_for_who_comes_by_their_address(source, decide, move, client):
    source.category(2, "内部")
    decide("category", "2", leaves_out=True)
    source.story(5, category="2")
    move()
    assert Article.objects.count() == 0
    assert client.get("/post/5.html", headers={"host": "shi.example"}).status_code == 410


def test_a_body_that_cannot_be_stored_stops_nothing(source, move):
    source.story(5, body="<ul><li>" * 200 + "深")
    source.story(6)
    run = move()
    assert run.counts == {"refused": 1, "new": 1, "same": 0}
    assert codes(5) == ["text_refused"]


def test_boxes_that_nest_too_deep_leave_their_words(source, move):
    source.story(5, body="<div>" * 200 + "深处的话" + "</div>" * 200)
    move()
    assert article(5).body == "<p>深处的话</p>"
    assert codes(5) == ["markup_flattened"]


@pytest.mark.slow
def test_the_pictures_of_a_story_withdrawn_later_go_offline(source, move, client):
    """That an old address leads to one is no reason to show it."""
    source.files.content = {f"{UPLOADS}a.jpg": picture(1)}
    source.story(5, body=f'<p>正文<img src="/{UPLOADS}a.jpg"></p>')
    move()
    story = article(5)
    story.withdraw(builders.person(), "投诉属实")
    take_offline(story)
    assert Image.objects.get().offline_since
    assert client.get(f"/{UPLOADS}a.jpg", headers={"host": "shi.example"}).status_code == 410


def test_what_ran_a_script_is_told_of_its_story(source, move):
    source.story(5, "<p onclick=f()>字</p><script>var a</script><img/onerror='g()' src=x>")
    move()
    assert [detail for code, detail in moved(5).notes if code == "script_dropped"] == ["script", "onclick", "onerror"]
    assert "f()" not in article(5).body


def test_wide_letters_of_a_title_that_became_narrow_are_told(source, move):
    source.story(5, title="ＡＩ 园区２０２４")
    source.story(6, title="AI  园区：2024（一）")
    move()
    assert (article(5).title, codes(5)) == ("AI 园区2024", ["title_narrowed"])
    assert codes(6) == []
