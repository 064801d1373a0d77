"""Taking leads from the pool: so many a day, and not one that one has just lost; a manager may hand it over anyway."""

from datetime import datetime
from itertools import count

import pytest
from django.utils import timezone

from leads import protection
from leads.models import Lead, LeadEvent, SalesRules, WrongMove
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def day(text):
    return timezone.make_aware(datetime.fromisoformat(f"2026-11-{text}"))


@pytest.fixture
def at(monkeypatch):
    """`at("24 10:00")` sets the clock."""

    def at(text):
        now = day(text)
        monkeypatch.setattr(timezone, "now", lambda: now)
        # A field has taken the function itself as its default.
        monkeypatch.setattr(LeadEvent._meta.get_field("at"), "_get_default", lambda: now, raising=False)

    at("24 10:00")
    return at


@pytest.fixture
def pool(jinan):
    """`pool()`: a lead of the city that nobody has, each of a number of its own."""
    numbers = count()

    def pool(**fields):
        return Lead.objects.create(
            **{"kind": "rent", "name": "客户", "city": jinan, "phone": f"+861380000{next(numbers):04}", **fields}
        )

    return pool


def refused(lead, actor):
    with pytest.raises(WrongMove) as refusal:
        Lead.objects.get(pk=lead.pk).claim(actor)
    return str(refusal.value)


@pytest.fixture
def lost(pool, sales, jinan, at):
    """A lead that went back from `sales` to the pool on Tuesday the 24th at 10:00."""
    SalesRules.objects.create(city=jinan, protection_days=5, cool_off_days=3)
    pool(owner=sales, created_at=day("02 09:00"))
    assert [*protection.warn(day("20 10:00"))]
    assert [*protection.give_back(day("24 10:00"))]
    return Lead.objects.get()


def test_who_lost_a_lead_may_take_it_again_after_the_cool_off_at_the_minute(lost, sales, at):
    at("27 09:59")
    words = "这条线索 11-24 10:00 从您名下收回，11-27 10:00 以后您才能再领；要早些，请主管移交给您。"
    assert refused(lost, sales) == words
    at("27 10:00")
    lost.claim(sales)
    assert Lead.objects.get().owner == sales


@pytest.mark.slow
def test_others_take_it_at_once_and_a_manager_hands_it_over_anyway(lost, sales, colleague, manager):
    Lead.objects.get().hand_over(sales, manager)
    assert Lead.objects.get().owner == sales
    Lead.objects.get().hand_over(None, manager)
    lost.claim(colleague)
    assert Lead.objects.get().owner == colleague


@pytest.mark.slow
def test_of_another_lead_or_one_that_a_manager_put_back_there_is_no_cool_off(lost, pool, sales, manager):
    pool().claim(sales)
    other = pool(owner=sales)
    other.hand_over(None, manager)
    other.claim(sales)


def test_so_many_a_day_are_claimed_and_the_next_after_midnight_in_shanghai(pool, sales, colleague, jinan, manager, at):
    SalesRules.objects.create(city=jinan, most_claims=2)
    at("24 00:00")
    pool().claim(sales)
    pool().log_call("talked", sales)
    at("24 23:59")
    assert refused(pool(), sales) == "您今天已经领取 2 条，到上限了，11-25 00:00 以后再领；要早些，请主管移交给您。"
    pool().claim(colleague)
    pool().hand_over(sales, manager)
    at("25 00:00")
    pool().claim(sales)
    assert Lead.objects.filter(owner=sales).count() == 4


def test_putting_back_gives_no_more_claims(pool, sales, manager, jinan, at):
    SalesRules.objects.create(city=jinan, most_claims=1)
    lead = pool()
    lead.claim(sales)
    lead.hand_over(None, sales)
    assert "到上限" in refused(pool(), sales)


def test_a_city_counts_its_own(pool, sales, jinan, qingdao, at):
    SalesRules.objects.create(city=jinan, most_claims=1)
    pool(city=qingdao).claim(sales)
    pool().claim(sales)
    pool(city=qingdao).claim(sales)


@pytest.mark.parametrize("moment", ["23 16:00", "24 00:01"])
def test_yesterday_is_yesterday_in_shanghai_though_utc_still_has_it(pool, sales, jinan, at, moment):
    SalesRules.objects.create(city=jinan, most_claims=1)
    at(moment)
    pool().claim(sales)
    at("24 07:59")
    if moment.startswith("24"):
        assert "到上限" in refused(pool(), sales)
    else:
        pool().claim(sales)


@pytest.mark.slow
def test_the_number_of_a_lead_that_one_may_not_take_is_not_shown_either(lost, sales):
    desk = signed_in(sales)
    page = desk.post(f"/admin/leads/lead/{lost.pk}/dial/", follow=True)
    assert "以后您才能再领" in words(page)
    assert not LeadEvent.objects.filter(kind="revealed").exists()
    page = desk.post(f"/admin/leads/lead/{lost.pk}/act/claim/", follow=True)
    assert "以后您才能再领" in words(page)
    assert Lead.objects.get().owner is None


@pytest.mark.slow
def test_an_outcome_of_a_call_begun_before_is_kept_and_the_lead_stays_in_the_pool(lost, sales):
    """They were on the phone while it went back."""
    lost.events.create(kind="revealed", actor=sales)
    page = signed_in(sales).post(
        f"/admin/leads/lead/{lost.pk}/act/outcome/", {"outcome": "talked", "days": "", "text": "下周来看"}, follow=True
    )
    assert "您的通话已记在它的时间线上" in words(page)
    assert lost.events.get(kind="call").text == "下周来看"
    assert Lead.objects.get().owner is None


@pytest.mark.parametrize("fields", [{"cool_off_days": 0}, {"most_claims": 0}])
def test_nothing_and_none_are_not_the_same(fields, jinan):
    with pytest.raises(Exception, match="check constraint"):
        SalesRules.objects.create(city=jinan, **fields)
