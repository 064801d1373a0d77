"""A link to what is not public here by a decision is told apart from a broken one, with the decision, one by one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from moving.faults import LABELS, MEANT
from moving.models import MovedStory
from moving.source import Visibility
from moving.verifying import Verifying
from tests.desk import words
from tests.moving.desk import MOVES, begun, decided, taken, worked

pytestmark = pytest.mark.django_db
TEXT = "<p>东山高新区的示例正文，一共两句。第二句在这里。</p>"


@pytest.fixture
def linking(source, site, move):
    """linking(*addresses): story 5 links to them, moves in with the rest, and is verified; what was found of links."""

    def verified():
        return Verifying(site, source).verify()

    def linking(*addresses):
        links = "".join(f'<a href="{each}">请看</a>' for each in addresses)
        source.story(5, f"{TEXT}<p>{links}</p>")
        move()
        return verified()

    linking.again = verified
    return linking


def links(found):
    return [(fault.code, fault.detail) for fault in found.faults if fault.code.endswith("link")]


def test_a_story_without_a_body_waits_and_lowers_no_share(source, linking):
    source.story(6, "<p></p>")
    source.story(7, title="")
    found = linking("/post/6.html", "/post/7.html")
    assert links(found) == [
        ("waiting_link", "旧编号 6《旧文章 6》：没有正文，迁成草稿，等编辑补"),
        ("waiting_link", "旧编号 7《（没有标题）》：没有标题，迁成草稿，等编辑补"),
    ]
    assert (found.share, found.stories_right, found.stories) == (1, 3, 3)


@pytest.mark.slow
def test_what_the_map_leaves_out_is_named_with_what_was_decided(source, decide, linking):
    source.category(2, "内部")
    source.tag(7, "旧话题")
    decide("category", "2", name="内部", leaves_out=True)
    decide("tag", "7", leaves_out=True)
    source.story(6, category="2")
    found = linking("/post/6.html", "/?id=6", "/category-2.html", "/tags-7.html", "/post/4711.html")
    assert links(found) == [
        ("decided_link", "旧编号 6《旧文章 6》：对照里“内部”不迁入"),
        ("decided_link", "旧编号 6《旧文章 6》：对照里“内部”不迁入"),
        ("decided_link", "分类“内部”：按对照不迁入"),
        ("decided_link", "标签“旧话题”：按对照不迁入"),
        ("dead_link", ""),
    ]
    assert (found.share, found.left_out) == (1, 1)


def test_dates_that_wait_by_choice_are_decided(source, site, linking):
    site.choices |= {"future": "scheduled", "undated": "draft"}
    site.save()
    source.story(6, published_at=timezone.now() + timedelta(days=30))
    source.story(7, published_at=None)
    found = linking("/post/6.html", "/post/7.html")
    assert links(found) == [
        ("decided_link", "旧编号 6《旧文章 6》：日期在将来的公开文章：到那天再公开（定时）"),
        ("decided_link", "旧编号 7《旧文章 7》：没有日期、或日期早于 1990 年的公开文章：迁成草稿，由编辑补日期"),
    ]
    assert found.share == 1


@pytest.mark.slow
def test_a_story_that_a_run_has_withdrawn_is_decided_or_dead_there(source, site, move, linking):
    site.choices["gone"] = "withdraw"
    site.save()
    source.story(6)
    source.story(7)
    linking("/post/6.html", "/post/7.html")
    source.remove(6)
    source.change(7, visibility=Visibility.PRIVATE)
    move()
    found = linking.again()
    assert links(found) == [
        ("decided_link", "旧编号 6《旧文章 6》：再次迁入时旧站已删除的文章：本站没改过的撤回"),
        ("dead_link", "旧编号 7《旧文章 7》：旧站后来不公开了"),
    ]
    assert found.share == 1


@pytest.mark.slow
def test_a_story_that_should_be_public_and_is_not_stays_broken(source, linking):
    source.story(6)
    linking("/post/6.html")
    there = MovedStory.objects.get(old_id="6").article_id
    Article.objects.filter(pk=there).update(status="draft", published_at=None, first_published_at=None)
    found = linking.again()
    assert links(found) == [("link", "旧编号 6《旧文章 6》：草稿")]
    assert found.share < 1
    Article.objects.filter(pk=there).delete()
    assert links(linking.again()) == [("link", "旧编号 6《旧文章 6》：在本站删掉了")]


@pytest.mark.slow
def test_a_story_that_an_editor_has_withdrawn_later_stays_broken(source, linking, owner):
    """Even one that had waited for its body: whoever published it has taken that decision back."""
    source.story(6)
    source.story(7, "<p></p>")
    linking("/post/6.html", "/post/7.html")
    for article in Article.objects.filter(moved_from__old_id__in=["6", "7"]):
        if article.status == "draft":
            article.body = TEXT
            article.save()
            article.publish(owner)
        article.withdraw(owner, "写错了")
    found = linking.again()
    assert links(found) == [("link", "旧编号 6《旧文章 6》：已撤回"), ("link", "旧编号 7《旧文章 7》：已撤回")]
    assert (found.share < 1, found.stories_right, found.stories) == (True, 2, 3)


@pytest.mark.slow
def test_the_page_parts_what_lowers_the_share_from_what_was_meant(desk, city, put, old):
    old.post("没有正文的", "", CateID=1)
    old.post("指向草稿的", '<p>请看<a href="/?id=4">那一篇</a>，一共一句。</p>', CateID=1)
    site = begun(desk, city, put())
    worked(site)
    decided(desk, site)
    taken(desk, site, "run")
    step = taken(desk, site, "verify")
    assert step.result["share"] == "100.00%"
    page = words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/"))
    assert "和旧站不一致的" not in page
    assert "不影响比例的" in page
    assert LABELS["waiting_link"] in page
    assert "没有正文，迁成草稿" in words(desk.get(f"{MOVES}{site.pk}/step/{step.pk}/lines/waiting_link/"))
    assert "没有正文，迁成草稿" in desk.get(f"{MOVES}{site.pk}/step/{step.pk}/csv/").content.decode()
    assert {"decided_link", "waiting_link", "dead_link"} < MEANT
