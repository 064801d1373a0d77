"""What the shipped nginx promises, asked of a real one before the real application and a real PostgreSQL."""

import http.client
import re
import shutil
import signal
import time
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from bench.desk_server import DeskServer, wait_until
from bench.nginx import PROGRAM, SHIPPED, Nginx
from leads import consent
from zones.canonical import known_query_keys

HOST = "park.example"
CONTENT = """
from tests import builders
builders.portal(host="park.example", contact=builders.contact())
city = builders.city(slug="shicheng", name="示例城")
for number in range(45):
    builders.article(title=f"第{number}条示例", city=city)
"""
PICTURE = """
import io
import PIL.Image
from images import jobs, uploads
out = io.BytesIO()
PIL.Image.new("RGB", (500, 400), "red").save(out, "JPEG")
jobs.render(uploads.store(io.BytesIO(out.getvalue())).pk)
"""
PLACED = """
from images import jobs
from images.models import Image
Image.objects.filter(pk={pk}).{verb}()
jobs.place({pk})
"""
#: What the flows allow between a change and its showing.
VISIBLE_SECONDS = 10

real = [
    pytest.mark.slow,
    pytest.mark.skipif(not (PROGRAM and shutil.which("openssl")), reason="nginx or openssl is not installed"),
]


def test_the_key_keeps_the_query_keys_that_the_pages_know():
    text = (SHIPPED / "parkinfo-http.conf").read_text(encoding="utf-8")
    mapped = re.findall(r'^map \$arg_(\w+)\s+\$parkinfo_\1\s+\{ "" ""; default "&\1=\$arg_\1"; \}$', text, re.MULTILINE)
    [joined] = re.findall(r'^map "([^"]+)" \$parkinfo_query', text, re.MULTILINE)
    assert sorted(mapped) == sorted(known_query_keys())
    assert joined == "".join(f"$parkinfo_{key}" for key in mapped)


@pytest.fixture(scope="module")
def application(tmp_path_factory):
    with DeskServer(tmp_path_factory.mktemp("application")) as server:
        server.manage("shell", "--verbosity=0", "--command", CONTENT)
        yield server


@pytest.fixture
def nginx(application, tmp_path):
    """A fresh nginx with an empty cache."""
    with Nginx(tmp_path / "nginx", HOST, application.port, application.var) as nginx:
        yield nginx


def ask(nginx, path, method="GET", body=None, host=HOST, **headers):
    """(status, headers, body) of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": host, **named})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode(errors="replace")
    finally:
        connection.close()


def kept(nginx, path):
    """The page, asked for until it comes from the cache."""
    ask(nginx, path)
    status, headers, body = ask(nginx, path)
    assert (status, headers["X-Cache"]) == (200, "HIT")
    return body


def is_stale(nginx, path):
    """Whether what nginx kept of the page may no longer be served but in place of a failure."""
    return ask(nginx, path)[1]["X-Cache"] == "STALE"


def article(application, title):
    """The id of the article, under its first title."""
    [[pk]] = application.ask(f"SELECT id FROM articles_article WHERE title = '{title}'")
    return pk


class TestLimits:
    """No application stands behind: what is let through is answered by the page that says so, 503."""

    pytestmark = pytest.mark.skipif(not (PROGRAM and shutil.which("openssl")), reason="nginx is not installed")

    @pytest.fixture
    def nginx(self, tmp_path):
        with Nginx(tmp_path / "nginx", HOST, 9, tmp_path) as nginx:
            yield nginx

    @staticmethod
    def answers(nginx, times, method, path, body=None):
        """[(status, headers, body)] of so many requests of one address, which is not the machine's own."""
        found = []
        for _ in range(times):
            connection = http.client.HTTPConnection(
                "127.0.0.1", nginx.port, timeout=30, source_address=("127.0.0.2", 0)
            )
            connection.request(method, path, body, {"Host": HOST})
            response = connection.getresponse()
            found.append((response.status, response.headers, response.read().decode()))
            connection.close()
        return found

    @pytest.mark.parametrize(("method", "path"), [("GET", "/news/"), ("GET", "/admin/"), ("POST", "/news/1/hits/")])
    def test_too_much_is_answered_by_a_page_of_ours_with_the_hotline(self, nginx, method, path):
        # Not the very last: every thirtieth of a second one more is let through.
        [*_, (headers, body)] = [each[1:] for each in self.answers(nginx, 120, method, path) if each[0] == 429]
        assert (headers["Cache-Control"], headers["Retry-After"]) == ("no-store", "15")
        assert "tel:400-000-0000" in body
        assert "访问太频繁" in body

    def test_metrics_are_for_this_machine_alone(self, nginx):
        assert ask(nginx, "/metrics")[0] == 503
        assert {status for status, _, _ in self.answers(nginx, 1, "GET", "/metrics")} == {404}

    @pytest.mark.slow
    def test_enquiries_of_one_address_wait_rather_than_being_refused(self, nginx):
        """Whatever that address reads and whatever its readers' pages send meanwhile."""
        self.answers(nginx, 100, "POST", "/news/1/hits/")
        sent = self.answers(nginx, 27, "POST", "/enquiries/new/", "name=x")
        assert {status for status, _, _ in sent} == {503}
        assert {headers["Retry-After"] for _, headers, _ in sent} == {"60"}


