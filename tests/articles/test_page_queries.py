"""What pages show was read for them: a field that a template uses and nobody read is a mistake, and no query."""

from datetime import timedelta

import pytest
from django.db import models
from django.db.models.fields import related_descriptors
from django.utils import timezone

from articles import page_queries
from articles.models import Article, ArticleDailyViews, ArticleViews, article_queryset
from images.models import Image
from plumbing.prepared import PreparedObjects
from tests import builders
from zones.site import fragments

pytestmark = pytest.mark.django_db

PAGES = (
    *("article", "bare article", "withdrawn article", "QR code", "home", "list", "section", "city", "zone", "tag"),
    *("search", "day"),
)


def picture(name):
    return Image.objects.create(
        file=f"images/{name}.jpg", sha256=name, format="jpg", width=1600, height=900, size=1, rendered_widths=[480],
        alt="图", credit="示例摄影",
    )  # fmt: skip


@pytest.fixture(scope="module")
def addresses(rows_of_module):
    """Of every kind of page, with an article that has everything and one that has only what stands in for it."""
    return made_addresses()


def made_addresses():
    builders.portal(host="", contact=builders.contact())
    now, zone, section = timezone.now(), builders.zone(is_featured=True), builders.section("zhengce", "政策")
    body = f'<p>前</p><p><img data-image="{picture("inside").pk}" alt="图"></p>'
    article = builders.article(
        zone=zone, section=section, cover=picture("cover"), body=body, title="示例园区开工", summary="一句话。",
        byline="示例记者", source_name="示例日报", source_url="https://example.com/1", seo_title="搜索标题",
        seo_description="搜索描述", event_date=timezone.localdate() - timedelta(days=3), pinned=True,
        published_at=now - timedelta(days=1), expires_at=now + timedelta(days=9), tags=["氢能"],
    )  # fmt: skip
    ArticleViews.objects.update_or_create(article=article, defaults={"baseline": 5})
    ArticleDailyViews.objects.create(article=article, day=timezone.localdate(), views=5)
    bare = builders.article(zone=zone, section=section, title="示例园区消息", body=body, tags=["氢能"])
    withdrawn = builders.article()
    Article.objects.filter(pk=withdrawn.pk).update(status=Article.Status.WITHDRAWN)
    return {
        "article": article.get_absolute_url(),
        "bare article": bare.get_absolute_url(),
        "withdrawn article": withdrawn.get_absolute_url(),
        "QR code": f"{article.get_absolute_url()}qr.png",
        "home": "/",
        "list": "/news/",
        "section": "/news/?section=zhengce",
        "city": article.city.get_absolute_url(),
        "zone": zone.get_absolute_url(),
        "tag": article.tags.get().get_absolute_url(),
        "search": "/search/?q=示例园区",
        "day": f"/news/archive/{timezone.localdate(article.published_at):%Y/%-m/%-d}/",
    }


def read_by(client, addresses, pages):
    """The bytes of pages, as a process that has just started makes them."""
    found = {}
    for page in pages:
        fragments.clear()
        response = client.get(addresses[page])
        assert response.status_code == (410 if page == "withdrawn article" else 200)
        found[page] = response.content
    return found


@pytest.fixture
def read(client, addresses):
    return lambda *pages: read_by(client, addresses, pages)


@pytest.fixture
def no_more_queries(monkeypatch):
    """What was not read with the others is a failure, and no query."""

    def refuse_field(instance, using=None, fields=(), **kwargs):
        pytest.fail(f"{type(instance).__name__}.{'/'.join(fields)} was not read.")

    def refuse_relation(descriptor, instance):
        pytest.fail(f"{type(instance).__name__}.{descriptor.field.name} was not read.")

    monkeypatch.setattr(models.Model, "refresh_from_db", refuse_field)
    monkeypatch.setattr(related_descriptors.ForwardManyToOneDescriptor, "get_object", refuse_relation)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_uses_only_what_was_read_for_it(read, no_more_queries, page):
    read(page)


#: What the page of an article does not show, of the fields of its card; of its first picture only the address and size.
ONLY_ON_CARDS = {("", "pinned"), *(("lead_image", name) for name in ("format", "rendered_widths", "alt"))}
#: Of a card Django needs them to follow the relations, and its pictures have no words.
NOT_ON_CARDS = {("", "cover_id"), ("", "lead_image_id"), ("cover", "alt"), ("lead_image", "alt")}


def each_field(fields, *, but):
    return [(path, name) for path, names in fields.items() for name in names if (path, name) not in but]


def without(fields, path, name):
    return fields | {path: tuple(each for each in fields[path] if each != name)}


@pytest.mark.parametrize(("path", "name"), each_field(page_queries._STORY, but=ONLY_ON_CARDS))
def test_a_field_that_an_articles_page_lacks_is_noticed(read, no_more_queries, monkeypatch, path, name):
    fields = without(page_queries._STORY, path, name)
    stories = PreparedObjects(Article, fields, page_queries._stories, ["tag_ids"])
    monkeypatch.setattr(page_queries, "_read_stories", stories)
    with pytest.raises(pytest.fail.Exception, match="was not read"):
        read("article", "bare article", "withdrawn article")


@pytest.mark.parametrize(("path", "name"), each_field(page_queries._CARD, but=NOT_ON_CARDS))
def test_a_field_that_the_cards_of_a_list_lack_is_noticed(read, no_more_queries, monkeypatch, path, name):
    fields = without(page_queries._CARD, path, name)
    cards = PreparedObjects(Article, fields, lambda **pks: Article.objects.filter(pk__in=pks.values()))
    monkeypatch.setattr(page_queries, "_read_cards", cards)
    with pytest.raises(pytest.fail.Exception, match="was not read"):
        read("list")


@pytest.mark.parametrize("page", ["home", "search"])
@pytest.mark.parametrize(("path", "name"), each_field({"": article_queryset.CARD_FIELDS}, but=NOT_ON_CARDS))
def test_a_field_that_other_cards_lack_is_noticed(read, no_more_queries, monkeypatch, page, path, name):
    fields = without({"": article_queryset.CARD_FIELDS}, path, name)
    monkeypatch.setattr(article_queryset, "CARD_FIELDS", fields[""])
    with pytest.raises(pytest.fail.Exception, match="was not read"):
        read(page)
