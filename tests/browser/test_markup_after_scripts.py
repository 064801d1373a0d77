"""What scripts make of a page is HTML without an error as well: the Nu checker reads it when they are done."""

import pytest

from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.editor import jpeg
from tests.rows import image
from tests.validity.nu import FINE, NEWER, complaints, needs_java

pytestmark = [pytest.mark.slow, needs_java]

BODY = (
    "<p>第一段。</p><h2>一</h2><table><thead><tr><th>项目</th><th>数</th></tr></thead><tbody><tr><td>厂房</td><td>3</td></tr></tbody></table>"
    '<figure><img data-image="{}" alt="厂房"><figcaption>外景</figcaption></figure>'
)


def choose_land(page):
    page.locator("[name=kind][value=land]").check(force=True)
    page.locator("#id_phone").fill("1380000")
    page.locator("#id_need").click()


def send_an_empty_one(page):
    """As browsers do that check nothing themselves."""
    page.locator("form[data-enquiry]").evaluate("form => { form.noValidate = true; }")
    page.locator("form[data-enquiry] .button--main").click()
    page.locator(".errorlist").first.wait_for()


def ask_the_search(page):
    page.locator("#search-q").fill("示例")
    page.locator("[role=option]").first.wait_for()


def open_all(page):
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


#: The address of each kind of page, and what is done there.
VISITS = {
    "/": [open_all],
    "/search/": [ask_the_search],
    "ZONE": [open_all],
    "ARTICLE": [open_all],
    "LISTING": [open_all],
    "/listings/": [open_all],
    "/listings/compare/?n=NUMBERS": [],
    "/search/?q=示例": [],
    "/contact/": [],
    "/enquiries/new/": [open_all, choose_land],
    "/enquiries/new/?kind=rent&city=shicheng&zone=shiyuan&area=3000&src=/": [open_all, send_an_empty_one],
    "/enquiries/new/?kind=complaint": [open_all],
    "/enquiries/new/?kind=complaint&src=/about/": [send_an_empty_one],
    "/enquiries/new/?kind=correction": [send_an_empty_one],
}


@pytest.fixture
def visits():
    """VISITS with the addresses of things that are there."""
    contact = builders.contact(["13800000000"], is_adviser=True, wechat_id="shili", serving_hours="9:00—18:00")
    builders.portal(host="", contact=contact, complaint_email="complaints@example.com")
    city = builders.city(name="示例城", slug="shicheng")
    zone = builders.zone(city=city, name="示例产业园", slug="shiyuan", address="示例路 1 号", description="第一段。")
    article = builders.article(["示例标签"], zone=zone, body=BODY.format(image(city).pk))
    listings = [builders.listing(zone=zone) for _ in range(3)]
    named = {"ZONE": zone, "ARTICLE": article, "LISTING": listings[0]}
    numbers = ",".join(each.number for each in listings)
    return {
        named[path].get_absolute_url() if path in named else path.replace("NUMBERS", numbers): actions
        for path, actions in VISITS.items()
    }


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_nu_checker_has_nothing_against_a_page_that_scripts_have_changed(visits, open_page, device, tmp_path):
    page, pages, changed = open_page("/about/", device), {}, 0
    page.route("**/media/**", lambda route: route.fulfill(body=jpeg(), content_type="image/jpeg"))
    for path, actions in visits.items():
        sent = page.goto(path, wait_until="networkidle").text()
        for act in actions:
            act(page)
        page.wait_for_load_state("networkidle")
        pages[path] = "<!doctype html>" + page.evaluate("document.documentElement.outerHTML")
        changed += sent.count("<") != pages[path].count("<")
    assert changed > 3
    assert complaints(pages, tmp_path, {**NEWER, **FINE}) == {}
