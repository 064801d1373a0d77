"""Every shape in which the site before this one wrote its addresses: read as what it asks for, and led there."""

import pytest

from addresses import zblog
from addresses.models import OldAddress
from articles.models import Tag
from tests import builders

HOST = "city.example"

FORMS = [
    ("/index.php/post/6108.html", {}, ("post", "6108", 1)),
    ("/INDEX.PHP/Post/6108.HTML", {}, ("post", "6108", 1)),
    ("/post/6108.html", {}, ("post", "6108", 1)),
    ("/post/6108.htm/", {}, ("post", "6108", 1)),
    ("/post/06108.html", {}, ("post", "6108", 1)),
    ("/post/Park-Opens_2.html", {}, ("post", "park-opens_2", 1)),
    ("/", {"id": "6108"}, ("post", "6108", 1)),
    ("/", {"ID": "6108", "utm_source": "x"}, ("post", "6108", 1)),
    ("/index.php", {"id": "6108"}, ("post", "6108", 1)),
    ("/index.php/", {"id": "6108"}, ("post", "6108", 1)),
    ("/index.php/category-3.html", {}, ("category", "3", 1)),
    ("/index.php/category-3_2.html", {}, ("category", "3", 2)),
    ("/Category-3_2.html", {}, ("category", "3", 2)),
    ("/", {"cate": "3", "page": "2"}, ("category", "3", 2)),
    ("/index.php/tags-9.html", {}, ("tag", "9", 1)),
    ("/tags-新能源_3.html", {}, ("tag", "新能源", 3)),
    ("/", {"tags": "9"}, ("tag", "9", 1)),
    ("/index.php/date-2024-9.html", {}, ("date", "2024-9", 1)),
    ("/date-2024-09_4.html", {}, ("date", "2024-9", 4)),
    ("/date-2024-9-05.html", {}, ("date", "2024-9-5", 1)),
    ("/", {"date": "2024-9"}, ("date", "2024-9", 1)),
    ("/index.php/author-1.html", {}, ("author", "1", 1)),
    ("/", {"auth": "1"}, ("author", "1", 1)),
    ("/search.php", {"q": "厂房"}, ("search", "厂房", 1)),
    ("/index.php/search.php", {"q": "厂房"}, ("search", "厂房", 1)),
    ("/feed.php", {}, ("feed", "", 1)),
    ("/index.php/page_2.html", {}, ("page", "2", 2)),
    ("/page_2.html", {}, ("page", "2", 2)),
    ("/", {"page": "2"}, ("page", "2", 2)),
    ("/zb_users/upload/2024/09/A.JPG", {}, ("upload", "2024/09/A.JPG", 1)),
    ("/index.php", {}, ("home", "", 1)),
    ("/zones/old/", {}, ("path", "/zones/old", 1)),
    ("/date-2024-13.html", {}, ("path", "/date-2024-13.html", 1)),
    ("/index.phpx/post/1.html", {}, ("path", "/index.phpx/post/1.html", 1)),
    ("/zb_users/upload/", {}, ("path", "/zb_users/upload", 1)),
    ("/" + "a" * 400, {}, None),
    ("/", {}, None),
    ("/", {"utm_source": "x"}, None),
    ("/", {"id": "abc"}, None),
    ("/", {"id": "6108x"}, None),
    ("/", {"date": "2024-13"}, None),
    ("/", {"page": "1"}, None),
    ("/", {"id": "９"}, None),
]


@pytest.mark.parametrize(("path", "query", "asked"), FORMS)
def test_every_old_form_is_read(path, query, asked):
    assert zblog.parse(path, query) == asked


#: The old site's addresses, each with what the table (or the site by itself) says it is now.
SHAPES = {
    "/index.php/post/6108.html": "article",
    "/?id=6108": "article",
    "/index.php/category-3_2.html": "zone",
    "/?cate=3&page=2": "zone",
    "/index.php/tags-9.html": "tag",
    "/?tags=9": "tag",
    "/index.php/date-2009-9.html": "/news/archive/",
    "/?date=2009-9": "/news/archive/",
    "/index.php/author-1.html": "/news/",
    "/?auth=1": "/news/",
    "/search.php?q=abc": "/search/?q=abc",
    "/feed.php": "/feed.xml",
    "/index.php/page_2.html": "/news/",
    "/zb_users/upload/2024/09/a.pdf": "/about/",
}


def spellings(address):
    """The address with and without index.php, in small and capital letters, with tracking behind it."""
    path, mark, query = address.partition("?")
    bare = path.replace("/index.php", "") or "/"
    for written in (bare, bare.upper(), f"/index.php{bare}", f"/INDEX.php{bare.title()}"):
        yield f"{written}{mark}{query}"
    yield f"{path}?{query}{'&' * bool(query)}utm_source=x&from=timeline"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("address", SHAPES)
def test_every_shape_in_every_spelling_is_one_hop_to_a_page(client, settings, address, scheme):
    builders.portal(host="park.example")
    city = builders.city(host=HOST, slug="shicheng")
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    zone, tag = builders.zone(city=city), Tag.objects.create(name="新能源", slug="xinnengyuan")
    things = {"article": builders.article(["新能源"], zone=zone), "zone": zone, "tag": tag}
    for kind, key, target in (("post", "6108", "article"), ("category", "3", "zone"), ("tag", "9", "tag")):
        OldAddress.objects.create(host=HOST, kind=kind, key=key, **{target: things[target]})
    OldAddress.objects.create(host=HOST, kind="upload", key="2024/09/a.pdf", path="/about/")
    now = SHAPES[address]
    now = things[now].get_absolute_url() if now in things else now
    for spelling in spellings(address):
        response = client.get(spelling, headers={"host": HOST}, secure=scheme == "https")
        assert (response.status_code, response["Location"]) == (301, f"https://{HOST}{now}")
    assert client.get(now, headers={"host": HOST}, secure=True).status_code == 200
