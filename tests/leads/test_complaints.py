"""Complaints: editors are told, see them and no other enquiry, answer by mail, and are one click from withdrawing."""

from datetime import date, time

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from jobs.queue import GiveUp
from jobs.worker import run_one
from leads import delivery, hours, jobs
from leads.models import Complaint, Enquiry, Lead, LeadEvent, WrongMove
from plumbing.days import moment_of
from staff.roles import EDITOR
from tests.leads.conftest import PHONE, person

pytestmark = pytest.mark.django_db

LIST = "/admin/leads/complaint/"
ADDRESS = "/enquiries/new/?kind=complaint&city=jinan&src=/news/7/"


@pytest.fixture
def complain(send, answers):
    def complain(**changes):
        send({**answers, "city": "jinan"}, ADDRESS, kind="complaint", **{"email": "who@example.com", **changes})
        return Complaint.objects.latest("pk")

    return complain


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def page_of(lead):
    return f"{LIST}{lead.pk}/change/"


def act(client, complaint, verb, text=""):
    return client.post(page_of(complaint), {"verb": verb, "text": text})


def kinds(complaint):
    return [event.kind for event in complaint.timeline().order_by("id")]


def drain():
    while run_one():
        pass


def test_the_day_of_the_answer_is_promised_and_the_desk_is_held_to_it(complain, client, desk):
    complaint = complain()
    promised = hours.later(timezone.now(), hours.ANSWERING)
    assert f"三个工作日内（{promised.month}月{promised.day}日前）" in client.get(ADDRESS).content.decode()
    # From Friday afternoon three working days are over on Wednesday.
    friday = moment_of(date(2026, 3, 6), time(15))
    Complaint.objects.filter(pk=complaint.pk).update(created_at=friday)
    assert "逾期 03-11 15:00" in desk.get(LIST).content.decode()
    act(desk, complaint, "phone", "已说明")
    assert "逾期" not in desk.get(LIST).content.decode()


def test_the_same_words_about_another_article_are_another_complaint(send, answers):
    sent = [send(answers, f"/enquiries/new/?kind=complaint&src={path}", kind="complaint") for path in
            ("/news/118/", "/news/102/", "/news/118/")]  # fmt: skip
    assert sorted(Enquiry.objects.values_list("source_path", flat=True)) == ["/news/102/", "/news/118/"]
    assert sent[0]["Location"] == sent[2]["Location"] != sent[1]["Location"]


# Who sees what


@pytest.mark.slow
def test_an_editor_sees_the_complaints_of_the_city_and_no_other_enquiry(complain, send, answers, qingdao, desk):
    mine = complain()
    elsewhere = complain(city="qingdao", need="另一件")
    everywhere = complain(city="", need="第三件")
    send(answers, city="jinan")
    lead = Lead.objects.exclude(kind="complaint").get()
    listed = desk.get(LIST).content.decode()
    for complaint, seen in ((mine, True), (elsewhere, False), (everywhere, False)):
        assert (page_of(complaint) in listed) is seen
        assert (desk.get(page_of(complaint)).status_code == 200) is seen
        assert act(desk, complaint, "note", "x").status_code == (302 if seen else 404)
    for path in (page_of(lead), f"/admin/leads/lead/{lead.pk}/change/", f"/admin/leads/lead/{mine.pk}/change/"):
        assert desk.get(path).status_code in {403, 404}
    assert desk.get("/admin/leads/lead/").status_code == 403


def test_an_editor_of_all_cities_sees_those_without_one(complain, client):
    everywhere = complain(city="")
    client.force_login(person("chief", EDITOR))
    assert client.get(page_of(everywhere)).status_code == 200


@pytest.mark.slow
def test_sales_do_not_see_complaints_in_their_pool(complain, sales, manager, client):
    complaint = complain()
    for user in (sales, manager):
        assert not Lead.objects.for_user(user).exists()
        client.force_login(user)
        assert client.get(page_of(complaint)).status_code in {403, 404}
        assert client.get(f"/admin/leads/lead/{complaint.pk}/change/").status_code == 302  # not found, says the admin


@pytest.mark.slow
def test_the_start_page_counts_what_waits(complain, desk):
    complain()
    assert "<strong>1</strong> 投诉与纠错" in desk.get("/admin/").content.decode()


@pytest.mark.slow
def test_a_complainant_is_nobodys_customer(complain, send, answers, sales):
    """The same phone ties no lead to a complaint, in either order."""
    send(answers, city="jinan")
    lead = Lead.objects.get()
    lead.claim(sales)
    complaint = complain()
    assert (complaint.owner, complaint.same_phone_as) == (None, None)
    send(answers, city="jinan", need="再要一处")
    assert Lead.objects.exclude(kind="complaint").latest("pk").same_phone_as == lead


# News of it


def test_it_is_told_to_the_address_for_complaints_and_to_no_channel_of_sales(complain, network, jinan):
    jinan.channels.create(kind="email", name="招商", target="sales@example.com")
    network.complaint_email = "rights@example.com"
    network.save()
    complaint = complain()
    drain()
    [message] = mail.outbox
    assert message.to == ["rights@example.com"]
    assert message.subject == "侵权投诉：济南"
    assert "/news/7/" in message.body
    assert page_of(complaint) in message.body
    assert PHONE not in message.body


