"""A morning of calls by thumb: a tap to dial, a tap to say what came of it, and the next one stands there."""

import pytest
from playwright.sync_api import expect

from leads.models import Lead, LeadEvent
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.slow

OWN, OF_POOL = 13, 12
#: Two for each call, and not a handful more for finding the way.
MOST_TAPS = 54
#: Narrow, and without a phone's dialler, which would be opened at once.
NARROW = {"viewport": PHONE["viewport"]}
OUTCOMES = ["已沟通", "未接", "已加微信"]


@pytest.fixture
def seller(desk):
    """With calls of their own to make, and more in the pool of their city."""
    made = builders.person(SALES, desk.city)
    for number in range(OWN + OF_POOL):
        Lead.objects.create(
            kind="rent", name=f"示例{number}", city=desk.city, phone=f"+861390000{number:04}",
            owner=made if number < OWN else None,
        )  # fmt: skip
    return made


def test_twenty_five_calls_take_no_more_than_two_taps_each(desk, seller):
    page, taps = desk("/admin/leads/lead/today/", NARROW, user=seller), 0
    for number in range(OWN + OF_POOL):
        if number == OWN:
            page.get_by_role("navigation", name="今日").get_by_text("待领取").click()
            taps += 1
        page.locator("button:visible", has_text="拨打").first.click()
        page.get_by_role("button", name=OUTCOMES[number % len(OUTCOMES)]).click()
        taps += 2
        expect(page.locator(".messagelist .success").first).to_be_visible()
    called = LeadEvent.objects.filter(kind=LeadEvent.Kind.CALL, actor=seller).values("lead").distinct()
    assert called.count() == OWN + OF_POOL
    assert taps <= MOST_TAPS
