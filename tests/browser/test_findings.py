"""From what the checker finds to the words in the form, with one tap."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import TEXT, press

pytestmark = pytest.mark.slow

BODY = (
    "<p>示例正文。</p>" * 30
    + "<table><tbody><tr><td>示例甲</td><td>示例乙</td></tr></tbody></table>"
    + "<ul><li>示例条目</li></ul><p>项目<strong>总投资</strong>5.2亿元。</p>"
)


def marked(page, words):
    """Waits until exactly these words are selected."""
    page.wait_for_function("words => getSelection().toString() === words", arg=words)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_tap_on_a_finding_marks_its_words_where_they_stand(desk, device):
    article = builders.draft(city=desk.city, title="示例项目总投资52亿元", body=BODY)
    page = desk(f"/admin/articles/article/{article.pk}/change/", device)
    panel = page.get_by_role("complementary", name="检查")
    panel.get_by_role("button", name="正文第 33 段“5.2亿元”").click()
    marked(page, "5.2亿元")
    box = page.locator(TEXT).get_by_text("5.2亿元").bounding_box()
    assert 0 < box["y"] < device["viewport"]["height"]
    panel.get_by_role("button", name="摘要").click()
    expect(page.locator("#id_summary")).to_be_focused()
    panel.get_by_role("button", name="来源").click()
    expect(page.locator("#id_source_name")).to_be_focused()


def test_after_another_check_and_for_words_that_are_gone_a_tap_leads_to_the_paragraph(desk):
    article = builders.draft(city=desk.city, title="示例项目总投资52亿元", body="<p>一段。</p><p>总投资5.2亿元。</p>")
    page = desk(f"/admin/articles/article/{article.pk}/change/")
    press(page, "检查现在写的")
    finding = page.get_by_role("button", name="正文第 2 段“5.2亿元”")
    finding.click()
    marked(page, "5.2亿元")
    page.keyboard.type("多少")
    finding.click()
    marked(page, "总投资多少。")
