"""The page of a lead: whom it is about, what was done last, what each button sends and says."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html

from leads import merging, protection
from leads.models import Lead, LeadEvent, SalesRules
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def page_of(who, lead):
    return signed_in(who).get(f"/admin/leads/lead/{lead.pk}/change/")


def act(who, lead, verb, **typed):
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", typed, follow=True)


def text_of(page, path):
    return [" ".join(each.text_content().split()) for each in html.fromstring(words(page)).xpath(path)]


@pytest.mark.slow
def test_the_button_for_the_pool_asks_for_no_person(lead, sales):
    lead.claim(sales)
    [button] = html.fromstring(words(page_of(sales, lead))).xpath("//button[@name='to_pool']")
    assert "formnovalidate" in button.attrib
    act(sales, lead, "hand-over", owner="", to_pool="1")
    lead.refresh_from_db()
    assert lead.owner is None


def test_the_page_is_called_after_who_it_is_about_with_numbers_masked(lead, sales):
    lead.company = "示例公司 13800000009"
    lead.save(update_fields=["company"])
    page = page_of(sales, lead)
    assert text_of(page, "//h1") == ["王先生 · 示例公司 138****0009"]
    assert text_of(page, "//title")[0].startswith(f"{lead} | 王先生 · 示例公司 138****0009")


@pytest.mark.slow
def test_what_was_done_last_stands_above_the_forms(lead, sales):
    lead.claim(sales)
    lead.record(LeadEvent.Kind.NOTE, sales, "周三看房，打 13800000009")
    lead.reveal(sales)
    [newest] = text_of(page_of(sales, lead), "//p[contains(@class, 'lead-newest')]")
    assert "备注" in newest
    assert "周三看房，打 138****0009" in newest


@pytest.mark.slow
def test_every_line_that_is_written_down_is_confirmed_in_words(lead, sales):
    lead.claim(sales)
    at = timezone.localtime() + timedelta(days=1)
    plan = SimpleUploadedFile("平面图.pdf", b"%PDF-1.4 example")
    for verb, typed, said in (
        ("note", {"text": "周三看房"}, "已记下。"),
        ("follow-up", {"at": f"{at:%Y-%m-%dT%H:%M}", "day_off": "on"}, "已约在"),
        ("follow-up", {"at": ""}, "约定已取消。"),
        ("share", {"text": "示例高新区，看房"}, "已记录同意"),
        ("file", {"file": plan}, "附件已上传。"),
    ):
        assert said in "".join(text_of(act(sales, lead, verb, **typed), "//ul[@class='messagelist']"))


@pytest.fixture
def two(lead, send, answers, sales):
    """Two leads of one number, each with a promise: that of the second is sooner."""
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    for each, days in ((lead, 8), (other, 2)):
        each.refresh_from_db()
        each.hand_over(sales, sales)
        each.follow_up(timezone.now() + timedelta(days=days), sales)
    return lead, other


@pytest.mark.slow
def test_a_promise_that_a_merge_brings_stands_on_the_timeline_and_goes_with_it(two, manager):
    lead, other = two
    before, sooner = lead.next_follow_up_at, other.next_follow_up_at
    merging.merge(other, lead, manager)
    lead.refresh_from_db()
    assert lead.next_follow_up_at == sooner
    promises = lead.events.filter(kind=LeadEvent.Kind.FOLLOW_UP).order_by("pk")
    assert promises.last().data == {"at": sooner.isoformat()}
    merging.part(other, manager)
    lead.refresh_from_db()
    assert lead.next_follow_up_at == before
    assert promises.last().data == {"at": before.isoformat()}


@pytest.mark.slow
def test_a_promise_that_was_made_since_the_merge_stays(two, manager, sales):
    lead, other = two
    merging.merge(other, lead, manager)
    later = timezone.now() + timedelta(days=20)
    lead.follow_up(later, sales)
    merging.part(other, manager)
    lead.refresh_from_db()
    assert lead.next_follow_up_at == later


@pytest.mark.slow
def test_a_lead_that_became_part_of_another_waits_for_nobody(lead, send, answers, manager):
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    Lead.objects.update(contact_by=timezone.now() + timedelta(hours=1), owner=None)
    other.refresh_from_db()
    merging.merge(other, lead, manager)
    [top] = text_of(page_of(manager, other), "//div[@class='lead-page']/p[@class='lead-card__top']")
    assert "待领取" not in top
    assert "前联系" not in top
    waiting = text_of(page_of(manager, lead), "//div[@class='lead-page']/p[@class='lead-card__top']")[0]
    assert "前联系" in waiting


@pytest.mark.slow
def test_the_timeline_of_two_merged_says_of_the_one_that_stays_nothing_of_itself(lead, send, answers, manager):
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    merging.merge(other, lead, manager)
    lines = [event.text for event in lead.timeline().filter(kind=LeadEvent.Kind.MERGED)]
    assert lines == [f"并入了 {other}"]
    assert f"并入 {lead}" in words(page_of(manager, other))


@pytest.mark.slow
def test_an_exemption_is_told_by_its_last_day(lead, sales, manager, jinan):
    SalesRules.objects.create(city=jinan, protection_days=5)
    lead.hand_over(sales, manager)
    protection.exempt(lead, date(2027, 1, 31), "长谈", manager)
    assert "豁免到 2027-01-31" in words(page_of(sales, lead))


@pytest.mark.parametrize(
    ("typed", "shown"), [("80", "预算 80 万元"), ("80万", "预算 80万"), ("每月 3 万", "每月 3 万")]
)
def test_a_budget_on_a_card_has_its_unit(send, answers, sales, typed, shown):
    send(answers, city="jinan", budget=typed)
    [card] = text_of(signed_in(sales).get("/admin/leads/lead/today/"), "//li[starts-with(@class, 'lead-card')]")
    assert shown in card
    assert "万 万元" not in card
