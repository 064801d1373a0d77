"""Pictures of a bucket behind the shipped nginx: kept, gone as soon as pages are, and there while the bucket is not."""

import http.client
import shutil

import pytest

from bench.desk_server import DeskServer, wait_until
from bench.nginx import PROGRAM, Nginx
from tests.bucket import Bucket

HOST = "park.example"
CONTENT = """
import io
import PIL.Image
from images import jobs, uploads
from tests import builders
builders.portal(host="park.example", contact=builders.contact())
out = io.BytesIO()
PIL.Image.new("RGB", (500, 400), "red").save(out, "JPEG")
jobs.render(uploads.store(io.BytesIO(out.getvalue())).pk)
"""
PLACED = """
from images import jobs
from images.models import Image
Image.objects.{verb}()
jobs.place(Image.objects.get().pk)
"""
#: What the flows allow between a change and its showing.
VISIBLE_SECONDS = 10

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (PROGRAM and shutil.which("openssl")), reason="nginx or openssl is not installed"),
]


@pytest.fixture(scope="module")
def bucket():
    with Bucket() as bucket:
        yield bucket


@pytest.fixture(scope="module")
def application(tmp_path_factory, bucket):
    server = DeskServer(tmp_path_factory.mktemp("application"))
    server.overrides |= bucket.environment
    with server:
        server.manage("shell", "--verbosity=0", "--command", CONTENT)
        yield server


@pytest.fixture
def nginx(application, tmp_path):
    """A fresh nginx with an empty cache."""
    nginx = Nginx(tmp_path / "nginx", HOST, application.port, application.var)
    nginx.has_bucket = True
    with nginx:
        yield nginx


@pytest.fixture
def picture(application):
    """Its address."""
    [[address]] = application.ask("SELECT '/media/' || file FROM images_image")
    return address


def ask(nginx, path, source=None):
    """(status, headers, body) of a GET."""
    connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=30, source_address=source)
    try:
        connection.request("GET", path, headers={"Host": HOST})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def placed(application, verb):
    application.manage("shell", "--verbosity=0", "--command", PLACED.format(verb=verb))


def test_a_picture_is_asked_of_the_bucket_once_whatever_the_query(nginx, bucket, picture):
    first, second = ask(nginx, picture), ask(nginx, f"{picture}?v=2")
    assert (first[0], first[1]["X-Cache"], second[1]["X-Cache"]) == (200, "MISS", "HIT")
    assert first[2] == second[2] == bucket.client.get_object(Bucket="park-pictures", Key=picture[7:])["Body"].read()
    assert (first[1]["Content-Type"], "sandbox" in first[1]["Content-Security-Policy"]) == ("image/jpeg", True)
    assert "max-age=604800" in first[1]["Cache-Control"]
    assert ask(nginx, "/media/../secret_key")[0] in {400, 404, 410}
    wait_until(lambda: ask(nginx, picture)[1]["X-Cache"] == "REVALIDATED", VISIBLE_SECONDS)


def test_taken_offline_it_is_gone_and_stays_so_while_the_bucket_is_away(nginx, application, bucket, picture):
    wait_until(lambda: ask(nginx, picture)[0] == 200, VISIBLE_SECONDS)
    placed(application, "take_offline")
    try:
        wait_until(lambda: ask(nginx, picture)[0] == 410, VISIBLE_SECONDS)
        bucket.freeze()
        wait_until(lambda: ask(nginx, picture)[1]["X-Cache"] == "STALE", 2 * VISIBLE_SECONDS)
        assert ask(nginx, picture)[0] == 410
        assert ask(nginx, picture.replace("/media/", "/media/.offline/"))[0] == 410
    finally:
        bucket.go_on()
        placed(application, "bring_back")
    wait_until(lambda: ask(nginx, picture)[0] == 200, 2 * VISIBLE_SECONDS)


def test_a_bucket_away_costs_no_page_and_no_picture_that_is_kept(nginx, bucket, picture):
    """Those that nobody has asked for come later."""
    wait_until(lambda: ask(nginx, picture)[0] == 200, VISIBLE_SECONDS)
    kept = ask(nginx, picture)[2]
    bucket.freeze()
    try:
        wait_until(lambda: ask(nginx, picture)[1]["X-Cache"] == "STALE", 2 * VISIBLE_SECONDS)
        assert ask(nginx, picture)[::2] == (200, kept)
        status, headers, _ = ask(nginx, picture.replace(".jpg", "-320.webp"))
        assert (status, headers["Cache-Control"], headers["Retry-After"]) == (503, "no-store", "10")
        assert ask(nginx, "/")[0] == 200
    finally:
        bucket.go_on()
    wait_until(lambda: ask(nginx, picture.replace(".jpg", "-320.webp"))[0] == 200, 2 * VISIBLE_SECONDS)


def test_a_page_full_of_pictures_is_let_through_and_a_search_for_names_is_not(tmp_path):
    """Of one address, which is not the machine's own. No application stands behind: what is let through is a 503."""
    nginx = Nginx(tmp_path / "nginx", HOST, 9, tmp_path)
    nginx.has_bucket = True
    with nginx:
        statuses = [ask(nginx, f"/media/images/aa/{number}.jpg", ("127.0.0.2", 0))[0] for number in range(700)]
    assert set(statuses[:200]) == {503}
    assert 429 in statuses
