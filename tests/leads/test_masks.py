"""Numbers that people write into name, company, need, notes and files are read by nobody who has not dialled."""

import pytest
from django.utils import timezone

from leads import worklists
from leads.models import Lead, LeadEvent
from staff.models import SignInEvent
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db
#: As people hide them from machines; each holds 13800000009.
SPELLINGS = [
    "138 0000 0009",
    "１３８００００００００９",
    "86-138-0000-0009",
    "一三八零零零零零零零九",
    "微信13800000009",
]


@pytest.mark.slow
@pytest.mark.parametrize("typed", SPELLINGS)
def test_no_page_of_the_desk_shows_a_number_in_any_words_before_it_was_dialled(send, answers, sales, zone, typed):
    send(
        answers, city="jinan", need=f"要厂房，{typed}", name=f"王{typed}"[:40], company=f"示例厂 {typed}",
        industry=f"机加工 {typed}",
    )  # fmt: skip
    lead = Lead.objects.get()
    lead.claim(sales)
    lead.record(LeadEvent.Kind.NOTE, sales, f"他说打 {typed}")
    lead.attach(f"{typed} 执照.pdf", "x.pdf", sales)
    desk = signed_in(sales)
    pages = ["/admin/leads/lead/", "/admin/leads/lead/today/"]
    for address in pages:
        assert typed not in desk.get(address).content.decode(), address
    page = desk.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    assert typed not in page
    assert "点“拨打”能看到" in page
    assert typed in desk.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True).content.decode()


def test_an_export_hides_them_as_well(send, answers, manager):
    send(answers, city="jinan", need="打 138 0000 0009", name="王总13800000009", company="示例厂 0531-88888889")
    table = signed_in(manager).get("/admin/leads/lead/export/csv/").getvalue().decode("utf-8-sig")
    for number in ("138 0000 0009", "13800000009", "88888889"):
        assert number not in table


@pytest.mark.parametrize(
    ("typed", "is_found"), [("0000", True), ("13800000000", True), ("0000000", False), ("80000000", False)]
)
def test_a_hidden_number_is_not_found_out_digit_by_digit(lead, sales, typed, is_found):
    page = signed_in(sales).get("/admin/leads/lead/", {"q": typed})
    assert bool(page.context["cl"].result_count) is is_found


@pytest.mark.slow
def test_who_tries_number_after_number_is_stopped_and_every_try_is_written_down(lead, sales, monkeypatch):
    monkeypatch.setattr(worklists, "MOST_SEARCHES", 3)
    desk = signed_in(sales)
    for _ in range(3):
        assert desk.get("/admin/leads/lead/", {"q": "0000"}).context["cl"].result_count == 1
    page = desk.get("/admin/leads/lead/", {"q": "13800000000"})
    assert page.context["cl"].result_count == 0
    assert "按号码查得太多了" in words(page)
    assert desk.get("/admin/leads/lead/", {"q": "王先生"}).context["cl"].result_count == 1
    assert SignInEvent.objects.filter(user=sales, kind="searched").count() == 3
    old = timezone.now() - worklists.SEARCHES_WITHIN
    SignInEvent.objects.update(happened_at=old)
    assert desk.get("/admin/leads/lead/", {"q": "0000"}).context["cl"].result_count == 1
