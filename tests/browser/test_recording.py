"""记一条来电/微信 as a salesperson does it on a phone: how many taps and keys, and how many seconds that is."""

import time

import pytest
from playwright.sync_api import expect

from leads.models import Lead
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.slow

#: Card, Moran and Newell's keystroke-level model (1983): a key of an unskilled typist, and to aim at something.
KEY_SECONDS, TAP_SECONDS = 0.28, 1.1
LIMIT_SECONDS = 20
NUMBER = "13900000000"
#: As it stands there in the end, and the keys of a pinyin keyboard: two for changing between digits and letters.
NEED, NEED_KEYS = "3000平仓库", len("3000" + "pingcangku" + " ") + 2


class Thumb:
    """One thumb on a page: does what it is told at once, and counts what it would have cost a person."""

    def __init__(self, page):
        self.page, self.taps, self.keys = page, 0, 0
        self._begun = time.monotonic()

    def tap(self, found):
        """What has to be scrolled to costs a person more: it is in sight, or the test fails."""
        box = found.bounding_box()
        assert 0 <= box["y"] <= PHONE["viewport"]["height"] - box["height"], "out of sight"
        found.tap()
        self.taps += 1

    def type(self, text, keys=None):
        self.page.keyboard.type(text)
        self.keys += keys or len(text)

    @property
    def seconds(self):
        """Hands and pages; thinking and listening are the conversation's."""
        pages = time.monotonic() - self._begun
        found = self.taps * TAP_SECONDS + self.keys * KEY_SECONDS + pages
        print(f"{self.taps} taps, {self.keys} keys, {pages:.1f} s of pages: {found:.1f} s")
        return found


@pytest.fixture
def thumb(desk):
    """Before 今日, signed in as who sells for the desk's city."""
    page = desk("/admin/leads/lead/today/", PHONE, builders.person(SALES, desk.city))
    return Thumb(page)


def begin(thumb, label, said):
    thumb.tap(thumb.page.get_by_role("link", name="记一条来电"))
    field = thumb.page.get_by_label(label)
    field.wait_for()
    thumb.tap(field)  # iOS opens no keyboard for a field that is focused by itself
    thumb.type(said)
    thumb.tap(thumb.page.get_by_role("button", name="继续"))


def test_a_call_of_somebody_new_is_written_down_in_less_than_twenty_seconds(thumb, desk):
    page = thumb.page
    begin(thumb, "手机号", NUMBER)
    page.locator("#id_need").wait_for()
    thumb.tap(page.get_by_label("买厂房"))
    thumb.tap(page.locator("#id_need"))
    thumb.type(NEED, NEED_KEYS)
    thumb.tap(page.get_by_role("button", name="记下"))
    page.locator(".messagelist .success").wait_for()
    assert (thumb.taps, thumb.keys) == (6, 28)
    assert thumb.seconds < LIMIT_SECONDS
    lead = Lead.objects.get()
    assert (lead.phone, lead.kind, lead.city) == ("+8613900000000", "buy", desk.city)
    assert (lead.enquiries.get().way, lead.enquiries.get().consent_basis) == ("call", "initiated")


def test_a_wechat_message_of_somebody_new_as_well(thumb):
    page = thumb.page
    begin(thumb, "微信号", "shili_2026")
    page.locator("#id_need").wait_for()
    thumb.tap(page.locator("#id_need"))
    thumb.type(NEED, NEED_KEYS)
    thumb.tap(page.get_by_role("button", name="记下"))
    page.locator(".messagelist .success").wait_for()
    assert thumb.seconds < LIMIT_SECONDS
    assert Lead.objects.get().enquiries.get().way == "wechat"


def test_a_call_of_somebody_known_is_the_number_and_one_tap(thumb, desk):
    lead = Lead.objects.create(kind="rent", name="示例", phone="+8613900000000", city=desk.city, receipt="A" * 12)
    page = thumb.page
    begin(thumb, "手机号", NUMBER)
    page.get_by_role("button", name="已沟通").wait_for()
    thumb.tap(page.get_by_role("button", name="已沟通"))
    page.locator(".lead-stage-contacted").wait_for()
    assert thumb.seconds < LIMIT_SECONDS
    assert lead.events.filter(kind="call").exists()


