"""Which person, stage and promise the one has that stays of two merged leads."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import disclosing, merging
from leads.models import Lead, LeadEvent, Stage
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_what_stays_of_two_merged_goes_on_where_the_work_had_come_to(lead, send, answers, sales, manager):
    send(answers, city="jinan", need="另一个需求")
    newer = Lead.objects.exclude(pk=lead.pk).get()
    lead.claim(sales)
    tomorrow = timezone.now() + timedelta(days=1)
    lead.log_call("talked", sales, "要三千平", tomorrow)
    merging.merge(lead, newer, manager)
    newer.refresh_from_db()
    assert (newer.owner, newer.stage, newer.next_follow_up_at) == (sales, Stage.CONTACTED, tomorrow)
    assert newer.events.get(kind=LeadEvent.Kind.OWNER).data == {"from": None, "to": sales.pk}


def test_nobody_gets_by_merging_what_lies_outside_their_cities_or_is_closed(
    lead, send, answers, qingdao, sales, head_office
):
    send(answers, city="qingdao", phone="13900000000")
    elsewhere = Lead.objects.get(city=qingdao)
    lead.claim(sales)
    merging.merge(lead, elsewhere, head_office)
    elsewhere.refresh_from_db()
    assert elsewhere.owner is None
    elsewhere.move(Stage.LOST, head_office, "不要了")
    open_one = Lead.objects.create(kind="rent", name="示例客户", city=elsewhere.city, owner=head_office)
    merging.merge(elsewhere, open_one, head_office)
    open_one.refresh_from_db()
    assert (open_one.stage, open_one.owner) == (Stage.NEW, head_office)


def test_whose_lead_was_merged_reads_who_goes_on_with_it_and_changes_it_no_more(lead, send, answers, sales, manager):
    send(answers, city="jinan", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    lead.claim(sales)
    other.hand_over(manager, manager)
    merging.merge(lead, other, manager)
    page = signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/")
    assert f"由{manager.display_name}跟进" in words(page)
    assert 'name="taught"' not in page.content.decode()


def test_a_merge_is_asked_once_with_whose_lead_it_is_and_the_timeline_says_whose_a_line_is(jinan, sales):
    mine = {"city": jinan, "owner": sales}
    land = Lead.objects.create(kind="land", name="邵敏", receipt="AAAAAA000001", phone="+8613900000001", **mine)
    office = Lead.objects.create(kind="office", name="王先生", receipt="BBBBBB000001", phone="+8613900000002", **mine)
    office.record(LeadEvent.Kind.NOTE, sales, "要朝南")
    desk, address = signed_in(sales), f"/admin/leads/lead/{office.pk}/act/merge/"
    page = words(desk.post(address, {"receipt": "AAAAAA"}))
    assert f"{office} {office.masked_name}" in page
    assert f"{land} {land.masked_name}" in page
    assert "两条问的不一样" in page
    assert not Lead.objects.get(pk=office.pk).is_merged
    desk.post(address, {"receipt": "AAAAAA", "sure": "yes"})
    assert Lead.objects.get(pk=office.pk).merged_into == land
    timeline = words(desk.get(f"/admin/leads/lead/{land.pk}/change/"))
    assert f'<span class="desk-chip">{office} {office.masked_name}</span>' in timeline


def test_who_agreed_to_be_handed_over_agreed_for_themselves_alone(lead, send, answers, manager):
    """The one that stays is of somebody else, whose data would go to the zone."""
    send(answers, city="jinan", phone="13900000009", name="李女士", third_party="1")
    other = Lead.objects.exclude(pk=lead.pk).get()
    assert (lead.may_be_shared, other.may_be_shared) == (False, True)
    merging.merge(other, lead, manager)
    assert not Lead.objects.get(pk=lead.pk).may_be_shared
    assert disclosing.consents_of(lead) == {}
