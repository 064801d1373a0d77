"""Every kind of feed passes a validator's rules, and a real reader reads it."""

import feedparser
import pytest
from lxml import etree

from tests.validity.feed_rules import RULES, Feed
from tests.validity.stage import CITY, PORTAL

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TAG = "/tags/%E6%96%B0%E8%83%BD%E6%BA%90/feed.xml"
FEEDS = [
    *((PORTAL, address) for address in ("/feed.xml", "/feed.xml?section=zhengce", "/zones/lingyi/feed.xml", TAG)),
    *((PORTAL, address) for address in ("/listings/feed.xml", "/listings/feed.xml?city=shicheng&kind=land")),
    (CITY, "/listings/feed.xml"),
    *((CITY, address) for address in ("/feed.xml", "/zones/shicheng/feed.xml", "/zones/shicheng/gaoxin/feed.xml", TAG)),
]


@pytest.fixture(scope="module")
def feeds(stage):
    """{address: the response}"""
    return {f"http://{host}{path}": stage.get(path, host) for host, path in FEEDS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_feed_breaks_the_rule(feeds, rule):
    read = {
        address: Feed(etree.ElementTree(etree.fromstring(each.content)), address) for address, each in feeds.items()
    }
    assert {address: broken for address, feed in read.items() if (broken := list(rule(feed)))} == {}


def test_feeds_are_served_as_what_they_are(feeds):
    """UnexpectedContentType, EncodingMismatch, MissingEncoding."""
    assert {each["Content-Type"] for each in feeds.values()} == {"application/rss+xml; charset=utf-8"}
    assert all(each.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>') for each in feeds.values())


def test_a_reader_finds_nothing_broken_and_the_whole_text(feeds, stage):
    for address, response in feeds.items():
        feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
        assert not feed.bozo, (address, feed.get("bozo_exception"))
        assert feed.version == "rss20"
        for entry in feed.entries:
            assert entry.published_parsed
            assert "正文" in entry.content[0].value
    feed = feedparser.parse(feeds[f"http://{CITY}/feed.xml"].content)
    [whole] = [entry for entry in feed.entries if entry.link.endswith(stage.article.get_absolute_url())]
    assert (whole.title, whole.author) == (stage.article.title, "示例记者")
    assert f"http://{CITY}/media/images/ab/3-640.jpg" in whole.content[0].value


WRONG = """
<rss><channel><title>a &amp;amp; b</title><link>x</link><language>xx</language><blink/>
<item><title/><link>/x</link><guid>1</guid><pubDate>Mon, 1 Jan 2024 00:00:00 +0000</pubDate></item>
<item><guid>1</guid><guid>1</guid><pubDate>Fri, 02 Jan 2026 00:00:00 GMT</pubDate>
<description>&lt;p onclick='x'&gt;&lt;a href='/x'&gt;</description></item>
</channel></rss>
"""


def test_each_rule_sees_what_breaks_it():
    feed = Feed(etree.ElementTree(etree.fromstring(WRONG)), "http://x/")
    assert [rule.__name__ for rule in RULES if not list(rule(feed))] == []
