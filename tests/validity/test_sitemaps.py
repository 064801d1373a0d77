"""Sitemaps keep to sitemaps.org 0.9 and Google's image extension 1.1, and name only pages that are where they say."""

import re
from urllib.parse import urlsplit

import pytest
from lxml import etree

from tests.validity.stage import CITY, PORTAL

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: The protocol's own grammar: which elements, in which order, how often; the values' form is looked at below.
GRAMMAR = """
<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.sitemaps.org/schemas/sitemap/0.9"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><choice>
    <element name="urlset"><oneOrMore><element name="url">
      <ref name="loc"/><ref name="lastmod"/>
      <zeroOrMore><element name="image" ns="http://www.google.com/schemas/sitemap-image/1.1">
        <element name="loc"><data type="anyURI"/></element>
      </element></zeroOrMore>
    </element></oneOrMore></element>
    <element name="sitemapindex"><oneOrMore><element name="sitemap">
      <ref name="loc"/><ref name="lastmod"/>
    </element></oneOrMore></element>
  </choice></start>
  <define name="loc"><element name="loc"><data type="anyURI">
    <param name="minLength">12</param><param name="maxLength">2048</param>
  </data></element></define>
  <define name="lastmod"><optional><element name="lastmod"><choice>
    <data type="date"/><data type="dateTime"><param name="pattern">.*(Z|[+\\-]\\d\\d:\\d\\d)</param></data>
  </choice></element></optional></define>
</grammar>
"""
MOST_ADDRESSES, MOST_BYTES, MOST_IMAGES = 50_000, 50 * 1024 * 1024, 1_000


def addresses(tree):
    return tree.xpath("//*[local-name()='loc' and not(parent::*[local-name()='image'])]/text()")


@pytest.fixture(scope="module")
def sitemaps(stage):
    """{(host, path): its tree} of each host's index and of every part that it names."""
    found = {}
    for host in (PORTAL, CITY):
        index = etree.fromstring(stage.get("/sitemap.xml", host).content)
        found[host, "/sitemap.xml"] = index
        for address in addresses(index):
            path = urlsplit(address).path
            response = stage.get(path, host)
            assert len(response.content) < MOST_BYTES
            assert response["Content-Type"] == "application/xml; charset=utf-8"
            found[host, path] = etree.fromstring(response.content)
    return found


def test_both_hosts_have_an_index_places_and_news(sitemaps):
    assert len(sitemaps) >= 6


def test_sitemaps_fit_the_grammar(sitemaps):
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR))
    assert {name: grammar.error_log for name, tree in sitemaps.items() if not grammar.validate(tree)} == {}


def test_the_grammar_refuses_what_is_wrong():
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR))
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
    for wrong in ("", "<loc>/x</loc>", "<loc>http://park.example/</loc><lastmod>2026-01-01 10:00</lastmod>"):
        assert not grammar.validate(etree.fromstring(f"{head}{wrong}</url></urlset>"))


def test_sitemaps_are_no_larger_than_allowed(sitemaps):
    for tree in sitemaps.values():
        assert len(tree) <= MOST_ADDRESSES
        assert all(len(entry) - 2 <= MOST_IMAGES for entry in tree)


def test_every_address_is_whole_once_and_of_the_host_that_lists_it(sitemaps):
    for (host, _), tree in sitemaps.items():
        found = addresses(tree)
        assert len(found) == len(set(found))
        assert {f"{urlsplit(address).scheme}://{urlsplit(address).netloc}" for address in found} == {f"http://{host}"}
        assert all(re.fullmatch(r"[!-~]+", address) for address in found)


def test_every_page_named_is_there_and_canonical(sitemaps, stage):
    for (host, path), tree in sitemaps.items():
        for address in addresses(tree)[:40] if path != "/sitemap.xml" else ():
            parts = urlsplit(address)
            page = stage.get(f"{parts.path}?{parts.query}", host)
            assert page.status_code == 200, address
            assert f'<link rel="canonical" href="{address.replace("&", "&amp;")}">' in page.content.decode(), address


def test_no_page_is_named_by_two_hosts(sitemaps):
    """Pages about the site itself (home, lists) are each host's own, with the host's own address."""
    found = [address for (_, path), tree in sitemaps.items() if path != "/sitemap.xml" for address in addresses(tree)]
    assert len(found) == len(set(found))
