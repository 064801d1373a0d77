"""Photos taken or chosen in the form of the listing they show."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from images.models import Image
from images.photos_field import MOST_PHOTOS, chosen
from listings.models import Listing
from staff.roles import SALES, WRITER
from tests import builders
from tests.desk import forms_of, signed_in, words
from tests.images.conftest import drawn, media

__all__ = ["drawn", "media"]
pytestmark = pytest.mark.django_db
LIST = "/admin/listings/listing/"


@pytest.fixture
def listing():
    return builders.listing()


@pytest.fixture
def desk(listing):
    return signed_in(builders.person(SALES, listing.city))


def shown_form(answer):
    [values] = [values for _, values, _ in forms_of(words(answer)) if "photos_kept" in values]
    return values


def send(desk, listing, *photos, **changed):
    """The form as it is shown, with these photos and changes."""
    address = f"{LIST}{listing.pk}/change/"
    return desk.post(address, {**shown_form(desk.get(address)), "photos": photos, **changed})


def order(listing):
    return [picture.image.title for picture in listing.pictures.all()]


@pytest.mark.slow
def test_photos_of_a_phone_stand_in_their_order_after_those_that_are_there(desk, listing, drawn):
    send(desk, listing, drawn(seed=1, name="外立面.jpg"))
    send(desk, listing, drawn(seed=2, name="内景.jpg"), drawn(seed=3, name="行车.jpg"))
    assert order(listing) == ["外立面", "内景", "行车"]
    assert words(desk.get(listing.get_absolute_url())).count("<figure") >= 1


def test_a_new_listing_has_its_photos_with_its_first_saving(desk, listing, drawn):
    fields = {"city": listing.city_id, "zone": listing.zone_id, "kind": "office", "deal": "rent", "area_m2": "300"}
    formset = {"pictures-TOTAL_FORMS": "0", "pictures-INITIAL_FORMS": "0", "verified_on": timezone.localdate()}
    desk.post(f"{LIST}add/", {**fields, **formset, "state": "draft", "photos": [drawn(name="大堂.jpg")]})
    assert order(Listing.objects.get(kind="office")) == ["大堂"]


@pytest.mark.slow
def test_what_else_is_wrong_does_not_cost_the_photos(desk, listing, drawn):
    refused = send(desk, listing, drawn(name="内景.jpg"), clear_height_m="很高")
    assert "已经收到 1 张，不用再选" in words(refused)
    assert order(listing) == []
    desk.post(f"{LIST}{listing.pk}/change/", {**shown_form(refused), "clear_height_m": "9"})
    listing.refresh_from_db()
    assert (order(listing), listing.clear_height_m) == (["内景"], 9)


@pytest.mark.slow
def test_a_file_that_is_no_picture_is_named_and_the_others_are_kept(desk, listing, drawn):
    refused = send(desk, listing, drawn(name="内景.jpg"), SimpleUploadedFile("报价.jpg", b"no picture"))
    assert "报价.jpg：" in words(refused)
    desk.post(f"{LIST}{listing.pk}/change/", shown_form(refused))
    assert order(listing) == ["内景"]


@pytest.mark.slow
def test_the_same_photo_twice_is_shown_once(desk, listing, drawn):
    send(desk, listing, drawn(name="内景.jpg"), drawn(name="内景2.jpg"))
    send(desk, listing, drawn(name="内景.jpg"))
    assert order(listing) == ["内景"]


@pytest.mark.slow
def test_too_many_at_once_are_refused_in_words(desk, listing):
    photos = [SimpleUploadedFile(f"{number}.jpg", b"?") for number in range(MOST_PHOTOS + 1)]
    assert f"一次最多 {MOST_PHOTOS} 张，您选了 {MOST_PHOTOS + 1} 张。" in words(send(desk, listing, *photos))


def test_who_may_only_look_adds_no_photo(listing, drawn):
    desk = signed_in(builders.person(WRITER, listing.city))
    assert 'type="file"' not in words(desk.get(f"{LIST}{listing.pk}/change/"))
    assert desk.post(f"{LIST}{listing.pk}/change/", {"photos": [drawn()]}).status_code == 403
    assert not Image.objects.exists()


@pytest.mark.slow
@given(st.lists(st.one_of(st.text(max_size=30), st.integers(-(10**20), 10**20).map(str)), max_size=6))
def test_no_ids_that_are_sent_back_break_the_form(typed):
    assert chosen(typed) == []
