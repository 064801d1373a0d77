"""The pages no single app owns: home, cities, zones, about, contact, and what errors look like."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import ArticleDailyViews
from images.models import Image
from parkinfo.middleware import SiteMiddleware
from tests import builders
from zones.models import Industry
from zones.site import Site, fragments

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def titles(page):
    """The headings of the page's blocks, in order."""
    return [re.sub("<[^>]+>", "", title) for title in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page)]


def full_network():
    adviser = builders.contact(person="示例顾问", is_adviser=True)
    builders.portal(host="", contact=adviser)
    city = builders.city(name="示例城")
    zone = builders.zone(city=city, is_featured=True)
    builders.article(zone=zone, section=builders.section("zhengce", "政策"))
    read = builders.article(city=city)
    ArticleDailyViews.objects.create(article=read, day=timezone.localdate(), views=5)


def test_home_shows_its_blocks_in_order(client):
    full_network()
    assert titles(text(client.get("/"))) == [
        "找厂房·土地·写字楼",
        "城市",
        "值得一看的园区",
        "产业信息",
        "政策",
        "7 日热读",
        "我们怎样为您对接",
        "招商顾问",
    ]


@pytest.mark.parametrize("address", ["/", "/zones/"])
def test_cities_stand_in_the_order_the_owner_gave_them(client, address):
    for order, name in ((3, "甲市"), (1, "乙市"), (4, "丙市"), (2, "丁市")):
        builders.zone(city=builders.city(name=name, order=order))
    page = client.get(address).content.decode().partition("<main")[2]
    assert re.findall(r">([甲乙丙丁]市)<", page.partition("</form>")[2] or page)[:4] == ["乙市", "丁市", "甲市", "丙市"]


def test_home_of_an_empty_network_leaves_out_what_has_no_content(client):
    response = client.get("/")
    assert response.status_code == 200
    assert titles(text(response)) == ["找厂房·土地·写字楼", "我们怎样为您对接"]


def test_home_puts_the_pinned_article_first_and_once(client):
    pinned = builders.article(pinned=True, published_at=timezone.now() - timedelta(days=9))
    latest = builders.article()
    context = client.get("/").context
    assert context["latest"] == [pinned, latest]


@pytest.mark.slow
def test_an_unchanged_home_costs_one_query(client, django_assert_num_queries):
    full_network()
    client.get("/")
    # 1 host and content version; all the rest is kept under it.
    with django_assert_num_queries(1):
        client.get("/")


@pytest.mark.slow
def test_home_costs_the_same_however_much_it_shows(client):
    def queries():
        fragments.clear()
        with CaptureQueriesContext(connection) as captured:
            client.get("/")
        return len(captured)

    builders.article(zone=builders.zone(), section=builders.section("zhengce", "政策"))
    few = queries()
    for number in range(8):
        builders.article(zone=builders.zone(), section=builders.section("zhengce", "政策"), pinned=number == 0)
    assert queries() == few


@pytest.mark.parametrize(("facts", "kind"), [({}, "invest"), ({"unit_area_min": 1000}, "rent")])
def test_a_zones_way_to_the_enquiry_form_says_what_the_zone_offers(client, facts, kind):
    zone = builders.zone(**facts)
    assert f"/enquiries/new/?kind={kind}&amp;city={zone.city.slug}" in text(client.get(zone.get_absolute_url()))


def test_a_city_host_shows_its_contact_before_its_zones(client):
    full_network()
    city = builders.city(name="别的城", host="city.example", contact=builders.contact(person="城市示例"))
    builders.zone(city=city)
    assert titles(text(client.get("/", headers={"host": "city.example"})))[:3] == [
        "别的城找厂房·土地·写字楼",
        "联系招商顾问",
        "别的城的园区",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 30])
def test_a_zones_page_takes_the_same_queries_for_one_article_and_for_many(client, django_assert_num_queries, rows):
    zone = builders.zone(contact=builders.contact(mobiles=["13800000000"]))
    for _ in range(rows):
        builders.article(zone=zone)
    client.get(zone.get_absolute_url())
    # 1 host and content version; 2 the zone; 3 the bounded count of its news; 4 their cards.
    with django_assert_num_queries(4):
        client.get(zone.get_absolute_url())


