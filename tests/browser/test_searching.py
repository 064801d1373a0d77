"""Searching by keyboard and on a phone: suggestions, results, and what axe has against them."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow


@pytest.fixture
def archive():
    builders.portal(host="", contact=builders.contact())
    zone = builders.zone(city=builders.city(name="示例城"), name="氢能示例园", slug="qingneng")
    builders.article(title="氢能产业园首批加氢站建成", zone=zone)
    return builders.article(title="加氢站获批", body="<p>示例正文，写到氢能。</p>", zone=zone)


def test_suggestions_are_chosen_by_keyboard(archive, open_page):
    page = open_page("/", DESKTOP)
    box = page.get_by_role("combobox", name="搜索产业信息和园区")
    assert box.get_attribute("type") == "text"  # a search box may not be a combobox
    suggestions = page.get_by_role("listbox", name="搜索建议")
    box.press_sequentially("加氢站")
    page.get_by_role("option", name="加氢站获批").wait_for()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    assert suggestions.get_by_role("option", selected=True).get_attribute("id") == box.get_attribute(
        "aria-activedescendant"
    )
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("Backspace")
    page.get_by_role("option", name="加氢站获批").wait_for()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url(f"**{archive.get_absolute_url()}")


def test_enter_without_a_choice_searches(archive, open_page):
    page = open_page("/")
    page.get_by_role("combobox", name="搜索产业信息和园区").fill("氢能")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("#main mark").first).to_have_text("氢能")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/search/", "/search/?q=氢能", "/search/?q=3000平+氢能", "/search/?q=不存在"])
def test_pages_fit_the_screen_and_axe_finds_nothing(archive, open_page, axe_finds_nothing, path, device):
    page = open_page(path, device)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe_finds_nothing(page)


def test_open_suggestions_pass_axe(archive, open_page, axe_finds_nothing):
    page = open_page("/search/")
    page.locator("#search-q").fill("氢能")
    page.get_by_role("option").first.wait_for()
    axe_finds_nothing(page)
