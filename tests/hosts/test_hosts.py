"""A host for each city: one canonical host a page, what a host proves, and what a city still lacks."""

import pytest
from django.db import DatabaseError
from django.utils import timezone

from articles.models import Tag
from hosts import reachability
from hosts.models import HostCheck, Verification
from hosts.opening import Readiness, points
from hosts.reachability import host_token
from jobs.models import Job
from jobs.queue import kinds
from leads.models import Channel
from staff.roles import EDITOR, SALES
from tests import builders
from tests.desk import signed_in, words
from tests.stub import stub
from zones.models import City

pytestmark = pytest.mark.django_db

PORTAL, HERE, THERE = "park.example", "here.example", "there.example"


@pytest.fixture
def here():
    """A city with a host of its own, on a network whose other cities have one, or none."""
    builders.portal(host=PORTAL, icp_number="示例备0号")
    return builders.city(name="本市", slug="here", host=HERE)


def ask_for(client, address, host):
    return client.get(address, headers={"host": host})


def where(client, address, host):
    """The status, and the address one is sent to."""
    response = ask_for(client, address, host)
    return response.status_code, response.get("Location")


# One canonical host a page


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


@pytest.mark.parametrize("address", ["/", "/news/", "/news/archive/", "/zones/", "/tags/", "/tags/shili/", "/about/",
                                     "/contact/", "/feed.xml", "/sitemap.xml", "/robots.txt"])  # fmt: skip
@pytest.mark.parametrize("host", [PORTAL, HERE])
def test_lists_and_pages_about_the_site_are_at_home_on_every_host(client, here, address, host):
    builders.article(tags=[Tag.objects.create(name="示例", slug="shili")])
    response = ask_for(client, address, host)
    assert response.status_code == 200
    other = HERE if host == PORTAL else PORTAL
    assert f'rel="canonical" href="http://{other}' not in words(response)


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


# Verification


def test_a_file_is_served_as_text_at_the_root_of_its_host_alone(client, here):
    Verification.objects.create(city=here, name="MP_verify_AbCd1234.txt", content="AbCd1234")
    Verification.objects.create(name="baidu_verify_codeva-x.html", content="0a1b")
    response = ask_for(client, "/MP_verify_AbCd1234.txt", HERE)
    assert (response.status_code, response.content, response["Content-Type"]) == (
        200,
        b"AbCd1234",
        "text/plain; charset=utf-8",
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert ask_for(client, "/baidu_verify_codeva-x.html", PORTAL).status_code == 200
    for address, host in (
        ("/MP_verify_AbCd1234.txt", PORTAL),
        ("/mp_verify_abcd1234.txt", HERE),
        ("/x/MP_verify_AbCd1234.txt", HERE),
        ("/MP_verify_AbCd1234.txt/", HERE),
        ("/baidu_verify_codeva-x.html", HERE),
    ):
        assert ask_for(client, address, host).status_code == 404


def test_a_new_file_is_there_at_once(client, here):
    assert ask_for(client, "/WW_verify_1.txt", HERE).status_code == 404
    Verification.objects.create(city=here, name="WW_verify_1.txt", content="1")
    assert ask_for(client, "/WW_verify_1.txt", HERE).status_code == 200


def test_tags_stand_in_the_head_of_their_hosts_home(client, here):
    Verification.objects.create(city=here, kind="tag", name="baidu-site-verification", content="codeva-x")
    tag = '<meta name="baidu-site-verification" content="codeva-x">'
    assert tag in words(ask_for(client, "/", HERE)).split("</head>")[0]
    assert tag not in words(ask_for(client, "/", PORTAL))
    assert tag not in words(ask_for(client, "/news/", HERE))


@pytest.fixture
def administrator(here):
    return signed_in(builders.person(is_superuser=True))


ADD = "/admin/hosts/verification/add/"


def test_a_whole_tag_may_be_pasted(administrator):
    pasted = '<meta name="360-site-verification" content="0a1b2c" />'
    administrator.post(ADD, {"kind": "tag", "name": "", "content": pasted})
    assert Verification.objects.values_list("name", "content").get() == ("360-site-verification", "0a1b2c")


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("file", "robots.txt", "x"),
        ("file", "../x.txt", "x"),
        ("file", "a/b.txt", "x"),
        ("file", "verify.php", "x"),
        ("file", "verify.html", "<script>alert(1)</script>"),
        ("file", "verify.html", "a\nb"),
        ("tag", "robots", "noindex"),
        ("tag", "baidu-site-verification", '"><script>'),
        ("tag", 'x"verification', "x"),
    ],
)
def test_what_is_no_code_is_refused(administrator, kind, name, content):
    assert administrator.post(ADD, {"kind": kind, "name": name, "content": content}).status_code == 200
    assert not Verification.objects.exists()


def test_the_database_takes_no_markup_either(here):
    with pytest.raises(DatabaseError):
        Verification.objects.create(name="verify.html", content="<b>")


def test_only_the_administrator_keeps_verifications(here):
    assert signed_in(builders.person(EDITOR)).get(ADD).status_code == 403


