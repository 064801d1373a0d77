"""What search engines and chats read of a page: JSON-LD and Open Graph, from the same rows as the page."""

import json
import re
from html import unescape

import pytest

from tests import builders
from zones.schema import json_ld

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    contact = builders.contact()
    builders.portal(contact=contact, company="示例园区运营有限公司", tagline="替您找园区")
    city = builders.city(name="济南", slug="jinan", province="山东省", host="jinan.example")
    return builders.zone(
        city=city,
        name="历城示例园",
        slug="licheng",
        longitude="117.126000",
        latitude="36.677000",
        address="示例路 1 号",
    )


def read(client, path, host):
    """(Open Graph as a dict, {@type: JSON-LD}) of a page."""
    page = client.get(path, headers={"host": host}).content.decode()
    graph = {name: unescape(content) for name, content in re.findall(r'<meta property="(.+?)" content="(.*?)">', page)}
    data = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]
    return graph, {each["@type"]: each for each in data}


def test_an_article_says_who_wrote_what_when_about_where(client, zone):
    article = builders.article(title="示例项目开工", summary="一句话。", byline="示例记者", zone=zone)
    graph, data = read(client, article.get_absolute_url(), "jinan.example")
    url = f"http://jinan.example/news/{article.pk}/"
    story = data["Article"]
    assert (story["headline"], story["description"], story["url"]) == ("示例项目开工", "一句话。", url)
    assert story["author"] == {"@type": "Person", "name": "示例记者"}
    assert story["publisher"]["name"] == "示例园区运营有限公司"
    assert story["contentLocation"]["address"]["addressLocality"] == "济南"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", story["datePublished"])
    assert (graph["og:title"], graph["og:type"], graph["og:url"]) == ("示例项目开工", "article", url)
    trail = [item["name"] for item in data["BreadcrumbList"]["itemListElement"]]
    assert trail == ["首页", "济南产业信息", "历城示例园", "示例项目开工"]


def test_titles_and_descriptions_for_search_engines_win(client, zone):
    article = builders.article(title="题", seo_title="搜索题", seo_description="搜索描述", city=zone.city)
    graph, data = read(client, article.get_absolute_url(), "jinan.example")
    assert (graph["og:title"], graph["og:description"]) == ("搜索题", "搜索描述")
    assert data["Article"]["description"] == "搜索描述"


def test_a_licensed_medium_has_news_articles(client, zone, settings):
    settings.NEWS_ARTICLES = True
    article = builders.article(city=zone.city)
    assert "NewsArticle" in read(client, article.get_absolute_url(), "jinan.example")[1]


def test_a_zone_is_a_place_in_gps_coordinates(client, zone):
    place = read(client, "/zones/jinan/licheng/", "jinan.example")[1]["Place"]
    assert place["address"]["streetAddress"] == "示例路 1 号"
    # GCJ-02, as stored, lies some 500 m off.
    assert place["geo"]["longitude"] == pytest.approx(117.1200, abs=0.001)
    assert place["geo"]["latitude"] == pytest.approx(36.6767, abs=0.001)


def test_home_names_the_site_and_the_company(client, zone):
    graph, data = read(client, "/", "park.example")
    assert data["Organization"]["contactPoint"]["telephone"] == "400-000-0000"
    assert data["WebSite"]["potentialAction"]["target"]["urlTemplate"] == "http://park.example/search/?q={words}"
    assert graph["og:description"] == "替您找园区"


def test_nothing_in_a_text_ends_the_script():
    text = "</script><!-- & \u2028"
    assert not re.search("[<>&\u2028]", json_ld({"name": text}))
    assert json.loads(json_ld({"name": text})) == {"name": text}


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/zones/jinan/", "/zones/jinan/feed.xml"),
        ("/zones/jinan/licheng/", "/zones/jinan/licheng/feed.xml"),
        ("/news/?section=dongtai", "/news/feed.xml?section=dongtai"),
        ("/about/", "/feed.xml"),
    ],
)
def test_pages_name_their_feed(client, zone, path, feed):
    builders.section()
    page = client.get(path, headers={"host": "jinan.example"}).content.decode()
    assert 'type="application/rss+xml" title="' in page
    assert f'href="{feed}"' in page
