"""The board under a thumb and under a mouse: a card goes where it may, and where it may not that is said."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead, SavedFilter
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow
PAGE = "/admin/leads/lead/board/"


@pytest.fixture
def seller(desk):
    """With a lead that has been called, one that is promised for long ago, and a filter."""
    person = builders.person(SALES, desk.city, last_name="示例", first_name="专员")
    for number, stage in enumerate(("contacted", "recommended", "lost")):
        Lead.objects.create(
            kind="rent", name=f"客户{number}", company="示例精密机械制造有限公司", phone="+8613900000000", stage=stage,
            city=desk.city, owner=person, receipt=f"AB{number:010}", lost_reason="示例" if stage == "lost" else "",
        )  # fmt: skip
    SavedFilter.objects.create(person=person, page="board", name="我的", query={"owner": "me"})
    return person


def column(page, stage):
    return page.locator(f'.board-column[data-stage="{stage}"]')


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_board_fits_and_axe_finds_nothing(desk, seller, axe_finds_nothing, device):
    page = desk(f"{PAGE}?owner=me", device, user=seller, bypass_csp=True)
    page.locator(".board-menu summary").first.click()
    page.get_by_text("近 30 天结束的 1 条").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)


def test_a_tap_on_a_phone_moves_a_card_and_a_second_takes_it_back(desk, seller):
    page = desk(PAGE, PHONE, user=seller)
    page.get_by_role("link", name="已联系 1").click()
    card = column(page, "contacted").locator(".board-card")
    card.get_by_text("改阶段").click()
    card.get_by_role("button", name="有效需求").click()
    expect(page.locator(".board-moved")).to_contain_text("已联系 → 有效需求")
    expect(column(page, "qualified").locator(".board-card")).to_have_count(1)
    page.get_by_role("button", name="撤销").click()
    expect(column(page, "contacted").locator(".board-card")).to_have_count(1)


def test_a_card_is_dragged_to_where_it_may_go(desk, seller):
    page = desk(PAGE, DESKTOP, user=seller)
    column(page, "contacted").locator(".board-card").drag_to(column(page, "qualified"))
    expect(page.locator(".board-moved")).to_contain_text("已联系 → 有效需求")
    column(page, "qualified").locator(".board-card").drag_to(column(page, "negotiating"))
    expect(page.locator(".board-said")).to_contain_text("不能从“有效需求”直接改为“洽谈”")
    column(page, "recommended").locator(".board-card").drag_to(column(page, "visiting"))
    expect(page.locator("#move-stage")).to_have_value("visiting")


def test_the_menu_is_all_that_a_keyboard_needs(desk, seller):
    page = desk(PAGE, DESKTOP, user=seller)
    menu = column(page, "contacted").locator(".board-menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".board-moved")).to_contain_text("已联系 → 有效需求")
