"""A lead's data are handed over to a zone, and how one is told is chosen: both pages on a phone and a wide screen."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads import erasure
from leads.models import Channel, Disclosure, Enquiry, Inbox, Lead
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from zones.models import Portal

pytestmark = pytest.mark.slow

devices = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def seller(desk):
    Portal.objects.create(name="示例招商网", host="www.example.com")
    Channel.objects.create(kind="app", name="招商助手", target="ww1234567890abcdef/1000002", secret="example")
    Channel.objects.create(kind="wecom", name="示例市招商群", target="https://robot.example/hook", city=desk.city)
    return builders.person(SALES, desk.city, last_name="李", first_name="示例")


@pytest.fixture
def lead(desk, seller):
    """The salesperson's; its prospect has ticked that zones may have the data."""
    builders.zone(city=desk.city, name="示例高新区")
    row = Lead.objects.create(
        kind="rent", name="王先生", company="示例精密制造有限公司", phone="+8613800000000", city=desk.city,
        owner=seller, receipt="347679ACDEFG",
    )  # fmt: skip
    Enquiry.objects.create(
        lead=row, kind="rent", need="找 3000 平厂房，层高 9 米", name="王先生", phone="+8613800000000", way="form",
        consent_basis="form", consent_version="2026-11", consent_sha256="0" * 64, consented_at=timezone.now(),
        third_party_consent=True, submission_digest="0" * 64, receipt=row.receipt, city=desk.city,
    )  # fmt: skip
    return row


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def looked_at(page, name, device):
    """Kept as a picture where somebody wants to look: BROWSER_PICTURES names a directory."""
    if folder := os.environ.get("BROWSER_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{device['viewport']['width']}.png", full_page=True)


@devices
def test_data_are_handed_over_with_a_few_taps_and_the_sheet_holds_what_was_chosen(desk, lead, seller, device):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", device, seller)
    page.get_by_role("link", name="移交园区…").click()
    expect(page.get_by_role("heading", name="移交园区", exact=True)).to_be_visible()
    assert fits(page)
    looked_at(page, "form", device)
    page.get_by_label("园区", exact=True).select_option(label="示例市 · 示例高新区")
    page.get_by_label("接收单位").fill("示例高新区管委会招商局")
    page.get_by_label("接收人").fill("周示例")
    page.get_by_label("已告诉客户").check()
    expect(page.get_by_label("怎么说的")).to_be_hidden()
    page.get_by_role("button", name="记下移交").click()
    expect(page.get_by_role("heading", name="客户信息移交单")).to_be_visible()
    expect(page.get_by_text("138 0000 0000")).to_be_visible()
    expect(page.get_by_text("示例精密制造有限公司")).to_have_count(0)
    expect(page.get_by_role("button", name="复制内容")).to_be_visible()
    assert fits(page)
    looked_at(page, "sheet", device)
    page.get_by_role("link", name="回到线索").click()
    expect(page.get_by_role("heading", name="移交过的园区")).to_be_visible()
    assert fits(page)
    looked_at(page, "lead", device)


@devices
def test_a_spoken_consent_is_asked_for_where_there_is_none(desk, lead, seller, device):
    page = desk(f"/admin/leads/lead/{lead.pk}/disclose/", device, seller)
    page.get_by_label("口头同意，现在记下来").check()
    expect(page.get_by_label("怎么说的")).to_be_visible()
    page.get_by_role("button", name="记下移交").click()
    expect(page.get_by_text("口头同意要写明：怎么说的")).to_be_visible()
    assert fits(page)
    looked_at(page, "refused", device)


@devices
def test_how_one_is_told_is_chosen_and_asks_for_what_the_way_needs(desk, seller, device):
    Inbox.objects.create(person=seller, fault="企业微信没有收下：账号 lishi 不存在。", fault_at=timezone.now())
    page = desk("/admin/leads/lead/inbox/", device, seller)
    expect(page.get_by_text("上一条没有送到")).to_be_visible()
    expect(page.get_by_label("企业微信账号")).to_be_hidden()
    page.get_by_label("企业微信（发给我个人）").check()
    expect(page.get_by_label("企业微信账号")).to_be_visible()
    looked_at(page, "app", device)
    page.get_by_label("企业微信群里 @我").check()
    expect(page.get_by_label("企业微信账号")).to_be_hidden()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("请填您在群里的手机号")).to_be_visible()
    assert fits(page)
    looked_at(page, "robot", device)


@devices
def test_axe_finds_nothing_on_these_pages(desk, lead, seller, axe_finds_nothing, device):
    Inbox.objects.create(person=seller, fault="账号 lishi 不存在。", fault_at=timezone.now(), way="robot")
    fields = {"actor": seller, "zone": lead.city.zones.get(), "recipient": "周示例", "way": "mail", "basis": "form"}
    fields |= {"fields": ["contact"], "data": [["联系人", "王先生"]], "consent_version": "2026-11"}
    now = timezone.now()
    made = Disclosure.objects.create(lead=lead, organisation="示例管委会", consented_at=now, **fields)
    manager = builders.person(SALES_MANAGER)
    pages = [
        (seller, f"/admin/leads/lead/{lead.pk}/disclose/"),
        (seller, f"/admin/leads/lead/{lead.pk}/disclosed/{made.pk}/"),
        (manager, f"/admin/leads/lead/{lead.pk}/disclosed/{made.pk}/"),
        (seller, f"/admin/leads/lead/{lead.pk}/change/"),
        (seller, "/admin/leads/lead/inbox/"),
        (manager, "/admin/leads/disclosure/"),
        (manager, "/admin/leads/channel/"),
        (manager, "/admin/leads/channel/add/"),
    ]
    for number, (person, path) in enumerate(pages):
        page = desk(path, device, person, bypass_csp=True)
        axe_finds_nothing(page)
        assert fits(page), path
        looked_at(page, f"axe{number}", device)


@devices
def test_what_was_erased_says_whom_to_tell(desk, lead, seller, axe_finds_nothing, device):
    fields = {"actor": seller, "zone": lead.city.zones.get(), "recipient": "周示例", "way": "mail", "basis": "form"}
    fields |= {"fields": ["contact"], "data": [["联系人", "王先生"]], "consent_version": "2026-11"}
    made = Disclosure.objects.create(
        lead=lead, organisation="示例管委会", consented_at=timezone.now() - timedelta(days=1), **fields
    )
    manager = builders.person(SALES_MANAGER)
    page = desk("/admin/leads/lead/privacy/", device, manager, bypass_csp=True)
    page.get_by_label("号码或邮箱").fill("13800000000")
    page.get_by_label("怎样核实的").fill("回拨，本人接听")
    page.get_by_role("button", name="看看有什么").click()
    expect(page.get_by_text("示例管委会 周示例")).to_be_visible()
    axe_finds_nothing(page)
    assert fits(page)
    looked_at(page, "privacy", device)
    erasure.erase(lead)
    page.goto(f"/admin/leads/lead/{lead.pk}/disclosed/{made.pk}/")
    expect(page.get_by_text("还要通知对方删除")).to_be_visible()
    axe_finds_nothing(page)
    looked_at(page, "erased", device)
