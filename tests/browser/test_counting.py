"""What a real browser tells us of reading and tapping."""

import pytest

from articles.models import TapHit, ViewHit
from tests import builders

#: Headless Chromium says what it is, and robots are not counted.
READER = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36"


@pytest.mark.slow
def test_reading_and_tapping_are_counted(open_page):
    builders.portal(host="", contact=builders.contact())
    article = builders.article()
    page = open_page(article.get_absolute_url(), user_agent=READER)
    with page.expect_response("**/count/") as answer:
        pass
    assert answer.value.status == 204
    assert ViewHit.objects.get().article_id == article.pk
    with page.expect_response("**/count/") as answer:
        page.evaluate("""() => {
            const way = document.querySelector('[data-tap="call"]');
            way.addEventListener('click', (event) => event.preventDefault());
            way.click();
        }""")
    assert answer.value.status == 204
    tap = TapHit.objects.get()
    assert (tap.path, tap.action) == (article.get_absolute_url(), "call")
    assert tap.visitor == ViewHit.objects.get().visitor