def test_a_zones_unknown_facts_are_hidden_and_known_ones_dated(client):
    zone = builders.zone(clear_height_m="9.0", verified_on=date(2026, 11, 2))
    page = text(client.get(zone.get_absolute_url()))
    assert "层高" in page
    assert "2026-11-02" in page
    assert "楼面荷载" not in page


def test_a_zone_without_any_facts_still_helps(client):
    page = text(client.get(builders.zone().get_absolute_url()))
    assert "场地与配套" not in page
    assert "索取资料与报价" in page


def test_a_zone_says_who_may_come_in(client):
    zone = builders.zone(entry_rules="示例准入。", tax_per_mu_10k=30)
    zone.industries.add(Industry.objects.create(name="示例产业", slug="shili"))
    page = text(client.get(zone.get_absolute_url()))
    for words in ("示例产业", "示例准入。", "万元/亩"):
        assert words in page


def test_the_map_link_speaks_the_maps_coordinates(client):
    zone = builders.zone(longitude="116.403906", latitude="39.915057", datum="bd09")
    page = text(client.get(zone.get_absolute_url()))
    assert "position=116.397" in page


@pytest.mark.parametrize("hidden", ["zone", "city"])
def test_what_is_not_listed_is_not_found(client, hidden):
    zone = builders.zone(is_listed=hidden != "zone", city=builders.city(is_listed=hidden != "city"))
    assert client.get(zone.get_absolute_url()).status_code == 404
    assert zone.name not in text(client.get("/zones/"))


def test_a_citys_page_lists_its_zones_and_news(client):
    zone = builders.zone()
    article = builders.article(zone=zone)
    response = client.get(zone.city.get_absolute_url())
    assert zone.name in text(response)
    assert response.context["page"].ids == [article.pk]


@pytest.mark.slow
def test_the_footer_shows_the_hosts_own_numbers_and_only_what_is_set(client):
    builders.portal(icp_number="示例ICP备0号")
    builders.city(host="city.example", icp_number="示例ICP备1号")
    assert "示例ICP备0号" in text(client.get("/", headers={"host": "park.example"}))
    page = text(client.get("/", headers={"host": "city.example"}))
    assert "示例ICP备1号" in page
    assert "beian.mps.gov.cn" not in page


def test_a_page_that_does_not_exist_leads_on(client):
    page = text(client.get("/nothing/"))
    assert "没有找到这个页面" in page
    assert "/zones/" in page


@pytest.mark.slow
def test_hostile_names_are_text_everywhere(client):
    zone = builders.zone(
        name="<script>x</script>", address='"><script>x</script>', city=builders.city(name="<b>城</b>", slug="cheng")
    )
    builders.article(zone=zone, title="</title><script>x</script>")
    for path in ("/", "/news/", "/zones/", "/zones/cheng/", zone.get_absolute_url()):
        assert "<script>x" not in text(client.get(path))
        assert "<b>城" not in text(client.get(path))


def test_a_zones_qr_code_is_a_picture_and_that_of_a_hidden_zone_is_not_found(client):
    assert client.get(f"{builders.zone().get_absolute_url()}qr.png")["Content-Type"] == "image/png"
    assert client.get(f"{builders.zone(is_listed=False).get_absolute_url()}qr.png").status_code == 404


def test_the_contact_page_names_somebody_for_every_city_and_offers_the_wechat_id_to_copy(client):
    builders.portal(host="", contact=builders.contact(person="总部示例", wechat_id="zongbu-example"))
    builders.city(name="甲市", contact=builders.contact(person="甲市示例", wechat_id="jia-example"))
    builders.city(name="乙市")
    page = text(client.get("/contact/")).partition("<main")[2]
    rows = dict(re.findall(r"<li><h2[^>]*><a [^>]+>(..)</a></h2> <span>(\w+)", page))
    assert rows == {"甲市": "甲市示例", "乙市": "总部示例"}
    assert 'data-copy="jia-example"' in page


