"""The article's form in a real browser: where one begins, what ends the work, and what is kept of several tabs."""

import re

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import TEXT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_publishing_is_in_reach_wherever_one_is_in_the_form(desk, device):
    article = builders.draft(city=desk.city, body="<p>示例正文。</p>" * 60)
    page = desk(f"/admin/articles/article/{article.pk}/change/", device)
    for share in (0, 0.5, 1):
        page.evaluate("share => scrollTo(0, document.body.scrollHeight * share)", share)
        button = page.get_by_role("button", name="保存并发布").last.bounding_box()
        assert 0 <= button["y"] <= device["viewport"]["height"] - button["height"], share


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_new_story_begins_with_its_title_and_the_focus_is_not_under_the_bar(desk, device):
    page = desk(device=device)
    page.locator("#id_title:focus").wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        covered = page.evaluate("""() => {
            const box = document.activeElement.getBoundingClientRect();
            const bar = [...document.querySelectorAll(".desk-reach")].at(-1);
            return !bar.contains(document.activeElement) && box.height < 200
                && box.bottom > bar.getBoundingClientRect().top && box.top < bar.getBoundingClientRect().bottom;
        }""")
        assert not covered, page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_form_that_comes_back_begins_with_what_is_to_be_mended(desk, device):
    page = desk(device=device)
    page.locator("#id_title").fill("示例公司入驻")
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator(".field-section input:focus")).to_be_visible()
    expect(page.locator(".field-section .errorlist")).to_be_in_viewport()


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_sending_back_and_the_preview_are_in_reach_of_a_story_that_waits(desk, device):
    article = builders.draft(city=desk.city, body="<p>示例正文。</p>" * 60)
    article.submit(desk.editor)
    page = desk(f"/admin/articles/article/{article.pk}/change/", device)
    for name in ("退回", "预览"):
        link = page.get_by_role("link", name=name, exact=True).last.bounding_box()
        assert 0 <= link["y"] <= device["viewport"]["height"] - link["height"], name


def test_the_facts_stand_beside_the_words_and_lines_are_not_too_long(desk):
    page = desk()
    body, facts = page.locator(TEXT).bounding_box(), page.locator(".field-section").bounding_box()
    size = page.locator(TEXT).evaluate("each => parseFloat(getComputedStyle(each).fontSize)")
    assert body["width"] <= 44 * size + 2
    assert facts["x"] >= body["x"] + body["width"]
    assert facts["y"] < body["y"] + body["height"]
    assert facts["x"] - body["x"] - body["width"] < 80
    assert facts["x"] + facts["width"] > 1280 - 60


def test_on_a_phone_a_row_of_a_list_stands_in_lines_that_name_their_columns(desk):
    builders.article(zone=builders.zone(city=desk.city, name="示例市高新技术产业开发区"), title="示例市的一条信息")
    page = desk("/admin/articles/article/", PHONE)
    zone = page.locator("#result_list td.field-zone")
    zone.wait_for()
    box = zone.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert zone.evaluate("each => getComputedStyle(each, '::before').content") == '"园区"'
    assert page.locator("#result_list").evaluate(
        "each => each.parentElement.scrollWidth <= each.parentElement.clientWidth"
    )


def test_on_a_phone_the_names_in_the_history_stand_in_one_line_and_the_preview_is_whole(desk):
    article = builders.article(city=desk.city)
    article.record(builders.person(last_name="欧阳", first_name="示例记者"), "修改标题和摘要，补充来源")
    page = desk(f"/admin/articles/article/{article.pk}/history/", PHONE)
    assert page.get_by_text("欧阳示例记者").bounding_box()["height"] < 32
    page.goto(f"/admin/articles/article/{article.pk}/preview/")
    frame = page.get_by_title("手机上的样子").bounding_box()
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 390


def test_of_new_stories_in_two_tabs_both_are_kept_and_offered(desk):
    first = desk()
    tabs = [first, first.context.new_page()]
    for number, tab in enumerate(tabs, 1):
        tab.goto("/admin/articles/article/add/")
        tab.locator("#id_title").press_sequentially(f"第 {number} 个标签页里写的")
    for tab in tabs:
        tab.wait_for_function(
            "title => Object.values(localStorage).some((each) => each.includes(title))",
            arg=tab.locator("#id_title").input_value(),
        )
        tab.close(run_before_unload=False)
    page = first.context.new_page()
    page.goto("/admin/articles/article/add/")
    offers = page.get_by_label("没有保存的内容")
    expect(offers).to_have_count(2)
    offers.filter(has_text="第 1 个").get_by_role("button", name="恢复").click()
    expect(page.locator("#id_title")).to_have_value("第 1 个标签页里写的")
    page.reload()
    expect(offers).to_have_count(2)


def kept(page, words):
    """Waits until the browser holds the words."""
    page.wait_for_function("words => Object.values(localStorage).some((each) => each.includes(words))", arg=words)


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "changed"])
def test_what_another_tab_still_open_writes_is_not_offered_but_of_a_closed_one_it_is(desk, is_new):
    address = "add" if is_new else f"{builders.draft(city=desk.city).pk}/change"
    writing = desk(f"/admin/articles/article/{address}/")
    writing.locator("#id_title").fill("还开着的标签页里写的")
    kept(writing, "还开着的标签页里写的")
    other = writing.context.new_page()
    other.goto(f"/admin/articles/article/{address}/")
    other.locator("#id_title").fill("另写一篇")
    kept(other, "另写一篇")
    expect(other.get_by_label("没有保存的内容")).to_have_count(0)
    writing.close(run_before_unload=False)
    third = other.context.new_page()
    third.goto(f"/admin/articles/article/{address}/")
    offers = third.get_by_label("没有保存的内容")
    offers.filter(has_text="还开着的标签页里写的").wait_for()
    expect(offers).to_have_count(1)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_long_title_is_seen_whole_and_stays_one_line(desk, device):
    page = desk(device=device)
    title = page.locator("#id_title")
    title.fill("短标题")
    low = title.bounding_box()["height"]
    title.fill("示例市高新技术产业开发区集中签约三十二个重点项目，" * 3)
    expect(title).not_to_have_css("height", f"{low}px")
    assert title.evaluate("each => each.scrollHeight <= each.clientHeight + 1")
    title.press("Enter")
    title.press_sequentially("末")
    expect(title).to_have_value("示例市高新技术产业开发区集中签约三十二个重点项目，" * 3 + "末")
    title.fill("两行\n标题")
    expect(title).to_have_value("两行 标题")
    expect(title).to_have_css("height", f"{low}px")
    assert page.url.endswith("/add/")


def test_the_desktops_preview_is_not_cut_off(desk):
    article = builders.draft(city=desk.city, body="<p>示例正文。</p>" * 60)
    page = desk(f"/admin/articles/article/{article.pk}/preview/", DESKTOP)
    frame = page.locator(".desk-frame--wide")
    expect(frame).to_have_css("transform", re.compile("matrix"))
    box = frame.bounding_box()
    assert box["x"] + box["width"] <= 1280
    assert page.locator(".desk-frames-wide").evaluate("each => each.scrollWidth <= each.clientWidth + 1")
