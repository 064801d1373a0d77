"""Pages on which the desk asks, or gives something away, by thumb and by mouse: they fit, and axe finds nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.models import Appointment, Lead
from staff.roles import SALES, SALES_MANAGER
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_contacts import fits

pytestmark = pytest.mark.slow
WIDTHS = pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
LIST = "/admin/leads/lead/"


@pytest.fixture
def keeper(desk):
    """Who supervises all cities."""
    return builders.person(SALES_MANAGER, last_name="示例", first_name="主管")


@pytest.fixture
def leads(desk, keeper):
    """One who rents and one who buys, both somebody's, and one of the pool."""
    desk.seller = builders.person(SALES, desk.city, last_name="示例", first_name="招商")
    given = {"city": desk.city, "phone": "+8613900000000"}
    rows = [("王先生", "rent", desk.seller, "A"), ("李女士", "buy", desk.seller, "E"), ("赵总", "rent", None, "C")]
    given["contact_by"] = timezone.now() - timedelta(hours=3)
    return [
        Lead.objects.create(name=name, kind=kind, owner=owner, receipt=letter * 12, **given)
        for name, kind, owner, letter in rows
    ]


def check(page, axe_finds_nothing):
    """Once its colours are what they are going to be: buttons fade into theirs."""
    drawn = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    faded = "Promise.allSettled(document.getAnimations().map((each) => each.finished))"
    page.evaluate(f"{drawn}.then(() => {faded}).then(() => true)")
    assert fits(page), page.url
    axe_finds_nothing(page)


@WIDTHS
def test_a_merge_and_the_pool_are_asked_once_more(desk, keeper, leads, axe_finds_nothing, device):
    page = desk(f"{LIST}{leads[0].pk}/change/", device, keeper, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    page.locator("#merge-receipt").fill("EEEEEE")
    page.get_by_role("button", name="合并", exact=True).click()
    expect(page.get_by_text("把这条：")).to_be_visible()
    check(page, axe_finds_nothing)
    page.goto(LIST)
    for box in page.locator("#result_list .action-select").all():
        box.check()
    page.locator("[name=action]").select_option("to_pool")
    page.locator(".actions button").first.click()
    expect(page.get_by_text("选了 3 条")).to_be_visible()
    check(page, axe_finds_nothing)


@WIDTHS
def test_the_result_of_a_visit_is_mended(desk, leads, axe_finds_nothing, device):
    starts = timezone.now() - timedelta(hours=3)
    visit = Appointment.objects.create(
        lead=leads[0], starts_at=starts, ends_at=starts + timedelta(hours=2), state="done", liked="层高够",
        next_step="等报价", made_by=desk.seller,
    )  # fmt: skip
    for each in builders.zone(city=desk.city), builders.zone(city=desk.city):
        visit.places.create(zone=each)
    page = desk(f"{LIST}{leads[0].pk}/visits/{visit.pk}/", device, desk.seller, bypass_csp=True)
    page.get_by_text("补记、改结果").click()
    expect(page.get_by_role("button", name="改好结果")).to_be_visible()
    check(page, axe_finds_nothing)


@WIDTHS
def test_the_pool_and_the_numbers(desk, leads, axe_finds_nothing, device):
    leads[0].record("note", desk.seller, "要一楼")
    page = desk(f"{LIST}today/?tab=pool", device, desk.seller, bypass_csp=True)
    check(page, axe_finds_nothing)
    page.goto(f"{LIST}{leads[0].pk}/change/")
    page.get_by_role("button", name="拨打 139****0000").first.click()
    expect(page.get_by_text("查看号码已记入时间线")).to_be_visible()
    check(page, axe_finds_nothing)


@WIDTHS
def test_a_copy_of_ones_data_is_a_page_to_read(desk, keeper, leads, axe_finds_nothing, device):
    page = desk(f"{LIST}privacy/", device, keeper, bypass_csp=True)
    page.get_by_label("号码或邮箱").fill("13900000000")
    page.get_by_label("怎样核实的").fill("回拨登记号码，本人接听")
    page.get_by_role("button").filter(has_text="看").first.click()
    check(page, axe_finds_nothing)
    with page.expect_download() as download:
        page.locator("[name=copy]").click()
    page.set_content(download.value.path().read_text("utf-8"))
    expect(page.get_by_role("heading", name="您的个人信息副本")).to_be_visible()
    check(page, axe_finds_nothing)
