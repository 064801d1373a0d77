"""From a need in words to a lead that names the listing, on a phone; and the pages of listings on every screen."""

import pytest

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


def test_from_a_need_in_words_to_a_lead_that_names_the_listing(open_page, halls, client):
    first, second, _ = halls
    page = open_page("/")
    page.get_by_label("说说您要什么").fill("济南 3000平 单层 净高9米 10吨行车")
    page.get_by_role("button", name="找房源").click()
    page.locator(".chips__one", has_text="单层").wait_for()
    assert "共 2 套" in page.get_by_role("status").last.inner_text()
    page.locator(".offers__compare", has_text=first.number).click()
    page.get_by_role("link", name="再加一套").click()
    page.locator(".offers__compare", has_text=second.number).click()
    assert page.locator(".compare__differs").count() >= 2
    page.get_by_role("link", name=f"{LONG} 2 号楼", exact=True).click()
    page.get_by_role("link", name="询这一套").click()
    page.get_by_label("称呼").fill("王先生")
    page.get_by_label("需求").fill("想看现场")
    page.get_by_label("手机号").fill("138 0000 0000")
    page.get_by_label("同意按下列说明").check()
    page.get_by_role("button", name="提交需求").click()
    page.wait_for_url("**/enquiries/thanks/**")
    assert Enquiry.objects.get().listing == second
    client.force_login(builders.person(SALES, second.city))
    lead = Enquiry.objects.get().lead
    assert second.number in client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_pages_fit_the_screen_and_axe_finds_nothing(open_page, axe_finds_nothing, halls, screen):
    numbers = ",".join(hall.number for hall in halls)
    gone = builders.listing(zone=halls[0].zone, state="taken")
    paths = ["/listings/", "/listings/?area=3000&height=9&crane=abc", "/listings/?area=900000"]
    paths += [f"/listings/compare/?n={numbers}", halls[0].get_absolute_url()]
    for path in paths:
        page = open_page(path, screen)
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["viewport"]["width"], path
        axe_finds_nothing(page)
    page = open_page("/about/", screen)
    assert page.request.get(gone.get_absolute_url()).status == 410
