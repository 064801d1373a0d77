"""What visitors read changes only by those who may publish where they read it: pictures' words, and their kin."""

import io

import PIL.Image
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.urls import reverse

from articles.models import Article, Section, Tag
from articles.pictures import describe_pictures
from images.uploads import store
from staff.roles import EDITOR, WRITER
from tests import builders
from tests.desk import filled, page, signed_in, words
from zones.models import Industry

pytestmark = pytest.mark.django_db

TYPED = {"title": "名称", "alt": "改过的", "credit": "改过的来源"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(seed=0):
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), (seed, 0, 0)).save(out, "PNG")
    return ContentFile(out.getvalue(), "示例.png")


@pytest.fixture
def image():
    return store(upload(), alt="原来的", credit="原来的来源")


def img(image):
    return f'<figure><img data-image="{image.pk}" alt=""></figure>'


def change(client, image, **typed):
    return client.post(reverse("admin:images_image_change", args=[image.pk]), TYPED | typed, follow=True)


def read(image):
    image.refresh_from_db()
    return image.alt, image.credit


USES = {
    "别市的文章": lambda image, other: builders.article(city=other, title="标题不给看", body=img(image)),
    "别市的文章（封面）": lambda image, other: builders.article(city=other, title="标题不给看", cover=image),
    "全网的文章": lambda image, other: builders.article(title="标题不给看", cover=image),
    "别市的园区": lambda image, other: builders.zone(city=other, name="标题不给看", cover=image),
    "全网的网站信息": lambda image, other: builders.portal(hero_image=image),
}


@pytest.mark.parametrize("role", [WRITER, EDITOR])
@pytest.mark.parametrize("place", USES)
def test_words_that_a_foreign_page_shows_stay_and_the_sentence_says_where(mine, other, image, place, role):
    USES[place](image, other)
    answer = words(change(signed_in(builders.person(role, mine)), image))
    assert read(image) == ("原来的", "原来的来源")
    assert "没有改" in answer
    assert f"公开用在{place.partition('（')[0]}，" in answer
    assert "标题不给看" not in answer


def test_a_contacts_qr_code_is_the_networks_while_the_portal_uses_it(desk, image):
    builders.portal(contact=builders.contact(wechat_qr=image))
    change(desk, image)
    assert read(image) == ("原来的", "原来的来源")


@pytest.mark.slow
def test_a_writers_own_published_article_is_the_editors_to_change(desk, writer, mine, image):
    builders.article(city=mine, author=writer, body=img(image))
    change(signed_in(writer), image)
    assert read(image) == ("原来的", "原来的来源")
    change(desk, image)
    assert read(image) == ("改过的", "改过的来源")


@pytest.mark.slow
def test_who_publishes_everywhere_changes_what_several_cities_show(mine, other, image):
    for city in (mine, other):
        builders.article(city=city, body=img(image))
    change(signed_in(builders.person(EDITOR, mine, other)), image)
    assert read(image) == ("改过的", "改过的来源")
    change(signed_in(builders.person(EDITOR)), image, alt="再改")
    assert read(image) == ("再改", "改过的来源")


@pytest.mark.slow
def test_a_writer_describes_what_is_not_public_and_old_and_new_words_are_recorded(writer, mine, other, image):
    """Drafts anywhere and what was withdrawn are not public."""
    builders.draft(city=other, body=img(image))
    builders.article(city=other, body=img(image)).withdraw(builders.person(EDITOR), "投诉属实")
    change(signed_in(writer), image)
    assert read(image) == ("改过的", "改过的来源")
    entry = LogEntry.objects.get(content_type__model="image")
    assert entry.user == writer
    assert "替代文字由“原来的”改为“改过的”" in entry.get_change_message()
    assert "图片来源由“原来的来源”改为“改过的来源”" in entry.get_change_message()


@pytest.mark.slow
def test_uploading_a_public_picture_again_writes_no_words_into_it(writer, other):
    image = store(upload())
    article = builders.article(city=other, body=img(image))
    typed = {"alt": "写进去的", "credit": "写进去的", "upload": upload()}
    answer = signed_in(writer).post(reverse("admin:images_image_add"), typed, follow=True)
    assert read(image) == ("", "")
    assert "别市的文章" in words(answer)
    article.withdraw(builders.person(EDITOR), "投诉属实")
    signed_in(writer).post(reverse("admin:images_image_add"), typed | {"upload": upload()})
    assert read(image) == ("写进去的", "写进去的")
    assert LogEntry.objects.filter(content_type__model="image", change_message__contains="写进去的").exists()


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_writers_draft_fills_in_no_words_of_what_a_foreign_page_shows(writer, mine, other, use):
    image = store(upload())
    use(image, other)
    data = filled(title="草稿的标题", city=mine.pk, source_name="某报", body=img(image))
    signed_in(writer).post(reverse("admin:articles_article_add"), data)
    assert Article.objects.get(title="草稿的标题").author == writer
    assert read(image) == ("", "")


def test_a_draft_fills_in_what_nothing_public_shows_and_it_is_recorded(writer, mine):
    image = store(upload())
    data = filled(title="草稿的标题", city=mine.pk, source_name="某报", body=img(image))
    signed_in(writer).post(reverse("admin:articles_article_add"), data)
    assert read(image) == ("草稿的标题（图 1）", "某报")
    assert LogEntry.objects.get(content_type__model="image", user=writer).get_change_message().count("改为") == 2


@pytest.mark.slow
def test_a_draft_beside_a_story_leaves_the_words_that_the_story_shows(desk, mine):
    image = store(upload())
    article = builders.article(city=mine, body=img(image))
    data = filled(article, title="改过的标题", source_name="某报")
    desk.post(page(article), data)
    assert read(image) == ("", "")
    desk.post(page(article), data | {"revision": article.latest_number, "_publish": "1"})
    assert read(image) == ("改过的标题（图 1）", "某报")


def test_words_are_asked_for_by_id_only_of_pictures_that_have_none(mine, image, django_assert_num_queries):
    article = builders.article(city=mine, body=img(image))
    with django_assert_num_queries(1):
        describe_pictures(article, None)


def rows():
    """What several cities or all of them share, and what another city has."""
    city = builders.city(name="别市二")
    tag = Tag.objects.create(name="标签", slug="biaoqian")
    section = Section.objects.create(name="栏目", slug="lanmu")
    industry = Industry.objects.create(name="产业", slug="chanye")
    portal, zone = builders.portal(), builders.zone(city=city)
    shared, adviser = builders.contact(), builders.contact(is_adviser=True)
    city.contact = shared
    city.save()
    article = builders.article(["标签"], city=city)
    return [tag, section, industry, portal, city, zone, shared, adviser, article]


@pytest.mark.slow
@pytest.mark.parametrize("role", [WRITER, EDITOR])
def test_nothing_else_that_is_public_is_changed_by_those_who_may_not_publish_it(mine, role):
    """Not found or forbidden, each of them; a form that came back with errors would have been theirs to change."""
    client = signed_in(builders.person(role, mine))
    for row in rows():
        opts = row._meta
        before = type(row).objects.filter(pk=row.pk).values().get()
        typed = {name: value for name, value in before.items() if value is not None}
        typed |= {name: f"{value}改" for name, value in before.items() if isinstance(value, str)}
        for what, data in (("change", typed), ("delete", {"post": "yes"})):
            answer = client.post(reverse(f"admin:{opts.app_label}_{opts.model_name}_{what}", args=[row.pk]), data)
            assert answer.status_code in {302, 403}, (opts.label, what)
        assert type(row).objects.filter(pk=row.pk).values().get() == before, opts.label
