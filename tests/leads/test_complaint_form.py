"""The form of a complaint: which article it is about, and what is asked and agreed to."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest
from django.db import OperationalError

from articles import preview
from articles.models import Tag
from leads import consent
from leads.models import Enquiry
from parkinfo import reported_pages
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_complaint_has_a_form_of_its_own(client, send, answers):
    assert "侵权投诉</h1>" in client.get("/enquiries/new/?kind=complaint&src=/news/1/").content.decode()
    send(answers, "/enquiries/new/?kind=complaint&src=/news/1/", kind="complaint")
    assert Enquiry.objects.get().source_path == "/news/1/"


def test_a_complaint_names_the_article_that_it_is_about(client, jinan):
    article = builders.article(city=jinan, title="示例<园区>开园")
    page = client.get(f"/enquiries/new/?kind=complaint&src={article.get_absolute_url()}").content.decode()
    assert "被投诉的页面：" in page
    assert "示例&lt;园区&gt;开园" in page


@pytest.mark.parametrize(
    ("src", "is_filled_in"),
    [
        ("", False),
        ("/about/", True),
        ("/news/{draft}/", True),
        (f"/news/{'9' * 30}/", True),
        ("//evil.example/", False),
        ("javascript:x", False),
    ],
)
def test_a_complaint_about_no_article_of_ours_is_asked_for_it(client, jinan, src, is_filled_in):
    src = src.format(draft=builders.draft(title="示例草稿").pk)
    page = client.get("/enquiries/new/", {"kind": "complaint", "src": src}).content.decode()
    assert "被投诉的页面：" not in page
    assert "示例草稿" not in page
    assert "投诉的文章" in page
    assert (f'name="page" value="http://testserver{src}"' in page) is is_filled_in


def test_a_database_that_fails_takes_no_complaints_form_away(client, jinan, monkeypatch):
    def fail(*_):
        raise OperationalError("gone")

    path = builders.article(city=jinan).get_absolute_url()
    monkeypatch.setattr(reported_pages, "_of_article", fail)
    answer = client.get("/enquiries/new/", {"kind": "complaint", "src": path})
    assert answer.status_code == 200
    assert "被投诉的页面：" not in answer.content.decode()


def test_a_complaint_agrees_to_words_of_its_own(client, send, answers):
    page = client.get("/enquiries/new/?kind=complaint").content.decode()
    assert "为核实和答复您的侵权投诉" in page
    assert "招商顾问" not in page.partition('<form class="enquiry__form"')[2].partition("</form>")[0]
    agreed = consent.CURRENT_FOR_COMPLAINTS
    send(answers, "/enquiries/new/?kind=complaint", page="示例文章", consent=agreed.version)
    assert Enquiry.objects.get().consent_sha256 == agreed.sha256
    assert "为核实和答复您的侵权投诉" in client.get("/privacy/").content.decode()


def test_a_complaint_is_asked_for_an_address_to_answer_to_and_nothing_about_factories(client):
    page = client.get("/enquiries/new/?kind=complaint&src=/news/1/").content.decode()
    assert "投诉内容" in page
    assert 'name="email"' in page
    assert "厂房" not in page.partition('<form class="enquiry__form"')[2].partition("</form>")[0]


@pytest.mark.parametrize(
    ("contact", "kept"),
    [
        ({"phone": "13800000000", "email": ""}, ("+8613800000000", "")),
        ({"phone": "", "email": "who@example.com"}, ("", "who@example.com")),
        ({"phone": "一二三", "email": "who@example.com"}, ("", "who@example.com")),
        ({"phone": "13800000000", "email": "who"}, ("+8613800000000", "")),
    ],
)
def test_a_number_or_an_address_is_enough_and_the_other_is_kept_in_words(send, answers, contact, kept):
    """Nobody is made to give a phone; what cannot be read of one is no reason to turn a complaint away."""
    assert send({**answers, **contact}, "/enquiries/new/?kind=complaint&src=/news/1/").status_code == 303
    enquiry = Enquiry.objects.get()
    assert (enquiry.phone, enquiry.email) == kept
    for typed in set(contact.values()) - {"13800000000", "who@example.com", ""}:
        assert typed in enquiry.other_words


@pytest.mark.parametrize(
    ("contact", "wrong"),
    [
        ({"phone": "", "email": ""}, {"phone"}),
        ({"phone": "一二三"}, {"phone"}),
        ({"phone": "", "email": "x"}, {"email"}),
    ],
)
def test_without_either_one_is_asked_for_and_no_word_is_lost(send, answers, contact, wrong):
    response = send({**answers, **contact}, "/enquiries/new/?kind=complaint&src=/news/1/")
    assert response.context["form"].errors.keys() == wrong
    assert answers["need"] in response.content.decode()
    assert not Enquiry.objects.exists()


def foot(client, path):
    """Where the foot of the page at a path leads for complaints, after the form's own address."""
    found = re.search(r'href="/enquiries/new/([^"]*)">侵权投诉</a>\n</nav>', client.get(path).content.decode())
    return dict(parse_qsl(unescape(found[1]).removeprefix("?")))


