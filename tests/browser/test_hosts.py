"""Hosts in a real browser: what a city lacks and what is missed, on a phone; the card of a page inside WeChat."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from addresses.models import MissingAddress
from staff.roles import EDITOR
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE
from wechat.models import WeChatAccount

INSIDE_WECHAT = PHONE | {"user_agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 MicroMessenger/8.0.50"}
#: Stands in for Tencent's file: remembers what it was told.
SDK = """
window.told = {};
window.wx = {
  config: (given) => { window.told.config = given; },
  ready: (then) => then(),
  updateAppMessageShareData: (card) => { window.told.chat = card; },
  updateTimelineShareData: (card) => {
    window.told.timeline = card;
    document.body.dataset.told = "all";
  },
};
"""


@pytest.fixture
def desk(open_page, live_server):
    """`desk(path, device)`: a page as an editor of the whole network sees it."""

    def desk(path, device=PHONE, **options):
        client = Client()
        client.force_login(builders.person(EDITOR))
        page = open_page("/admin/login/", device, **options)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": f"{live_server.url}/admin/"}])
        page.goto(path)
        return page

    return desk


@pytest.mark.slow
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize(
    "path", ["/admin/zones/city/{}/opening/", "/admin/addresses/missingaddress/", "/admin/addresses/oldaddress/add/"]
)
def test_the_pages_fit_and_axe_finds_nothing(desk, axe_finds_nothing, path, device):
    """Axe itself writes inline styles, therefore without the policy."""
    builders.portal()
    city = builders.city(name="示例市", slug="gaoxin", host="city.example")
    MissingAddress.objects.create(
        host="city.example", kind="path", key="/parks/gaoxin.html", times=12, referrer="search.example"
    )
    MissingAddress.objects.create(host="city.example", kind="post", key="6108", times=3)
    page = desk(path.format(city.pk), device, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    axe_finds_nothing(page)


@pytest.mark.slow
def test_a_page_inside_wechat_hands_over_its_card(open_page, live_server, settings, tmp_path):
    host, _, port = live_server.url.removeprefix("http://").rpartition(":")
    settings.PUBLIC_PORT = int(port)
    settings.WECHAT_SDK = tmp_path / "sdk.js"
    settings.WECHAT_SDK.write_text(SDK)
    builders.portal(host=host)
    ends = timezone.now() + timedelta(hours=1)
    WeChatAccount.objects.create(app_id="wx" + "0" * 16, secret="a" * 32, ticket="示例", ticket_expires_at=ends)
    article = builders.article(title="示例项目签约", summary="示例摘要")
    page = open_page(f"{article.get_absolute_url()}?from=singlemessage", INSIDE_WECHAT)
    page.wait_for_selector("body[data-told]", state="attached")
    told = page.evaluate("window.told")
    assert told["config"]["appId"] == "wx" + "0" * 16
    assert told["chat"]["title"] == told["timeline"]["title"] == "示例项目签约"
    assert told["chat"]["desc"] == "示例摘要"
    assert told["chat"]["link"] == f"{live_server.url}{article.get_absolute_url()}"
    listing = builders.listing(zone=builders.zone(name="示例园"), area_m2=2000)
    for address, query, title in (
        (listing.get_absolute_url(), "", "示例园 厂房 2,000 ㎡出租"),
        ("/listings/", "?kind=factory", "厂房房源"),
    ):
        page = open_page(f"{address}{query or '?'}&from=singlemessage", INSIDE_WECHAT)
        page.wait_for_selector("body[data-told]", state="attached")
        told = page.evaluate("window.told")
        assert (told["chat"]["title"], told["chat"]["link"]) == (title, f"{live_server.url}{address}{query}")


@pytest.mark.slow
def test_elsewhere_no_sdk_is_loaded(open_page, settings, tmp_path):
    settings.WECHAT_SDK = tmp_path / "sdk.js"
    settings.WECHAT_SDK.write_text(SDK)
    builders.portal()
    page = open_page("/about/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.told === undefined")
