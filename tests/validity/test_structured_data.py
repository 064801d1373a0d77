"""JSON-LD and Open Graph on every kind of page, by what schema.org and the search engines ask."""

import json

import pytest

from tests.validity import html_rules
from tests.validity.stage import CITY, PORTAL
from tests.validity.structured_rules import CONTEXT, complaints, url

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def pages(stage):
    """{address: the page's tree}"""
    return {name: html_rules.parse(page)[0] for name, page in stage.public_pages().items()}


def blocks(tree):
    """The page's JSON-LD, read."""
    return [json.loads(text) for text in tree.xpath("//script[@type='application/ld+json']/text()")]


def kinds(tree):
    return {block["@type"] for block in blocks(tree)}


def graph(tree):
    """{property: content} of the page's Open Graph."""
    return {each.get("property"): each.get("content") for each in tree.xpath("//meta[@property]")}


def test_every_block_on_every_page_keeps_the_rules(pages):
    found = {name: [told for block in blocks(tree) for told in complaints(block)] for name, tree in pages.items()}
    assert {name: told for name, told in found.items() if told} == {}
    assert all(block["@context"] == CONTEXT for tree in pages.values() for block in blocks(tree))


def test_each_kind_of_page_describes_itself(pages, stage):
    story, city, zone = (each.get_absolute_url() for each in (stage.article, stage.city, stage.zone))
    assert kinds(pages[f"{PORTAL}/"]) == kinds(pages[f"{CITY}/"]) == {"WebSite", "Organization"}
    assert kinds(pages[CITY + story]) == {"Article", "BreadcrumbList"}
    assert kinds(pages[CITY + city]) == {"BreadcrumbList"}
    assert kinds(pages[CITY + zone]) == {"Place", "BreadcrumbList"}


def test_what_is_recommended_is_there_where_it_is_known(pages, stage):
    for address in (f"{PORTAL}/", CITY + stage.article.get_absolute_url(), CITY + stage.zone.get_absolute_url()):
        assert [told for block in blocks(pages[address]) for told in complaints(block, strictly=True)] == []


def test_pages_that_are_no_content_describe_nothing(pages):
    for name, tree in pages.items():
        if tree.xpath("//meta[@name='robots' and contains(@content, 'noindex')]") and "/preview/" not in name:
            assert blocks(tree) == [], name
            assert tree.xpath("//link[@rel='canonical']") == [], name


def test_open_graph_is_whole_and_agrees_with_the_page(pages):
    """The protocol's four, and a picture with its size."""
    seen = 0
    for name, tree in pages.items():
        if not (told := graph(tree)):
            continue
        seen += 1
        assert told["og:title"], name
        assert told["og:type"] in {"website", "article"}
        canonical = tree.xpath("//link[@rel='canonical']/@href")
        is_for_people_alone = tree.xpath("//meta[@name='robots' and contains(@content, 'noindex')]")
        assert canonical == [told["og:url"]] or (is_for_people_alone and not canonical), name
        if "og:image" in told:
            assert url(told["og:image"])
            assert int(told["og:image:width"]) * int(told["og:image:height"]) > 0
    assert seen >= 8


def test_breadcrumbs_end_on_the_page_itself(pages):
    for name, tree in pages.items():
        for block in blocks(tree):
            if block["@type"] == "BreadcrumbList":
                last = block["itemListElement"][-1]["item"]
                assert tree.xpath("//link[@rel='canonical']/@href")[0].startswith(last), name


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "Article", "headline": "x"},
        {"@type": "Article", "headline": "x" * 111, "datePublished": "2026-01-01T00:00:00+08:00", "author": []},
        {"@type": "Place", "name": "x", "address": {"@type": "PostalAddress", "addressCountry": "CN"}},
        {"@type": "WebSite", "name": "x", "url": "/"},
        {"@type": "Article", "publisher": {"@type": "Organization", "name": ""}},
        {"@type": "Thing"},
    ],
)
def test_the_rules_see_what_is_wrong(wrong):
    assert list(complaints(wrong))
