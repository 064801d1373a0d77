"""A listing's page: whom it is shown, what it says, and what it keeps to itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from images.models import Image
from listings.models import Listing, ListingPicture
from parkinfo.models import current_versions
from tests import builders, rows

pytestmark = pytest.mark.django_db
SECRETS = {"landlord": "张示例", "landlord_phone": "+8613800000009", "commission": "一个月租金", "source": "王示例"}


def page(client, listing):
    return client.get(listing.get_absolute_url())


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def version():
    return [row.version for row in current_versions("", "") if row.city_id is None]


def test_the_facts_are_there_with_their_units_and_what_is_unknown_is_not(client):
    listing = builders.listing(clear_height_m=9, crane_t=10, crane_state="prepared", price="18 元/㎡·月")
    shown = page(client, listing).content.decode()
    for words in ("净高", "9 <span", "吨，预留", "18 元/㎡·月", listing.number):
        assert words in shown
    assert "货梯" not in shown


def test_a_number_is_the_citys_initials_and_the_next_of_all():
    jinan, xian = (builders.zone(city=builders.city(name=name)) for name in ("济南", "西安"))
    numbers = [builders.listing(zone=zone).number for zone in (jinan, xian)]
    assert [number[:3] for number in numbers] == ["JN-", "XA-"]
    assert int(numbers[1][3:]) == int(numbers[0][3:]) + 1


def test_a_number_as_it_is_spoken_leads_to_the_page(client):
    listing = builders.listing()
    assert client.get(f"/listings/{listing.number.lower()}/").url == listing.get_absolute_url()


def test_it_lives_on_its_citys_host(client):
    builders.portal(host="park.example")
    listing = builders.listing(zone=builders.zone(city=builders.city(host="jn.example")))
    moved = client.get(listing.get_absolute_url(), headers={"host": "park.example"})
    assert (moved.status_code, moved.url) == (301, f"http://jn.example{listing.get_absolute_url()}")


@pytest.mark.slow
def test_nothing_that_staff_keep_to_themselves_is_on_any_page(client):
    listing = builders.listing(**SECRETS)
    for address in (listing.get_absolute_url(), "/listings/", listing.zone.get_absolute_url(), "/"):
        shown = client.get(address).content.decode()
        assert [secret for secret in (*SECRETS.values(), "13800000009") if secret in shown] == []


# Who sees it


@pytest.mark.parametrize(
    ("state", "status"), [("open", 200), ("reserved", 200), ("taken", 410), ("offline", 410), ("draft", 404)]
)
def test_what_is_on_offer_is_shown_what_was_is_gone_and_a_draft_never_was(client, state, status):
    assert page(client, builders.listing(state=state)).status_code == status


def test_what_is_gone_shows_what_is_alike(client):
    gone = builders.listing(state="taken")
    other = builders.listing(zone=gone.zone)
    assert other.get_absolute_url() in page(client, gone).content.decode()


@pytest.mark.parametrize(
    ("days", "status", "is_doubted"), [(89, 200, False), (90, 200, True), (179, 200, True), (180, 410, False)]
)
def test_the_longer_nobody_verified_it_the_less_it_is_trusted(client, days, status, is_doubted):
    answer = page(client, builders.listing(verified_on=days_ago(days)))
    assert (answer.status_code, "没有核对" in answer.content.decode()) == (status, is_doubted)


def test_the_owner_says_after_how_many_days(client):
    builders.portal(listing_days=10)
    assert page(client, builders.listing(verified_on=days_ago(20))).status_code == 410


@pytest.mark.slow
@pytest.mark.parametrize("hidden", ["zone", "city"])
def test_a_hidden_place_hides_what_it_offers(client, hidden):
    listing = builders.listing()
    place = getattr(listing, hidden)
    type(place).objects.filter(pk=place.pk).update(is_listed=False)
    assert page(client, listing).status_code == 404
    assert listing.number not in client.get("/listings/").content.decode()


# What it is like and where it leads


def test_neighbours_are_of_the_zone_or_alike_in_the_city(client):
    listing = builders.listing()
    same = builders.listing(zone=listing.zone, kind="office")
    alike = builders.listing(zone=builders.zone(city=listing.city), area_m2=4000)
    builders.listing(zone=builders.zone(city=listing.city), area_m2=9000)
    builders.listing()
    context = page(client, listing).context
    assert (context["same_zone"], context["alike"]) == ([same], [alike])


def test_an_enquiry_begins_with_what_was_looked_at(client):
    listing = builders.listing(deal="sale", area_m2="2850.50")
    url = page(client, listing).context["enquiry_url"]
    for part in ("kind=buy", "area=2850.5&", f"city={listing.city.slug}", f"zone={listing.zone.slug}"):
        assert part in url


def test_its_own_contact_stands_before_the_zones(client):
    zone = builders.zone(contact=builders.contact(person="园区经理"))
    own = builders.contact(person="这套的经理", name="另一位")
    assert page(client, builders.listing(zone=zone, contact=own)).context["contact"] == own


def test_pictures_come_in_order_and_the_plan_by_itself(client):
    listing = builders.listing()
    plan, second, first = (rows.image(None) for _ in range(3))
    for image, order, is_plan in ((plan, 0, True), (second, 2, False), (first, 1, False)):
        ListingPicture.objects.create(listing=listing, image=image, order=order, is_plan=is_plan)
    shown = page(client, listing).context["listing"]
    assert [each.image for each in shown.photos] == [first, second]
    assert [each.image for each in shown.plans] == [plan]


def test_each_picture_says_what_it_is_opens_alone_and_a_tall_one_is_shown_whole(client):
    listing = builders.listing()
    wide, tall, plan = (rows.image(None) for _ in range(3))
    Image.objects.filter(pk=tall.pk).update(width=30, height=40)
    for image, order in ((wide, 1), (tall, 2), (plan, 3)):
        ListingPicture.objects.create(listing=listing, image=image, order=order, is_plan=image == plan)
    shown = page(client, listing).content.decode()
    assert [f'<a href="{image.url}">' in shown for image in (wide, tall, plan)] == [True] * 3
    assert [f'alt="{listing.name} 照片 {number}"' in shown for number in (1, 2)] == [True] * 2
    assert 'alt="平面图"' in shown
    assert shown.count("photos__one--tall") == 1


def test_the_qr_code_is_of_what_is_public(client):
    listing = builders.listing()
    assert client.get(f"{listing.get_absolute_url()}qr.png")["Content-Type"] == "image/png"
    Listing.objects.update(state="taken")
    assert client.get(f"{listing.get_absolute_url()}qr.png").status_code == 404


def test_search_engines_are_told_of_it(client):
    listing = builders.listing()
    assert "/listings/sitemap.xml" in client.get("/sitemap.xml").content.decode()
    assert listing.get_absolute_url() in client.get("/listings/sitemap.xml").content.decode()
    assert '"sku": "' + listing.number in page(client, listing).content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_the_same_queries_however_much_the_zone_offers(client, django_assert_max_num_queries, count):
    listing = builders.listing()
    for _ in range(count):
        builders.listing(zone=listing.zone)
    page(client, listing)
    with django_assert_max_num_queries(11):
        page(client, listing)


# The content version


@pytest.mark.parametrize(
    ("state", "change", "bumps"),
    [
        ("open", {"price": "20 元/㎡·月"}, True),
        ("open", {"state": "taken"}, True),
        ("draft", {"state": "open"}, True),
        ("draft", {"price": "20 元/㎡·月"}, False),
        ("open", {"landlord": "李示例"}, False),
        ("taken", {"description": "旧的"}, False),
    ],
)
def test_what_visitors_see_bumps_the_content_version_and_the_rest_does_not(state, change, bumps):
    builders.listing(state=state)
    before = version()
    Listing.objects.update(**change)
    assert (version() != before) is bumps


@pytest.mark.parametrize("state", ["open", "draft"])
def test_its_pictures_and_industries_count_as_what_visitors_see(state):
    listing, image = builders.listing(state=state), rows.image(None)
    before = version()
    shown = ListingPicture.objects.create(listing=listing, image=image)
    with_picture = version()
    image.alt = "另一个说明"
    image.save()
    described = version()
    shown.delete()
    assert [before != with_picture, with_picture != described, described != version()] == [state == "open"] * 3
