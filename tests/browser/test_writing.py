"""The article's form in a real browser: where one begins, what ends the work, and what is kept of several tabs."""

import pytest

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

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
    assert offers.count() == 2
    offers.filter(has_text="第 1 个").get_by_role("button", name="恢复").click()
    assert page.locator("#id_title").input_value() == "第 1 个标签页里写的"
    page.reload()
    assert offers.count() == 2


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
    assert other.get_by_label("没有保存的内容").count() == 0
    writing.close(run_before_unload=False)
    third = other.context.new_page()
    third.goto(f"/admin/articles/article/{address}/")
    offers = third.get_by_label("没有保存的内容")
    offers.filter(has_text="还开着的标签页里写的").wait_for()
    assert offers.count() == 1
