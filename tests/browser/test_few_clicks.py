"""How many clicks the two commonest pieces of an editor's work take: a story from WeChat, and a typo on a phone."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests import builders
from tests.browser.conftest import PHONE
from tests.browser.editor import TEXT
from tests.browser.test_pasting import paste

pytestmark = pytest.mark.slow

#: With all that is clicked or tapped, from the desk's start page.
FOR_A_STORY, FOR_A_TYPO = 6, 5
#: Between two keys. The editor takes a script's second key for an echo of its first.
THUMB_MS = 200


@pytest.fixture
def clicks():
    """`clicks(locator, ...)` clicks one after the other; `clicks.count` says how many there were."""

    def click(*locators):
        for each in locators:
            each.click()
            click.count += 1

    click.count = 0
    return click


def test_a_story_from_wechat_is_public_after_six_clicks(desk, clicks, open_page):
    page = desk("/admin/")
    clicks(page.get_by_role("link", name="写文章").first, page.locator(TEXT))
    paste(page, "wechat_whole_page")
    expect(page.locator("#id_title")).not_to_have_value("")
    clicks(page.get_by_label("动态"), page.get_by_role("button", name="保存并发布").last)
    clicks(page.get_by_role("button", name="仍要发布"))
    expect(page.get_by_text("看公开页面").first).to_be_visible()
    assert clicks.count <= FOR_A_STORY
    assert open_page(Article.objects.get().get_absolute_url()).get_by_role("heading", level=1).is_visible()


def test_a_typo_is_mended_on_a_phone_with_five_taps_and_without_scrolling(desk, clicks):
    article = builders.article(city=desk.city, title="示例园区开园", body="<p>示例园区开元。</p>", author=desk.editor)
    page = desk("/admin/", PHONE)
    clicks(page.get_by_role("link", name="示例园区开园").first)
    words = page.locator(TEXT).get_by_text("示例园区开元")
    expect(words).to_be_in_viewport()
    clicks(words)
    for key, left in (("End", "示例园区开元。"), ("Backspace", "示例园区开元"), ("Backspace", "示例园区开")):
        page.wait_for_timeout(THUMB_MS)
        page.keyboard.press(key)
        expect(page.locator(TEXT)).to_have_text(left)
    page.keyboard.type("园。")
    button = page.get_by_role("button", name="保存并发布").last
    expect(button).to_be_in_viewport()
    clicks(button)
    expect(page.locator(".messagelist .success").first).to_be_visible()
    assert clicks.count <= FOR_A_TYPO
    article.refresh_from_db()
    assert article.body == "<p>示例园区开园。</p>"
