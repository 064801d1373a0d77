"""Static files: the same on every host, without the database, under the same headers and refusals as pages."""

import pytest
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db
SHEET = "/static/site.css"


@pytest.fixture
def get(settings, tmp_path):
    """`get(path, host)` of a site with one static file, over https unless told otherwise: the response, read."""
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("a {}")
    builders.portal(host="park.example")
    client = Client()

    def get(path, host="park.example", secure=True):
        response = client.get(path, headers={"host": host}, secure=secure)
        b"".join(response)
        return response

    return get


@pytest.mark.parametrize("host", ["park.example", "localhost", "unknown.example"])
def test_a_static_file_costs_no_query_and_is_there_whatever_the_host(get, django_assert_num_queries, host):
    with django_assert_num_queries(0):
        assert get(SHEET, host).status_code == 200


def test_an_unknown_host_that_asks_for_no_file_of_ours_is_refused_as_for_a_page(get):
    assert get("/static/nothing.css").status_code == 404
    assert get("/static/nothing.css", "unknown.example").status_code == 421


@pytest.mark.parametrize(
    ("address", "status"), [(f"{SHEET}?v=%00", 400), ("/static/%00", 400), (f"{SHEET}?v={'a' * 7000}", 414)]
)
def test_what_no_browser_sends_is_refused_before_a_file_is_looked_for(get, address, status):
    assert get(address).status_code == status


def test_a_static_file_carries_the_same_security_headers_as_a_page(get, settings):
    settings.SECURE_HSTS_SECONDS = 100
    names = (
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Strict-Transport-Security",
    )
    page, sheet = get("/about/"), get(SHEET)
    assert {name: sheet[name] for name in names} == {name: page[name] for name in names}
    assert sheet["Cache-Control"] == "max-age=60, public"


def test_over_http_a_static_file_goes_to_https_at_once(get, settings, django_assert_num_queries):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    with django_assert_num_queries(0):
        response = get(f"{SHEET}?v=1", secure=False)
    assert (response.status_code, response["Location"]) == (301, f"https://park.example{SHEET}?v=1")
