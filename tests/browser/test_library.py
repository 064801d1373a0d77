"""The picture library: many pictures at once, with a line for each."""

import base64

import pytest
from playwright.sync_api import expect

from images.models import Image
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import jpeg, stored_image

pytestmark = pytest.mark.slow


def files():
    """Two new pictures, one that is stored already, one cut short, one that is a page in disguise."""
    contents = {
        "厂房.jpg": jpeg("green"), "办公楼.jpg": jpeg("blue", (1600, 1200)), "库里的.jpg": jpeg(),
        "传了一半.jpg": jpeg("white", (900, 900))[:2000], "伪装.png": b"<html><script>alert(1)</script></html>",
    }  # fmt: skip
    return [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in contents.items()]


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_many_are_sent_at_once_and_each_is_answered_for(desk, axe_finds_nothing, device):
    known = stored_image()
    page = desk("/admin/images/image/add/", device, bypass_csp=True)
    page.get_by_label("选择图片，或者把图片拖到这里").set_input_files(files())
    page.get_by_role("status").get_by_text("传完了：新存 2 张，已有 1 张，没有存 2 个。").wait_for()
    said = dict(line.inner_text().split("\n", 1) for line in page.locator(".desk-many li").all())
    assert [said[name].strip() for name in ("厂房.jpg", "办公楼.jpg", "库里的.jpg")] == [
        "已传", "已传", "已有，没有重复存",
    ]  # fmt: skip
    assert "不完整" in said["传了一半.jpg"]
    assert "这不是图片" in said["伪装.png"]
    assert Image.objects.count() == 3
    assert page.get_by_role("link", name="库里的.jpg").get_attribute("href").endswith(f"/{known.pk}/change/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe_finds_nothing(page)


def test_files_may_be_dropped(desk):
    page = desk("/admin/images/image/add/")
    page.locator(".desk-many").evaluate(
        """async (section, address) => {
            const transfer = new DataTransfer();
            const content = Uint8Array.from(atob(address), (letter) => letter.charCodeAt(0));
            transfer.items.add(new File([content], "拖来的.jpg", { type: "image/jpeg" }));
            section.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
        }""",
        base64.b64encode(jpeg()).decode(),
    )
    page.get_by_text("传完了：新存 1 张").wait_for()
    assert Image.objects.get().title == "拖来的"


def test_without_scripts_the_form_for_one_stays(desk):
    page = desk("/admin/images/image/add/", java_script_enabled=False)
    expect(page.get_by_text("一次传多张")).to_be_hidden()
    expect(page.get_by_label("图片文件")).to_be_visible()
