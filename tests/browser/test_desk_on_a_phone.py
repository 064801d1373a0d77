"""The desk on a phone: what is used most is in sight."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.slow


def test_pictures_links_and_tables_are_in_sight_above_the_editor_and_the_rest_is_not_far(desk):
    page = desk(device=PHONE)
    bar = page.get_by_role("toolbar", name="正文格式")
    for name in ("链接", "图片", "图库", "表格", "撤销"):
        box = bar.get_by_role("button", name=name, exact=True).bounding_box()
        assert 0 <= box["x"] <= 390 - box["width"], name
    assert bar.evaluate("each => each.scrollWidth") < 2 * 390
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_lists_search_box_holds_a_few_words(desk):
    page = desk("/admin/articles/article/", PHONE)
    box, button = page.locator("#searchbar").bounding_box(), page.get_by_role("button", name="查找").bounding_box()
    assert box["width"] > 220
    assert abs(box["y"] - button["y"]) < 12
