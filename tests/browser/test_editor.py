"""The editor of bodies in a real browser: writing, pictures, and that what it holds is what the sanitiser leaves."""

import pytest
from playwright.sync_api import expect

from articles import body
from articles.models import Article
from bench.desk_server import wait_until
from images.models import Image
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import TEXT, held, jpeg, press, save, stored_image

pytestmark = pytest.mark.slow

STORED = (
    '<h2>标题</h2><p>有<strong>粗</strong>有<em>斜</em>，<a href="/news/1/" rel="noopener nofollow">链接</a>。</p>'
    "<ul><li>一</li><li>二</li></ul><ol><li>甲</li></ol><blockquote><p>引用</p></blockquote>"
    "<table><tbody><tr><th>年份</th><th>产值</th></tr><tr><td>2025</td><td>10 亿元</td></tr></tbody></table>"
    '<figure><img data-image="PICTURE" alt="厂房"><figcaption>示例厂房</figcaption></figure><p>末段</p>'
)


def test_a_body_edited_and_saved_is_what_the_sanitiser_leaves(desk):
    """Clean markup in, one word added, the same clean markup out, for all that articles have."""
    image = stored_image()
    markup = body.clean(STORED.replace("PICTURE", str(image.pk)))
    article = builders.draft(city=desk.city, body=markup)
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    assert held(page) == markup
    page.locator(TEXT).press("Control+End")
    page.keyboard.type("多一句")
    assert body.clean(held(page)) == markup.replace("末段", "末段多一句")
    save(page)
    article.refresh_from_db()
    assert article.body == markup.replace("末段", "末段多一句")


def test_headings_lists_links_and_tables_are_made_with_the_buttons(desk):
    page = desk()
    page.locator(TEXT).click()
    press(page, "标题")
    page.keyboard.type("一节")
    page.keyboard.press("Enter")
    press(page, "项目列表")
    page.keyboard.type("一条")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    press(page, "链接")
    page.get_by_label("显示的文字").fill("示例网")
    page.get_by_label("链接地址").fill("park.example/a")
    press(page, "确定")
    page.keyboard.press("Enter")
    press(page, "表格", "插入")
    page.locator(f"{TEXT} table").wait_for()
    page.keyboard.type("年份")
    markup = held(page)
    assert markup.startswith(
        '<h2>一节</h2><ul><li>一条</li></ul><p><a href="https://park.example/a">示例网</a></p><table>'
    )
    assert "<th>年份</th>" in markup


def test_undo_takes_back_and_full_screen_covers_the_page(desk):
    page = desk()
    page.locator(TEXT).click()
    page.keyboard.type("写错了")
    press(page, "撤销")
    assert held(page) == ""
    press(page, "全屏")
    box = page.locator(".prose-editor").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1280, 900)
    page.keyboard.press("Escape")
    assert page.locator(".prose-editor").bounding_box()["width"] < 1280