@pytest.fixture
def page_of_a_lead(open_page, client, live_server):
    """Before the lead's salesperson, with words in three boxes."""
    city = builders.city()
    salesperson = builders.person(SALES, city)
    lead = Lead.objects.create(name="示例客户", kind="rent", city=city, phone="+8613900000000", owner=salesperson)
    client.force_login(salesperson)
    page = open_page("/admin/login/", PHONE)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": f"{live_server.url}/admin/"}
    page.context.add_cookies([cookie])
    page.goto(f"/admin/leads/lead/{lead.pk}/change/")
    page.locator("#move-stage ~ input[name=reason]").fill("预算不够")
    page.get_by_label("通话了解到的情况").fill("要带行车")
    page.locator("#note-text").fill("要三千平")
    return page


def test_what_stands_in_the_other_boxes_of_a_lead_stays_when_one_is_sent(page_of_a_lead):
    page = page_of_a_lead
    page.get_by_role("button", name="记下", exact=True).click()
    page.get_by_text("要三千平").first.wait_for()
    expect(page.locator("#move-stage ~ input[name=reason]")).to_have_value("预算不够")
    expect(page.get_by_label("通话了解到的情况")).to_have_value("要带行车")
    expect(page.locator("#note-text")).to_have_value("")


def test_what_was_written_is_still_there_after_looking_elsewhere_and_where_one_dials(page_of_a_lead):
    page, address = page_of_a_lead, page_of_a_lead.url
    page.get_by_text("记一次通话").click()
    page.get_by_label("通话要点").fill("周三看房")
    page.goto("/admin/leads/lead/today/")
    page.goto(address)
    expect(page.get_by_label("通话要点")).to_have_value("周三看房")
    expect(page.locator("#note-text")).to_have_value("要三千平")
    page.locator(".lead-verbs .lead-dial").click()
    page.locator(".lead-dial--big").wait_for()
    expect(page.get_by_label("通话要点")).to_have_value("周三看房")
    page.get_by_role("button", name="已沟通").click()
    page.get_by_text("已记下").first.wait_for()
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value("")
    expect(page.locator("#note-text")).to_have_value("要三千平")


def test_what_stands_in_the_boxes_of_a_lead_is_gone_from_the_tab_after_signing_out(page_of_a_lead):
    page = page_of_a_lead
    page.get_by_role("button", name="退出").click()
    page.get_by_role("heading", name="已退出").wait_for()
    page.wait_for_function("() => !Object.values(sessionStorage).join().includes('预算不够')")


def test_what_was_written_and_ticked_for_a_visit_is_still_there_after_looking_elsewhere(thumb, desk):
    zone = builders.zone(city=desk.city, name="示例高新区")
    lead = Lead.objects.create(kind="rent", name="示例", phone="+8613900000000", city=desk.city, receipt="A" * 12)
    page, address = thumb.page, f"/admin/leads/lead/{lead.pk}/visits/add/"
    page.goto(address)
    page.get_by_label("谁来、几个人").fill("王总 3 人")
    page.get_by_label(zone.name).check()
    page.get_by_label("电话", exact=True).check()
    page.reload()
    expect(page.get_by_label("谁来、几个人")).to_have_value("王总 3 人")
    page.goto("/admin/leads/lead/today/")
    page.goto(address)
    expect(page.get_by_label("谁来、几个人")).to_have_value("王总 3 人")
    expect(page.get_by_label(zone.name)).to_be_checked()
    expect(page.get_by_label("电话", exact=True)).to_be_checked()
    page.get_by_role("button", name="约好").click()
    expect(page.get_by_text("已约好：")).to_be_visible()
    page.goto(address)
    expect(page.get_by_label("谁来、几个人")).to_have_value("")


def test_what_was_written_of_a_caller_waits_for_that_number_alone(thumb):
    page = thumb.page
    begin(thumb, "手机号", NUMBER)
    page.locator("#id_need").fill("要三千平")
    page.get_by_label("买厂房").check()
    page.goto("/admin/leads/lead/today/")
    begin(thumb, "手机号", "13700000003")
    expect(page.locator("#id_need")).to_have_value("")
    page.goto("/admin/leads/lead/today/")
    begin(thumb, "手机号", NUMBER)
    expect(page.locator("#id_need")).to_have_value("要三千平")
    expect(page.get_by_label("买厂房")).to_be_checked()
    page.get_by_role("button", name="记下").click()
    page.locator(".messagelist .success").wait_for()
    assert Lead.objects.get().enquiries.get().need == "要三千平"
