"""When a first visitor on a throttled 4G line sees a page's main content, in a real Chromium through the real nginx."""

import shutil
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.desk_server import DeskServer
from bench.nginx import Nginx

HOST = "localhost"
VISITS = 5
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
#: 1.6 Mbit/s each way (bytes a second), 150 ms.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 200_000}
PAGES = {
    "home": "SELECT '/'",
    "zone": (
        "SELECT '/zones/' || c.slug || '/' || z.slug || '/' FROM zones_zone z JOIN zones_city c ON c.id = z.city_id"
        " WHERE z.is_listed ORDER BY z.cover_id IS NULL, z.id LIMIT 1"
    ),
    "article": (
        "SELECT '/news/' || id || '/' FROM articles_article WHERE status = 'published' AND published_at < now()"
        " ORDER BY cover_id IS NULL, id DESC LIMIT 1"
    ),
}
#: Milliseconds to the largest thing painted, once nothing has been asked for in a while.
LARGEST_PAINT = """() => new Promise(resolve => new PerformanceObserver(
    list => resolve(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""


def paint(options):
    """The slowest of home, zone and article of the demo content: the median of visits with nothing kept."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        server = stack.enter_context(DeskServer(Path(directory) / "var"))
        server.manage("load_demo", "--verbosity=0")
        server.manage("worker", "--drain")
        nginx = stack.enter_context(Nginx(Path(directory) / "nginx", HOST, server.port, server.var))
        playwright = stack.enter_context(sync_playwright())
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        stack.callback(browser.close)
        times = {}
        for name, statement in PAGES.items():
            [[path]] = server.ask(statement)
            visits = [_visit(browser, f"http://{HOST}:{nginx.port}{path}") for _ in range(VISITS)]
            times[name] = statistics.median(visits) / 1000
        told = ", ".join(f"{name} {seconds:.2f}" for name, seconds in times.items())
        return [("paint_s", round(max(times.values()), 2), f"largest paint on 1.6 Mbit/s with 150 ms: {told}")]


def _visit(browser, address):
    """Milliseconds of one visit by a browser that keeps nothing."""
    with browser.new_context(locale="zh-CN", **PHONE) as context:
        page = context.new_page()
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", LINE)
        page.goto(address, wait_until="networkidle")
        return page.evaluate(LARGEST_PAINT)
