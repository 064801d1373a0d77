"""Where a picture goes that is put in while one writes, and what is known of it."""

import pytest

from articles import body
from tests import builders
from tests.browser.editor import TEXT, held, jpeg, press, stored_image

pytestmark = pytest.mark.slow

WORDS = "<p>设备投资5.1亿元。</p>"


@pytest.fixture
def writing(desk):
    """`writing("5")`: the form of a draft with the cursor behind those words of its only sentence."""

    def open_at(words, markup=WORDS):
        article = builders.draft(city=desk.city, body=markup)
        page = desk(f"/admin/articles/article/{article.pk}/change/")
        page.locator(TEXT).press("Control+Home")
        for _ in words:
            page.keyboard.press("ArrowRight")
        return page

    return open_at


def take_from_library(page):
    press(page, "图库")
    page.locator(".editor-library-list button").click()
    page.locator(".editor-picture img[src]").wait_for()


def test_a_picture_put_into_a_sentence_stands_behind_it_with_what_the_library_says_of_it(writing):
    figure = f'<figure><img data-image="{stored_image().pk}" alt="厂房"></figure>'
    page = writing("设备投资5")
    take_from_library(page)
    assert body.clean(held(page)) == f"{WORDS}{figure}"
    page.get_by_role("button", name="改替代文字").wait_for()


def test_at_the_beginning_of_a_paragraph_it_stands_before_and_selected_words_stay(writing):
    figure = f'<figure><img data-image="{stored_image().pk}" alt="厂房"></figure>'
    page = writing("")
    take_from_library(page)
    assert body.clean(held(page)) == f"{figure}{WORDS}"
    page = writing("")
    page.keyboard.press("Shift+End")
    take_from_library(page)
    assert body.clean(held(page)) == f"{WORDS}{figure}"


def test_in_a_list_a_table_and_a_caption_nothing_is_split_either(writing):
    image = stored_image().pk
    for markup in (
        "<ul><li>设备投资5.1亿元</li><li>二</li></ul>",
        "<table><tbody><tr><td>设备投资5.1亿元</td></tr></tbody></table>",
        f'<figure><img data-image="{image}" alt="厂房"><figcaption>设备投资5.1亿元</figcaption></figure><p>末段</p>',
    ):
        page = writing("", markup)
        page.locator(TEXT).get_by_text("设备投资5.1亿元").click()
        count = page.locator(".editor-picture").count()
        press(page, "图库")
        page.locator(".editor-library-list button").click()
        page.locator(".editor-picture").nth(count).wait_for()
        assert "设备投资5.1亿元" in body.clean(held(page))


def test_an_uploaded_picture_does_not_split_the_sentence(writing):
    page = writing("设备投资5")
    with page.expect_file_chooser() as chosen:
        press(page, "图片")
    chosen.value.set_files([{"name": "厂房.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}])
    page.locator(".editor-picture img[src]").wait_for()
    assert body.clean(held(page)).startswith(f"{WORDS}<figure>")
