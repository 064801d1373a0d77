"""After the form: thanks with the code to say, and how to ask for a copy or deletion."""

from datetime import datetime, time
from urllib.parse import quote

import pytest
from django.db import OperationalError
from django.utils import timezone

from leads import first_contact
from leads.models import Enquiry, Lead, SalesRules
from tests import builders
from zones.models import Portal
from zones.site import fragments

pytestmark = pytest.mark.django_db


def test_thanks_says_who_calls_and_the_code_to_say(client, send, answers):
    location = send(answers)["Location"]
    page = client.get(location).content.decode()
    assert Enquiry.objects.get().spoken_code in page
    assert "400-000-0000" in page
    assert "王先生" not in page + location
    assert "13800000000" not in page + location


def test_thanks_for_a_complaint_says_what_becomes_of_it_and_promises_no_adviser(client, send, answers):
    location = send(answers, "/enquiries/new/?kind=complaint&city=jinan&src=/news/7/")["Location"]
    response = client.get(location)
    page = response.content.decode()
    for said in ("<h1>投诉已收到</h1>", "编辑核对文章与权利依据", Enquiry.objects.get().spoken_code):
        assert said in page
    for unsaid in ("需求已收到", "会打电话给您", "您的需求"):
        assert unsaid not in page
    assert response["Cache-Control"] == "no-store"
    assert "13800000000" not in location


def test_what_is_added_to_a_complaint_goes_to_the_letterbox_for_complaints_and_to_no_adviser(
    client, send, answers, jinan
):
    jinan.contact = builders.contact(person="城市顾问", hotline="400-000-0009")
    jinan.save()
    location = send(answers, "/enquiries/new/?kind=complaint&city=jinan&src=/news/7/")["Location"]
    assert "城市顾问" not in client.get(location).content.decode()
    Portal.objects.update(complaint_email="complaints@example.com")
    page = client.get(location).content.decode()
    assert 'href="mailto:complaints@example.com"' in page.partition("补充材料或询问进度")[2].partition("</section>")[0]


@pytest.mark.parametrize("kind", ["", "&kind=complaint"])
@pytest.mark.parametrize("receipt", ["", "<b>", "347679ACDEFG", "347679ACDEFG~", f"347679ACDEFG~{'a' * 43}"])
def test_nothing_is_said_to_be_in_without_a_receipt_of_ours(client, network, receipt, kind):
    page = client.get(f"/enquiries/thanks/?receipt={quote(receipt)}{kind}").content.decode()
    assert "没有找到回执</h1>" in page
    for unsaid in ("已收到</h1>", "会打电话给您", "<b>", "347679"):
        assert unsaid not in page


@pytest.mark.slow
def test_one_zone_has_one_adviser_on_its_page_the_form_and_the_thanks(client, send, answers, zone):
    zone.contact = builders.contact(person="园区示例", hotline="400-000-0009")
    zone.save()
    located = {"city": "jinan", "zone": "jinan/gaoxin"}
    pages = [
        client.get("/zones/jinan/gaoxin/"),
        client.get("/enquiries/new/?city=jinan&zone=gaoxin"),
        send(answers, phone="", **located),
        client.get(send(answers, **located, third_party="1")["Location"]),
    ]
    for page in pages:
        assert "园区示例" in page.content.decode()
        assert "示例顾问" not in page.content.decode()


def test_who_does_not_want_to_be_passed_on_is_called_by_us_and_not_by_the_park(client, send, answers, zone):
    zone.contact = builders.contact(person="园区示例", hotline="400-000-0009")
    zone.save()
    page = client.get(send(answers, city="jinan", zone="jinan/gaoxin")["Location"]).content.decode()
    assert "示例顾问" in page
    assert "园区示例" not in page
    assert "由我们的顾问联系您" in page  # the page and the form have named the park's


def test_thanks_may_be_asked_for_by_its_head_alone(client, network):
    assert client.head("/enquiries/thanks/").status_code == 200


def test_privacy_says_how_to_ask_for_a_copy_or_deletion(client, network):
    page = client.get("/privacy/").content.decode()
    assert "查询、复制、更正、删除" in page
    assert "400-000-0000" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("2026-12-01 09:00", "今天 11:00 前"),  # a Tuesday
        ("2026-12-01 17:00", "明天 09:30 前"),
        ("2026-12-01 22:00", "明天 10:30 前"),
        ("2026-12-04 20:00", "下周一 10:30 前"),
        ("2026-09-30 19:00", "下周四 10:30 前"),  # 国庆
        ("2026-02-14 19:00", "2月24日周二 10:30 前"),  # 春节
    ],
)
def test_thanks_says_by_which_day_and_hour_somebody_calls(client, send, answers, monkeypatch, sent, said):
    now = timezone.make_aware(datetime.fromisoformat(sent))
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert said in client.get(send(answers, city="jinan")["Location"]).content.decode()


def test_that_is_when_the_desk_has_to_call_by_the_hours_of_the_city(client, send, answers, jinan):
    SalesRules.objects.create(city=jinan, opens=time(9), closes=time(12))
    fragments.clear()
    page = client.get(send(answers, city="jinan")["Location"]).content.decode()
    lead = Lead.objects.get()
    first_contact.start(lead, lead.created_at)
    lead.refresh_from_db()
    assert f"{timezone.localtime(lead.contact_by):%H:%M} 前" in page


@pytest.mark.parametrize("by", ["", "x", "999999999999", "1", "-5", "1e9", "４" * 12, "9" * 40])
def test_a_moment_made_up_in_the_address_is_not_promised(client, send, answers, by):
    location = send(answers)["Location"].partition("&by=")[0]
    page = client.get(f"{location}&by={quote(by)}").content.decode()
    assert "工作时间 2 小时内回电" in page
    assert "</strong>打电话给您" not in page


def test_where_the_database_is_away_the_promise_is_the_usual_one(monkeypatch, db):
    fragments.clear()

    def away():
        raise OperationalError

    monkeypatch.setattr(first_contact, "promised", away)
    assert first_contact.promised_by("", timezone.now()) is None


def test_who_asked_about_a_listing_is_led_back_to_it(client, send, answers, jinan):
    listing = builders.listing(zone=builders.zone(city=jinan))
    location = send(answers, listing=listing.number)["Location"]
    assert f'href="{listing.get_absolute_url()}"' in client.get(location).content.decode()


@pytest.mark.parametrize("typed", ["", "x", "JN-1/../../admin", "JN-123456789", "JN-1\n"])
def test_an_address_that_names_no_listing_leads_to_none(client, send, answers, typed):
    page = client.get(f"{send(answers)['Location']}&listing={quote(typed)}")
    assert page.status_code == 200
    assert "回到房源" not in page.content.decode()
