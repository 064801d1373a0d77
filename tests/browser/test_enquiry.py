"""An enquiry's whole way on a phone: article, form, thanks, 今日, the call, the next stage."""

import re

import pytest
from playwright.sync_api import expect

from leads.models import Enquiry, Lead
from leads.spam import FASTEST_SECONDS
from staff.models import Grant, User
from staff.roles import SALES
from tests import builders
from tests.browser.conftest import DESKTOP

NEED = "找 3000 ㎡ 单层厂房，层高 8 米以上"
PASSWORD = "示例-password-1"


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def jinan():
    builders.portal(contact=builders.contact(), response_promise="工作时间 2 小时内回电")
    city = builders.city(name="济南", slug="jinan")
    builders.zone(city=city, name="示例高新区", slug="gaoxin")
    return city


@pytest.fixture
def sales(jinan):
    from django.contrib.auth.models import Group

    user = User.objects.create_user("sales", password=PASSWORD, is_staff=True, last_name="招商员")
    Grant.objects.create(user=user, role=Group.objects.get(name=SALES), city=jinan)
    return user


def fill_in(page, need=NEED):
    page.get_by_label("需求").fill(need)
    page.get_by_label("称呼").fill("王先生")
    page.get_by_label("手机号").fill("138 0000 0000")
    page.get_by_label("同意按下列说明").check()


def submit(page):
    page.get_by_role("button", name="提交需求").click()


@pytest.mark.parametrize(
    "script", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["with script", "without script"]
)
def test_from_an_article_to_the_next_stage_on_a_phone(open_page, jinan, sales, script):
    article = builders.article(city=jinan)
    page = open_page(article.get_absolute_url(), java_script_enabled=script)
    page.get_by_role("link", name="提需求").last.click()
    page.wait_for_url("**city=jinan**")
    fill_in(page)
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    enquiry = Enquiry.objects.get()
    expect(page.get_by_text(enquiry.spoken_code, exact=True)).to_be_visible()
    assert (enquiry.source_path, enquiry.city) == (article.get_absolute_url(), jinan)
    if script:
        assert enquiry.landing_path == article.get_absolute_url()

    page.goto("/admin/leads/lead/today/")
    page.locator("#id_username").fill("sales")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.get_by_role("button", name="拨打 138****0000").click()
    expect(page.get_by_role("link", name="拨打 138 0000 0000")).to_be_visible()
    page.get_by_label("3 天后").check()
    page.get_by_role("button", name="已加微信").click()
    expect(page).to_have_url(re.compile(r"/today/\?tab=pool$"))
    lead = Lead.objects.get()
    assert (lead.owner, lead.stage) == (sales, "contacted")

    # A new tab: Chromium has no dialler, and Playwright takes a page after a tel: link for still loading.
    page = page.context.new_page()
    page.goto(f"/admin/leads/lead/{lead.pk}/change/")
    page.get_by_label("阶段改为").select_option("qualified")
    page.get_by_role("button", name="改阶段").click()
    page.locator(".lead-stage-qualified").wait_for()
    lead.refresh_from_db()
    assert lead.stage == "qualified"


def test_a_mistake_is_explained_and_nothing_typed_is_lost(open_page, jinan):
    page = open_page("/enquiries/new/?kind=land&city=jinan")
    fill_in(page)
    page.get_by_label("手机号").fill("12345")
    page.get_by_label("面积", exact=True).fill("20 亩")
    submit(page)
    page.wait_for_selector("#summary")
    expect(page.get_by_label("手机号")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("需求")).to_have_value(NEED)
    page.get_by_label("手机号").fill("13800000000")
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    assert str(Enquiry.objects.get().area_m2) == "13333.33"