@pytest.mark.parametrize(("ways", "count"), [({}, 0), ({"wechat_id": "shili-example"}, 1), ({"wechat_qr": True}, 1)])
def test_the_bar_leads_to_wechat_by_id_and_by_qr_code(client, ways, count):
    if "wechat_qr" in ways:
        ways = {"wechat_qr": Image.objects.create(file="images/ab/q.png", format="png", width=300, height=300, size=1)}
    builders.portal(host="", contact=builders.contact(**ways))
    assert text(client.get("/")).partition('class="bar"')[2].count(">微信</a>") == count


@pytest.mark.slow
def test_a_city_hosts_home_speaks_of_the_city_and_shows_its_advisers_alone(client):
    builders.portal(tagline="覆盖全国的示例网络。", contact=builders.contact(person="总部示例", is_adviser=True))
    own = builders.contact(person="城市示例", is_adviser=True)
    city = builders.city(host="city.example", intro="示例城靠海。还有第二句。", contact=own)
    builders.zone(city=city, contact=builders.contact(person="园区示例", is_adviser=True))
    page = text(client.get("/", headers={"host": "city.example"}))
    assert re.findall(r'advisers__one"><strong>(\w+)', page) == ["城市示例", "园区示例"]
    assert '<p class="ask__tagline">示例城靠海。</p>' in page
    assert "覆盖全国" not in page
    assert "覆盖全国" in text(client.get("/", headers={"host": "park.example"}))


@pytest.mark.slow
def test_without_the_database_a_page_says_whom_to_call(client, settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    builders.portal(host="", contact=builders.contact(hotline="400-000-0001"))
    client.get("/enquiries/new/")  # which keeps the numbers
    monkeypatch.setattr(SiteMiddleware, "_find", lambda self, request: None)
    response = client.get("/news/")
    assert response.status_code == 503
    assert "招商热线 <a" in text(response)
    assert 'href="tel:400-000-0001"' in text(response)


def test_a_landline_written_with_spaces_is_linked_without(client):
    builders.portal(host="", contact=builders.contact(hotline="0531-8888 0000"))
    for page in ("/", "/enquiries/new/"):
        answer = text(client.get(page))
        assert 'href="tel:0531-88880000"' in answer
        assert 'href="tel:0531-8888 ' not in answer
        assert "0531-8888 0000</a>" in answer


def test_a_page_that_fails_says_whom_to_call(client, monkeypatch):
    builders.portal(host="", contact=builders.contact(hotline="400-000-0001"))
    client.raise_request_exception = False
    monkeypatch.setattr(Site, "remember", lambda *args: 1 / 0 if args[1] == "tags" else args[2]())
    response = client.get("/tags/")
    assert response.status_code == 500
    assert "招商热线 <a" in text(response)


def test_the_page_about_personal_data_speaks_of_children_and_says_since_when_it_holds(client):
    page = text(client.get("/privacy/"))
    assert "未满十四周岁" in page
    assert re.search(r'生效日期 <time datetime="\d{4}-\d{2}-\d{2}">', page)


def test_the_police_number_comes_with_its_sign(client):
    builders.portal(host="", police_number="示例公网安备0号")
    assert re.search(r"<img src=\"[^\"]+police[^>]+>示例公网安备0号", text(client.get("/")))


@pytest.mark.slow
def test_every_field_says_its_type(client):
    zone = builders.zone()
    for path in ("/", zone.get_absolute_url(), "/search/", "/enquiries/new/"):
        assert re.findall(r"<input(?![^>]*\btype=)[^>]*>", text(client.get(path))) == []


def test_the_contacts_of_cities_have_headings_and_each_button_says_what_it_copies(client):
    city = builders.city(name="示例市", slug="shili", contact=builders.contact(wechat_id="shili-zhaoshang"))
    page = client.get("/contact/").content.decode()
    assert f'<h2 class="directory__name"><a href="{city.get_absolute_url()}">示例市</a></h2>' in page
    assert '复制<span class="hidden"> shili-zhaoshang</span></button>' in page
    assert ">复制</button>" not in page
