"""Pictures of a withdrawn story that something else shows: named before and after, with why and where."""

import pytest

from articles import admin_actions
from articles.models import Article
from images.models import Image
from jobs.models import Job
from listings.models import ListingPicture
from tests import builders
from tests.articles.test_withdrawn_pictures import TAKEN, img, work
from tests.desk import page, signed_in, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_the_page_that_withdraws_names_what_would_stay_and_where_it_is_used(desk, mine, other, picture):
    own, of_zone, of_listing, of_other = (picture(colour) for colour in ("red", "green", "blue", "white"))
    article = builders.article(city=mine, body=img(own, of_zone, of_listing, of_other))
    zone = builders.zone(city=mine, name="示例甲园", cover=of_zone)
    listing = builders.listing(zone=zone)
    ListingPicture.objects.create(listing=listing, image=of_listing)
    second = builders.article(city=mine, title="另一篇", body=img(of_other))
    builders.draft(city=other, title="别市没发的稿子", body=img(of_other))
    shown = words(desk.get(f"{page(article, 'withdraw')}?reason=%E4%BE%B5%E6%9D%83"))
    assert "只有这篇用到的图片有 1 张，勾选后会下线" in shown
    assert "3 张图片别处还在用，不会下线" in shown
    assert "《另一篇》</a>" in shown
    assert f'{page(second, "withdraw")}?reason=%E4%BE%B5%E6%9D%83"' in shown
    assert "别市没发的稿子" not in shown
    assert "别市的文章（请能在那里修改的同事或管理员处理）" in shown


@pytest.mark.slow
def test_the_page_that_withdraws_several_names_them_too(desk, mine, other, picture):
    own, of_both, of_zone = picture("red"), picture("green"), picture("blue")
    first = builders.article(city=mine, body=img(own, of_both, of_zone))
    second = builders.article(city=mine, cover=of_both)
    gone = builders.article(city=mine, body=img(of_both))
    gone.withdraw(builders.person(None, is_superuser=True), "已过时")
    builders.zone(city=mine, name="示例甲园", cover=of_zone)
    action = {"action": "withdraw_selected", "_selected_action": [first.pk, second.pk, gone.pk]}
    shown = words(desk.post("/admin/articles/article/", action))
    assert "只有所选文章用到的图片有 2 张，勾选后会下线" in shown
    assert "只有所选文章用到的图片也一起下线" in shown
    assert "1 张图片别处还在用，不会下线" in shown
    assert "别市" not in shown
    assert "园区" in shown
    done = words(desk.post("/admin/articles/article/", action | TAKEN | {"_confirmed": "1"}, follow=True))
    assert "已撤回 2 篇" in done
    assert "下线了几张、留下几张和为什么" in done
    work()
    offline = Image.objects.exclude(offline_since=None).values_list("pk", flat=True)
    assert {*offline} == {own.pk, of_both.pk}


def test_of_many_stories_no_more_are_looked_at_and_that_is_said(desk, mine, picture, monkeypatch):
    monkeypatch.setattr(admin_actions, "MOST_LOOKED_AT", 1)
    chosen = [builders.article(city=mine, cover=picture(colour)).pk for colour in ("red", "green")]
    shown = words(desk.post("/admin/articles/article/", {"action": "withdraw_selected", "_selected_action": chosen}))
    assert "用到的图片有 1 张" in shown
    assert "这里没有列全" in shown


def test_who_may_change_the_place_is_led_there_and_nobody_else(mine, other, picture):
    image = picture("red")
    article = builders.article(city=mine, cover=image)
    zone = builders.zone(city=mine, name="示例甲园", cover=image)
    listing = builders.listing(zone=zone)
    ListingPicture.objects.create(listing=listing, image=image)
    everywhere = words(signed_in(builders.person(None, is_superuser=True)).get(page(article, "withdraw")))
    assert f'房源<a href="/admin/listings/listing/{listing.pk}/change/">' in everywhere
    assert f'园区<a href="/admin/zones/zone/{zone.pk}/change/">《示例甲园》</a>' in everywhere


@pytest.mark.slow
def test_the_history_says_how_many_went_down_and_how_many_stayed_and_why(desk, mine, picture):
    own, shared = picture("red"), picture("green")
    article = builders.article(city=mine, body=img(own, shared))
    zone = builders.zone(city=mine, cover=shared)
    desk.post(page(article, "withdraw"), TAKEN)
    assert "图片一起下线" not in words(desk.get(page(article, "history")))
    work()
    told = "图片一起下线：1 张已下线，1 张没有下线，因为别处还在用（园区）。"
    assert told in words(desk.get(page(article, "history")))
    assert article.revisions.first().author is None
    form = words(desk.get(page(article)))
    assert "1 张图片别处还在用，没有下线，访客仍打得开" in form
    assert "pictures-offline" not in form
    # Once it is used nowhere else, one click takes it down, too.
    zone.cover = None
    zone.save()
    assert "让没有别处在用的 1 张下线" in words(desk.get(page(article)))
    desk.post(page(article, "pictures_offline"))
    work()
    assert Image.objects.get(pk=shared.pk).offline_since
    assert "图片一起下线：1 张已下线，没有留下的。" in words(desk.get(page(article, "history")))


@pytest.mark.slow
def test_no_picture_of_a_published_story_goes_by_the_button_of_a_withdrawn_one(desk, mine, other, picture):
    image = picture("red")
    article = builders.article(city=mine, cover=image)
    assert "只有撤回的文章" in words(desk.post(page(article, "pictures_offline"), follow=True))
    assert desk.get(page(article, "pictures_offline")).status_code == 405
    elsewhere = builders.article(city=other)
    assert desk.post(page(elsewhere, "pictures_offline")).status_code in {302, 403}
    assert not Job.objects.filter(kind="articles.take_pictures_offline").exists()


@pytest.mark.slow
def test_a_form_open_meanwhile_does_not_clash_with_what_the_worker_writes(desk, editor, mine, picture):
    article = builders.article(city=mine, cover=picture("red"))
    article.withdraw(editor, "投诉属实", with_pictures=True)
    number = article.latest_number
    work()
    assert article.latest_number == number + 1
    data = {"revision": number, "title": "改过的标题", "body": "<p>正文</p>", "city": mine.pk,
            "section": article.section_id, "tags": "", "_continue": "1"}  # fmt: skip
    assert desk.post(page(article), data).status_code == 302
    assert Article.objects.get(pk=article.pk).title == "改过的标题"
