"""A mistake pointed out: one box, nobody has to say who they are, and it waits where complaints do."""

import re
from html import unescape

import pytest
from django.core import mail

from jobs.worker import run_one
from leads import consent
from leads.models import Complaint, Enquiry, Lead
from tests import builders

pytestmark = pytest.mark.django_db

ADDRESS = "/enquiries/new/?kind=correction&city=jinan&zone=gaoxin&src=/zones/jinan/gaoxin/"
SAID = {"need": "层高写的是 8 米，实际 10 米", "city": "jinan", "zone": "jinan/gaoxin"}


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def test_a_zones_page_leads_to_a_form_that_names_it_and_asks_no_more_than_it_must(client, zone):
    address = ADDRESS.replace("&", "&amp;").replace("src=/zones/jinan/gaoxin/", "src=%2Fzones%2Fjinan%2Fgaoxin%2F")
    assert f'href="{address}">信息有误？告诉我们' in client.get("/zones/jinan/gaoxin/").content.decode()
    page = client.get(ADDRESS).content.decode()
    assert '<a href="/zones/jinan/gaoxin/"><strong>示例高新区</strong></a>' in page
    for name in ("need", "phone", "email"):
        assert f'name="{name}"' in page
    for name in ("page", "name", "industry", "area", "company", "timing"):
        assert f'name="{name}"' not in page


@pytest.mark.parametrize("of_article", [True, False], ids=["article", "city"])
def test_so_do_an_articles_and_a_citys_page(client, jinan, of_article):
    article = builders.article(city=jinan, title="示例园区开园")
    read = client.get((article if of_article else jinan).get_absolute_url()).content.decode()
    link = re.search('href="([^"]*)">信息有误？告诉我们', read)
    page = client.get(unescape(link[1])).content.decode()
    assert f"<strong>{article.title if of_article else '济南'}</strong>" in page
    assert 'name="page"' not in page


def test_it_needs_neither_name_nor_number_nor_consent(client, send, zone):
    location = send(SAID, ADDRESS)["Location"]
    enquiry = Enquiry.objects.get()
    assert (enquiry.kind, enquiry.need, enquiry.zone) == ("correction", SAID["need"], zone)
    assert (enquiry.phone, enquiry.email, enquiry.consent_basis) == ("", "", "initiated")
    assert enquiry.source_path == "/zones/jinan/gaoxin/"
    assert "<h1>已收到，谢谢</h1>" in client.get(location).content.decode()


@pytest.mark.parametrize("contact", [{"phone": "13800000000"}, {"email": "who@example.com"}, {"phone": "看不懂"}])
def test_who_leaves_a_number_or_an_address_agrees_to_its_being_kept(send, zone, contact):
    response = send({**SAID, **contact}, ADDRESS)
    assert response.context["form"].errors.keys() == {"consent"}
    assert not Enquiry.objects.exists()
    agreed = consent.CURRENT_FOR_CORRECTIONS
    assert send({**SAID, **contact, "consent": agreed.version}, ADDRESS).status_code == 303
    enquiry = Enquiry.objects.get()
    assert next(iter(contact.values())) in (enquiry.phone_typed + enquiry.email + enquiry.other_words)


@pytest.mark.parametrize("need", ["", "\u200b"])
def test_what_is_wrong_is_asked_for(send, zone, need):
    assert "请写哪里不对" in send({**SAID, "need": need}, ADDRESS).content.decode()


def test_without_a_page_it_is_asked_for_and_an_address_of_another_site_is_kept_as_words(send, jinan):
    assert "请写明是哪个页面" in send(SAID, "/enquiries/new/?kind=correction").content.decode()
    send(SAID, "/enquiries/new/?kind=correction", page="https://evil.example/x")
    enquiry = Enquiry.objects.get()
    assert (enquiry.source_path, enquiry.other_words) == ("", "有误的页面：https://evil.example/x")


@pytest.mark.slow
def test_it_waits_with_the_complaints_and_links_to_what_it_is_about(send, zone, desk, sales, network):
    network.complaint_email = "rights@example.com"
    network.save()
    send(SAID, ADDRESS)
    complaint = Complaint.objects.get()
    address = f"/admin/leads/complaint/{complaint.pk}/change/"
    assert "信息有误" in desk.get("/admin/leads/complaint/").content.decode()
    assert address not in desk.get("/admin/leads/complaint/?kind=complaint").content.decode()
    page = desk.get(address).content.decode()
    assert 'href="/zones/jinan/gaoxin/">看有误的页面' in page
    assert "答复期限" not in page
    assert "看电话" not in page
    assert not Lead.objects.for_user(sales).exists()
    while run_one():
        pass
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["rights@example.com"], "信息有误：济南")
    desk.post(address, {"verb": "settle", "text": "已改为 10 米"})
    complaint.refresh_from_db()
    assert complaint.stage_label == "已答复"
    assert complaint.timeline().get(kind="answered").details == "已改正"


def test_two_people_who_say_nothing_of_themselves_are_two(send, zone):
    send(SAID, ADDRESS)
    send({**SAID, "need": "地址也不对"}, ADDRESS)
    send(SAID, ADDRESS)
    assert Enquiry.objects.count() == 2
    assert not Lead.objects.exclude(same_phone_as=None).exists()
