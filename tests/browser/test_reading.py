"""Reading on a phone and at a desk: from the home page to an article and on to the enquiry form."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow


@pytest.fixture
def network():
    """A small network with one of everything a page can show."""
    adviser = builders.contact(mobiles=["13800000000"], wechat_id="shili-example", is_adviser=True)
    builders.portal(host="", contact=adviser, complaint_email="complaints@example.com")
    city = builders.city(name="示例城", slug="shicheng", intro="示例城市介绍。")
    zone = builders.zone(
        city=city, name="示例园", slug="shiyuan", clear_height_m="9.0", address="示例路 1 号", is_featured=True
    )
    body = "<h2>小标题</h2>" + "<p>示例正文一段，写得长一些，好让页面能够滚动。</p>" * 12
    table = "<table><tbody><tr>" + "<td>一个比较宽的单元格</td>" * 9 + "</tr></tbody></table>"
    return builders.article(
        title="示例园签约 32 个项目，总投资 169.2 亿元", zone=zone, tags=["示例标签"], body=body + table
    )


def test_a_reader_follows_an_article_to_the_enquiry_form(network, open_page):
    page = open_page("/")
    page.get_by_role("link", name="示例园签约").first.click()
    page.get_by_role("heading", name="示例园签约", level=1).wait_for()
    page.locator(".bar").get_by_role("link", name="提需求").click()
    page.wait_for_url("**/enquiries/new/?kind=invest&city=shicheng&zone=shiyuan&src=*")


PATHS = [
    *("/", "ARTICLE", "/zones/shicheng/shiyuan/", "/news/", "/zones/", "/zones/shicheng/", "/tags/示例标签/"),
    *("/news/archive/", "/about/", "/contact/"),
]


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", PATHS)
def test_pages_fit_the_screen_and_axe_finds_nothing(network, open_page, axe_finds_nothing, path, device):
    page = open_page(network.get_absolute_url() if path == "ARTICLE" else path, device)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe_finds_nothing(page)


def test_nothing_is_asked_of_another_host(network, open_page, live_server):
    asked = []
    page = open_page("/about/")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(network.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert asked
    assert all(url.startswith((live_server.url, "data:")) for url in asked)


def test_a_number_is_copied_with_one_tap(network, open_page):
    page = open_page(network.get_absolute_url(), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".contact__way", has_text="13800000000").get_by_role("button").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "13800000000"


def test_the_date_says_how_long_ago(network, open_page):
    page = open_page(network.get_absolute_url())
    expect(page.locator("time[data-relative]")).to_contain_text("（今天）")


def test_without_script_the_page_is_complete(network, open_page):
    page = open_page(network.get_absolute_url(), java_script_enabled=False)
    expect(page.get_by_role("link", name="13800000000")).to_be_visible()
    expect(page.get_by_role("button", name="复制", include_hidden=True).first).to_be_hidden()


def test_inside_wechat_the_page_points_to_wechats_own_menu(network, open_page):
    page = open_page(network.get_absolute_url(), user_agent="Mozilla/5.0 (iPhone) MicroMessenger/8.0.50")
    expect(page.get_by_text("点右上角")).to_be_visible()
    expect(page.locator(".share__qr")).to_be_hidden()


def test_the_bar_does_not_cover_the_end_of_the_page(network, open_page):
    page = open_page(network.get_absolute_url())
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = page.locator(".footer p").last.bounding_box()
    bar = page.locator(".bar").bounding_box()
    assert last["y"] + last["height"] <= bar["y"]


def test_a_wide_tables_first_column_stays_while_the_others_pass(network, open_page):
    page = open_page(network.get_absolute_url())
    box = page.locator(".scroll")
    name, other = box.locator("td").first, box.locator("td").nth(1)
    start, passing = name.bounding_box()["x"], other.bounding_box()["x"]
    box.evaluate("box => { box.scrollLeft = 120; }")
    assert abs(name.bounding_box()["x"] - start) <= 1
    assert other.bounding_box()["x"] < passing


def test_beside_a_long_page_the_way_to_call_stays_in_sight(network, open_page):
    for _ in range(12):
        builders.article()
    page = open_page("/news/", DESKTOP)
    page.evaluate("scrollTo({ top: 700, behavior: 'instant' })")
    assert 0 <= page.locator(".contact").bounding_box()["y"] < 100


def test_a_tables_cells_that_reach_over_rows_do_not_stay(network, open_page):
    """The first cell of the row below stands in another column."""
    row = "<td>一个比较宽的单元格</td>" * 8
    body = f'<table><tbody><tr><td rowspan="2">甲</td>{row}</tr><tr>{row}</tr></tbody></table>'
    page = open_page(builders.article(body=body).get_absolute_url())
    assert page.locator(".scroll td").first.evaluate("cell => getComputedStyle(cell).position") == "static"


#: For each button that copies the text before it, the pixels between both on the line they share.
GAPS_TO_COPY_BUTTONS = """[...document.querySelectorAll(".copyable [data-copy]")].map(button => {
    const range = document.createRange();
    range.selectNode(button.previousSibling);
    const text = [...range.getClientRects()].at(-1), box = button.getBoundingClientRect();
    return box.top < text.bottom && text.top < box.bottom ? box.left - text.right : 99;
})"""


@pytest.mark.parametrize("device", [PHONE, DESKTOP])
def test_what_copies_a_text_keeps_its_distance_from_it(network, open_page, device):
    """A finger that wants to mark the text must not meet the button."""
    for address in ("/contact/", "/", "/zones/shicheng/shiyuan/"):
        page = open_page(address, device)
        gaps = page.evaluate(GAPS_TO_COPY_BUTTONS)
        assert gaps, address
        assert min(gaps) >= 8, address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_list_of_cities_goes_with_escape_and_with_a_tap_beside_it(open_page):
    builders.portal()
    builders.city(name="示例市", slug="shili")
    page = open_page("/about/")
    listed, menu = page.locator(".switch__list"), page.locator(".switch summary")
    for leave in (lambda: page.keyboard.press("Escape"), page.get_by_role("heading", level=1).click):
        menu.click()
        expect(listed).to_be_visible()
        leave()
        expect(listed).to_be_hidden()
