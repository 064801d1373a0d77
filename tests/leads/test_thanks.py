"""After the form: thanks with the code to say, and how to ask for a copy or deletion."""

import pytest

from leads.models import Enquiry

pytestmark = pytest.mark.django_db


def test_thanks_says_who_calls_and_the_code_to_say(client, send, answers):
    location = send(answers)["Location"]
    page = client.get(location).content.decode()
    assert Enquiry.objects.get().spoken_code in page
    assert "400-000-0000" in page
    assert "王先生" not in page + location
    assert "13800000000" not in page + location


def test_thanks_for_a_complaint_says_what_becomes_of_it_and_promises_no_adviser(client, send, answers):
    location = send(answers, "/enquiries/new/?kind=complaint&city=jinan", kind="complaint")["Location"]
    response = client.get(location)
    page = response.content.decode()
    for said in ("<h1>投诉已收到</h1>", "编辑核对文章与权利依据", Enquiry.objects.get().spoken_code):
        assert said in page
    for unsaid in ("需求已收到", "会打电话给您", "您的需求"):
        assert unsaid not in page
    assert response["Cache-Control"] == "no-store"
    assert "13800000000" not in location


def test_thanks_shows_no_receipt_that_is_none(client, network):
    page = client.get("/enquiries/thanks/?receipt=<b>&from=timeline").content.decode()
    assert "需求已收到" in page
    assert "<b>" not in page


def test_privacy_says_how_to_ask_for_a_copy_or_deletion(client, network):
    page = client.get("/privacy/").content.decode()
    assert "查询、复制、更正、删除" in page
    assert "400-000-0000" in page
