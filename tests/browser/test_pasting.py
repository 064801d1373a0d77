"""Pasting into the editor in a real browser: what WeChat, Word, WPS and web pages put into the clipboard."""

import io
from pathlib import Path

import PIL.Image
import pytest
from playwright.sync_api import expect

from articles import body
from articles.models import Article, RemotePicture
from images.models import Image
from staff.roles import WRITER
from tests import builders
from tests.browser.editor import TEXT, held, jpeg, press, stored_image

pytestmark = pytest.mark.slow

PASTE = """([html, rtf, selector, plain = "plain"]) => {
    const data = new DataTransfer();
    if (html) data.setData("text/html", html);
    data.setData("text/rtf", rtf);
    data.setData("text/plain", plain);
    document.querySelector(selector).dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""
CLIPBOARD = Path(__file__).parent / "clipboard"


def paste(page, name, rtf=""):
    page.locator(TEXT).click()
    page.evaluate(PASTE, [(CLIPBOARD / f"{name}.clip").read_text(encoding="utf-8"), rtf, TEXT])


def test_what_wechat_gives_becomes_paragraphs_and_its_late_pictures_stay(desk):
    page = desk()
    paste(page, "wechat")
    assert body.clean(held(page)) == (
        "<p><strong>一、项目概况</strong></p>"
        "<p>11月19日，示例市举行新能源项目集中开工活动，<strong>总投资</strong>52亿元。</p>"
        '<figure><img data-remote="https://mmbiz.example/sz_mmbiz_jpg/abc/640?wx_fmt=jpeg&amp;from=appmsg" alt="图片">'
        "</figure><p>开工现场</p><p>正文写在盒子里，没有段落。</p><p>再深一层的盒子。</p>"
    )


def test_title_account_and_date_of_a_pasted_page_fill_their_empty_fields(desk):
    page = desk()
    paste(page, "wechat")
    expect(page.locator("#id_title")).to_have_value("示例市新能源项目集中开工")
    expect(page.locator("#id_source_name")).to_have_value("示例发布")
    expect(page.locator("#id_event_date")).to_have_value("2026-11-20")
    page.get_by_text("已从粘贴的内容填入：标题、来源、事件日期。请核对。").wait_for()


def test_a_field_that_says_something_is_left_alone(desk):
    page = desk()
    page.locator("#id_title").fill("编辑自己的标题")
    paste(page, "page")
    expect(page.locator("#id_title")).to_have_value("编辑自己的标题")
    expect(page.locator("#id_source_url")).to_have_value("https://news.example/2026/11/a.html")


def test_what_word_gives_is_lists_tables_and_sentences_without_its_line_ends(desk):
    page = desk()
    paste(page, "word")
    assert body.clean(held(page)) == (
        "<h2>项目情况</h2>"
        "<p>示例公司计划在示例园区投资建设生产基地，<strong>总投资3.5亿元</strong>，占地120亩。</p>"
        "<ol><li>第一条</li><li>第二条<ul><li>下一级</li></ul></li></ol>"
        '<table><tbody><tr><td>指标</td><td>2025</td></tr><tr><td colspan="2">合计</td></tr></tbody></table>'
    )
    page.get_by_text("这张图片在原来的电脑里").wait_for()


def test_words_pictures_come_up_from_the_clipboards_rtf(desk):
    page = desk()
    paste(
        page,
        "word",
        r"{\rtf1{\*\shppict{\pict\picw100{\*\picprop}\pngblip\bliptag1{\*\blipuid 00ff}" + png().hex() + "}}}",
    )
    page.locator(".editor-picture img[src]").wait_for()
    assert body.image_ids(held(page)) == [Image.objects.get().pk]


def png():
    out = io.BytesIO()
    PIL.Image.new("RGB", (40, 30), "blue").save(out, "PNG")
    return out.getvalue()


def test_what_wps_gives_loses_its_fonts_and_keeps_what_is_numbered_in_chinese(desk):
    page = desk()
    paste(page, "wps")
    assert body.clean(held(page)) == (
        "<p><strong>招商公告</strong></p><p>厂房层高8米。</p><ul><li>水电齐全</li></ul><p>（一）报名条件</p>"
    )


def test_what_a_web_page_gives_is_its_text_without_scripts_and_counters(desk):
    page = desk()
    paste(page, "page")
    assert body.clean(held(page)) == (
        '<p>第一段直接写在盒子里。</p><p>第二段用两个换行隔开，<a href="https://news.example/b.html" '
        'rel="noopener nofollow">相关报道</a>。</p><h4>小结</h4>'
        '<figure><img data-remote="https://img.example/photo.jpg" alt="签约现场"></figure>'
        "<p>分享</p><ul><li>甲项目</li><li>乙项目</li></ul>"
    )
    expect(page.locator("#id_title")).to_have_value("示例开发区签约三个项目")


LINKS = (
    '<p>附件：<a href="./P0202.xlsx">项目清单</a>、<a href="/art/2026/1.html">公告</a>、'
    '<a href="javascript:show(1)">图表</a>。</p>'
    '<p><a href="#top">回到顶部</a><a href="https://news.example/b.html">报道</a></p>'
)


def test_links_that_lead_nowhere_from_here_are_said(desk):
    page = desk()
    page.locator(TEXT).click()
    page.evaluate(PASTE, [LINKS, "", TEXT])
    says = page.locator(".editor-says")
    expect(says).to_have_text("3 个链接没有放进正文，只留下文字：“项目清单”“公告”“图表”。")
    assert held(page).startswith("<p>附件：项目清单、公告、图表。</p>")


def test_with_a_source_address_such_links_lead_from_there(desk):
    page = desk()
    page.locator("#id_source_url").fill("https://gov.example/art/2026/list.html")
    page.locator(TEXT).click()
    page.evaluate(PASTE, [LINKS, "", TEXT])
    assert 'href="https://gov.example/art/2026/P0202.xlsx"' in held(page)
    assert 'href="https://gov.example/art/2026/1.html"' in held(page)
    expect(page.locator(".editor-says")).to_have_text(
        "按来源链接补全了 2 个链接，请核对。1 个链接没有放进正文，只留下文字：“图表”。"
    )


COPY = """(selector) => {
    const data = new DataTransfer();
    document.querySelector(selector).dispatchEvent(
        new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
    return data.getData("text/html");
}"""


def test_what_is_copied_from_an_article_here_is_pasted_as_it_is(desk):
    """Other editors mark what they copy as this one does, and theirs is cleaned."""
    image = stored_image()
    markup = body.clean(
        '<ol start="5"><li>五</li></ol><table><tbody><tr><td>格一</td><td>格二</td></tr></tbody></table>'
        f'<figure><img data-image="{image.pk}" alt="厂房"><figcaption>厂房</figcaption></figure>'
        '<p>见<a href="/news/1/">上一条</a>与<a href="https://park.example/">园区</a>。</p>'
    )
    article = builders.draft(city=desk.city, body=markup)
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    page.locator(TEXT).press("Control+a")
    copied = page.evaluate(COPY, TEXT)
    page.keyboard.press("Delete")
    assert held(page) == ""
    page.evaluate(PASTE, [copied, "", TEXT])
    assert body.clean(held(page)) == markup
    expect(page.locator(".editor-says")).to_have_text("")


def test_a_fetched_picture_takes_its_place_while_the_editor_is_open(desk):
    page = desk()
    page.unroute("**/bring/")
    with page.expect_response("**/bring/"):
        paste(page, "page")
    page.get_by_text("外站图片，保存后自动取回").wait_for()
    expect(page.locator(".editor-picture")).to_have_count(1)
    image = stored_image()
    RemotePicture.objects.update(image=image)
    page.locator(".editor-picture img[src]").wait_for()
    assert body.image_ids(held(page)) == [image.pk]


def test_a_pasted_picture_of_our_own_takes_its_place(desk):
    page, image = desk(), stored_image()
    page.unroute("**/bring/")
    page.locator(TEXT).click()
    page.evaluate(PASTE, [f'<p>正文</p><img src="{image.url}" alt="现场">', "", TEXT])
    page.locator(".editor-picture img[src]").wait_for()
    assert body.image_ids(held(page)) == [image.pk]


def test_from_a_paste_with_pictures_to_a_reader(desk, open_page):
    """An editor's whole way: paste, picture, what the checker says, submit, publish; then a visitor reads it."""
    writer = builders.person(WRITER, desk.city, last_name="示例", first_name="记者")
    page = desk(user=writer)
    paste(page, "wechat")
    page.locator("#id_title").fill("示例市新能源项目集中开工，总投资5.2亿元")
    page.locator(".editor-picture").get_by_role("button", name="删除图片").click()
    with page.expect_file_chooser() as chooser:
        press(page, "图片")
    chooser.value.set_files([{"name": "开工.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}])
    page.locator(".editor-picture img[src]").wait_for()
    press(page, "检查现在写的")
    page.locator(".desk-findings").get_by_text("5.2亿元").first.wait_for()
    page.locator("#id_title").fill("示例市新能源项目集中开工，总投资52亿元")
    page.get_by_label("动态").check()
    page.get_by_role("button", name="保存并提交审核").last.click()
    page.locator(".messagelist .success").first.wait_for()
    article = Article.objects.get()
    assert article.status == Article.Status.IN_REVIEW
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    page.get_by_role("button", name="保存并发布").last.click()
    page.get_by_role("button", name="发布").click()
    page.get_by_text("看公开页面").first.wait_for()
    visitor = open_page(article.get_absolute_url())
    visitor.get_by_role("heading", name="示例市新能源项目集中开工，总投资52亿元").wait_for()
    expect(visitor.locator(".prose img")).to_have_attribute("alt", "示例市新能源项目集中开工，总投资52亿元（图 1）")
