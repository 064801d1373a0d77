"""What bumps the content version, and what leaves it alone."""

import io
import os
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import PIL.Image
import pytest
from django.core.management import call_command
from django.db import connection, transaction

from articles.models import Article
from images.jobs import render
from images.models import Image
from images.uploads import store
from parkinfo.models import ContentVersion, current_versions
from tests import builders
from zones.models import Zone

pytestmark = pytest.mark.django_db


def version():
    return next(version.label for version in current_versions("", "") if version.city_id is None)


def test_bulk_changes_bump_the_version():
    article = builders.article()
    before = version()
    Article.objects.filter(pk=article.pk).update(summary="新的摘要")
    assert version() != before


def test_a_draft_bumps_nothing():
    builders.section()
    before = version()
    article = builders.draft()
    article.title = "还是草稿"
    article.save()
    assert version() == before


def test_what_the_public_does_not_see_bumps_nothing():
    article = builders.article()
    before = version()
    Article.objects.filter(pk=article.pk).update(licence_note="示例授权")
    assert version() == before


def test_copy_cannot_forget_the_version():
    zone = builders.zone()
    before = version()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE zones_zone SET summary = 'x' WHERE id = %s", [zone.pk])
    assert version() != before


HALF_PAST_EIGHT = datetime(2031, 5, 6, 0, 30, tzinfo=UTC)


def at(moment, city=None):
    """The label at this moment of the database's clock."""
    versions = current_versions("", city.slug if city else "")
    [current] = (version for version in versions if version.city_id == (city and city.pk))
    return replace(current, now=moment).label


@pytest.mark.parametrize("later", [timedelta(seconds=1), timedelta(days=3)])
@pytest.mark.parametrize("field", ["published_at", "expires_at"])
def test_an_article_appearing_or_expiring_changes_the_version_without_a_write(field, later):
    city = builders.city()
    builders.article(city=city, **{field: HALF_PAST_EIGHT})
    before, after = HALF_PAST_EIGHT - timedelta(microseconds=1), HALF_PAST_EIGHT + later
    assert at(before) != at(HALF_PAST_EIGHT) == at(after)
    assert at(before, city) != at(HALF_PAST_EIGHT, city) == at(after, city)


def test_an_article_appearing_in_one_city_leaves_the_other_citys_version_alone():
    builders.article(city=builders.city(), published_at=HALF_PAST_EIGHT)
    other = builders.city()
    assert at(HALF_PAST_EIGHT - timedelta(seconds=1), other) == at(HALF_PAST_EIGHT, other)


def test_what_is_remembered_of_coming_moments_costs_no_query_until_something_changes(django_assert_num_queries):
    article = builders.article(published_at=HALF_PAST_EIGHT)
    at(HALF_PAST_EIGHT)
    with django_assert_num_queries(1):
        at(HALF_PAST_EIGHT + timedelta(seconds=1))
    Article.objects.filter(pk=article.pk).update(published_at=HALF_PAST_EIGHT + timedelta(seconds=2))
    assert at(HALF_PAST_EIGHT + timedelta(seconds=1)) != at(HALF_PAST_EIGHT + timedelta(seconds=2))


def test_a_citys_change_leaves_the_other_citys_version_alone():
    changed, other = builders.city(), builders.city()
    builders.section()
    before = ContentVersion.objects.get(city=other).version
    builders.article(city=changed)
    assert ContentVersion.objects.get(city=other).version == before


# Pictures


@pytest.fixture
def picture(settings, tmp_path):
    """A stored picture that no page shows and that has no renditions yet."""
    settings.MEDIA_ROOT = tmp_path
    return store(a_photo())


def a_photo():
    out = io.BytesIO()
    PIL.Image.linear_gradient("L").resize((400, 300)).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def shown_in_a_body(picture):
    first = store(io.BytesIO(a_drawing()))
    return builders.article(body=f'<p>一</p><img data-image="{first.pk}"><p>二</p><img data-image="{picture.pk}">').city


def a_drawing():
    out = io.BytesIO()
    PIL.Image.new("RGB", (20, 20), "red").save(out, "PNG")
    return out.getvalue()


#: Each way onto a page.
SHOWN = {
    "the portal's": lambda picture: builders.portal(hero_image=picture),
    "a contact's": lambda picture: builders.contact(wechat_qr=picture),
    "a zone's": lambda picture: builders.zone(cover=picture),
    "an article's cover": lambda picture: builders.article(cover=picture),
    "an article's first": lambda picture: builders.article(body=f'<img data-image="{picture.pk}">'),
    "an article's second": shown_in_a_body,
}


