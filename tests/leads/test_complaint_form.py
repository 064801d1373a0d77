"""The form of a complaint: which article it is about, and what is asked and agreed to."""

import pytest
from django.db import OperationalError

from articles.models.article_queryset import ArticleQuerySet
from leads import consent
from leads.models import Enquiry
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_complaint_has_a_form_of_its_own(client, send, answers):
    assert "侵权投诉</h1>" in client.get("/enquiries/new/?kind=complaint&src=/news/1/").content.decode()
    send(answers, "/enquiries/new/?kind=complaint&src=/news/1/", kind="complaint")
    assert Enquiry.objects.get().source_path == "/news/1/"


def test_a_complaint_names_the_article_that_it_is_about(client, jinan):
    article = builders.article(city=jinan, title="示例<园区>开园")
    page = client.get(f"/enquiries/new/?kind=complaint&src={article.get_absolute_url()}").content.decode()
    assert "被投诉的文章" in page
    assert "示例&lt;园区&gt;开园" in page


@pytest.mark.parametrize(
    "src", ["", "/about/", "/news/{draft}/", f"/news/{'9' * 30}/", "//evil.example/", "javascript:x"]
)
def test_a_complaint_about_no_page_of_ours_is_asked_for_it(client, jinan, src):
    src = src.format(draft=builders.draft(title="示例草稿").pk)
    page = client.get("/enquiries/new/", {"kind": "complaint", "src": src}).content.decode()
    assert "被投诉的文章" not in page
    assert "示例草稿" not in page
    assert "请写明文章标题或地址" in page


def test_a_database_that_fails_takes_no_complaints_form_away(client, jinan, monkeypatch):
    def fail(*_):
        raise OperationalError("gone")

    path = builders.article(city=jinan).get_absolute_url()
    monkeypatch.setattr(ArticleQuerySet, "published", fail)
    answer = client.get("/enquiries/new/", {"kind": "complaint", "src": path})
    assert answer.status_code == 200
    assert "被投诉的文章" not in answer.content.decode()


def test_a_complaint_agrees_to_words_of_its_own(client, send, answers):
    page = client.get("/enquiries/new/?kind=complaint").content.decode()
    assert "为核实和答复您的侵权投诉" in page
    assert "招商顾问" not in page.partition('<form class="enquiry__form"')[2].partition("</form>")[0]
    agreed = consent.CURRENT_FOR_COMPLAINTS
    send(answers, "/enquiries/new/?kind=complaint", kind="complaint", consent=agreed.version)
    assert Enquiry.objects.get().consent_sha256 == agreed.sha256
    assert "为核实和答复您的侵权投诉" in client.get("/privacy/").content.decode()


def test_a_complaint_is_asked_for_an_address_to_answer_to_and_nothing_about_factories(client):
    page = client.get("/enquiries/new/?kind=complaint&src=/news/1/").content.decode()
    assert "投诉内容" in page
    assert 'name="email"' in page
    assert "厂房" not in page.partition('<form class="enquiry__form"')[2].partition("</form>")[0]
