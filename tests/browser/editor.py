"""Writing in the editor of bodies, as tests do it."""

import io

import PIL.Image

from images.uploads import store

ADD = "/admin/articles/article/add/"
TEXT = "[role=textbox][aria-multiline]"


def jpeg(colour="red", size=(40, 30)):
    out = io.BytesIO()
    PIL.Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def stored_image():
    return store(io.BytesIO(jpeg()), alt="厂房")


def press(page, *names):
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def held(page):
    """What would be saved."""
    return page.locator("#id_body").input_value()


def save(page):
    page.get_by_role("button", name="保存", exact=True).last.click()
    page.locator(".messagelist .success").first.wait_for()
