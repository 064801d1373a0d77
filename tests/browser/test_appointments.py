"""约看 on a phone: from the lead's page to the result, without scripts as well; its pages fit, axe finds nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.models import Appointment, Lead
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow
TODAY = "/admin/leads/lead/today/"


@pytest.fixture
def seller(desk):
    return builders.person(SALES, desk.city, last_name="示例", first_name="专员")


@pytest.fixture
def leads(desk, seller):
    """One's own lead, and one of the pool."""
    builders.zone(city=desk.city, name="示例高新区")
    given = {"kind": "rent", "city": desk.city, "phone": "+8613900000000"}
    return [
        Lead.objects.create(name=name, owner=owner, **given) for name, owner in (("王先生", seller), ("李女士", None))
    ]


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_visit_is_agreed_upon_and_its_result_written_down(desk, seller, leads, script):
    page = desk(f"/admin/leads/lead/{leads[0].pk}/change/", PHONE, seller, java_script_enabled=script)
    page.get_by_role("link", name="约看", exact=True).click()
    page.get_by_label("电话", exact=True).check()
    page.get_by_label("示例高新区").check()
    page.get_by_label("谁来、几个人").fill("王总 3 人")
    page.get_by_role("button", name="约好").click()
    expect(page.get_by_text("已约好：")).to_be_visible()
    starts = timezone.now() - timedelta(hours=3)
    Appointment.objects.update(starts_at=starts, ends_at=starts + timedelta(hours=2))
    page.goto(TODAY)
    expect(page.get_by_text("没记结果", exact=False).first).to_be_visible()
    page.get_by_role("link", name="记结果", exact=True).click()
    page.get_by_label("看中什么").fill("层高够")
    page.get_by_label("3 天后").first.check()
    page.get_by_role("button", name="记下结果").click()
    expect(page.get_by_text("结果已记下")).to_be_visible()
    visit = Appointment.objects.get()
    assert (visit.state, visit.liked, visit.lead.stage) == ("done", "层高够", "visiting")


def test_on_a_phone_mine_and_the_pool_are_two_tabs_and_on_a_screen_one_page(desk, seller, leads):
    page = desk(f"{TODAY}?tab=mine", PHONE, seller)
    mine, pool = page.get_by_role("link", name="王先生"), page.get_by_role("link", name="李女士")
    expect(mine).to_be_visible()
    expect(pool).to_be_hidden()
    page.get_by_role("navigation", name="今日").get_by_role("link", name="待领取").click()
    expect(pool).to_be_visible()
    expect(mine).to_be_hidden()
    page = desk(TODAY, DESKTOP, seller)
    expect(page.get_by_role("link", name="王先生")).to_be_visible()
    expect(page.get_by_role("link", name="李女士")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_of_a_visit_fit_and_axe_finds_nothing(desk, seller, leads, axe_finds_nothing, device):
    now, home = timezone.now(), f"/admin/leads/lead/{leads[0].pk}/"
    for hours, state in ((-5, "planned"), (-0.5, "moved"), (20, "planned"), (30, "cancelled")):
        starts = now + timedelta(hours=hours)
        given = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "visitors": "王总" * 40, "state": state}
        Appointment.objects.create(lead=leads[0], made_by=seller, **given)
    visits = [f"{home}visits/{each.pk}/" for each in Appointment.objects.all()]
    page = desk(TODAY, device, seller, bypass_csp=True)
    for address in (TODAY, f"{TODAY}?tab=pool", f"{home}change/", f"{home}visits/add/", *visits):
        page.goto(address)
        for block in page.locator("details.lead-block").all():
            block.evaluate("each => each.open = true")
        page.wait_for_function("document.getAnimations().length === 0")  # buttons fade in
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        axe_finds_nothing(page)