def test_without_such_an_address_the_portals_own_is_told(complain):
    complain()
    drain()
    assert mail.outbox[0].to == ["desk@example.com"]


# What is done


@pytest.mark.slow
def test_an_answer_goes_by_mail_and_each_step_is_on_the_timeline(complain, network, desk, editor):
    network.complaint_email = "rights@example.com"
    network.save()
    complaint = complain()
    assert act(desk, complaint, "mail", "图片已经删除。").status_code == 302
    assert not mail.outbox
    drain()
    [answer] = [sent for sent in mail.outbox if sent.to == ["who@example.com"]]
    assert answer.reply_to == ["rights@example.com"]
    assert "图片已经删除" in answer.body
    complaint = Complaint.objects.get()
    assert complaint.stage_label == "已答复"
    assert kinds(complaint) == ["received", "answered", "answer_sent"]
    assert complaint.events.get(kind="answered").actor == editor


def test_an_answer_done_twice_is_one_mail(complain, editor):
    answer = complain().answer("好的", editor, by_mail=True)
    jobs.send_answer(answer.pk)
    jobs.send_answer(answer.pk)
    assert len(mail.outbox) == 1


def test_an_answer_that_does_not_leave_is_on_the_timeline(complain, editor):
    complaint = complain()
    answer = complaint.answer("好的", editor, by_mail=True)
    jobs.give_up_answer(answer.pk, "对方的邮箱不存在")
    assert kinds(complaint)[-1] == LeadEvent.Kind.ANSWER_LOST


@pytest.mark.slow
def test_without_an_address_one_answers_on_the_phone(complain, desk, editor):
    complaint = complain(email="")
    assert "用邮件答复" not in desk.get(page_of(complaint)).content.decode()
    with pytest.raises(WrongMove):
        complaint.answer("好的", editor, by_mail=True)
    with pytest.raises(GiveUp):
        delivery.mail_answer(complaint.record(LeadEvent.Kind.ANSWERED, editor, "好的", {"by": "mail"}))
    shown = act(desk, complaint, "reveal").content.decode()
    assert "138 0000 0000" in shown
    act(desk, complaint, "phone", "已电话说明")
    assert kinds(complaint)[-2:] == ["revealed", "answered"]


@pytest.mark.slow
def test_what_has_nothing_in_it_is_dismissed_with_a_reason(complain, desk):
    complaint = complain()
    assert "请写明内容" in act(desk, complaint, "dismiss").content.decode()
    act(desk, complaint, "dismiss", "图片是我们拍的")
    complaint.refresh_from_db()
    assert (complaint.stage_label, complaint.lost_reason) == ("不成立", "图片是我们拍的")
    assert kinds(complaint)[-1] == LeadEvent.Kind.DISMISSED


def test_one_click_leads_to_the_articles_withdrawal(complain, desk):
    complaint = complain()
    answer = act(desk, complaint, "withdraw")
    assert answer["Location"].startswith("/admin/articles/article/7/withdraw/?reason=")
    assert reverse("admin:articles_article_withdraw", args=[7]) in answer["Location"]
    assert "/news/7/" in complaint.events.get(kind="note").text


@pytest.mark.slow
@pytest.mark.parametrize("page", ["/zones/jinan/", "/news/archive/2026/11/", "//evil.example/news/1/", "/news/1x/"])
def test_from_another_page_there_is_nothing_to_withdraw(send, answers, desk, page):
    send(answers, "/enquiries/new/?kind=complaint", page=page, city="jinan")
    complaint = Complaint.objects.get()
    assert "去撤回文章" not in desk.get(page_of(complaint)).content.decode()
    assert act(desk, complaint, "withdraw").status_code == 200
    assert kinds(complaint) == ["received"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "is_link"),
    [
        ("/news/7/", True),
        ("/zones/nirgends/?page=2", True),
        ("http://testserver/news/7/", True),
        ("www.example.com/news/7/", True),
        ("javascript:alert(1)", False),
        ("https://evil.example/login", False),
        ("//evil.example/login", False),
        ("/\\evil.example/login", False),
        ("\t//evil.example/", False),
        ("admin/logout/", False),
    ],
)
def test_only_a_page_of_ours_is_a_link_for_staff(send, answers, desk, typed, is_link):
    """Anybody may write another address there, and staff are told to click."""
    send(answers, "/enquiries/new/?kind=complaint", page=typed, city="jinan")
    shown = desk.get(page_of(Complaint.objects.get())).content.decode()
    path = "/" + typed.partition("/")[2] if typed.startswith("www.") else typed.removeprefix("http://testserver")
    assert escape(path.strip()) in shown
    assert (f'href="{escape(path)}"' in shown) is is_link
    assert ("看被投诉的页面" in shown) is is_link


@pytest.mark.slow
def test_a_suspect_is_released(complain, desk):
    complaint = complain(q7x2="x")
    assert "疑似垃圾" in desk.get(page_of(complaint)).content.decode()
    act(desk, complaint, "release")
    assert not Enquiry.objects.quarantined().exists()


def test_the_form_keeps_the_articles_city(client, jinan):
    assert 'name="city" value="jinan"' in client.get(ADDRESS).content.decode()
