"""What is noted of an address that is not found, and what is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from addresses.guessing import guesses
from addresses.models import MissingAddress
from articles.models import Tag
from tests import builders
from tests.addresses.conftest import HOST, ask


def test_a_miss_is_noted_once_whatever_its_spelling(client, city):
    ask(client, "/post/77.html", referer="https://search.example/q?secret=1")
    ask(client, "/?id=77")
    miss = MissingAddress.objects.get()
    assert (str(miss), miss.times, miss.referrer) == (f"{HOST}/post/77.html", 1, "search.example")


def test_a_miss_is_counted_again_a_minute_later(client, city):
    ask(client, "/gone/")
    MissingAddress.objects.update(last_seen_at=timezone.now() - timedelta(minutes=2))
    ask(client, "/gone/")
    assert MissingAddress.objects.get().times == 2


@pytest.mark.slow
def test_a_list_of_the_old_site_is_guessed_by_what_ours_is_called(client, city):
    zone, tag = (
        builders.zone(city=city, slug="gaoxin", name="高新园"),
        Tag.objects.create(name="招商", slug="zhaoshang"),
    )
    section = builders.section("policy", "政策")
    expected = {
        "/category/gaoxin/2/": zone,
        "/category-高新园.html": zone,
        "/tags-招商_2.html": tag,
        "/tags/招商/": tag,
        "/category/政策/": section,
        "/category-7.html": None,
        "/post/gaoxin.html": None,
    }
    for address, thing in expected.items():
        MissingAddress.objects.all().delete()
        assert ask(client, address).status_code == 404
        [miss] = MissingAddress.objects.all()
        assert guesses([miss]).get(miss.pk, ("", None))[1] == thing, address


def test_a_story_that_visitors_may_not_read_yet_is_not_missing(client, city):
    planned = builders.article(city=city, published_at=timezone.now() + timedelta(days=1))
    for story in (planned, builders.draft(city=city)):
        assert ask(client, story.get_absolute_url()).status_code == 404
    assert not MissingAddress.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/wp-login.php",
        "/.env",
        "/.git/config",
        "/backup.zip",
        "/favicon.ico",
        "/admin/x/",
        "/static/x.css",
        "/" + "a" * 500,
    ],
)
def test_scanners_leave_no_trace(client, city, address):
    assert ask(client, address).status_code in {302, 404}
    assert not MissingAddress.objects.exists()


def test_a_scan_cannot_fill_the_table(client, city, monkeypatch):
    monkeypatch.setattr("addresses.finding.MOST_NEW", 3)
    for number in range(6):
        assert ask(client, f"/scan/{number}/").status_code == 404
    assert MissingAddress.objects.count() == 3


def test_a_referrer_that_is_none_is_left_out(client, city):
    ask(client, "/gone/", referer="http://[broken")
    assert MissingAddress.objects.get().referrer == ""
