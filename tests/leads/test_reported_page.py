"""Which page a complaint or a mistake is about: whatever somebody types for it, its city's editors get it."""

import pytest

from addresses.models import OldAddress
from leads.models import Complaint, Enquiry
from tests import builders

pytestmark = pytest.mark.django_db

COMPLAINT = "/enquiries/new/?kind=complaint"


@pytest.fixture
def article(zone):
    return builders.article(zone=zone, title="示例园区开园")


@pytest.fixture
def old_addresses(article, zone, jinan):
    jinan.host = "jn.example.com"
    jinan.save()
    OldAddress.objects.create(kind="post", key="6108", article=article)
    OldAddress.objects.create(kind="path", key="/zones/jinan/old", zone=zone)
    OldAddress.objects.create(kind="path", key="/yuanqu", host="jn.example.com", path="/zones/jinan/")


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    [
        "https://www.example.com/news/{pk}/",
        "HTTP://WWW.EXAMPLE.COM:80/news/{pk}/",
        "http://jn.example.com/news/{pk}/?from=timeline&isappinstalled=0#wechat_redirect",
        "www.example.com/news/{pk}",
        "/news/{pk}/",
        "/news/{pk}/qr.png",
        "/news/{pk}?utm_source=x",
        "{pk}",
        "编号{pk}",
        "本文编号 {pk}",
        "https://www.example.com/post/6108.html",
        "/?id=6108",
        "/index.php/post/6108.html",
        "6108",
    ],
)
def test_an_article_is_known_by_whatever_address_is_typed(send, answers, article, old_addresses, typed):
    send(answers, COMPLAINT, page=typed.format(pk=article.pk))
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.zone) == (article.city, article.zone)
    assert (enquiry.source_path, enquiry.other_words) == (article.get_absolute_url(), "")
    assert Complaint.objects.get().city == article.city


@pytest.mark.parametrize("kind", ["complaint", "correction"])
@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("http://www.example.com/zones/jinan/gaoxin/?page=2", "/zones/jinan/gaoxin/"),
        ("/zones/Jinan/Gaoxin", "/zones/jinan/gaoxin/"),
        ("/zones/jinan/old/", "/zones/jinan/gaoxin/"),
        ("/listings/{number}/", "/listings/{number}/"),
        ("{number}", "/listings/{number}/"),
    ],
)
def test_so_are_zones_and_listings(send, answers, zone, old_addresses, kind, typed, path):
    number = builders.listing(zone=zone).number
    send(answers, f"/enquiries/new/?kind={kind}", page=typed.format(number=number))
    enquiry = Enquiry.objects.get()
    assert (enquiry.zone, enquiry.source_path, enquiry.other_words) == (zone, path.format(number=number), "")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/zones/jinan/", "/zones/jinan/"),
        ("http://jn.example.com/yuanqu/", "/zones/jinan/"),
        ("http://jn.example.com/about/", "/about/"),
        ("jn.example.com", "/"),
    ],
)
def test_a_page_of_a_city_or_on_its_host_is_that_citys(send, answers, jinan, old_addresses, typed, path):
    send(answers, COMPLAINT, page=typed)
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.zone, enquiry.source_path) == (jinan, None, path)


def test_an_address_behind_a_title_is_found_and_all_that_was_typed_is_kept(send, answers, article):
    typed = f"【示例园区开园】http://www.example.com/news/{article.pk}/，点开看"
    send(answers, COMPLAINT, page=typed)
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.source_path) == (article.city, article.get_absolute_url())
    assert enquiry.other_words == f"投诉的文章：{typed}"


def test_what_is_typed_counts_for_more_than_the_link_and_its_city(send, answers, qingdao, article):
    send(answers, f"{COMPLAINT}&city=qingdao&src=/zones/qingdao/", city="qingdao", page=article.get_absolute_url())
    assert Enquiry.objects.get().city == article.city


def test_a_link_alone_tells_the_city_and_the_thanks_name_it(send, answers, article):
    answer = send(answers, f"{COMPLAINT}&src={article.get_absolute_url()}")
    assert Enquiry.objects.get().zone == article.zone
    assert "city=jinan" in answer["Location"]


@pytest.mark.slow
def test_an_article_that_went_offline_is_still_its_citys_and_its_title_nobodys(client, send, answers, article, editor):
    article.withdraw(editor, "侵权")
    src = article.get_absolute_url()
    assert article.title not in client.get(COMPLAINT, {"kind": "complaint", "src": src}).content.decode()
    send(answers, COMPLAINT, page=src)
    assert Enquiry.objects.get().city == article.city


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/news/{draft}/", "/news/{draft}/"),
        ("{draft}", ""),
        ("9" * 18, ""),
        ("9" * 30, ""),
        ("/post/999.html", "/post/999.html"),
        ("ZZ-99999999", ""),
        *((each, each) for each in ("/%00", "/?date=%00", "/zones/%00/", "/%ff", "/zones/a%2Fb/", "/listings/%00/")),
        (f"/{'长' * 250}", f"/{'长' * 199}"),
    ],
)
def test_what_is_found_nowhere_stays_as_it_was_typed(send, answers, jinan, typed, kept):
    draft = builders.draft(city=jinan).pk
    typed, kept = typed.format(draft=draft), kept.format(draft=draft)
    send(answers, COMPLAINT, page=typed)
    enquiry = Enquiry.objects.get()
    assert (enquiry.city, enquiry.source_path) == (None, kept)
    assert enquiry.other_words == ("" if kept == typed else f"投诉的文章：{typed}")
