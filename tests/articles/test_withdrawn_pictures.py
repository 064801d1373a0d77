"""Withdrawing an article together with the pictures that only it shows."""

import io

import PIL.Image
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from addresses.models import OldAddress
from articles.models import Article, RemotePicture
from images.models import Image
from jobs.models import Job, Lane
from jobs.worker import run_one
from listings.models import ListingPicture
from staff.roles import WRITER
from tests import builders
from tests.desk import LIST, act, filled, page, publish_selected, signed_in, words
from zones.models import Contact, Portal, Zone

pytestmark = pytest.mark.django_db

TAKEN = {"reason": "投诉属实", "with_pictures": "on", "_confirmed": "1"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def img(*images):
    return "".join(f'<p><img data-image="{image.pk}" alt=""></p>' for image in images)


def work():
    """Do everything that waits, whenever it is due."""
    Job.objects.waiting().update(run_at=timezone.now())
    while run_one():
        pass


def size_of(answer):
    """Of the picture that was answered."""
    with PIL.Image.open(io.BytesIO(b"".join(answer.streaming_content))) as seen:
        return seen.size


def is_public(image):
    """Whether its file is where it is served from, and the row says the same."""
    image.refresh_from_db()
    assert default_storage.exists(str(image.file.name)) == (image.offline_since is None)
    return image.offline_since is None


@pytest.mark.slow
def test_cover_lead_image_and_body_go_offline_and_publishing_brings_them_back(desk, mine, picture):
    cover, lead, other = picture("red"), picture("green"), picture("blue")
    article = builders.article(city=mine, cover=cover, body=img(lead, other))
    answer = words(desk.get(page(article, "withdraw")))
    assert "只有这篇用到的图片也一起下线" in answer
    done = words(desk.post(page(article, "withdraw"), TAKEN, follow=True))
    assert "在图片库里选“已下线”就能看到" in done
    work()
    assert [is_public(each) for each in (cover, lead, other)] == [False] * 3
    assert "图片一起下线" in article.revisions.first().reason
    publish_selected(desk, article)
    work()
    assert [is_public(each) for each in (cover, lead, other)] == [True] * 3


def test_without_the_tick_no_picture_goes(desk, mine, picture):
    image = picture("red")
    desk.post(page(builders.article(city=mine, cover=image), "withdraw"), {"reason": "投诉属实"})
    work()
    assert is_public(image)


@pytest.mark.slow
def test_many_at_once_take_also_what_only_they_share(desk, mine, picture):
    shared, own, elsewhere = picture("red"), picture("green"), picture("blue")
    one, two = builders.article(city=mine, body=img(shared, own)), builders.article(city=mine, cover=shared)
    builders.article(city=mine, body=img(elsewhere))
    Article.objects.filter(pk=two.pk).update(body=img(elsewhere))
    assert "只有所选文章用到的图片也一起下线" in words(act(desk, "withdraw_selected", one, two))
    act(desk, "withdraw_selected", one, two, **TAKEN)
    work()
    assert [is_public(each) for each in (shared, own, elsewhere)] == [False, False, True]


USES = {
    "an article's body": lambda image: builders.article(body=img(image)),
    "an article's cover": lambda image: builders.article(cover=image),
    "a draft's body": lambda image: builders.draft(body=img(image)),
    "a draft's cover": lambda image: builders.draft(cover=image),
    "a zone": lambda image: builders.zone(cover=image),
    "a contact": lambda image: builders.contact(wechat_qr=image),
    "the portal": lambda image: builders.portal(hero_image=image),
    "a listing": lambda image: ListingPicture.objects.create(listing=builders.listing(), image=image),
}


@pytest.mark.slow
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_what_anything_else_shows_stays(editor, mine, picture, use):
    image = picture("red")
    article = builders.article(city=mine, cover=image, body=img(image))
    use(image)
    article.withdraw(editor, "投诉属实", with_pictures=True)
    work()
    assert is_public(image)


def test_these_are_all_that_point_at_pictures():
    """Another relation is found by itself, and belongs into the list above; that of an old address shows nothing."""
    relations = [each for each in Image._meta.get_fields(include_hidden=True) if each.one_to_many]
    showing = {Article, RemotePicture, Zone, Contact, Portal, ListingPicture}
    assert {each.related_model for each in relations} == {*showing, OldAddress}
    assert not OldAddress.shows_pictures


@pytest.mark.slow
def test_a_picture_of_an_earlier_revision_goes_too(desk, mine, picture):
    before, after = picture("red"), picture("green")
    article = builders.article(city=mine, body=img(before))
    desk.post(page(article), filled(article, body=img(after), _publish="1"))
    desk.post(page(article, "withdraw"), TAKEN)
    work()
    assert [is_public(each) for each in (before, after)] == [False, False]


def test_published_again_before_the_worker_came_nothing_goes(editor, mine, picture):
    image = picture("red")
    article = builders.article(city=mine, cover=image)
    article.withdraw(editor, "投诉属实", with_pictures=True)
    article.publish(editor)
    work()
    assert is_public(image)


@pytest.mark.slow
def test_another_article_that_is_published_with_it_brings_it_back(desk, editor, mine, picture):
    image = picture("red")
    builders.article(city=mine, body=img(image)).withdraw(editor, "投诉属实", with_pictures=True)
    work()
    assert not is_public(image)
    other = builders.article(city=mine)
    desk.post(page(other), filled(other, body=img(image)))
    work()
    assert not is_public(image)  # a draft beside the story
    desk.post(page(other), filled(Article.objects.get(pk=other.pk), body=img(image), _publish="1"))
    work()
    assert is_public(image)


@pytest.mark.slow
def test_who_may_not_publish_takes_no_picture_offline(mine, picture):
    image = picture("red")
    article = builders.article(city=mine, cover=image)
    client = signed_in(builders.person(WRITER, mine))
    assert client.post(page(article, "withdraw"), TAKEN).status_code == 403
    act(client, "withdraw_selected", article, **TAKEN)
    work()
    assert is_public(image)
    assert client.get(LIST).status_code == 200


def test_the_jobs_go_first_and_look_outside_the_request(desk, mine, picture):
    image = picture("red")
    work()
    desk.post(page(builders.article(city=mine, cover=image), "withdraw"), TAKEN)
    assert is_public(image)
    assert [(job.kind, job.lane) for job in Job.objects.waiting()] == [("articles.take_pictures_offline", Lane.URGENT)]


@pytest.mark.slow
def test_the_desk_says_why_a_picture_is_offline_and_shows_it_to_who_may_publish(desk, mine, picture):
    image = picture("red")
    article = builders.article(city=mine, cover=image, body=img(image))
    before = str(image.url)
    desk.post(page(article, "withdraw"), TAKEN)
    work()
    form = words(desk.get(page(article)))
    assert "这篇有 1 张图片已下线" in form
    assert f'data-offline="{image.pk}"' in form
    assert "图已下线" in words(desk.get(LIST))
    assert "这篇有 1 张图片已下线" in words(desk.get(page(article, "preview")))
    address = f"/admin/images/image/{image.pk}/offline/"
    assert address in words(desk.get("/admin/images/image/"))
    assert address in words(desk.get(f"/admin/images/image/{image.pk}/change/"))
    assert desk.get(f"/admin/articles/article/picture/{image.pk}/").url == address
    shown = desk.get(address)
    assert size_of(shown) == (40, 30)
    assert shown["Cache-Control"] == "no-store"
    assert not default_storage.exists(before.removeprefix("/media/"))


@pytest.mark.slow
def test_an_offline_picture_is_never_shown_to_others(client, desk, mine, picture):
    image = picture("red")
    address = f"/admin/images/image/{image.pk}/offline/"
    assert desk.get(address).status_code == 404  # it is in public, at its own address
    desk.post(page(builders.article(city=mine, cover=image), "withdraw"), TAKEN)
    work()
    writer = signed_in(builders.person(WRITER, mine))
    assert writer.get(address).status_code == 403
    assert address not in words(writer.get("/admin/images/image/"))
    assert client.get(address).status_code == 302


@pytest.mark.slow
def test_an_offline_picture_is_shown_in_a_size_that_was_rendered(desk, mine, picture):
    image = picture("red")
    desk.post(page(builders.article(city=mine, cover=image), "withdraw"), TAKEN)
    work()
    Image.objects.update(rendered_widths=[40])
    assert size_of(desk.get(f"/admin/images/image/{image.pk}/offline/?width=40")) == (40, 30)
    assert size_of(desk.get(f"/admin/images/image/{image.pk}/offline/?width=..%2F..")) == (40, 30)
    default_storage.delete(f".offline/{image.file.name}")
    assert desk.get(f"/admin/images/image/{image.pk}/offline/?width=40").status_code == 404