# Whether a host is ours


def fault(settings, **answer):
    with stub(**answer) as server:
        settings.PUBLIC_PORT = server.port
        return reachability.fault_of("127.0.0.1")


def test_a_host_that_knows_our_word_is_ours(settings):
    assert fault(settings, body=host_token("127.0.0.1").encode()) == ""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": b"welcome"}, "不是本站"),
        ({"status": 502}, "不是本站"),
        ({"status": 302, "headers": [("Location", "http://127.0.0.1:1/")]}, "跳转到了别处"),
    ],
)
def test_a_host_that_does_not_is_somebody_elses(settings, answer, words):
    assert words in fault(settings, **answer)


def test_a_host_where_nobody_listens_does_not_open(settings):
    with stub() as server:
        settings.PUBLIC_PORT = server.port
    assert "打不开：ConnectionRefusedError" in reachability.fault_of("127.0.0.1")


def test_a_host_without_an_address_is_said_to_be_so(monkeypatch):
    def unknown(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(reachability.socket, "getaddrinfo", unknown)
    assert "没有解析" in reachability.fault_of("nowhere.example")


def test_a_check_ends_before_its_lease():
    assert kinds["hosts.check_host"].timeout < kinds["hosts.check_host"].lease


def test_every_host_says_whose_it_is_opened_or_not(client):
    response = ask_for(client, "/healthz/whose", "New.example:8000")
    assert response.content.decode() == host_token("new.example")
    assert host_token("new.example") != host_token("other.example")


def test_the_job_writes_down_what_it_found(here, monkeypatch):
    monkeypatch.setattr(reachability, "fault_of", lambda host: "示例问题")
    kinds["hosts.check_host"].run(city=here.pk)
    kinds["hosts.check_host"].run(city=here.pk)
    assert HostCheck.objects.get().fault == "示例问题"


def test_every_host_is_asked_each_night(here):
    builders.city()
    kinds["hosts.check_hosts"].run()
    assert Job.objects.get().payload == {"city": here.pk}


# 开城检查


def opening(city):
    return f"/admin/zones/city/{city.pk}/opening/"


def readiness_of(city):
    return {point.name: point.readiness for point in points(City.objects.get(pk=city.pk))}


def test_a_city_just_made_lacks_nearly_everything():
    builders.portal(host=PORTAL)
    city = builders.city(host=HERE, is_listed=False)
    assert set(readiness_of(city).values()) == {Readiness.LACKING, Readiness.WAITING}


def test_a_city_made_ready_lacks_nothing(here):
    here.contact, here.icp_number = builders.contact(), "示例备1号"
    here.save()
    HostCheck.objects.create(city=here, host=HERE)
    Channel.objects.create(city=here, kind="email", name="示例群", target="desk@example.com")
    Verification.objects.create(city=here, name="MP_verify_x.txt", content="x")
    zone = builders.zone(city=here, verified_on=timezone.localdate())
    for _ in range(5):
        builders.article(zone=zone)
    assert set(readiness_of(here).values()) == {Readiness.READY}


def test_head_offices_contact_channel_and_number_stand_in(here):
    here.host = None
    here.save()
    builders.Portal.objects.update(contact=builders.contact())
    Channel.objects.create(kind="email", name="总部", target="desk@example.com")
    found = readiness_of(here)
    borrowed = {"域名", "联系人", "询盘通知", "ICP 备案", "站点验证"}
    assert {name for name, readiness in found.items() if readiness == Readiness.BORROWED} == borrowed


def test_a_contact_without_a_phone_is_no_contact(here):
    here.contact = builders.contact(hotline="")
    here.save()
    assert readiness_of(here)["联系人"] == Readiness.LACKING


def test_a_check_of_the_host_before_this_one_counts_for_nothing(here):
    HostCheck.objects.create(city=here, host="before.example")
    assert readiness_of(here)["域名"] == Readiness.WAITING


def test_the_page_tells_in_words_and_asks_for_the_check_without_making_it(here):
    client = signed_in(builders.person(EDITOR, here))
    page = words(client.get(opening(here)))
    assert "还缺" in page
    assert '<dt>域名 <span class="desk-chip desk-point-waiting">等待检查</span>' in page
    assert "还没有检查过" in page
    assert Job.objects.get().payload == {"city": here.pk}
    assert opening(here) in words(client.get(f"/admin/zones/city/{here.pk}/change/"))


def test_the_check_may_be_asked_for_again(here):
    HostCheck.objects.create(city=here, host=HERE)
    client = signed_in(builders.person(EDITOR, here))
    client.get(opening(here))
    assert not Job.objects.exists()
    assert client.post(opening(here)).status_code == 302
    assert Job.objects.count() == 1


def test_another_citys_page_is_not_found(here):
    assert signed_in(builders.person(EDITOR, builders.city())).get(opening(here)).status_code == 404


def test_who_sees_no_cities_sees_no_opening(here):
    assert signed_in(builders.person(SALES, builders.city())).get(opening(here)).status_code == 404
