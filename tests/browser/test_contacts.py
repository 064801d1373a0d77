"""The people of a lead on its page and on the dial page, by thumb and by mouse: they fit, and axe finds nothing."""

import pytest
from playwright.sync_api import expect

from leads import contacts
from leads.models import ContactWay, Lead
from plumbing.phones import Phone
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

SECOND = "+8613700000003"
LONG = "一位称呼很长而且带着公司和部门的联系人" * 2


@pytest.fixture
def lead(desk):
    """With three people, one of them with a long name and a long id."""
    desk.seller = builders.person(SALES, desk.city, last_name="示例", first_name="招商")
    made = Lead.objects.create(
        kind="rent", name="王先生", city=desk.city, phone="+8613900000000", wechat="wang_01", owner=desk.seller
    )
    contacts.add_person(made, "李会计", "office", [Phone(SECOND), Phone("+8653188888888", "8012")], "", desk.seller)
    contacts.add_person(made, LONG[:40], "broker", [Phone("+493012345678901")], "x" * 20, desk.seller)
    return made


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_all_people_fit_with_every_box_open(desk, lead, axe_finds_nothing, device):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", device, user=desk.seller, bypass_csp=True)
    page.evaluate("document.querySelectorAll('#contacts details').forEach((each) => { each.open = true; })")
    assert fits(page)
    axe_finds_nothing(page)
    page.reload()
    page.get_by_role("button", name="拨打 137****0003").click()
    page.locator(".lead-dial--big").wait_for()
    assert fits(page)
    axe_finds_nothing(page)


#: Narrow, and without a phone's dialler, which would be opened at once.
NARROW = {"viewport": PHONE["viewport"]}


@pytest.mark.slow
def test_on_a_phone_somebody_is_added_dialled_and_named_in_the_line_of_the_call(desk, lead):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", NARROW, user=desk.seller)
    page.get_by_text("加联系人", exact=True).click()
    page.get_by_placeholder("称呼").fill("赵总")
    page.locator(".lead-person__more").get_by_placeholder("手机或座机").fill("138 0000 0000")
    page.locator(".lead-person__more").get_by_role("button", name="加上").click()
    page.get_by_text("联系人已加上").wait_for()
    page.get_by_role("button", name="拨打 139****0000").first.click()
    page.wait_for_load_state()  # the script that takes notice of taps has run
    # As who has come back from the first number and taps another.
    other = page.locator(f"[data-dial='{ContactWay.objects.get(value='+8613800000000').pk}']")
    other.evaluate("(link) => { link.removeAttribute('href'); link.click(); }")
    assert page.locator("input[name=way]:checked").evaluate("(radio) => radio.labels[0].textContent").startswith("赵总")
    page.get_by_role("button", name="已沟通").click()
    page.wait_for_url("**/today/")
    assert lead.events.get(kind="call").details == "已沟通，打的 赵总 138****0000"


@pytest.mark.slow
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_phone_dials_at_once_unless_an_outcome_is_being_sent_which_that_would_break_off(desk, lead, is_sent):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", PHONE, user=desk.seller)
    scripts = []
    page.route("**/site*.js", lambda route: scripts.append(route))
    page.get_by_role("button", name="拨打 137****0003").click(no_wait_after=True)
    page.wait_for_url("**/dial/**", wait_until="commit")
    page.locator(".lead-outcome").wait_for()
    page.evaluate("() => { HTMLAnchorElement.prototype.click = () => { document.body.dataset.dialled = true; }; }")
    if is_sent:
        page.evaluate("document.querySelector('.lead-outcome').dispatchEvent(new Event('submit', {bubbles: true}))")
    scripts[0].continue_()
    page.wait_for_load_state()
    assert page.locator("[data-dialled]").count() == (0 if is_sent else 1)


@pytest.mark.slow
def test_a_phone_that_loads_the_numbers_anew_does_not_dial_again(desk, lead):
    page = desk(f"/admin/leads/lead/{lead.pk}/change/", PHONE, user=desk.seller)
    page.add_init_script(
        "HTMLAnchorElement.prototype.click = () => { document.documentElement.dataset.dialled = 'yes'; };"
    )
    page.get_by_role("button", name="拨打 137****0003").click()
    expect(page.locator("html")).to_have_attribute("data-dialled", "yes")
    page.reload()
    expect(page.locator(".lead-outcome")).to_be_visible()
    expect(page.locator("html")).not_to_have_attribute("data-dialled", "yes")
