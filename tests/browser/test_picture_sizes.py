"""The pictures of cards: what `sizes` promises is what is shown, so that no browser fetches more than it shows."""

import pytest

from images.models import Image
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import jpeg

pytestmark = pytest.mark.slow

#: How many times as wide as it is shown `sizes` says that each picture of a card is.
PROMISED = """() => [...document.querySelectorAll(".card__cover img")].map(image => {
    const size = image.sizes.split(",").map(each => each.trim())
        .find(each => !each.startsWith("(") || matchMedia(each.slice(0, each.indexOf(")") + 1)).matches)
        .replace(/^\\(.*\\)/, "");
    const width = parseFloat(size) * (size.endsWith("vw") ? innerWidth / 100 : 1);
    return width / image.getBoundingClientRect().width;
})"""
TABLET = {"viewport": {"width": 820, "height": 1180}}


@pytest.mark.parametrize("device", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_a_cards_picture_is_fetched_as_wide_as_it_is_shown(open_page, device):
    given = {"file": "images/ab/a.jpg", "format": "jpg", "width": 1600, "height": 1000, "size": 1}
    cover = Image.objects.create(**given, rendered_widths=[320, 480, 640, 960, 1280])
    zone = builders.zone(cover=cover, is_featured=True)
    for _ in range(3):
        builders.article(zone=zone, cover=cover)
    page = open_page("/about/", device)
    page.route("**/media/**", lambda route: route.fulfill(body=jpeg(), content_type="image/jpeg"))
    for path in ("/", "/news/", zone.city.get_absolute_url()):
        page.goto(path)
        promised = page.evaluate(PROMISED)
        assert len(promised) >= 3
        assert all(1 <= each < 1.25 for each in promised), (path, promised)