def test_a_chosen_picture_is_uploaded_and_saved_with_caption_and_alt(desk):
    page = desk(device=PHONE)
    page.get_by_label("标题", exact=False).first.fill("带图的一条")
    with page.expect_file_chooser() as chooser:
        press(page, "图片")
    chooser.value.set_files([{"name": "厂房.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}])
    page.locator(".editor-picture img[src]").wait_for()
    page.locator("figcaption").click()
    page.keyboard.type("示例厂房外景")
    press(page, "写替代文字")
    page.get_by_role("dialog").get_by_label("替代文字").fill("一排厂房")
    press(page, "确定")
    page.get_by_label("动态").check()
    save(page)
    image = Image.objects.get()
    assert Article.objects.get().body == (
        f'<figure><img data-image="{image.pk}" alt="一排厂房"><figcaption>示例厂房外景</figcaption></figure>'
    )


def test_pictures_dropped_together_are_all_uploaded_and_a_broken_one_says_why(desk):
    page = desk()
    page.locator(TEXT).click()
    colours = [list(jpeg(colour)) for colour in ("green", "blue")]
    page.evaluate(
        """([files, selector]) => {
            const transfer = new DataTransfer();
            files.forEach((bytes, n) =>
                transfer.items.add(new File([new Uint8Array(bytes)], `图${n}.jpg`, {type: "image/jpeg"})));
            const target = document.querySelector(selector);
            const {x, y} = target.getBoundingClientRect();
            target.dispatchEvent(new DragEvent("drop", {
                dataTransfer: transfer, bubbles: true, cancelable: true, clientX: x + 20, clientY: y + 20}));
        }""",
        [[*colours, [1, 2, 3]], TEXT],
    )
    page.get_by_text("这不是图片，或格式不支持").wait_for()
    ids = list(Image.objects.order_by("pk").values_list("pk", flat=True))
    assert body.image_ids(held(page)) == ids
    assert len(ids) == 2


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_editor_fits_the_screen_and_axe_finds_nothing(desk, axe_finds_nothing, device):
    article = builders.draft(city=desk.city, body=STORED.replace("PICTURE", str(stored_image().pk)))
    page = desk(f"/admin/articles/article/{article.pk}/change/", device, bypass_csp=True)
    page.locator(".editor-picture img[src]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)


def test_without_javascript_the_textarea_stays(desk):
    article = builders.draft(city=desk.city, body="<p>原文</p>")
    page = desk(f"/admin/articles/article/{article.pk}/change/", java_script_enabled=False)
    page.locator("#id_body").fill("<h2>手写</h2>")
    save(page)
    article.refresh_from_db()
    assert article.body == "<h2>手写</h2>"


@pytest.mark.slow
def test_words_not_saved_are_offered_back_after_a_closed_tab(desk):
    city_article = builders.draft(city=desk.city, title="原来的标题", body="<p>原文</p>")
    address = f"/admin/articles/article/{city_article.pk}/change/"
    page = desk(address)
    page.locator("#id_title").fill("没保存的标题")
    page.locator(TEXT).press("Control+End")
    page.keyboard.type("，没保存的字")
    wait_until(lambda: "没保存的字" in page.evaluate("Object.values(localStorage).join()"))
    again = page.context.new_page()
    page.close()
    again.goto(address)
    expect(again.locator("#id_title")).to_have_value("原来的标题")
    press(again, "恢复")
    expect(again.locator("#id_title")).to_have_value("没保存的标题")
    assert held(again) == "<p>原文，没保存的字</p>"
    save(again)
    city_article.refresh_from_db()
    assert (city_article.title, city_article.body) == ("没保存的标题", "<p>原文，没保存的字</p>")
    again.goto(address)
    expect(again.get_by_role("button", name="恢复", exact=True)).to_have_count(0)


@pytest.fixture
def sent_too_late(desk):
    """The page after saving a new title when the session had ended, and the article; one is signed in again."""
    article = builders.draft(city=desk.city, body="<p>原文</p>")
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    page.locator("#id_title").fill("会话过期以后")
    cookies = page.context.cookies(f"{page.url}")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.get_by_role("heading", name="还没有保存").wait_for()
    page.context.add_cookies(cookies)  # as after signing in in another window
    return page, article


def test_words_sent_after_the_session_ended_are_offered_back(sent_too_late):
    page, article = sent_too_late
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    press(page, "恢复")
    expect(page.locator("#id_title")).to_have_value("会话过期以后")


def test_words_sent_after_the_session_ended_are_saved_with_one_click_more(sent_too_late):
    page, article = sent_too_late
    press(page, "接着保存")
    page.locator(".messagelist .success").wait_for()
    article.refresh_from_db()
    assert (article.title, article.body) == ("会话过期以后", "<p>原文</p>")


def test_signing_in_in_the_other_window_leaves_one_click_to_save(desk):
    article = builders.draft(city=desk.city, body="<p>原文</p>")
    desk.editor.set_password("chang-mima-2026")
    desk.editor.save()
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    page.locator("#id_title").fill("在别的窗口登录以后")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存", exact=True).last.click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录").click()
    sign_in = opened.value
    sign_in.get_by_label("用户名").fill(desk.editor.username)
    sign_in.get_by_label("密码").fill("chang-mima-2026")
    press(sign_in, "登录")
    sign_in.locator("#logout-form").wait_for()
    press(page, "接着保存")
    page.locator(".messagelist .success").wait_for()
    article.refresh_from_db()
    assert article.title == "在别的窗口登录以后"


def test_the_checker_speaks_of_the_form_as_it_is(desk):
    page = desk()
    page.locator("#id_title").fill("示例项目总投资52亿元")
    page.locator(TEXT).click()
    page.keyboard.type("示例项目总投资5.2亿元。")
    press(page, "检查现在写的")
    page.locator(".desk-findings").get_by_text("52亿元").first.wait_for()
    assert not Article.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_preview_and_comparison_fit_the_screen_and_axe_finds_nothing(desk, axe_finds_nothing, device):
    article = builders.draft(city=desk.city, body="<p>总投资52亿元。</p>")
    article.record(desk.editor, "新建")
    article.change_body(desk.editor, lambda html: html.replace("52", "5.2"), "修改")
    page = desk(f"/admin/articles/article/{article.pk}/preview/", device, bypass_csp=True)
    page.frame_locator("iframe").first.get_by_role("heading", name=article.title).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)
    page.goto(f"/admin/articles/article/{article.pk}/revisions/1/2/")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)


def test_preview_shows_the_page_under_the_desks_policy(desk):
    article = builders.draft(city=desk.city)
    page = desk(f"/admin/articles/article/{article.pk}/preview/")
    page.frame_locator("iframe").last.get_by_role("heading", name=article.title).wait_for()


def test_the_second_saver_chooses_on_a_phone(desk):
    article = builders.draft(city=desk.city, title="原来的标题")
    article.record(desk.editor, "新建")
    page = desk(f"/admin/articles/article/{article.pk}/change/", PHONE)
    article.title = "同事的标题"
    article.save()
    article.record(desk.editor, "修改")
    page.locator("#id_title").fill("我的标题")
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.locator("ins").get_by_text("同事").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("标题用第 2 版的").check()
    save(page)
    article.refresh_from_db()
    assert article.title == "同事的标题"


def test_a_picture_of_the_library_is_found_by_its_words(desk):
    image = stored_image()
    page = desk(device=PHONE)
    page.locator(TEXT).click()
    press(page, "图库")
    page.get_by_label("按名称、替代文字或来源查找").fill("厂房")
    page.locator(".editor-library-list button").click()
    page.locator(".editor-picture img[src]").wait_for()
    assert body.image_ids(held(page)) == [image.pk]
