"""Typing @ in a note offers the colleagues, by keyboard and by thumb."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead, LeadEvent
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE


@pytest.fixture
def lead(desk):
    desk.seller = builders.person(SALES, desk.city, last_name="示例", first_name="招商")
    desk.colleagues = [
        builders.person(SALES, desk.city, last_name="李", first_name=f"示例{number}") for number in ("甲", "乙")
    ]
    return Lead.objects.create(kind="rent", name="王先生", city=desk.city, phone="+8613900000000", owner=desk.seller)


@pytest.mark.slow
def test_by_keyboard_a_colleague_is_named(desk, lead, axe_finds_nothing):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", DESKTOP, user=desk.seller, bypass_csp=True)
    note = page.get_by_label("备注", exact=True)
    note.press_sequentially("请看 @李")
    expect(page.get_by_role("button", name="李示例乙")).to_be_visible()
    axe_finds_nothing(page)
    note.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(note).to_have_value("请看 @李示例乙 ")
    expect(note).to_be_focused()
    expect(page.get_by_role("button", name="李示例甲")).to_have_count(0)
    page.get_by_role("button", name="记下", exact=True).click()
    expect(page.get_by_text("请看 @李示例乙").first).to_be_visible()
    assert LeadEvent.objects.get(kind="note").data["mentions"] == [desk.colleagues[1].pk]


@pytest.mark.slow
def test_by_thumb_a_colleague_is_named_and_the_page_keeps_its_width(desk, lead, axe_finds_nothing):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", PHONE, user=desk.seller, bypass_csp=True)
    note = page.get_by_label("备注", exact=True)
    note.press_sequentially("@")
    offer = page.get_by_role("button", name="李示例甲")
    expect(offer).to_be_visible()
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert offer.bounding_box()["height"] >= 44
    offer.tap()
    expect(note).to_have_value("@李示例甲 ")
