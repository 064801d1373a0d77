"""What WordPress asks of its home page in the query (/?s=, /?m=, /?feed=) leads on in one hop; the unknown stays."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addresses import zblog
from addresses.models import MissingAddress, OldAddress
from articles.models import Tag
from tests import builders
from tests.addresses.conftest import HOST, ask, leads_to


@pytest.fixture
def story(city):
    made = builders.article(city=city, published_at=datetime(2023, 1, 12, 4, tzinfo=UTC))
    OldAddress.objects.create(host=HOST, kind="path", key="/?p=77", article=made)
    OldAddress.objects.create(host=HOST, kind="path", key="/?attachment_id=8", path="/zones/")
    OldAddress.objects.create(host=HOST, kind="path", key="/?cat=3", section=builders.section("signing", "签约"))
    tag = Tag.objects.create(name="新能源", slug="xinnengyuan")
    OldAddress.objects.create(host=HOST, kind="tag", key="energy", tag=tag)
    return made


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("s=厂房", "/search/?q=%E5%8E%82%E6%88%BF"),
        ("s=A+B&post_type=post&paged=2", "/search/?q=A+B"),
        ("s=%B3%A7%B7%BF", "/search/?q=%E5%8E%82%E6%88%BF"),
        ("s=厂房&cat=3", "/search/?q=%E5%8E%82%E6%88%BF"),
        ("m=202301", "/news/archive/2023/1/"),
        ("m=20230112", "/news/archive/2023/1/12/"),
        ("m=20230113", "/news/archive/2023/1/"),
        ("m=20230112093000", "/news/archive/2023/1/12/"),
        ("m=2023", "/news/archive/"),
        ("m=199801", "/news/archive/"),
        ("m=202301&paged=3", "/news/archive/2023/1/"),
        *[(f"feed={each}", "/feed.xml") for each in ("rss2", "rss", "atom", "rdf", "feed", "comments-rss2", "RSS2")],
        ("feed=rss2&cat=3", "/news/?section=signing"),
        ("feed=rss2&tag=energy", "/tags/xinnengyuan/feed.xml"),
        ("tag=energy", "/tags/xinnengyuan/"),
        ("tag=Energy&paged=2", "/tags/xinnengyuan/"),
        ("cat=3&paged=2", "/news/?section=signing"),
        ("author=1", "/news/"),
        ("author=2&paged=2", "/news/"),
        ("paged=2", "/news/"),
        ("attachment_id=8", "/zones/"),
    ],
)
def test_each_form_leads_to_what_stands_for_it(client, story, query, path):
    for address in (f"/?{query}", f"/index.php?{query}"):
        assert leads_to(ask(client, address), f"http://{HOST}{path}")
    assert not MissingAddress.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        *("s=", "s=+", "m=1", "m=mobile", "m=202313", "m=18740501", "m=2023011", "feed=json", "feed=", "author=zhang"),
        *("author=", "paged=1", "paged=x", "paged=0", "tag=", "tag=nobody", "cat=99", "page_id=99", "attachment_id=99"),
    ],
)
def test_what_is_no_form_of_anything_known_stays_our_home_page(client, story, query):
    answer = ask(client, f"/?{query}")
    assert (answer.status_code, answer.content) == (200, ask(client, "/").content)
    assert not MissingAddress.objects.exists()


def test_what_the_table_says_of_a_date_or_an_author_comes_first(client, story):
    OldAddress.objects.create(host=HOST, kind="date", key="2023-1", path="/tags/")
    OldAddress.objects.create(host=HOST, kind="author", key="4", path="/zones/")
    assert leads_to(ask(client, "/?m=202301"), f"http://{HOST}/tags/")
    assert leads_to(ask(client, "/?author=4"), f"http://{HOST}/zones/")


@pytest.mark.slow
def test_a_page_of_the_home_page_is_that_of_the_news(client, city):
    for _ in range(41):
        builders.article(city=city)
    assert leads_to(ask(client, "/?paged=2"), f"http://{HOST}/news/?page=2")
    assert leads_to(ask(client, "/?paged=900"), f"http://{HOST}/news/?page=3")


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(zblog.QUERY_KEYS), st.text(max_size=20) | st.from_regex(r"[0-9]{0,20}")))
def test_whatever_a_query_says_its_readings_are_keys(query):
    reading = zblog.read("/", query)
    assert reading is None or all(len(each.key) <= zblog.MAX_KEY for each in reading.candidates)
