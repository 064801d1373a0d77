"""The report in a real browser: it fits a phone and a sheet, a number leads to its list, axe finds nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import DailyTaps
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.reports.seeding import seed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_manager_reads_the_report_and_opens_a_number(desk, axe_finds_nothing, device):
    _, _, manager = seed(200, datetime.now(UTC) - timedelta(hours=1))
    page = desk(reverse("admin:report"), device, user=manager, bypass_csp=True)
    page.get_by_role("link", name="今年").click()
    page.wait_for_url("**first=*")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)
    number = page.get_by_role("row", name="收到").first.get_by_role("link").first
    count = number.inner_text()
    number.click()
    page.get_by_text(f"{count} 条", exact=True).wait_for()
    page.get_by_role("link", name="收到 20").wait_for()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_taps_of_a_page_are_read_day_by_day(desk, axe_finds_nothing, device):
    path, today = builders.zone(name="示例高端装备与智能制造产业园区（东区）").get_absolute_url(), timezone.localdate()
    DailyTaps.objects.create(path=path, action="call", day=today, taps=7)
    page = desk(reverse("admin:report"), device, user=builders.person(is_superuser=True), bypass_csp=True)
    page.get_by_role("row", name="示例高端装备与智能制造产业园区（东区）").get_by_role(
        "link", name="7", exact=True
    ).first.click()
    expect(page.get_by_role("row", name="合计 7")).to_contain_text("7")
    expect(page.get_by_role("row", name=f"{today}")).to_contain_text("7")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)
    expect(page.get_by_role("link", name="看这一页")).to_have_attribute("href", path)


def test_on_paper_the_report_is_without_what_is_for_hands(desk):
    seed(200, datetime.now(UTC) - timedelta(hours=1))
    page = desk(reverse("admin:report"), DESKTOP, user=builders.person(is_superuser=True))
    page.emulate_media(media="print")
    expect(page.locator("#header")).to_be_hidden()
    expect(page.locator(".report-form")).to_be_hidden()
    expect(page.locator(".report-plot svg").first).to_be_visible()
    expect(page.locator(".report-paper")).to_be_visible()
