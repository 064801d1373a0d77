"""Links of ours: whatever a visitor could not open."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from articles.checking.checker import check
from articles.models import Tag
from tests import builders
from tests.articles.sound_stories import WHOLE, sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def there(city):
    zone = builders.zone(city=city, slug="gaoxin")
    Tag.objects.create(name="新能源", slug="xin-neng-yuan")
    return SimpleNamespace(city=city, zone=zone, article=sound(city, title="另一条"))


def broken(city, *addresses):
    links = "".join(f'<p><a href="{address}">链接</a></p>' for address in addresses)
    article = builders.draft(city=city, title="示例链接", body=links, **WHOLE)
    return [each.reason.rpartition("（")[2].rstrip("）") for each in check(article) if each.rule == "link"]


def test_what_a_visitor_can_open_is_left_alone(there):
    city, zone = there.city, there.zone
    good = [
        "/",
        "/news/",
        f"/news/{there.article.pk}/",
        f"/news/{there.article.pk}",
        "/tags/xin-neng-yuan/",
        "/about/",
    ]
    good += [
        f"/zones/{city.slug}/",
        f"/zones/{city.slug}/{zone.slug}/",
        f"/zones/{city.slug}/{zone.slug}/?src=1#top",
    ]
    good += ["/media/a.pdf", "https://example.org/nothing/", "mailto:a@example.org", "tel:4000000000", "#top"]
    good += [f"https://park.example/news/{there.article.pk}/", "http://city.example/"]
    assert broken(city, *good) == []


def test_what_leads_nowhere_is_found(there):
    draft = builders.draft(title="草稿")
    bad = [f"/news/{draft.pk}/", "/news/999999/", "/tags/nothing/", "/zones/nowhere/", "/nothing/", "/admin/"]
    bad += [
        f"/zones/{there.city.slug}/nothing/",
        "https://park.example/index.php",
        "http://city.example/news/999999/",
    ]
    bad += ["/news/99999999999999999999999/"]
    assert sorted(broken(there.city, *bad)) == sorted(bad)


def test_a_scheduled_article_is_not_there_yet(there):
    later = sound(there.city, title="明天的", published_at=timezone.now() + timedelta(days=1))
    assert broken(there.city, f"/news/{later.pk}/") == [f"/news/{later.pk}/"]
