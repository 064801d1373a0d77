"""A host for each city: one canonical host a page, the city's own pages, and nothing for unknown hosts."""

import pytest

from articles.models import Tag
from tests import builders
from tests.desk import words
from tests.hosts.conftest import HERE, PORTAL, THERE, ask_for
from zones.canonical import root
from zones.models import City

pytestmark = pytest.mark.django_db


def where(client, address, host):
    """The status, and the address one is sent to."""
    response = ask_for(client, address, host)
    return response.status_code, response.get("Location")


@pytest.mark.parametrize("what", ["{city}", "{city}feed.xml", "{zone}", "{zone}feed.xml", "{article}"])
def test_what_belongs_to_a_city_is_at_home_on_its_host_and_one_redirect_away_elsewhere(client, here, what):
    builders.city(slug="there", host=THERE)
    zone = builders.zone(city=here)
    article = builders.article(zone=zone)
    things = {"city": here, "zone": zone, "article": article}
    address = what.format(**{name: thing.get_absolute_url() for name, thing in things.items()})
    for host in (PORTAL, THERE):
        assert where(client, address, host) == (301, f"http://{HERE}{address}")
    assert where(client, address, HERE) == (200, None)


@pytest.mark.parametrize("what", ["{city}", "{zone}", "{zone}feed.xml"])
def test_the_redirect_keeps_what_the_query_says_of_the_page_and_drops_the_rest(client, here, what):
    address = what.format(city=here.get_absolute_url(), zone=builders.zone(city=here).get_absolute_url())
    asked = f"{address}?utm_source=x&page=2&from=singlemessage&bd_vid=1&q=厂房 3000"
    assert where(client, asked, PORTAL) == (301, f"http://{HERE}{address}?page=2&q=%E5%8E%82%E6%88%BF+3000")


def test_over_http_the_wrong_host_is_one_hop_too(client, here, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    address = here.get_absolute_url()
    assert where(client, f"{address}?page=2", PORTAL) == (301, f"https://{HERE}{address}?page=2")
    assert where(client, f"{address}?page=2", HERE) == (301, f"https://{HERE}{address}?page=2")


@pytest.mark.parametrize("what", ["{city}", "{zone}", "{article}"])
def test_a_city_without_a_host_is_at_home_on_the_main_one(client, here, what):
    zone = builders.zone(city=builders.city(slug="plain"))
    things = {"city": zone.city, "zone": zone, "article": builders.article(zone=zone)}
    address = what.format(**{name: thing.get_absolute_url() for name, thing in things.items()})
    assert where(client, address, HERE) == (301, f"http://{PORTAL}{address}")
    assert where(client, address, PORTAL) == (200, None)


def test_news_for_the_whole_network_is_at_home_on_the_main_host(client, here):
    address = builders.article().get_absolute_url()
    assert where(client, address, HERE) == (301, f"http://{PORTAL}{address}")


def test_a_main_site_without_a_host_sends_nobody_to_an_address_of_this_machine(client):
    builders.portal(host="")
    builders.city(host=HERE)
    article = builders.article(city=builders.city())
    assert where(client, article.get_absolute_url(), HERE) == (200, None)


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/", "/news/", "/news/archive/", "/zones/", "/tags/", "/tags/shili/", "/about/",
                                     "/contact/", "/feed.xml", "/sitemap.xml", "/robots.txt"])  # fmt: skip
@pytest.mark.parametrize("host", [PORTAL, HERE])
def test_lists_and_pages_about_the_site_are_at_home_on_every_host(client, here, address, host):
    builders.article(tags=[Tag.objects.create(name="示例", slug="shili")])
    response = ask_for(client, address, host)
    assert response.status_code == 200
    other = HERE if host == PORTAL else PORTAL
    assert f'rel="canonical" href="http://{other}' not in words(response)


@pytest.mark.slow
def test_a_citys_tags_are_those_of_its_own_public_news(client, here):
    for name, city in (("本地", here), ("两地", here), ("两地", here), ("两地", builders.city()), ("别处", None)):
        builders.article([name], city=city)
    builders.draft(["草稿"], city=here)
    Tag.objects.exclude(name="草稿").update(published_count=3)
    assert [(tag.name, tag.uses) for tag in ask_for(client, "/tags/", HERE).context["tags"]] == [
        ("两地", 2),
        ("本地", 1),
    ]
    assert "别处" in words(ask_for(client, "/tags/", PORTAL))
    assert client.get("/search/suggest/?q=别处", headers={"host": HERE}).json() == {"suggestions": []}


@pytest.mark.slow
def test_a_citys_pages_carry_its_contact_and_numbers(client, here):
    here.contact = builders.contact(hotline="400-000-0001")
    here.icp_number, here.police_number = "示例备1号", "示例公网安备1号"
    here.save()
    page = words(ask_for(client, "/", HERE))
    assert "400-000-0001" in page
    assert "示例备1号" in page
    assert "示例公网安备1号" in page
    assert "示例备0号" in words(ask_for(client, "/", PORTAL))


def test_a_city_without_numbers_shows_head_offices(client, here):
    assert "示例备0号" in words(ask_for(client, "/", HERE))


def test_a_new_city_needs_no_deploy(client, here):
    assert ask_for(client, "/", "new.example").status_code == 421
    city = builders.city(host="new.example")
    assert ask_for(client, "/", "NEW.example:8000").context["site"].city == city
    City.objects.filter(pk=city.pk).update(is_listed=False)
    assert ask_for(client, "/", "new.example").status_code == 421


def test_an_unknown_host_gets_nothing_not_even_an_old_address_or_a_file(client, here):
    for address in ("/", "/?id=1", "/static/x.css", "/MP_verify_AbCd.txt", "/admin/"):
        assert ask_for(client, address, "evil.example").status_code == 421


def test_a_citys_host_has_no_desk(client, here):
    assert ask_for(client, "/admin/", HERE).status_code == 404


@pytest.mark.parametrize("host", ["localhost", "here.localhost"])
def test_nobody_is_sent_away_from_a_host_that_only_stands_in(client, here, host):
    article = builders.article(city=builders.city(host=THERE))
    assert where(client, article.get_absolute_url(), host) == (200, None)


@pytest.mark.parametrize(("port", "written"), [(0, ""), (80, ""), (443, ""), (8000, ":8000")])
def test_an_address_names_the_port_unless_it_is_the_schemes_own(settings, port, written):
    settings.PUBLIC_PORT = port
    assert root("park.example") == f"http://park.example{written}"
