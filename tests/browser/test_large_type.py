"""At twice the type size, which a visitor sets in the browser, pages still fit; and thumbs find the links."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow

#: The browser's own setting, in pixels: twice the usual size.
LARGE = 32
SMALLEST_TARGET = 24
#: The links and controls, but for those within a sentence, that are lower or narrower than they should be.
SMALL = f"""() => [...document.querySelectorAll("a, button, summary, input, select")].filter(each => {{
    const box = each.getBoundingClientRect();
    return each.checkVisibility() && box.width > 1 && Math.min(box.width, box.height) < {SMALLEST_TARGET} &&
        !each.closest(".prose, .skip, .hidden, .kinds__one, .enquiry__trap");
}}).map(each => `${{each.closest("[class]").className}}: ${{each.textContent.trim()}}`)"""
PATHS = [
    *(
        "/",
        "/news/",
        "/listings/",
        "/zones/",
        "CITY",
        "ZONE",
        "ARTICLE",
        "/tags/",
        "/search/",
        "/search/?q=示例",
        "/news/archive/",
    ),
    *("/about/", "/contact/", "/privacy/", "/enquiries/new/", "/enquiries/new/?kind=complaint"),
    *("/enquiries/new/?kind=correction", "/enquiries/thanks/"),
    "/nowhere/",
]


def enlarge(page):
    """What the page's own stylesheet could not do: widths in em follow the browser's setting alone."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": LARGE, "fixed": LARGE}})


@pytest.fixture
def paths():
    """The addresses of every kind of page; the names on them are long."""
    advisers = [
        builders.contact([f"1380000000{n}"], wechat_id=f"shili-zhaoshang-{n}", is_adviser=True, title="招商部经理")
        for n in range(4)
    ]
    builders.portal(host="", contact=advisers[0], complaint_email="complaints@example.com")
    city = builders.city(name="示例城", slug="shicheng")
    zone = builders.zone(city=city, name="示例城智能装备与汽车零部件产业园", slug="shiyuan", address="示例路 1 号")
    for deal, price in (("rent", "28.29 元/㎡·月"), ("sale", "3300 元/㎡"), ("transfer", "36 万元/亩")):
        kind = "land" if deal == "transfer" else "factory"
        builders.listing(zone=zone, deal=deal, kind=kind, price=price, building="12 号楼")
    articles = [builders.article(zone=zone, tags=["示例标签"]) for _ in range(25)]
    named = {"CITY": city, "ZONE": zone, "ARTICLE": articles[0]}
    return {path: named[path].get_absolute_url() if path in named else path for path in PATHS}


def test_type_of_twice_the_size_fits_the_pages_with_most_on_them(paths, open_page):
    page = open_page("/about/")
    enlarge(page)
    for path in ("CITY", "ZONE", "/search/"):
        page.goto(paths[path])
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_type_of_twice_the_size_fits_every_page(paths, open_page, device):
    page, wide = open_page("/about/", device), {}
    enlarge(page)
    for path in paths.values():
        if path != "/nowhere/":  # a 404, of which the console complains
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > device["viewport"]["width"]:
                wide[path] = width
    assert wide == {}


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_whole_menu_is_in_sight_however_large_the_type(paths, open_page, device):
    page = open_page("/about/", device)
    enlarge(page)
    for link in page.locator(".header__nav a").all():
        expect(link).to_be_in_viewport(ratio=1)


def test_fields_grow_with_the_type(paths, open_page):
    page = open_page("/enquiries/new/")
    enlarge(page)
    assert page.locator("#id_name").evaluate("field => getComputedStyle(field).fontSize") == "32px"


@pytest.mark.parametrize("path", ["ARTICLE", "/zones/", pytest.param("/", marks=pytest.mark.slow)])
def test_every_link_is_high_enough_for_a_thumb(paths, open_page, path):
    page = open_page(paths[path])
    assert page.evaluate(SMALL) == []
    found = Axe().run(page, options={"runOnly": {"type": "rule", "values": ["target-size"]}})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", ["ARTICLE", "ZONE"])
def test_the_way_to_a_page_stays_on_one_line_however_long_the_zones_name(paths, open_page, path):
    page = open_page(paths[path])
    assert page.locator(".crumbs").bounding_box()["height"] < 45
    names = page.locator(".crumbs li")
    assert {names.nth(n).bounding_box()["y"] for n in range(names.count())} == {names.first.bounding_box()["y"]}
    expect(page.locator(".crumbs li").first).to_have_text("首页")
