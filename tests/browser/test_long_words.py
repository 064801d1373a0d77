"""A word without a place to break (a model number, an address, a foreign name) widens no page on a phone."""

from urllib.parse import quote

import pytest
from django.utils import timezone

from addresses.models import MissingAddress
from articles.models import Tag
from images.models import Image
from leads.models import Channel, Kind, Lead
from tests import builders
from tests.browser.conftest import PHONE
from tests.browser.editor import stored_image
from zones.models import Industry

pytestmark = pytest.mark.slow

WORD = "Wanderfalkenhorstbeobachtungsstationsleiterstellvertreter2026"[:60]
#: The width of the page, and what stands over its edge.
WIDTH = """() => [document.documentElement.scrollWidth, [...document.querySelectorAll("body *")].filter(
    each => each.getBoundingClientRect().right > 391 && each.textContent.includes("Wanderfalken")
).slice(0, 4).map(each => `${each.tagName}.${each.className}`)]"""
#: The widest cell of a list of the desk, which scrolls inside itself.
CELL = """() => Math.max(0, ...[...document.querySelectorAll("#result_list td, #result_list th")].map(
    each => each.getBoundingClientRect().width))"""


LISTS = [
    *("articles/article/", "articles/tag/", "zones/zone/", "zones/city/", "zones/contact/", "zones/industry/"),
    *("images/image/", "staff/user/", "leads/lead/", "leads/complaint/", "leads/channel/", "addresses/missingaddress/"),
]
PAGES = ["", "leads/lead/today/", "articles/article/add/", f"articles/article/?q={WORD}"]


@pytest.fixture
def network(settings, tmp_path):
    """A network in which everything is called by the word. Returns the addresses of its pages."""
    settings.MEDIA_ROOT = tmp_path
    stored_image()
    Image.objects.update(title=WORD, alt=WORD, credit=WORD)
    contact = builders.contact(["13800000000"], name=WORD, person=WORD[:40], title=WORD, is_adviser=True)
    builders.portal(host="", contact=contact, name=WORD, company=WORD, address=WORD, about=WORD)
    city = builders.city(name=WORD[:30], slug="shicheng", intro=WORD, contact=contact)
    zone = builders.zone(
        city=city, name=WORD, slug="shiyuan", summary=WORD, description=WORD, address=WORD, entry_rules=WORD,
        is_featured=True,
    )  # fmt: skip
    zone.industries.add(Industry.objects.create(name=WORD[:40], slug="chanye"))
    article = [
        builders.article(
            [WORD], title=f"{WORD} {number}", zone=zone, summary=WORD, body=f"<h2>{WORD}</h2><p>{WORD}</p>",
            source_name=WORD[:40], byline=WORD[:30],
        )
        for number in range(5)
    ][2]  # fmt: skip
    Tag.objects.update(published_count=5)
    for kind in (Kind.RENT, Kind.COMPLAINT):
        Lead.objects.create(kind=kind, name=WORD[:30], company=WORD, city=city, receipt=f"00000{kind[0]}")
    Channel.objects.create(city=city, kind=Channel.Kind.EMAIL, name=WORD[:30], target=f"{WORD[:40]}@example.com")
    MissingAddress.objects.create(kind="path", key=f"/{WORD}", last_seen_at=timezone.now(), referrer=WORD)
    return {
        *("/", "/news/", "/zones/", "/zones/shicheng/", "/zones/shicheng/shiyuan/", "/about/", "/contact/"),
        *("/tags/", Tag.objects.get().get_absolute_url(), article.get_absolute_url(), f"/search/?q={WORD}"),
        *("/search/?city=shicheng", f"/search/?q={WORD}+{quote('不存在')}", f"/search/?q={WORD}x"),
        *("/enquiries/new/?zone=shiyuan&city=shicheng", f"/news/archive/{timezone.localdate():%Y/%m/%d}/"),
    }


def test_a_long_word_in_a_title_does_not_widen_the_list(open_page):
    builders.article(title=WORD)
    page = open_page("/news/")
    assert page.evaluate(WIDTH)[0] == 390


def test_no_public_page_is_wider_than_the_phone(network, open_page):
    page = open_page("/about/")
    wide = {}
    for path in sorted(network):
        page.goto(path)
        width, wider = page.evaluate(WIDTH)
        if width > 390:
            wide[path] = (width, wider)
    assert wide == {}


def test_no_page_of_the_desk_is_wider_than_the_phone(network, desk):
    page = desk("/admin/", PHONE, user=builders.person(is_superuser=True, last_name=WORD[:30]))
    wide = {}
    for name in [*LISTS, *PAGES]:
        page.goto(f"/admin/{name}")
        width, wider = page.evaluate(WIDTH)
        cell = page.evaluate(CELL)
        if width > 390 or cell > 340 or (cell == 0 and name in LISTS):
            wide[name] = (width, cell, wider)
    assert wide == {}
