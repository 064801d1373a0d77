"""Giving up, signing and the company of a lead, by thumb and by mouse: they fit, work, and axe finds nothing."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead, Signing
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_contacts import NARROW, fits
from tests.leads.signings import negotiated, signed

WIDTHS = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
COMPANY = "示例传感科技有限公司"


@pytest.fixture
def lead(desk):
    """In 洽谈, of a company with another lead here and one that a colleague has."""
    desk.seller = builders.person(SALES, desk.city, last_name="示例", first_name="招商")
    desk.zone = builders.zone(city=desk.city)
    colleague = builders.person(SALES, desk.city, last_name="示例", first_name="同事")
    given = {"kind": "rent", "city": desk.city, "company": COMPANY}
    Lead.objects.create(name="李女士", owner=desk.seller, receipt="A" * 12, phone="+8613700000003", **given)
    Lead.objects.create(name="赵总", owner=colleague, receipt="C" * 12, phone="+8613700000004", **given)
    made = Lead.objects.create(name="王先生", owner=desk.seller, receipt="D" * 12, phone="+8613900000000", **given)
    negotiated(made, desk.seller)
    return made


@pytest.mark.slow
@WIDTHS
def test_every_page_fits_and_axe_finds_nothing(desk, lead, axe_finds_nothing, device):
    addresses = [f"/admin/leads/lead/{lead.pk}/{what}/" for what in ("change", "signing", "company")]
    for address in (*addresses, "/admin/leads/lossreason/"):
        page = desk(address, device, user=desk.seller, bypass_csp=True)
        assert fits(page), address
        axe_finds_nothing(page)
    page = desk(addresses[1], device, user=desk.seller, bypass_csp=True)
    page.get_by_role("button", name="签约").click()  # with nothing filled in: its errors
    expect(page.get_by_role("alert")).to_be_visible()
    assert fits(page)
    axe_finds_nothing(page)
    signed(lead, desk.seller, zone=desk.zone)
    page = desk(addresses[0], device, user=desk.seller, bypass_csp=True)
    expect(page.locator("#signing")).to_contain_text("3,000 ㎡")
    assert fits(page)
    axe_finds_nothing(page)


@pytest.mark.slow
def test_on_a_phone_somebody_signs_with_what_was_agreed(desk, lead):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", NARROW, user=desk.seller)
    page.get_by_role("link", name="去签约，填签约内容").click()
    page.get_by_label("园区").select_option(str(desk.zone.pk))
    for label, typed in (
        ("面积", "60亩"),
        ("价格", "30 万/亩"),
        ("期限", "买断"),
        ("投资额", "1.2亿"),
        ("预计年税收", "待定"),
    ):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name="签约").click()
    expect(page.locator("#signing")).to_contain_text("60亩（按 40,000 ㎡ 计）")
    assert Signing.objects.get(lead=lead).investment_10k == 12000


@pytest.mark.slow
@WIDTHS
def test_the_dial_page_gives_up_for_a_reason_in_two_taps(desk, lead, axe_finds_nothing, device):
    page = desk(
        f"/admin/leads/lead/{lead.pk}/change/", {"viewport": device["viewport"]}, user=desk.seller, bypass_csp=True
    )
    page.get_by_role("button", name="拨打 139****0000").first.click()
    page.locator(".lead-reasons summary").click()
    expect(page.get_by_role("button", name="选了别的园区")).to_be_visible()
    assert fits(page)
    axe_finds_nothing(page)
    page.get_by_role("button", name="选了别的园区").click()
    expect(page.get_by_text("已记下")).to_be_visible()
    assert Lead.objects.get(pk=lead.pk).lost_reason == "选了别的园区"
