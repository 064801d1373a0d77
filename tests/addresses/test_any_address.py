"""Whatever is asked for: it is read without an error, as what the table can hold, and leads to no other site."""

from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from addresses import zblog
from addresses.decoding import UNCLEAN
from addresses.models import Kind, OldAddress
from tests.addresses.conftest import HOST, ask

PIECES = [
    *[
        "/",
        "//",
        "\\",
        ".",
        "..",
        "_",
        "-",
        "&",
        "&amp;",
        "&#039;",
        "#",
        "?",
        "%",
        "%2",
        "%25",
        "%20",
        "%3F",
        "%23",
        "%00",
    ],
    *["/index.php", "/post/", "/category-", "/category/", "/tags-", "/tags/", "/date-", "/date/", "/author/", "/page/"],
    *[
        ".html",
        ".HTM",
        "_2",
        "/2/",
        "2020-9",
        "2020",
        "/09/",
        "129",
        "0",
        "９",
        "招商",
        "Ａ",
        "İ",
        "ß",
        "Σ",
        " ",
        "\u3000",
    ],
    *[
        "/zb_users/upload/",
        "/feed.xml",
        "%D5%D0",
        "%c9%cc",
        "%E6%8B%9B",
        "x" * 290,
        "\x00",
        "\ud800",
        "\u200d",
        "\ufffd",
    ],
]
paths = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)).map("/".__add__)
queries = st.dictionaries(
    st.sampled_from([*zblog.QUERY_KEYS, "ID", "q", "act", "section", ""]),
    st.one_of(st.text(max_size=20), st.sampled_from(PIECES), st.integers().map(str)),
    max_size=3,
)


def spelt(address):
    return OldAddress(kind=address.kind, key=address.key).spelling


@pytest.mark.slow
@given(paths, queries)
@settings(max_examples=600, deadline=None)
@example("/", {"cate": "park_2"})
@example("/", {"alias": "a.html&b"})
@example("/", {"tag": "/"})
@example("/", {"tag": "\x1b"})
@example("/post/怎么办?#1.html", {})
@example("/ author/0", {})
def test_any_address_is_read_as_what_its_own_spelling_is_read_as(path, query):
    reading = zblog.read(path, query)
    if reading is None:
        return
    assert reading.address in reading.candidates
    for kind, key, page in reading.candidates:
        assert 1 <= page <= 999_999
        assert len(key) <= zblog.MAX_KEY or kind == "search"
        assert kind == "search" or not UNCLEAN.search(key)
    if reading.address.kind in Kind.values:
        parts = urlsplit(spelt(reading.address))
        again = zblog.parse(parts.path, dict(parse_qsl(parts.query)))
        assert again == reading.address._replace(page=again.page)


@given(paths)
@settings(max_examples=200, deadline=None)
def test_an_address_copied_once_more_is_the_same(path):
    """Browsers and mail programs encode what is encoded."""
    reading = zblog.read(path, {})
    if reading and reading.address.kind in Kind.values:
        assert zblog.read(quote(path, safe="/%"), {}) == reading


@pytest.mark.parametrize(
    "address",
    [
        *["//evil.example", "///evil.example/post/1.html", "/\\evil.example", "/%5Cevil.example/%2F%2Fevil.example"],
        *["/post//evil.example.html", "/?alias=//evil.example", "/?id=1&id=2", "/?tags=%0d%0aSet-Cookie:x", "/?p=%00"],
        *[
            "/post/%2500.html",
            "/post/%0d%0aX:%20y.html",
            "/index.php//evil.example",
            "/zb_users/upload/../../../etc/passwd",
        ],
        *["/zb_users/upload/%2e%2e/%2e%2e/etc/passwd", "/tags/" + "a" * 2000, "/post/" + "%25" * 900 + ".html"],
        *["/?cate=" + "9" * 900, "/category/" + "1/" * 300, "/post/" + "_1" * 400 + ".html", "/%ff%fe%fd"],
    ],
)
def test_what_is_tried_out_leads_nowhere_else(client, city, address):
    for key in ("//evil.example", "evil.example"):
        OldAddress.objects.create(host=HOST, kind="post", key=key, path="/about/")
    response = ask(client, address)
    assert response.status_code in {200, 301, 400, 404}
    assert urljoin(f"http://{HOST}/", response.get("Location", "")).startswith(f"http://{HOST}/")
