"""Signing in on a phone: password, code, start page; each page fits, and axe finds nothing on it."""

import re
from base64 import b32decode

import pytest
from django.contrib.auth.hashers import make_password
from django_otp.oath import TOTP
from playwright.sync_api import expect

from staff.roles import EDITOR
from tests import builders
from tests.authenticator import Authenticator
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow

PASSWORD = "chang-mima-2026"


@pytest.fixture
def editor(live_server):
    return builders.person(
        EDITOR, username="bianji", last_name="示例", first_name="编辑", password=make_password(PASSWORD)
    )


def type_password(page):
    page.get_by_label("用户名").fill("bianji")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def type_code(page, code, label="验证码", button="登录"):
    page.get_by_label(label, exact=True).fill(code)
    page.get_by_role("button", name=button).click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_password_and_code_lead_to_the_page_asked_for(open_page, editor):
    app = Authenticator(editor)
    page = open_page("/admin/articles/article/")
    type_password(page)
    page.wait_for_url("**/sign-in/code/**")
    type_code(page, app.code())
    page.wait_for_url("**/admin/articles/article/")


def test_a_wrong_code_is_said_beside_the_field_and_the_right_one_then_opens(open_page, editor):
    app = Authenticator(editor)
    page = open_page("/admin/")
    type_password(page)
    type_code(page, app.wrong_code())
    page.get_by_role("alert").get_by_text("验证码不对").wait_for()
    app.let_time_pass()
    type_code(page, app.code())
    page.get_by_role("heading", name="首页").wait_for()


def test_a_recovery_code_opens_once(open_page, editor):
    app = Authenticator(editor)
    for opens in (True, False):
        page = open_page("/admin/")
        type_password(page)
        page.get_by_role("link", name="用恢复码").click()
        type_code(page, app.codes[0], label="恢复码")
        if opens:
            page.get_by_text("还剩 9 个").wait_for()
        else:
            page.get_by_role("alert").get_by_text("已经用过").wait_for()


def test_a_trusted_phone_is_not_asked_again(open_page, editor):
    app = Authenticator(editor)
    page = open_page("/admin/")
    type_password(page)
    page.get_by_label("信任这台设备").check()
    type_code(page, app.code())
    page.get_by_role("button", name="退出").click()
    page.goto("/admin/")
    type_password(page)
    page.get_by_role("heading", name="首页").wait_for()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_enrolment_leads_from_the_picture_to_the_recovery_codes(open_page, editor, axe_finds_nothing, settings, device):
    settings.REQUIRE_SECOND_FACTOR = True
    page = open_page("/admin/", device, bypass_csp=True)  # axe writes inline styles
    type_password(page)
    picture = page.get_by_alt_text("二维码")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert fits(page)
    axe_finds_nothing(page)
    address = page.get_by_role("link", name="直接在验证器里添加").get_attribute("href")
    secret = re.search(r"secret=([A-Z2-7]+)", address)[1]
    type_code(page, f"{TOTP(b32decode(secret)).token():06}", button="绑定")
    page.get_by_role("heading", name="恢复码").wait_for()
    expect(page.locator("code")).to_have_count(10)
    assert fits(page)
    axe_finds_nothing(page)
    page.get_by_role("link", name="已经存好").click()
    page.get_by_role("heading", name="首页").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_other_pages_fit_and_axe_finds_nothing(open_page, editor, axe_finds_nothing, device):
    app = Authenticator(editor)
    page = open_page("/admin/", device, bypass_csp=True)
    type_password(page)
    for path in ("/admin/sign-in/recovery/", "/admin/sign-in/code/"):
        page.goto(path)
        assert fits(page)
        axe_finds_nothing(page)
    page.get_by_label("信任这台设备").check()
    type_code(page, app.code())
    for path in ("/admin/security/", "/admin/security/recovery-codes/", "/admin/security/second-factor/remove/"):
        page.goto(path)
        assert fits(page)
        axe_finds_nothing(page)


def test_the_page_of_a_closed_way_fits_and_axe_finds_nothing(chromium, live_server, editor, axe_finds_nothing):
    """In a context of its own, since Chromium's console complains of the 429 itself."""
    context = chromium.new_context(base_url=live_server.url, **PHONE, bypass_csp=True)
    page = context.new_page()
    page.goto("/admin/login/")
    for _ in range(5):
        page.get_by_label("用户名").fill("bianji")
        page.get_by_label("密码").fill("wrong")
        page.get_by_role("button", name="登录").click()
    page.get_by_text("15 分钟后再试").wait_for()
    assert fits(page)
    axe_finds_nothing(page)
    context.close()
