"""What WordPress answers besides its posts and lists leads on in one hop: feeds, dates, pages, AMP."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addresses import wordpress, zblog
from addresses.models import MissingAddress, OldAddress
from articles.models import Tag
from tests import builders
from tests.addresses.conftest import HOST, ask, leads_to


@pytest.fixture
def story(city):
    made = builders.article(city=city, published_at=datetime(2019, 5, 12, 4, tzinfo=UTC))
    for kind, key in (("path", "/?p=77"), ("path", "/2019/05/park-opens"), ("post", "kai-yuan"), ("post", "88")):
        OldAddress.objects.create(host=HOST, kind=kind, key=key, article=made)
    tag = Tag.objects.create(name="新能源", slug="xinnengyuan")
    OldAddress.objects.create(host=HOST, kind="tag", key="energy", tag=tag)
    section = builders.section("signing", "签约")
    OldAddress.objects.create(host=HOST, kind="category", key="news/signing", section=section)
    return made


@pytest.mark.parametrize(
    "address",
    [
        "/?p=77",
        "/index.php?p=77",
        "/2019/05/park-opens/",
        "/2019/05/park-opens/amp/",
        "/2019/05/park-opens/amp",
        "/?p=77&amp=1",
        "/2019/05/park-opens/?amp=1",
        "/2019/05/park-opens/feed/",
        "/2019/05/park-opens/feed/atom/",
        "/2019/05/park-opens/2/",
        "/2019/05/park-opens/comment-page-3/",
        "/2019/05/park-opens/embed/",
        "/2019/05/park-opens/trackback/",
        "/2019/05/park-opens/2/amp/",
        "/kai-yuan/amp/",
        "/kai-yuan/feed/",
        "/index.php/2019/05/park-opens/amp/",
        "/2019/05/88/",
        "/2019/05/88/amp/",
    ],
)
def test_each_form_of_a_post_leads_to_it(client, story, address):
    assert leads_to(ask(client, address), f"http://{HOST}{story.get_absolute_url()}")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        *[(each, "/feed.xml") for each in ("/feed/", "/feed", "/feed/rss2/", "/feed/atom", "/rss/", "/comments/feed/")],
        *[(each, "/feed.xml") for each in ("/rss.xml", "/atom.xml", "/wp-rss2.php", "/index.php/feed/")],
        *[(each, "/news/archive/2019/5/") for each in ("/2019/05/", "/2019/5", "/2019/05/page/2/", "/2019/05/feed/")],
        *[(each, "/news/archive/2019/5/12/") for each in ("/2019/05/12/", "/2019/05/12/page/2/", "/2019/5/12")],
        *[(each, "/news/archive/") for each in ("/2019/", "/2019/page/3/", "/2003/01/")],
        *[(each, "/tags/xinnengyuan/") for each in ("/tag/energy/", "/tag/energy/page/2/", "/tag/energy/amp/")],
        *[(each, "/tags/xinnengyuan/feed.xml") for each in ("/tag/energy/feed/", "/tag/energy/feed/rss2/")],
        *[
            (f"/category/news/signing/{tail}", "/news/?section=signing")
            for tail in ("", "page/2/", "feed/", "feed/rdf/", "page/2/feed/", "amp/")
        ],
        *[(each, "/news/") for each in ("/author/zhang/", "/author/zhang/page/2/", "/author/zhang/feed/")],
    ],
)  # fmt: skip
def test_feeds_dates_and_pages_of_lists_lead_to_what_stands_for_them(client, story, address, path):
    assert leads_to(ask(client, address), f"http://{HOST}{path}")
    assert not MissingAddress.objects.exists()


def test_a_number_of_the_old_sites_own_is_missing_where_no_story_is_of_that_day(client, story):
    assert ask(client, "/2019/05/13/").status_code == 404
    assert ask(client, "/2019/05/4711/").status_code == 404


def test_what_the_table_says_of_a_path_comes_first(client, story):
    OldAddress.objects.create(host=HOST, kind="path", key="/feed", path="/tags/")
    OldAddress.objects.create(host=HOST, kind="path", key="/2019/05", path="/zones/")
    assert leads_to(ask(client, "/feed/"), f"http://{HOST}/tags/")
    assert leads_to(ask(client, "/2019/05/"), f"http://{HOST}/zones/")


@pytest.mark.parametrize(
    "address", ["/news/12/amp/", "/products/12/", "/amp/", "/2019/13/", "/1874/05/", "/x/y/feed/", "/x" + "/amp" * 900]
)
def test_what_is_no_form_of_anything_known_is_not_found(client, story, address):
    assert ask(client, address).status_code == 404


@given(st.text("/feedampg0123459-.轮%?#", max_size=60))
def test_no_path_is_read_in_circles_and_all_of_its_readings_are_keys(path):
    reading = zblog.read(f"/{path}", {})
    assert reading is None or all(len(each.key) <= zblog.MAX_KEY for each in reading.candidates)
    assert len(wordpress.without_tail(f"/{path}")) <= len(path) + 1
