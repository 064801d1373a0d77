"""An article and a zone on paper: A4, nothing cut off, whom to call and the way back to the page first."""

import io
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from images.uploads import store
from tests import builders
from tests.browser.conftest import DESKTOP
from tests.browser.editor import jpeg
from zones.models import Zone

pytestmark = pytest.mark.slow

#: A4 within its margins, in CSS pixels.
A4 = {"viewport": {"width": 703, "height": 1000}}
COLUMNS = 10


@pytest.fixture
def zone():
    """A zone with every fact, an introduction of some length, and news."""
    adviser = builders.contact(mobiles=["13800000000", "13800000001"], wechat_id="shili-example")
    builders.portal(host="", contact=adviser)
    zone = builders.zone(
        city=builders.city(name="示例城", slug="shicheng"), name="示例园", slug="shiyuan", summary="一句话介绍。" * 6,
        description="园区介绍一段，写得长一些。\n\n" * 6, entry_rules="准入说明一段，写得长一些。\n\n" * 3,
        address="示例大道 1 号", clear_height_m="9.0", floor_load_t_m2="1.5", crane_t="10.0", power_kva=4000,
        unit_area_min=800, rent_min="18.00", tax_per_mu_10k="20.0", area_km2="3.20",
    )  # fmt: skip
    for _ in range(9):
        builders.article(zone=zone)
    return zone


@pytest.mark.parametrize("kinds", [(), ("factory", "factory", "warehouse", "office", "office", "land")])
def test_a_zone_with_all_its_facts_fits_one_sheet(zone, open_page, kinds):
    hall = {"clear_height_m": 9, "floor_load_t_m2": 2, "crane_t": 10, "power_kva": 630, "divisible_from_m2": 500}
    for kind in kinds:
        facts = hall | {"fire_class": "丙"} if kind in {"factory", "warehouse"} else {}
        for deal, price in (
            ("rent", "18 元/㎡·月"),
            ("transfer", "30 万/亩") if kind == "land" else ("sale", "3600 元/㎡"),
        ):
            builders.listing(zone=zone, kind=kind, deal=deal, price=price, building="12 号楼", **facts)
    page = open_page(zone.get_absolute_url(), DESKTOP)
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1


def test_a_story_of_usual_length_fits_one_sheet(zone, open_page):
    """Five hundred characters below headings and a table, beside its zone."""
    row = "<tr><th>节点</th><td>协议签订后三个月内</td></tr>"
    text = f"<h2>小标题</h2><p>{'正文一句话，写得长一些。' * 11}</p>" * 4
    body = f"{text}<table><tbody>{row * 5}</tbody></table>"
    article = builders.article(zone=zone, city=zone.city, body=body, summary="一句话摘要。" * 8, source_name="示例日报")
    page = open_page(article.get_absolute_url(), DESKTOP)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


@pytest.mark.parametrize(
    "rules",
    [
        "准入说明一段，写得长一些。",
        "准入说明一句，不长。\n" * 4,
        f"{'准入说明一句。' * 8}\n\n" * 5,
        f"{'准入说明一段，写得长一些。' * 9}\n\n" * 12,
    ],
)
def test_a_listing_with_all_its_facts_a_photo_and_a_plan_fits_one_sheet(zone, open_page, settings, tmp_path, rules):
    """Whatever its zone demands: what of that does not fit is on the page that the sheet's code leads to."""
    settings.MEDIA_ROOT = tmp_path
    Zone.objects.update(entry_rules=rules.strip())
    hall = builders.listing(
        zone=zone, building="12 号楼", floor="1 层", area_m2=3200, divisible_from_m2=1600, storeys="single",
        structure="steel", clear_height_m=9, floor_height_m=11, floor_load_t_m2=5, crane_t=10, crane_state="installed",
        goods_lift_t=3, column_grid="9 米 × 24 米", power_kva=630, fire_class="丙", has_sprinklers=True, eia="yes",
        has_gas=True, has_steam=True, has_sewage=True, loading_docks=4, yard_m2=900, largest_lorry_m="17.5",
        deed="held", land_use="industry", land_years_left=38, price="22 元/㎡·月", property_fee=2, deposit="押一付三",
        rent_free="2 个月", shortest_lease_months=36, available_from=timezone.localdate(),
        description="介绍一段。",
    )  # fmt: skip
    for colour, is_plan in (("red", False), ("blue", True)):
        hall.pictures.create(image=store(io.BytesIO(jpeg(colour, (1600, 1000))), alt="厂房"), is_plan=is_plan)
    page = open_page(hall.get_absolute_url(), DESKTOP)
    expect(page.get_by_role("heading", name="平面图")).to_be_visible()
    cut = page.get_by_text("准入说明的全文，扫码看本页。")
    expect(cut).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print")
    expect(cut).to_be_visible(visible=len(rules) > 100)
    if len(rules) > 500:
        assert page.locator(".intro--cut").evaluate("box => box.scrollHeight > box.clientHeight")