class TestWithAnApplication:
    pytestmark = real

    def test_the_second_reader_is_served_from_the_cache_and_gets_no_cookie(self, nginx):
        first = ask(nginx, "/news/")
        second = ask(nginx, "/news/", Cookie="sessionid=x")
        assert (first[1]["X-Cache"], second[1]["X-Cache"]) == ("MISS", "HIT")
        assert first[2] == second[2]
        assert "Set-Cookie" not in first[1]

    def test_a_change_shows_within_ten_seconds(self, nginx, application):
        pk = article(application, "第1条示例")
        kept(nginx, f"/news/{pk}/")
        application.ask(f"UPDATE articles_article SET title = '改过的示例' WHERE id = {pk}")
        wait_until(lambda: "改过的示例" in ask(nginx, f"/news/{pk}/")[2], VISIBLE_SECONDS)

    def test_a_withdrawn_page_is_gone_within_ten_seconds_and_never_comes_back(self, nginx, application):
        pk = article(application, "第2条示例")
        kept(nginx, f"/news/{pk}/")
        application.ask(f"UPDATE articles_article SET status = 'withdrawn' WHERE id = {pk}")
        wait_until(lambda: ask(nginx, f"/news/{pk}/")[0] == 410, VISIBLE_SECONDS)
        renewals = 0
        while renewals < 2:
            status, headers, _ = ask(nginx, f"/news/{pk}/")
            assert status == 410
            renewals += headers["X-Cache"] != "HIT"
            time.sleep(0.3)
        application.stop_web(signal.SIGKILL)
        try:
            wait_until(lambda: is_stale(nginx, f"/news/{pk}/"))
            status, _, body = ask(nginx, f"/news/{pk}/")
            assert status == 410
            assert "第2条示例" not in body
        finally:
            application.start_web()

    def test_readers_are_served_while_the_application_is_dead_and_the_rest_see_the_hotline(self, nginx, application):
        page = kept(nginx, "/news/")
        application.stop_web(signal.SIGKILL)
        try:
            wait_until(lambda: is_stale(nginx, "/news/"))
            assert ask(nginx, "/news/")[2] == page
            status, headers, body = ask(nginx, "/about/")
            assert (status, headers["Cache-Control"]) == (503, "no-store")
            assert "tel:400-000-0000" in body
        finally:
            application.start_web()

    def test_readers_are_served_while_postgresql_is_stopped(self, nginx, application):
        page = kept(nginx, "/news/?page=2")
        application.stop_database()
        try:
            wait_until(lambda: is_stale(nginx, "/news/?page=2"))
            assert ask(nginx, "/news/?page=2")[2] == page
        finally:
            application.start_database()
        wait_until(lambda: ask(nginx, "/zones/")[0] == 200, 20)

    def test_a_request_has_one_id_of_nginxs_own_in_both_logs_and_a_kept_page_has_none(self, nginx):
        claimed = "0" * 32
        given = ask(nginx, "/healthz/ready", X_Request_ID=claimed)[1]["X-Request-ID"]
        assert len(given) == 32
        assert given != claimed
        assert "X-Request-ID" not in ask(nginx, "/news/")[1]
        desk = ask(nginx, "/admin/login/")[1]["X-Request-ID"]
        wait_until(lambda: nginx.log.rstrip().endswith(f" {desk}"))

    def test_the_desk_and_what_is_sent_are_never_kept(self, nginx):
        for _ in range(2):
            status, headers, _ = ask(nginx, "/admin/login/")
            assert status == 200
            assert "X-Cache" not in headers
            assert "csrftoken" in headers["Set-Cookie"]
        for _ in range(2):
            _, headers, _ = ask(nginx, "/enquiries/new/", "POST", "name=x", Content_Type=FORM)
            assert (headers["Cache-Control"], headers["X-Cache"]) == ("private, no-cache", None)

    def test_two_visitors_sending_from_one_kept_form_are_two_enquiries(self, nginx, application):
        kept(nginx, "/enquiries/new/")
        before = len(application.receipts())
        for phone in ("13800000001", "13800000002", "13800000002"):
            status, headers, _ = ask(nginx, "/enquiries/new/", "POST", filled_in(phone), Content_Type=FORM)
            assert status == 303
            assert "receipt=" in headers["Location"]
        assert len(application.receipts()) == before + 2

    def test_the_address_is_the_peers_whatever_the_visitor_claims(self, nginx, application):
        form = filled_in("13800000003")
        ask(nginx, "/enquiries/new/", "POST", form, Content_Type=FORM, X_Forwarded_For="203.0.113.7")
        stored = application.ask("SELECT row_to_json(e)::text FROM leads_enquiry e ORDER BY id DESC LIMIT 1")
        assert "203.0.113" not in stored[0][0]
        assert "127.0.0." in stored[0][0]

    def test_a_thousand_odd_headers_change_nothing(self, nginx):
        page = kept(nginx, "/")
        names = ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-HTTP-Method-Override", "Cookie",
                 "Accept-Language", "User-Agent", "Authorization", "Accept", "X-Rewrite-URL")  # fmt: skip
        for number in range(1000):
            name = names[number % len(names)]
            status, _, body = ask(nginx, "/", **{name: f"odd-{number}.example"})
            assert (status, body) == (200, page)

    @pytest.mark.parametrize(
        ("odd", "plain"),
        [
            ("/news/?utm_source=x&from=timeline", "/news/"),
            ("/news/?p%61ge=2", "/news/"),
            ("/news/?page=1&page=2", "/news/?page=1"),
            ("/news/?page=2&page=1", "/news/?page=2"),
        ],
    )
    def test_no_way_of_writing_a_query_puts_another_page_under_a_key(self, nginx, odd, plain):
        written = ask(nginx, odd)[2]
        page = ask(nginx, plain)
        assert page[1]["X-Cache"] == "HIT"
        assert page[2] == written

    def test_another_path_is_another_key(self, nginx):
        assert ask(nginx, "//news/")[0] == 404
        assert ask(nginx, "/news/")[0] == 200

    def test_an_unknown_host_gets_no_answer(self, nginx):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            ask(nginx, "/", host="elsewhere.example")

    def test_the_report_of_addresses_not_found_says_where_they_were_linked(self, nginx, application):
        ask(nginx, "/old/map/", Referer="https://Elsewhere.example/search?q=13800000009")
        [[referrer]] = application.ask("SELECT referrer FROM addresses_missingaddress WHERE key = '/old/map'")
        assert referrer == "elsewhere.example"

    def test_static_files_live_long_and_pages_are_compressed(self, nginx):
        page = ask(nginx, "/")[2]
        [style] = re.findall(r'href="(/static/[^"]+\.css)"', page)
        status, headers, _ = ask(nginx, style)
        assert (status, "max-age=315360000" in headers["Cache-Control"]) == (200, True)
        connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=30)
        connection.request("GET", "/", headers={"Host": HOST, "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        assert response.headers["Content-Encoding"] == "gzip"
        assert len(response.read()) < len(page.encode()) / 2
        connection.close()

    def test_a_picture_taken_offline_is_410_here_and_without_nginx_until_it_comes_back(self, nginx, application):
        application.manage("shell", "--verbosity=0", "--command", PICTURE)
        [[pk, original]] = application.ask("SELECT id, '/media/' || file FROM images_image")
        stem = original.removesuffix(".jpg")
        paths = [original, *(f"{stem}-{end}" for end in ("320.jpg", "320.webp", "500.webp"))]
        hidden = [path.replace("/media/", "/media/.offline/") for path in paths]
        for verb, status in (("take_offline", 410), ("bring_back", 200)):
            application.manage("shell", "--verbosity=0", "--command", PLACED.format(pk=pk, verb=verb))
            for path in paths:
                answer, headers, _ = ask(nginx, path)
                assert (path, answer) == (path, status)
                assert ("max-age" in headers.get("Cache-Control", "")) == (status == 200)
                assert application.status(path) == status
            assert {ask(nginx, path)[0] for path in hidden} == {410}
            assert {application.status(path) for path in hidden} == {410}

    def test_a_body_too_large_is_refused(self, nginx):
        for path, size in (("/enquiries/new/", 46_000_000), ("/news/", 2_000_000)):
            status, _, page = ask(nginx, path, "POST", "x" * size, Content_Type=FORM)
            assert status == 413
            assert "请返回上一页，填的内容还在那里" in page

    def test_the_log_holds_nothing_a_visitor_typed(self, nginx):
        ask(nginx, "/search/?q=13800000009", Referer=f"http://{HOST}/search/?q=13800000009")
        ask(nginx, "/enquiries/new/", "POST", filled_in("13800000009"), Content_Type=FORM)
        # nginx writes its lines once a second.
        wait_until(lambda: '"POST /enquiries/new/' in nginx.log, 10)
        assert "13800000009" not in nginx.log

    def test_a_searchs_words_get_into_no_file(self, nginx, application):
        """Neither the cache's, nor a temporary one, nor a log, whether the application answers or not."""
        paths = [f"{path}?q={quote('机密词13800000008')}" for path in ("/search/", "/search/suggest/", "/search.php")]
        paths += [f"/news/?q={quote('机密词13800000008')}&page=2", f"/search?q={quote('机密词13800000008')}"]
        for path in [*paths, *paths]:
            assert ask(nginx, path)[1]["X-Cache"] == "BYPASS"
        application.stop_web(signal.SIGKILL)
        try:
            for path in paths[:3]:
                assert ask(nginx, path)[0] == 503
        finally:
            application.start_web()
        wait_until(lambda: "GET /search.php" in nginx.log, 10)
        for file in filter(Path.is_file, nginx.directory.rglob("*")):
            content = file.read_bytes()
            assert "机密词".encode() not in content, file
            assert b"13800000008" not in content, file


FORM = "application/x-www-form-urlencoded"


def filled_in(phone):
    return urlencode(
        {"kind": "rent", "need": "示例需求", "name": "示例", "phone": phone, "consent": consent.CURRENT.version}
    )