@pytest.mark.parametrize("path", ["/", "/about/", "/zones/jinan/gaoxin/", "/news/", "/listings/", "/tags/示例/"])
def test_the_foot_of_every_page_leads_to_it_and_says_which_page_that_is(client, zone, path):
    builders.article([Tag.objects.create(name="示例", slug="示例")], zone=zone)
    assert foot(client, path) == {"kind": "complaint", "src": path}


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/search/",
            "/search/?q=王先生的电话",
            "/王先生的电话/",
            "/enquiries/thanks/?receipt=x",
            "/listings/compare/",
        ),
        *("/enquiries/new/", "/enquiries/new/?kind=complaint&src=/about/", "/enquiries/new/?kind=correction"),
    ],
)
def test_nothing_that_was_typed_goes_along(client, zone, path):
    """Neither words of a search nor a wrong address, a receipt or a form: those are no pages to complain of."""
    assert foot(client, path) == {"kind": "complaint"}


@pytest.mark.parametrize("path", ["/zones/jinan/?utm_source=x", "/listings/?need=王先生的电话", "/about/?name=x"])
def test_nor_does_a_query(client, zone, path):
    assert foot(client, path) == {"kind": "complaint", "src": path.partition("?")[0]}


def test_a_drafts_preview_gives_the_storys_address_away_and_not_its_own(client, jinan):
    draft = builders.draft(city=jinan)
    assert foot(client, preview.link(draft))["src"] == draft.get_absolute_url()


def test_from_the_foot_of_a_page_the_form_is_filled_in(client, zone):
    for path in ("/zones/jinan/", "/about/"):
        page = client.get("/enquiries/new/", foot(client, path)).content.decode()
        assert (
            f'<a href="{path}"><strong>济南</strong>' in page or f'name="page" value="http://testserver{path}"' in page
        )


def test_an_address_that_looks_mistyped_is_asked_about_once_where_it_is_the_only_way_to_answer(send, answers):
    about = "/enquiries/new/?kind=complaint&src=/news/7/"
    typed = answers | {"phone": "", "email": "lin.example@qq.con"}
    page = send(typed, about).content.decode()
    assert "是 qq.com 吗？" in page
    assert 'name="asked_email" value="lin.example@qq.con"' in page
    assert not Enquiry.objects.exists()
    assert send(typed, about, asked_email="lin.example@qq.con").status_code == 303
    assert Enquiry.objects.get().email == "lin.example@qq.con"


def test_beside_a_number_it_is_taken_as_it_is(send, answers):
    send(answers, "/enquiries/new/?kind=complaint&src=/news/7/", email="lin.example@qq.con")
    assert Enquiry.objects.get().email == "lin.example@qq.con"


@pytest.mark.parametrize("typed", ["/news/7/", "http://testserver/news/7/", "www.example.com/news/7/"])
def test_an_address_of_ours_that_is_typed_is_known(send, answers, typed):
    send(answers, "/enquiries/new/?kind=complaint", page=typed)
    assert Enquiry.objects.get().source_path == "/news/7/"


@pytest.mark.parametrize("typed", ["示例园区开园", "https://evil.example/news/7/", "http://[", "//evil.example/"])
def test_whatever_else_is_typed_for_the_article_is_kept_as_it_is(send, answers, typed):
    send(answers, "/enquiries/new/?kind=complaint", page=typed)
    enquiry = Enquiry.objects.get()
    assert (enquiry.source_path, enquiry.other_words) == ("", f"投诉的文章：{typed}")


def test_a_complaint_is_told_of_the_networks_own_contact_and_of_no_adviser(client, jinan, network):
    network.contact = builders.contact(person="总部前台", hotline="400-111-2222")
    network.complaint_email = "rights@example.com"
    network.save()
    jinan.contact = builders.contact(person="王顾问", hotline="400-333-4444")
    jinan.save()
    page = client.get("/enquiries/new/?kind=complaint&city=jinan&src=/news/1/").content.decode()
    aside = page.partition('<aside class="enquiry__aside">')[2].partition("</aside>")[0]
    assert "rights@example.com" in aside
    assert "400-111-2222" in aside
    assert "400-333-4444" not in aside
    assert "顾问" not in aside
