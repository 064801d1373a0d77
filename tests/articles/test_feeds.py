"""Feeds: what every list offers to a reader program, valid, whole, absolute and public."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.models import Article
from images.models import Image
from tests import builders
from zones.models import Portal

pytestmark = pytest.mark.django_db

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}link"


@pytest.fixture
def jinan():
    builders.portal()
    return builders.city(name="济南", slug="jinan", host="jinan.example")


def read(client, path, host="park.example"):
    response = client.get(path, headers={"host": host})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    return ElementTree.fromstring(response.content).find("channel")


def titles(channel):
    return [item.findtext("title") for item in channel.iter("item")]


def test_the_sites_feed_carries_whole_articles(client, jinan):
    article = builders.article(
        title="示例 & <项目>",
        summary="一句话。",
        body='<p>正文 <a href="/news/1/">旧闻</a> <a href="https://other.example/">别处</a></p>',
        byline="示例记者",
        tags=["氢能", "储能"],
    )
    builders.article(title="又一篇", city=article.city, published_at=timezone.now() - timedelta(days=1), tags=["储能"])
    item = read(client, "/feed.xml").find("item")
    assert item.findtext("title") == "示例 & <项目>"
    assert item.findtext("description") == "一句话。"
    assert item.findtext("link") == f"http://park.example/news/{article.pk}/"
    assert item.findtext("guid") == f"tag:park.example,2026:article-{article.pk}"
    assert item.find("guid").get("isPermaLink") == "false"
    assert [each.text for each in item.findall("category")] == ["氢能", "储能"]
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "示例记者"
    assert 'href="http://park.example/news/1/"' in item.findtext(CONTENT)
    assert 'href="https://other.example/"' in item.findtext(CONTENT)


def test_a_channel_says_what_a_validator_asks_for(client, jinan):
    builders.article()
    channel = read(client, "/feed.xml")
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name), name
    assert channel.find(ATOM).attrib == {"href": "http://park.example/feed.xml", "rel": "self"}
    assert channel.find("item").findtext("pubDate")


@pytest.mark.slow
def test_each_list_has_its_feed(client, jinan):
    other = builders.city(name="青岛", slug="qingdao")
    zone = builders.zone(city=other, slug="yuan")
    policy = builders.section("zhengce", "政策")
    builders.article(title="济南的", city=jinan)
    builders.article(title="园区的", zone=zone, tags=["氢能"])
    builders.article(title="政策", section=policy)
    tag = Article.objects.get(title="园区的").tags.get()
    assert titles(read(client, "/zones/qingdao/feed.xml")) == ["园区的"]
    assert titles(read(client, "/zones/qingdao/yuan/feed.xml")) == ["园区的"]
    assert titles(read(client, f"/tags/{tag.slug}/feed.xml")) == ["园区的"]
    assert titles(read(client, "/news/feed.xml?section=zhengce")) == ["政策"]
    assert titles(read(client, "/feed.xml", "jinan.example")) == ["济南的"]
    assert len(titles(read(client, "/news/feed.xml"))) == 3


def test_a_citys_feed_has_one_address(client, jinan):
    response = client.get("/zones/jinan/feed.xml", headers={"host": "park.example"})
    assert (response.status_code, response["Location"]) == (301, "http://jinan.example/zones/jinan/feed.xml")


def test_articles_are_named_by_their_own_host(client, jinan):
    article = builders.article(city=jinan, body='<p><a href="/tags/">标签</a></p>')
    item = read(client, "/feed.xml").find("item")
    assert item.findtext("link") == f"http://jinan.example/news/{article.pk}/"
    assert 'href="http://jinan.example/tags/"' in item.findtext(CONTENT)


@pytest.mark.parametrize("path", ["/zones/none/feed.xml", "/zones/jinan/none/feed.xml", "/tags/none/feed.xml"])
def test_lists_that_are_not_there_have_no_feed(client, jinan, path):
    assert client.get(path, headers={"host": "park.example"}).status_code == 404
    assert client.get("/news/feed.xml?section=none", headers={"host": "park.example"}).status_code == 404


@pytest.mark.slow
def test_only_public_articles_at_most_fifty_newest_first(client, jinan):
    now = timezone.now()
    builders.draft(title="草稿")
    builders.article(title="定时", published_at=now + timedelta(hours=1))
    builders.article(title="过期", published_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
    for number in range(52):
        builders.article(title=f"第 {number} 篇", published_at=now - timedelta(hours=number + 1))
    assert titles(read(client, "/feed.xml")) == [f"第 {number} 篇" for number in range(50)]


def test_characters_xml_cannot_write_are_left_out(client, jinan):
    Portal.objects.update(name="园\x0b区")
    builders.article(title="竖\x0b线", body="<p>换\x0c页\ufffe</p>")
    feed = read(client, "/feed.xml")
    assert (feed.findtext("title"), feed.findtext("copyright")) == ("园区", "园区")
    assert (feed.findtext("item/title"), feed.findtext(f"item/{CONTENT}")) == ("竖线", "<p>换页</p>")


def test_pictures_are_absolute_and_plain(client, jinan):
    pictures = [
        Image.objects.create(
            file=f"images/{name}.jpg", sha256=name, format="jpg", width=1600, height=900, size=1, rendered_widths=[480]
        )
        for name in ("cover", "inside")
    ]
    body = f'<p>前</p><p><img data-image="{pictures[1].pk}" alt="图"></p>'
    builders.article(body=body, cover=pictures[0], city=jinan)
    content = read(client, "/feed.xml").find("item").findtext(CONTENT)
    assert re.findall(r'src="(http://jinan\.example/media/images/[^"]+)"', content) == [
        "http://jinan.example/media/images/cover-480.jpg",
        "http://jinan.example/media/images/inside-480.jpg",
    ]
    assert not re.search("srcset|<source|<picture|loading", content)


@pytest.mark.slow
def test_a_feed_costs_the_same_for_one_and_many(client, jinan, django_assert_num_queries):
    builders.article(tags=["氢能"])
    client.get("/feed.xml", headers={"host": "park.example"})
    for expected in (1, 20):
        while Article.objects.count() < expected:
            builders.article(tags=["氢能", "储能"])
        client.get("/feed.xml", headers={"host": "park.example"})
        # The site; the articles; their tags.
        with django_assert_num_queries(3):
            client.get("/feed.xml", headers={"host": "park.example"})


def test_an_unchanged_feed_is_304(client, jinan):
    builders.article()
    etag = client.get("/feed.xml", headers={"host": "park.example"})["ETag"]
    headers = {"host": "park.example", "if-none-match": etag}
    assert client.get("/feed.xml", headers=headers).status_code == 304
    builders.article()
    assert client.get("/feed.xml", headers=headers).status_code == 200


def test_the_feed_of_a_tag_with_a_control_character_in_its_name_is_still_xml(client, jinan):
    article = builders.article(tags=["氢\x01能"])
    assert read(client, f"{article.tags.get().get_absolute_url()}feed.xml").findtext("title").startswith("氢能")


def test_the_pages_of_a_city_and_a_zone_lead_to_their_feeds_in_words(client):
    builders.portal()
    zone = builders.zone(name="示例甲园")
    for place in (zone, zone.city):
        page = client.get(place.get_absolute_url()).content.decode()
        link = f'<a href="{place.get_absolute_url()}feed.xml">订阅“{place.name}”（RSS）</a>'
        assert link in page
        assert client.get(f"{place.get_absolute_url()}feed.xml").status_code == 200
