"""From a need in words to a lead that names the listing, on a phone; and the pages of listings on every screen."""

import re

import pytest
from playwright.sync_api import expect

from leads.models import Enquiry
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.slow
LONG = "济南先进智能制造与高端装备配套产业园（二期扩建区）（示例）"


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def halls():
    builders.portal(contact=builders.contact(), response_promise="工作时间 2 小时内回电")
    zone = builders.zone(name=LONG, city=builders.city(name="济南", slug="jinan"))
    given = {"zone": zone, "storeys": "single", "clear_height_m": 9, "crane_t": 10}
    return [
        builders.listing(**given, building="1 号楼", price="22 元/㎡·月"),
        builders.listing(**given, building="2 号楼", price="24 元/㎡·月", area_m2=3200),
        builders.listing(zone=zone, building="3 号楼", clear_height_m=8),
    ]


def ask_for_one(open_page, halls):
    """From a need in words to an enquiry about one of the halls, which is returned."""
    first, second, _ = halls
    page = open_page("/")
    page.get_by_label("说说您要什么").fill("济南 3000平 单层 净高9米 10吨行车")
    page.get_by_role("button", name="找房源").click()
    page.locator(".chips__one", has_text="单层").wait_for()
    expect(page.get_by_role("status").last).to_contain_text("共 2 套")
    page.locator(".offers__compare", has_text=first.number).click()
    page.locator(".offers__compare", has_text=second.number).click()
    page.get_by_role("link", name="看对比").click()
    page.locator(".compare__differs").nth(1).wait_for()
    page.get_by_role("link", name=f"{LONG} 2 号楼", exact=True).click()
    page.get_by_role("link", name="询这一套").click()
    page.get_by_label("称呼").fill("王先生")
    page.get_by_label("需求").fill("想看现场")
    page.get_by_label("手机号").fill("138 0000 0000")
    page.get_by_label("同意按下列说明").check()
    page.get_by_label("同意把我的联系方式转给合适的园区").check()
    page.get_by_role("button", name="提交需求").click()
    page.wait_for_url("**/enquiries/thanks/**")
    assert Enquiry.objects.get().listing == second
    return second


