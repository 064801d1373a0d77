"""After the form: thanks with the code to say, and how to ask for a copy or deletion."""

from urllib.parse import quote

import pytest

from leads.models import Enquiry
from tests import builders
from zones.models import Portal

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


def test_thanks_may_be_asked_for_by_its_head_alone(client, network):
    assert client.head("/enquiries/thanks/").status_code == 200


def test_privacy_says_how_to_ask_for_a_copy_or_deletion(client, network):
    page = client.get("/privacy/").content.decode()
    assert "查询、复制、更正、删除" in page
    assert "400-000-0000" in page