@pytest.mark.slow
def test_a_digit_added_at_once_is_no_sign_of_a_program(open_page, jinan):
    page = open_page("/enquiries/new/")
    fill_in(page)
    page.get_by_label("手机号").fill("1380000000")
    page.wait_for_timeout(1000 * FASTEST_SECONDS)
    submit(page)
    page.get_by_role("link", name="手机号").click()
    page.keyboard.press("End")
    page.keyboard.type("0")
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    assert not Enquiry.objects.get().spam_reasons


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_land_is_counted_in_mu_from_the_home_page_on(open_page, jinan, script):
    page = open_page("/", java_script_enabled=script)
    unit = page.locator(".area-unit")
    expect(unit).to_have_text("㎡", use_inner_text=True)
    page.get_by_role("radio", name="土地").check()
    expect(unit).to_have_text("亩", use_inner_text=True)
    page.get_by_label("需要面积").fill("50")
    page.get_by_role("button", name="提需求").click()
    expect(page.get_by_label("面积", exact=True)).to_have_value("50")
    expect(page.get_by_label("面积单位")).to_have_value("mu")


@pytest.mark.slow
def test_what_was_typed_and_not_sent_is_there_again_by_whatever_way_one_comes_back(open_page, jinan):
    article = builders.article(city=jinan)
    page = open_page("/enquiries/new/?kind=rent")
    page.get_by_label("需求").fill(NEED)
    page.get_by_role("radio", name="土地").check()
    page.get_by_label("面积", exact=True).fill("50")
    page.get_by_label("同意按下列说明").check()
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="提需求").last.click()
    page.wait_for_url("**/enquiries/new/**")
    expect(page.get_by_text("还没提交的内容已填回")).to_be_visible()
    expect(page.get_by_label("需求")).to_have_value(NEED)
    expect(page.get_by_label("面积", exact=True)).to_have_value("50")
    expect(page.get_by_label("同意按下列说明")).not_to_be_checked()
    page.goto("/enquiries/new/?need=想看 JN-1001")
    expect(page.get_by_label("需求")).to_have_value(f"想看 JN-1001\n{NEED}")
    expect(page.get_by_label("面积单位")).to_have_value("mu")
    fill_in(page)
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    page.goto("/enquiries/new/")
    expect(page.get_by_label("需求")).to_have_value("")
    expect(page.get_by_text("还没提交的内容已填回")).to_be_hidden()


@pytest.mark.slow
def test_what_was_not_sent_is_cleared_by_one_tap(open_page, jinan):
    page = open_page("/enquiries/new/")
    fill_in(page)
    page.get_by_label("手机号").fill("12345")
    submit(page)
    page.get_by_label("称呼").fill("李女士")
    page.goto("/enquiries/new/?city=jinan")
    expect(page.get_by_label("称呼")).to_have_value("李女士")
    expect(page.get_by_label("手机号")).to_have_value("12345")
    page.get_by_role("button", name="清空").click()
    expect(page.get_by_label("需求")).to_have_value("")
    page.reload()
    expect(page.get_by_label("称呼")).to_have_value("")


@pytest.mark.slow
def test_fields_follow_the_kind_and_zones_the_city(open_page, jinan):
    builders.zone(city=builders.city(name="青岛", slug="qingdao"), name="示例港区", slug="gang")
    page = open_page("/enquiries/new/?kind=rent")
    page.get_by_text("说得更细").click()
    expect(page.get_by_label("净高")).to_be_visible()
    page.get_by_label("写字楼").check()
    expect(page.get_by_label("净高")).to_be_hidden()
    page.get_by_label("入驻园区").check()
    expect(page.get_by_label("投资额")).to_be_visible()
    expect(page.get_by_label("面积", exact=True)).to_be_visible()
    page.get_by_label("意向城市").select_option("jinan")
    expect(page.locator("#id_zone option")).to_have_text(["还没定", "示例高新区"])


@pytest.mark.slow
def test_back_after_a_mistake_shows_what_was_typed(open_page, jinan):
    """A page that a browser may not keep would be an error of the browser's own (ERR_CACHE_MISS)."""
    page = open_page("/enquiries/new/")
    fill_in(page)
    page.get_by_label("手机号").fill("12345")
    submit(page)
    page.get_by_role("link", name="隐私说明").last.click()
    page.wait_for_url("**/privacy/")
    page.go_back()
    expect(page.get_by_label("需求")).to_have_value(NEED)


