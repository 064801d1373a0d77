"""A real Chromium before the real application. Skipped, with the reason, where no Chromium is installed."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import expect, sync_playwright

from staff.roles import EDITOR
from tests import builders
from tests.browser.editor import ADD, jpeg

# Playwright's event loop runs in this thread and makes Django think that we are asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
#: A limit for what hangs, in milliseconds: each wait ends with its condition, however slow the machine is.
LIMIT = 60_000
expect.set_options(timeout=LIMIT)
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
#: The sandbox needs rights that containers and root lack; the rest keeps Chromium from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="No Chromium on this machine."))


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    connection = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        # Under a running loop Django keeps its connections elsewhere; let it find the one that knows the test database.
        connections[DEFAULT_DB_ALIAS] = connection
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, django_db_serialized_rollback):
    """`open_page("/news/", DESKTOP)`: a page of the running site, on a phone unless told otherwise.

    Whatever the page's console complains about fails the test at its end.
    """
    contexts, complaints = [], []

    def open_page(path, device=PHONE, **options):
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN", **{**device, **options})
        context.set_default_timeout(LIMIT)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    # What a page asks for while it closes is no longer answered by the test: it says nothing about the page.
    heard = tuple(complaints)
    for context in contexts:
        context.close()
    assert not heard


@pytest.fixture
def axe_finds_nothing():
    """`axe_finds_nothing(page)`: fails with what axe has against the page."""

    def check(page):
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture
def desk(open_page, client, live_server, settings, tmp_path):
    """`desk(path, DESKTOP)`: a page of the desk before an editor who has signed in."""
    settings.MEDIA_ROOT = tmp_path
    city = builders.city(name="示例市", slug="shili")
    editor = builders.person(EDITOR, city, last_name="示例", first_name="编辑")
    builders.section()

    def open_desk(path=ADD, device=DESKTOP, user=editor, **options):
        client.force_login(user)
        page = open_page("/admin/login/", device, **options)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": f"{live_server.url}/admin/"}])
        # Media are nginx's or granian's, not the test server's.
        page.route("**/media/**", lambda route: route.fulfill(body=jpeg(), content_type="image/jpeg"))
        page.route("**/bring/", lambda route: route.fulfill(json={"pictures": {}}))
        page.goto(path)
        return page

    open_desk.city, open_desk.editor = city, editor
    return open_desk