def test_paper_begins_with_the_phone_the_qr_code_and_the_addresses(zone, open_page):
    page = open_page(zone.get_absolute_url(), A4)
    page.emulate_media(media="print")
    title = page.get_by_role("heading", name="示例园", exact=True).bounding_box()["y"]
    page.locator(".paper img").scroll_into_view_if_needed()
    for first in (
        page.get_by_role("link", name="13800000000"),
        page.get_by_alt_text("本页二维码"),
        page.get_by_text("示例园：示例大道 1 号"),
        page.locator(".paper").get_by_text(zone.get_absolute_url()),
    ):
        box = first.bounding_box()
        assert box["y"] + box["height"] < title
    code = page.locator(".paper img")
    code.evaluate("image => image.decode()")
    assert code.evaluate("image => image.naturalWidth") >= 200


def test_a_wide_table_is_not_cut_off_on_paper(zone, open_page):
    row = f"<tr>{'<td>楼面荷载（吨/㎡）</td>' * COLUMNS}</tr>"
    article = builders.article(zone=zone, body=f"<table><tbody>{row}</tbody></table>")
    page = open_page(article.get_absolute_url(), A4)
    page.emulate_media(media="print")
    last = page.locator(".prose td").last.bounding_box()
    assert last["x"] + last["width"] <= A4["viewport"]["width"]
    assert page.locator(".scroll").evaluate("box => getComputedStyle(box).overflowX") == "visible"


def test_what_only_paper_needs_is_not_on_the_screen(zone, open_page):
    page = open_page(zone.get_absolute_url())
    expect(page.locator(".paper")).to_be_hidden()


def test_what_was_found_is_printed_with_its_conditions_and_without_what_is_tapped(zone, open_page):
    hall = builders.listing(zone=zone, clear_height_m=9)
    page = open_page("/listings/?height=9&kind=factory", A4)
    page.locator(f"[data-compare={hall.number}]").click()
    page.emulate_media(media="print")
    expect(page.locator(".chips__one").nth(1)).to_be_visible()
    for screen_only in (".offers__compare", "[data-comparing]", ".chips__all", ".chips__one [aria-hidden]", ".offer"):
        expect(page.locator(screen_only).first).to_be_hidden()


@pytest.mark.parametrize("of_zones", [False, True])
def test_a_printed_comparison_says_whose_it_is_and_when_and_where_it_was_made(zone, open_page, of_zones):
    halls = [builders.listing(zone=zone, clear_height_m=height) for height in (8, 9)]
    address = (
        f"/zones/compare/?z={zone.key}" if of_zones else f"/listings/compare/?n={halls[0].number},{halls[1].number}"
    )
    page = open_page(address, A4)
    head = page.locator(".printed")
    expect(head).to_be_hidden()
    page.emulate_media(media="print")
    expect(head).to_be_visible()
    expect(head).to_contain_text("400-000-0000")
    expect(head).to_contain_text(re.compile(r"示例招商网.*打印于 20\d\d/\d+/\d+.*/compare/\?[nz]="))