def test_a_picture_just_stored_is_on_no_page_and_bumps_nothing(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    builders.city()
    before = list(ContentVersion.objects.order_by("id").values_list("id", "version"))
    store(a_photo())
    assert list(ContentVersion.objects.order_by("id").values_list("id", "version")) == before


@pytest.mark.parametrize("way", SHOWN)
def test_renditions_finished_for_a_picture_on_a_page_bump_the_version(picture, way):
    SHOWN[way](picture)
    before = version()
    render(picture.pk)
    assert Image.objects.get(pk=picture.pk).rendered_widths
    assert version() != before


def test_renditions_of_a_picture_on_no_page_bump_nothing(picture):
    builders.article(body=f'<img data-image="{picture.pk}0">')
    builders.draft(cover=picture, body=f'<img data-image="{picture.pk}">')
    before = version()
    render(picture.pk)
    assert version() == before


def test_a_picture_of_one_citys_article_leaves_the_other_citys_version_alone(picture):
    shows, other = builders.city(), builders.city()
    builders.article(city=shows, body=f'<img data-image="{picture.pk}">')
    before = dict(ContentVersion.objects.values_list("city", "version"))
    render(picture.pk)
    after = dict(ContentVersion.objects.values_list("city", "version"))
    assert (after[None] > before[None], after[shows.pk] > before[shows.pk]) == (True, True)
    assert after[other.pk] == before[other.pk]


def test_the_name_staff_find_a_picture_by_bumps_nothing_and_its_alt_does(picture):
    builders.zone(cover=picture)
    before = version()
    Image.objects.filter(pk=picture.pk).update(title="另一个名称")
    assert version() == before
    Image.objects.filter(pk=picture.pk).update(alt="另一种说法")
    assert version() != before


def test_a_deleted_picture_bumps_the_version_of_pages_that_showed_it(picture):
    shown_in_a_body(picture)
    before = version()
    picture.delete()
    assert version() != before
    unseen = store(a_photo())
    before = version()
    unseen.delete()
    assert version() == before


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_slow_to_take_a_picture_holds_up_no_publishing(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    draft = builders.draft(city=builders.city())
    is_writing, is_published = threading.Event(), threading.Event()
    fsync = os.fsync

    def slow_fsync(descriptor):
        is_writing.set()
        is_published.wait(10)
        fsync(descriptor)

    def upload():
        store(a_photo())
        connection.close()

    monkeypatch.setattr(os, "fsync", slow_fsync)
    thread = threading.Thread(target=upload)
    thread.start()
    try:
        assert is_writing.wait(10)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            draft.publish(None)
    finally:
        is_published.set()
        thread.join()
    assert Image.objects.count() == 1


# A row that is missing


@pytest.mark.django_db(transaction=True)
def test_pages_work_after_a_flush(client):
    call_command("flush", interactive=False, verbosity=0)
    for address in ("/", "/news/", "/zones/", "/feed.xml", "/admin/login/"):
        assert client.get(address).status_code == 200


def test_a_city_whose_row_is_missing_still_has_its_host(client):
    city = builders.city(host="city.example")
    ContentVersion.objects.filter(city=city).delete()
    page = client.get("/", headers={"host": "city.example"})
    assert (page.status_code, page.context["site"].city) == (200, city)
    assert ContentVersion.objects.filter(city=city).exists()


def test_rows_made_anew_repeat_no_number():
    """Under which a browser would keep a page of before."""
    builders.city(slug="shicheng")
    before = {version.city_id: version.version for version in current_versions("", "shicheng")}
    ContentVersion.objects.all().delete()
    time.sleep(0.01)  # what bumped the versions since they were made, in milliseconds and then some
    after = {version.city_id: version.version for version in current_versions("", "shicheng")}
    assert all(after[city] > before[city] for city in before)


@pytest.mark.django_db(transaction=True)
def test_all_who_find_the_rows_missing_at_once_make_one_of_each():
    builders.city(slug="shicheng")
    ContentVersion.objects.all().delete()
    start, found = threading.Barrier(4), []

    def read():
        start.wait()
        found.append({version.city_id: version.version for version in current_versions("", "shicheng")})
        connection.close()

    in_threads(read, 4)
    assert len(found) == 4
    assert all(each == found[0] for each in found)
    assert len(found[0]) == ContentVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_finds_the_row_missing_waits_for_a_change_that_makes_it():
    """Else the page of before would stay under a number that the change does not end."""
    zone = builders.zone()
    ContentVersion.objects.all().delete()
    found = []

    def read():
        found.extend(current_versions("", ""))
        connection.close()

    thread = threading.Thread(target=read)
    with transaction.atomic():
        Zone.objects.filter(pk=zone.pk).update(summary="新的介绍")
        thread.start()
        for _ in range(1000):
            thread.join(0.01)
            if not thread.is_alive() or somebody_waits_for_a_lock():
                break
        assert found == []
    thread.join()
    assert [state.version for state in found] == [ContentVersion.objects.get(city=None).version]


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() != (0,)


def in_threads(work, number):
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