@pytest.mark.slow
def test_the_place_asked_about_is_changed_in_the_part_that_opens(open_page, jinan):
    page = open_page("/enquiries/new/?city=jinan&zone=gaoxin&area=50亩")
    expect(page.get_by_label("意向园区")).to_be_hidden()
    page.get_by_role("link", name="改", exact=True).click()
    page.get_by_label("意向园区").select_option("")
    fill_in(page)
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    enquiry = Enquiry.objects.get()
    assert (enquiry.zone, str(enquiry.area_m2)) == (None, "33333.33")


def test_a_double_tap_is_one_enquiry(open_page, jinan):
    page = open_page("/enquiries/new/")
    fill_in(page)
    page.get_by_role("button", name="提交需求").dblclick()
    page.wait_for_url("**/enquiries/thanks/**")
    assert Enquiry.objects.count() == 1


@pytest.mark.slow
def test_back_and_again_is_one_enquiry(open_page, jinan):
    page = open_page("/enquiries/new/")
    fill_in(page)
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    receipt = page.url.partition("&by=")[0]  # the hour by which somebody calls is that of the answer
    page.go_back()
    fill_in(page)
    submit(page)
    page.wait_for_url("**/enquiries/thanks/**")
    assert page.url.partition("&by=")[0] == receipt
    assert Enquiry.objects.count() == 1


@pytest.mark.slow
def test_the_short_form_of_a_zone_is_enough(open_page, jinan):
    page = open_page("/zones/jinan/gaoxin/")
    form = page.locator(".short")
    form.get_by_label("需求").fill(NEED)
    form.get_by_label("称呼").fill("王先生")
    form.get_by_label("手机号").fill("13800000000")
    form.get_by_label(re.compile("同意按")).check()
    form.get_by_role("button").click()
    page.wait_for_url("**/enquiries/thanks/**")
    assert Enquiry.objects.get().zone.slug == "gaoxin"


@pytest.mark.slow
def test_the_short_form_takes_land_as_land(open_page, jinan):
    page = open_page("/zones/jinan/gaoxin/")
    form = page.locator(".short")
    form.get_by_label("您想").select_option(label="土地")
    form.get_by_label("面积", exact=True).fill("50")
    form.get_by_label("需求").fill("要 50 亩地")
    form.get_by_label("称呼").fill("王先生")
    form.get_by_label("手机号").fill("13800000000")
    form.get_by_label(re.compile("同意按")).check()
    form.get_by_role("button").click()
    page.wait_for_url("**/enquiries/thanks/**")
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, enquiry.area_unit, str(enquiry.area_m2)) == ("land", "mu", "33333.33")


@pytest.mark.slow
@pytest.mark.parametrize("device", [None, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["/enquiries/new/", "/enquiries/thanks/?receipt=347679ACDEFG", "/privacy/"])
def test_axe_finds_nothing(open_page, axe_finds_nothing, jinan, path, device):
    page = open_page(path, **({"device": device} if device else {}))
    if path == "/enquiries/new/":
        page.get_by_text("说得更细").click()
        page.get_by_text("信息怎么用").click()
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("device", [None, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_the_desk(open_page, axe_finds_nothing, jinan, sales, device):
    # What axe tries on links among words is an inline style, which the desk's policy forbids.
    page = open_page("/enquiries/new/?city=jinan", bypass_csp=True, **({"device": device} if device else {}))
    fill_in(page)
    submit(page)
    page.goto("/admin/leads/lead/today/")
    page.locator("#id_username").fill("sales")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.locator(".lead-today").wait_for()
    axe_finds_nothing(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for path in (
        "/admin/leads/lead/record/",
        "/admin/leads/lead/",
        f"/admin/leads/lead/{Lead.objects.get().pk}/change/?call",
    ):
        page.goto(path)
        axe_finds_nothing(page)
    page.goto("/admin/leads/lead/record/")
    page.get_by_label("手机号").fill("139 0000 0000")
    page.get_by_role("button", name="继续").click()
    page.locator("#id_need").wait_for()
    axe_finds_nothing(page)
    page.goto("/admin/leads/lead/today/")
    page.get_by_role("button", name="拨打").click()
    page.locator(".lead-outcome").wait_for()
    axe_finds_nothing(page)
