"""A complaint's whole way on a phone: the article's foot, the form, the editor's start page, the withdrawal."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from leads.models import Complaint
from staff.roles import EDITOR
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

PASSWORD = "示例-password-1"


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def complain(open_page, article):
    """From the article's foot to the receipt."""
    page = open_page(article.get_absolute_url())
    page.get_by_role("link", name="提交侵权投诉").click()
    page.get_by_label("投诉内容").fill("文中第二张图片由我司拍摄，未经许可。")
    paper = {"name": "证据.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.get_by_label("证据文件").set_input_files([paper])
    page.get_by_label("投诉人").fill("示例")
    page.get_by_label("邮箱").fill("who@example.com")
    page.locator("#id_consent").check()
    page.get_by_role("button", name="提交投诉").click()
    page.wait_for_url("**/enquiries/thanks/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("投诉已收到")
    for _ in range(2):  # a receipt is kept open, and loaded again
        expect(page.get_by_text("邮件答复会发到 who@example.com")).to_be_visible()
        page.reload()


@pytest.mark.slow
def test_from_the_articles_foot_to_its_withdrawal(open_page, axe_finds_nothing):
    builders.portal(contact=builders.contact())
    city = builders.city(name="济南", slug="jinan")
    article = builders.article(city=city, title="示例园区开园")
    editor = builders.person(EDITOR, city, username="bianji")
    editor.set_password(PASSWORD)
    editor.save()

    complain(open_page, article)
    assert Complaint.objects.get().city == city
    assert Complaint.objects.get().events.get(kind="file").text == "证据.pdf"

    # Axe itself writes inline styles, therefore without the policy.
    page = open_page("/admin/", bypass_csp=True)
    page.get_by_label("用户名").fill("bianji")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="1 投诉与纠错").click()
    page.get_by_role("link", name="示例", exact=True).wait_for()
    axe_finds_nothing(page)
    page.get_by_role("link", name="示例", exact=True).click()
    page.get_by_role("button", name="去撤回文章").wait_for()
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="去撤回文章").click()
    page.wait_for_url("**/withdraw/**")
    page.get_by_role("button", name="撤回", exact=True).click()
    page.wait_for_url(f"**/admin/articles/article/{article.pk}/change/")
    assert Article.objects.get().status != Article.Status.PUBLISHED


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP])
@pytest.mark.parametrize("kind", ["complaint", "correction"])
def test_the_forms_about_a_page_are_whole_and_say_what_is_wrong(open_page, axe_finds_nothing, device, kind):
    builders.portal(contact=builders.contact())
    zone = builders.zone(city=builders.city(name="济南", slug="jinan"), name="示例高新区", slug="gaoxin")
    for address in (f"/enquiries/new/?kind={kind}", f"/enquiries/new/?kind={kind}&src={zone.get_absolute_url()}"):
        page = open_page(f"{address}&city=jinan&zone=gaoxin" if "src" in address else address, device, bypass_csp=True)
        axe_finds_nothing(page)
        page.locator("#id_phone").fill("1")
        # The browser's own checks would stop what a script-less or older one sends.
        page.evaluate("document.querySelector('[data-enquiry]').noValidate = true")
        page.locator(".enquiry__send button").click()
        page.get_by_role("alert").wait_for()
        axe_finds_nothing(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
