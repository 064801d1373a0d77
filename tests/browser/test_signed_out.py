"""The article's form after the sign-in has ended: scripts say so in a line, and the newest words are what is saved."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.editor import TEXT, press

WORDS = "登录已结束，请在新窗口登录，再试一次。"


@pytest.fixture
def signed_out(desk):
    """The page of a draft's form whose session ends, and the draft; the cookies sign in again."""
    article = builders.draft(city=desk.city, title="原来的标题", body="<p>原文</p>")
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    cookies = page.context.cookies(page.url)
    page.context.clear_cookies(name="sessionid")
    return page, article, [each for each in cookies if each["name"] == "sessionid"]


@pytest.mark.slow
def test_what_was_written_after_a_check_that_found_nobody_signed_in_is_what_is_saved(signed_out):
    page, article, cookies = signed_out
    panel = page.get_by_role("complementary", name="检查")
    page.locator("#id_title").fill("按检查时的标题")
    press(page, "检查现在写的")
    expect(panel.get_by_role("status")).to_have_text(f"{WORDS} 在新窗口登录")
    expect(panel.get_by_role("link", name="在新窗口登录")).to_have_attribute("target", "_blank")
    expect(page.locator("#article_form [name=title]")).to_have_count(1)
    page.locator("#id_title").fill("后来写的标题")
    page.locator("#id_summary").fill("后来写的摘要")
    page.locator(TEXT).press("Control+End")
    page.keyboard.type("，后来写的字")
    press(page.locator(".desk-reach").last, "保存")
    page.get_by_role("heading", name="还没有保存").wait_for()
    expect(page.locator("input[name=title]")).to_have_value("后来写的标题")
    page.context.add_cookies(cookies)  # as after signing in in another window
    press(page, "接着保存")
    page.locator(".messagelist .success").wait_for()
    article.refresh_from_db()
    assert (article.title, article.summary) == ("后来写的标题", "后来写的摘要")
    assert article.body == "<p>原文，后来写的字</p>"


@pytest.mark.slow
def test_after_signing_in_in_another_window_the_check_works_again_at_once(signed_out, desk):
    page, _, _ = signed_out
    press(page, "检查现在写的")
    page.get_by_text(WORDS).wait_for()
    desk.editor.set_password("chang-mima-2026")
    desk.editor.save()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in = opened.value
    sign_in.get_by_label("用户名").fill(desk.editor.username)
    sign_in.get_by_label("密码").fill("chang-mima-2026")
    press(sign_in, "登录")
    sign_in.locator("#logout-form").wait_for()
    page.locator("#id_title").fill("示例项目总投资52亿元")
    page.locator(TEXT).click()
    page.keyboard.type("总投资5.2亿元。")
    press(page, "检查现在写的")
    page.locator(".desk-findings").get_by_text("52亿元").first.wait_for()


@pytest.mark.slow
def test_the_other_scripts_of_the_form_say_it_too_and_bring_no_page(signed_out):
    page, _, _ = signed_out
    page.locator("#id_tags").press_sequentially("新能")
    page.locator(".desk-offers").get_by_text(WORDS).wait_for()
    press(page, "图库")
    library = page.get_by_role("dialog", name="从图库选")
    library.get_by_text(WORDS).wait_for()
    library.get_by_role("button", name="取消").click()
    with page.expect_file_chooser() as chosen:
        press(page, "图片")
    chosen.value.set_files([{"name": "厂房.jpg", "mimeType": "image/jpeg", "buffer": b"x"}])
    page.get_by_text(f"厂房.jpg：{WORDS}").wait_for()
    expect(page.locator("input[name=username]")).to_have_count(0)


@pytest.mark.slow
def test_words_kept_for_later_are_not_forgotten_over_what_another_tab_saves(signed_out):
    page, article, cookies = signed_out
    page.locator("#id_title").fill("还没有保存成的标题")
    press(page.locator(".desk-reach").last, "保存")
    page.get_by_role("heading", name="还没有保存").wait_for()
    other = page.context.new_page()
    page.context.add_cookies(cookies)
    other.goto(f"/admin/articles/article/{builders.draft(city=article.city).pk}/change/")
    press(other.locator(".desk-reach").last, "保存")
    other.locator(".messagelist .success").wait_for()
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    press(page, "恢复")
    expect(page.locator("#id_title")).to_have_value("还没有保存成的标题")
