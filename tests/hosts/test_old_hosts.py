"""An old host of a city: whoever asks for it is at the right page of the right city after one redirect."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from addresses.admin import OldHostForm
from addresses.models import MissingAddress, OldAddress, OldHost
from hosts.models import Verification
from staff.models import User
from staff.roles import EDITOR
from tests import builders
from tests.desk import signed_in, words
from tests.hosts.conftest import HERE, PORTAL, THERE, ask_for
from zones.models.validators import host_validator

pytestmark = pytest.mark.django_db

OLD = "www.old.example"


@pytest.fixture
def old(here):
    return OldHost.objects.create(host=OLD, city=here)


def where(client, address, host=OLD):
    response = ask_for(client, address, host)
    return response.status_code, response.get("Location")


@pytest.mark.parametrize("address", ["/", "/news/", "/zones/", "/feed.xml", "/sitemap.xml", "/robots.txt"])
def test_a_page_of_ours_is_one_redirect_away_at_the_citys_own_host(client, old, address):
    assert where(client, address) == (301, f"http://{HERE}{address}")
    assert where(client, f"{address}?utm_source=x") == (301, f"http://{HERE}{address}")


@pytest.mark.slow
def test_an_old_address_leads_in_one_hop_to_what_it_is_now_whatever_city_that_is_of(client, old, here):
    there = builders.city(slug="there", host=THERE)
    articles = [builders.article(city=city) for city in (here, there, None)]
    for number, article in enumerate(articles, 1):
        OldAddress.objects.create(host=HERE, kind="post", key=str(number), article=article)
    for number, (article, host) in enumerate(zip(articles, (HERE, THERE, PORTAL), strict=True), 1):
        for spelling in (f"/?id={number}", f"/post/{number}.html", f"/index.php/post/{number}.html"):
            assert where(client, spelling) == (301, f"http://{host}{article.get_absolute_url()}")
    assert where(client, articles[1].get_absolute_url()) == (301, f"http://{THERE}{articles[1].get_absolute_url()}")


@pytest.mark.slow
def test_over_http_the_hop_to_https_is_the_same_one(client, old, here, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    article = builders.article(city=here)
    OldAddress.objects.create(host=HERE, kind="post", key="7", article=article)
    assert where(client, "/") == (301, f"https://{HERE}/")
    assert where(client, "/?id=7") == (301, f"https://{HERE}{article.get_absolute_url()}")
    assert where(client, "/zones") == (301, f"https://{HERE}/zones/")


def test_the_row_of_the_host_that_was_asked_comes_before_that_of_the_citys_own(client, old, here):
    """Numbers were given out on each host anew."""
    own, other = builders.article(city=here), builders.article(city=here)
    OldAddress.objects.create(host=HERE, kind="post", key="1", article=own)
    OldAddress.objects.create(host=OLD, kind="post", key="1", article=other)
    assert where(client, "/?id=1") == (301, f"http://{HERE}{other.get_absolute_url()}")
    assert where(client, "/?id=1", HERE) == (301, f"http://{HERE}{own.get_absolute_url()}")


def test_what_is_gone_or_missing_is_said_at_once_and_the_missing_is_noted_at_the_citys_own_host(client, old):
    OldAddress.objects.create(host=HERE, kind="post", key="3")
    assert where(client, "/?id=3") == (410, None)
    assert where(client, "/post/99.html") == (404, None)
    assert [(row.host, row.key) for row in MissingAddress.objects.all()] == [(HERE, "99")]


def test_a_form_that_was_sent_to_an_old_host_is_to_be_sent_again_not_lost(client, old):
    answer = client.post("/enquiry/", {"name": "示例"}, headers={"host": OLD})
    assert (answer.status_code, answer["Location"]) == (308, f"http://{HERE}/enquiry/")


def test_an_old_host_has_no_desk_and_shows_the_files_that_prove_whose_it_is(client, old, here):
    OldHost.objects.create(host="old-portal.example")
    Verification.objects.create(city=here, name="baidu_verify_codeva-AbCd.html", content="abc")
    assert where(client, "/admin/") == (404, None)
    assert where(client, "/admin/", "old-portal.example") == (404, None)
    assert where(client, "/baidu_verify_codeva-AbCd.html") == (200, None)


def test_the_old_host_of_a_city_without_one_of_its_own_leads_to_its_page_at_the_main_site(client, here):
    plain = builders.city(slug="plain")
    OldHost.objects.create(host=OLD, city=plain)
    assert where(client, "/") == (301, f"http://{PORTAL}{plain.get_absolute_url()}")
    assert where(client, "/news/") == (301, f"http://{PORTAL}/news/")


def test_an_old_host_of_a_hidden_city_is_none_and_two_that_name_each_other_do_no_harm(client, here):
    hidden = [builders.city(slug=f"h{n}", host=f"h{n}.example", is_listed=False) for n in (1, 2)]
    OldHost.objects.create(host="h1.example", city=hidden[1])
    OldHost.objects.create(host="h2.example", city=hidden[0])
    assert ask_for(client, "/", "h1.example").status_code == 421
    assert ask_for(client, "/", "elsewhere.example").status_code == 421


def test_a_host_that_a_city_takes_for_its_own_answers_itself(client, old):
    builders.city(slug="there", host=OLD)
    assert where(client, "/") == (200, None)


@pytest.mark.parametrize("host", [PORTAL, HERE, "localhost", "jinan.localhost", "http://a.example", "A B"])
def test_a_host_of_our_own_or_none_at_all_is_no_old_one(here, host):
    with pytest.raises(ValidationError):
        OldHost(host=host, city=here).full_clean()


@pytest.mark.slow
def test_an_owner_sees_and_edits_them_and_is_told_what_else_it_takes(client, old, here):
    owner = User.objects.create_superuser("owner", password="chang-mima-2026", is_staff=True)
    desk = signed_in(owner)
    assert f"http://{HERE}/" in words(desk.get("/admin/addresses/oldhost/"))
    answer = desk.post("/admin/addresses/oldhost/add/", {"host": " old2.example ", "city": here.pk}, follow=True)
    assert "server_name" in words(answer)
    assert where(client, "/", "old2.example") == (301, f"http://{HERE}/")
    assert signed_in(builders.person(EDITOR, here)).get("/admin/addresses/oldhost/").status_code == 403


@pytest.mark.parametrize(
    "typed",
    [
        "http://old.example/",
        "HTTPS://Old.Example:8080/post/1.html?x=1",
        "old.example/",
        "//old.example",
        "old.example.",
    ],
)
def test_a_whole_address_is_taken_for_its_host_and_that_is_told(here, typed):
    desk = signed_in(User.objects.create_superuser("owner", is_staff=True))
    page = words(desk.post("/admin/addresses/oldhost/add/", {"host": typed, "city": here.pk}, follow=True))
    assert OldHost.objects.get().host == "old.example"
    assert "登记的是 old.example" in page


@pytest.mark.slow
def test_a_host_alone_is_taken_as_it_is_and_what_is_none_is_refused_in_words(here):
    desk = signed_in(User.objects.create_superuser("owner", is_staff=True))
    page = words(desk.post("/admin/addresses/oldhost/add/", {"host": "old.example", "city": here.pk}, follow=True))
    assert "登记的是" not in page
    for typed in ("http://", "http://[x/", "旧站", "a b.example", "a" * 120 + ".example"):
        page = words(desk.post("/admin/addresses/oldhost/add/", {"host": typed, "city": here.pk}))
        assert any(each in page for each in ("看不出是哪个域名", "只写域名", "域名太长")), typed
    assert OldHost.objects.count() == 1


@pytest.mark.slow
@given(st.text("htp:/old.example@?#[]%中 -", max_size=40))
def test_whatever_is_typed_is_a_host_or_refused_in_words(typed):
    form = OldHostForm({"host": typed})
    form.full_clean()
    host = form.cleaned_data.get("host")
    assert bool(host) is not bool(form.errors.get("host"))
    assert host is None or host_validator(host) is None