def test_from_that_lead_to_a_recommendation_and_a_listing_that_is_taken(open_page, halls, client, live_server):
    second = ask_for_one(open_page, halls)
    lead, seller = Enquiry.objects.get().lead, builders.person(SALES, second.city)
    lead.claim(seller)
    for stage in ("contacted", "qualified"):
        lead.move(stage, seller)
    client.force_login(seller)
    page = open_page("/admin/login/", PHONE)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/admin/leads/lead/{lead.pk}/change/")
    offer = page.locator(".lead-offer", has_text=second.number)
    expect(offer).to_contain_text("客户问的")
    offer.get_by_role("button", name="推荐", exact=True).click()
    page.get_by_text(f"已记下推荐：{second}").wait_for()
    for stage in ("带看考察", "洽谈"):
        page.get_by_label("阶段改为").select_option(label=stage)
        page.get_by_role("button", name="改阶段").click()
        page.locator(".lead-card__top", has_text=stage).wait_for()
    page.get_by_role("link", name="去签约，填签约内容").click()
    expect(page.get_by_label("签下的房源")).to_have_value(second.number)
    for label, typed in {"期限": "5 年", "投资额": "2000 万", "预计年税收": "待定"}.items():
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="签约", exact=True).click()
    page.get_by_text(f"{second.number} 改为已租（售）").wait_for()
    second.refresh_from_db()
    assert second.state == "taken"
    assert page.request.get(live_server.url + second.get_absolute_url()).status == 410


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_fit_the_screen_and_axe_finds_nothing(open_page, axe_finds_nothing, halls, screen):
    numbers = ",".join(hall.number for hall in halls)
    gone = builders.listing(zone=halls[0].zone, state="taken")
    paths = ["/listings/", "/listings/?area=3000&height=9&crane=abc", "/listings/?area=900000"]
    paths += [f"/listings/compare/?n={numbers}", halls[0].get_absolute_url()]
    zone = halls[0].zone
    for number in range(3):
        builders.zone(city=zone.city, name=f"{LONG}{number}", slug=f"yuan{number}", summary="一句话介绍。" * 9)
    keys = ",".join(each.key for each in zone.city.zones.all())
    paths += [f"/zones/compare/?z={keys}", "/zones/compare/", f"/zones/?z={zone.key}", zone.city.get_absolute_url()]
    paths += [zone.get_absolute_url(), builders.article(zone=zone).get_absolute_url()]
    for path in paths:
        page = open_page(path, screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"], path
        axe_finds_nothing(page)
    page = open_page("/about/", screen)
    assert page.request.get(gone.get_absolute_url()).status == 410


@pytest.mark.parametrize(("screen", "lines"), [(PHONE, 4), (DESKTOP, 1)], ids=["phone", "desktop"])
def test_what_is_like_a_listing_that_is_gone_stands_in_one_row_where_there_is_room(
    open_page, axe_finds_nothing, halls, screen, lines
):
    gone = builders.listing(zone=halls[0].zone, state="taken")
    builders.listing(zone=halls[0].zone, building="4 号楼")
    page = open_page("/about/", screen)
    # A page that answers 410 complains in the console of itself.
    page.route("**/listings/*/", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(gone.get_absolute_url())
    expect(page.get_by_role("heading", level=1)).to_contain_text("已经不在租售")
    tops = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.getBoundingClientRect().top)")
    assert len(tops) == 4
    assert len(set(tops)) == lines
    axe_finds_nothing(page)


def test_four_zones_side_by_side_fit_one_landscape_sheet(open_page, halls):
    zone = halls[0].zone
    for number in range(3):
        fields = {"summary": "一句话介绍。" * 9, "address": "示例大道 188 号示例大厦" * 4, "tax_per_mu_10k": 20}
        other = builders.zone(city=zone.city, name=f"{LONG}{number}", slug=f"yuan{number}", **fields)
        for kind, deal in (("factory", "rent"), ("factory", "sale"), ("office", "rent"), ("land", "transfer")):
            builders.listing(zone=other, kind=kind, deal=deal, price="30 万/亩" if kind == "land" else "")
    keys = ",".join(each.key for each in zone.city.zones.all())
    page = open_page(f"/zones/compare/?z={keys}", DESKTOP)
    sheets = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    assert float(sheets[0][0]) > float(sheets[0][1])


def test_a_listings_card_names_its_zone_where_the_page_does_not(open_page, halls):
    zone = halls[0].zone
    for address, is_shown in ((zone.city.get_absolute_url(), True), (zone.get_absolute_url(), False)):
        assert open_page(address).locator(".card__zone").first.is_visible() is is_shown


def test_what_is_to_be_compared_is_kept_while_one_looks_around(open_page, halls):
    first, second, third = halls
    page = open_page("/listings/?height=9", PHONE)
    bar = page.locator("[data-comparing]")
    expect(bar).to_be_hidden()
    page.locator(f"[data-compare={first.number}]").click()
    expect(bar).to_contain_text(f"要对比的：{first.number}")
    page.goto("/listings/?height=8&area=3000")
    page.locator(f"[data-compare={third.number}]").click()
    page.locator(f"[data-compare={third.number}]", has_text="已选，去掉").click()
    page.locator(f"[data-compare={second.number}]").click()
    page.goto(third.get_absolute_url())
    page.get_by_role("link", name="加入对比").click()
    page.wait_for_url(f"**?n={first.number},{second.number},{third.number}")
    page.goto("/listings/")
    expect(bar).to_contain_text(f"要对比的：{first.number}、{second.number}、{third.number}")


def test_a_fifth_one_waits_until_another_is_taken_away(open_page, halls):
    for number in range(4, 6):
        builders.listing(zone=halls[0].zone, building=f"{number} 号楼")
    page = open_page("/listings/")
    for link in page.locator("[data-compare]").all():
        link.click()
    bar = page.locator("[data-comparing]")
    expect(bar).to_contain_text("一次最多比四套，先去掉一套")
    page.locator("[data-compare]", has_text="已选，去掉").first.click()
    assert bar.inner_text().count("、") == 2


def test_somebodys_comparison_leaves_ones_own_choice_alone(open_page, halls):
    first, second, third = halls
    page = open_page("/listings/")
    page.locator(f"[data-compare={first.number}]").click()
    page.goto(f"/listings/compare/?n={second.number},{third.number}")
    page.locator(".compare__differs").first.wait_for()
    page.goto(f"/listings/?n={third.number}")
    expect(page.locator("[data-comparing]")).to_contain_text(f"要对比的：{first.number}")
    page.get_by_role("link", name="看对比").click()
    page.get_by_role("link", name="再加一套").click()
    expect(page.locator("[data-comparing]")).to_contain_text(f"要对比的：{first.number}")


def test_one_taken_out_of_ones_own_comparison_stays_out(open_page, halls):
    first, second, _ = halls
    page = open_page("/listings/")
    for hall in (first, second):
        page.locator(f"[data-compare={hall.number}]").click()
    page.get_by_role("link", name="看对比").click()
    page.locator("thead a.small", has_text="1 号楼").click()
    page.wait_for_url(f"**?n={second.number}")
    page.goto("/listings/")
    expect(page.locator("[data-comparing]")).to_have_text(re.compile(f"要对比的：{second.number}"))


def test_what_is_kept_to_be_compared_does_not_cover_the_heading_of_what_was_found(open_page, halls):
    for number in range(10, 22):  # else the page ends before the heading is at its top
        builders.listing(zone=halls[0].zone, building=f"{number} 号楼", clear_height_m=9)
    page = open_page(f"/listings/?n={','.join(hall.number for hall in halls)}", PHONE)
    page.emulate_media(reduced_motion="reduce")  # it stands at once where it stays
    page.locator("[name=need]").fill("济南 净高8米")
    page.get_by_role("button", name="找房源").first.click()
    page.wait_for_url("**#found-title")
    page.wait_for_function("scrollY > 100", timeout=8_000)
    expect(page.locator("[data-comparing]")).to_contain_text(f"要对比的：{halls[0].number}")
    top, bottom = page.evaluate(
        "['#found-title', '[data-comparing]'].map((name, i) => "
        "document.querySelector(name).getBoundingClientRect()[['top', 'bottom'][i]])"
    )
    assert bottom <= top < 150
