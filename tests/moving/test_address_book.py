"""Links as they were written in twenty years: what each means, and that none leads out of the upload folder."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moving.address_book import AddressBook, files, key_of
from moving.bodies import Bodies
from moving.notes import Notes
from tests.moving.in_memory import Folder

PARTS = st.sampled_from(
    [
        "..",
        ".",
        "%2e%2e",
        "%2E.",
        "..%2f",
        "zb_users",
        "upload",
        "a.jpg",
        "etc",
        "passwd",
        "",
        "\\",
        "%5c..",
        "%00",
        "C:",
    ]
)
BEGINNINGS = st.sampled_from(
    ["", "/", "//", "///", "http://shi.example/", "HTTPS://WWW.SHI.EXAMPLE/", "file:///", "http:", "http://127.0.0.1/"]
)
PATHS = st.builds(lambda start, parts: start + "/".join(parts), BEGINNINGS, st.lists(PARTS, max_size=8))


class AskedShelf:
    """A shelf that has every picture, and remembers which path was asked for."""

    def __init__(self):
        self.asked = []

    def picture(self, path, notes):
        self.asked.append(path)
        return 1

    def address(self, path, notes):
        self.asked.append(path)
        return "/media/x"

    def pasted(self, data, notes):
        return None


def book():
    made = AddressBook("http://shi.example/")
    made.add_story([key_of("/post/12.html", "12"), key_of("/2020/09/park/", "12")], 99)
    return made


@pytest.mark.slow
@given(st.one_of(PATHS, st.text(max_size=60)), st.sampled_from(["/", "/post/1.html", "/2020/09/1/", "/a/../b"]))
@example("http://[", "/")
@example("/\\..\\..\\etc/passwd", "/")
def test_no_spelling_names_a_file_outside_of_the_folder(href, page):
    place = book().place(href, page)
    for path in files(place):
        assert not path.startswith("/")
        assert ".." not in path.split("/")
        assert "\\" not in path
        assert "\x00" not in path


@pytest.mark.slow
@given(st.one_of(PATHS, st.text(max_size=60)))
def test_any_address_in_a_body_gives_clean_markup_and_no_file_from_elsewhere(href):
    shelf = AskedShelf()
    escaped = href.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    body = Bodies(book(), shelf).ours(
        f'<p>字<img src="{escaped}"><a href="{escaped}">链接</a></p>', "/post/1.html", Notes()
    )
    assert "字" in body
    assert "链接" in body
    assert not any("passwd" in path and path.startswith(("/", "..")) for path in shelf.asked)


@pytest.mark.parametrize(
    "href",
    [
        "http://shi.example/post/12.html",
        "HTTPS://www.SHI.example/index.php/post/12.html",
        "//shi.example/?id=12",
        "/post/12.html?from=singlemessage",
        "post/12.html",
        "../post/12.html",
        "?id=0012",
        "/2020/09/park/",
        " /post/12.html ",
        "\\post\\12.html",
    ],
)
def test_every_spelling_of_an_own_address_is_found(href):
    found = book()
    assert found.target(found.place(href, "/post/7.html")) == "/news/99/"


@pytest.mark.parametrize(
    ("href", "url"), [("https://other.example/post/12.html", True), ("http://shi.example.evil/", True)]
)
def test_another_sites_address_stays_another_sites(href, url):
    place = book().place(href, "/")
    assert (bool(place.url), place.paths) == (url, ())


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "weixin://x"])
def test_odd_schemes_name_nothing(href):
    place = book().place(href, "/")
    assert place.is_odd
    assert list(files(place)) == []


def test_a_fragment_is_kept():
    found = book()
    assert found.target(found.place("/post/12.html#map", "/")) == "/news/99/#map"


def test_files_are_asked_for_from_the_root_then_from_the_page():
    folder = Folder()
    for path in files(book().place("zb_users/upload/a.jpg", "/post/7.html")):
        folder.open(path)
    assert folder.asked == ["zb_users/upload/a.jpg", "post/zb_users/upload/a.jpg"]
