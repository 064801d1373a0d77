"""Files of the old site: each by its own letters, in whatever charset its name is asked for, to where it is now."""

import pytest
from django.utils import timezone

from addresses.models import MissingAddress, OldAddress
from images.models import Image
from staff.roles import EDITOR
from tests import builders, rows
from tests.addresses.conftest import HOST, ask, leads_to
from tests.desk import signed_in, words

OLD = "/admin/addresses/oldaddress/"
FOLDER = "/zb_users/upload/2024/09/"


@pytest.fixture
def picture(city):
    return rows.image(city)


def upload(name, **target):
    return OldAddress.objects.create(host=HOST, kind="upload", key=f"2024/09/{name}", **target)


def test_a_picture_leads_to_its_file_whatever_that_is_called_now(client, city, picture):
    upload("a.jpg", image=picture)
    assert leads_to(ask(client, f"{FOLDER}a.jpg"), f"http://{HOST}/media/{picture.file.name}")
    Image.objects.update(file="images/ab/another.webp")
    assert leads_to(ask(client, f"{FOLDER}a.jpg?v=2"), f"http://{HOST}/media/images/ab/another.webp")


def test_over_http_a_picture_is_one_hop_to_https(client, city, picture, settings):
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    upload("a.jpg", image=picture)
    assert leads_to(ask(client, f"{FOLDER}a.jpg"), f"https://{HOST}/media/{picture.file.name}")


def test_media_on_a_host_of_their_own_are_one_hop_as_well(client, city, picture, monkeypatch):
    monkeypatch.setattr(Image, "url", "https://media.example/images/a.jpg")
    upload("a.jpg", image=picture)
    assert leads_to(ask(client, f"{FOLDER}a.jpg"), "https://media.example/images/a.jpg")


def test_a_picture_that_is_offline_or_deleted_is_gone(client, city, picture):
    upload("a.jpg", image=picture)
    Image.objects.update(offline_since=timezone.now())
    assert ask(client, f"{FOLDER}a.jpg").status_code == 410
    Image.objects.all().delete()
    assert ask(client, f"{FOLDER}a.jpg").status_code == 410


def test_two_files_that_differ_in_their_letters_are_two(client, city, picture):
    other = rows.image(city)
    upload("UPPER.JPG", image=picture)
    assert leads_to(ask(client, f"{FOLDER}upper.jpg"), f"http://{HOST}/media/{picture.file.name}")
    upload("upper.jpg", image=other)
    assert leads_to(ask(client, f"{FOLDER}UPPER.JPG"), f"http://{HOST}/media/{picture.file.name}")
    assert leads_to(ask(client, f"{FOLDER}upper.jpg"), f"http://{HOST}/media/{other.file.name}")


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("园区航拍图.jpg", "%E5%9B%AD%E5%8C%BA%E8%88%AA%E6%8B%8D%E5%9B%BE.jpg"),
        ("园区航拍图.jpg", "%D4%B0%C7%F8%BA%BD%C5%C4%CD%BC.jpg"),
        ("园区航拍图.jpg", "%d4%b0%c7%f8%ba%bd%c5%c4%cd%bc.JPG"),
        ("厂房 平面图 (1).png", "%E5%8E%82%E6%88%BF%20%E5%B9%B3%E9%9D%A2%E5%9B%BE%20%281%29.png"),
        ("厂房 平面图 (1).png", "%E5%8E%82%E6%88%BF%2520%E5%B9%B3%E9%9D%A2%E5%9B%BE%2520(1).png"),
        ("招商&政策+100%.jpg", "%E6%8B%9B%E5%95%86%26%E6%94%BF%E7%AD%96%2B100%25.jpg"),
        ("招商&政策+100%.jpg", "招商&政策+100%25.jpg"),
        ("Ａ＃１.jpg", "%EF%BC%A1%EF%BC%83%EF%BC%91.jpg"),
        ("a#1?.jpg", "a%231%3F.jpg"),
    ],
)
def test_a_name_is_known_in_both_charsets_and_twice_encoded(client, city, name, asked):
    upload(name, path="/about/")
    assert leads_to(ask(client, FOLDER + asked), f"http://{HOST}/about/")


def test_a_file_nobody_knows_is_noted_in_its_own_letters(client, city):
    for address in (f"{FOLDER}Map.zip", "/zb_users/upload/", f"{FOLDER}Map.zip"):
        assert ask(client, address).status_code == 404
    miss = MissingAddress.objects.get(kind="upload")
    assert (str(miss), miss.times) == (f"{HOST}{FOLDER}Map.zip", 1)


@pytest.mark.slow
def test_an_editor_says_which_picture_a_file_is(city, picture):
    desk = signed_in(builders.person(EDITOR))
    posted = {"old": f"http://{HOST}{FOLDER}%D4%B0%C7%F8.JPG", "image": picture.pk}
    assert desk.post(f"{OLD}add/", posted).status_code == 302
    old = OldAddress.objects.get()
    assert (old.host, old.kind, old.key, old.target) == (HOST, "upload", "2024/09/园区.JPG", picture)
    assert str(picture) in words(desk.get(OLD))
    page = words(desk.get(f"/admin/images/image/{picture.pk}/change/"))
    assert "旧地址（图片）" in page
