"""On which day something counts as signed, and for what a lead counts as lost, when either was changed since."""

from datetime import UTC, date, datetime

import pytest

from leads.models import Lead, LeadEvent, LossReason, Signing
from plumbing.periods import Period
from tests import builders
from tests.reports.test_signed import NOW, listed, report_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return builders.person(is_superuser=True)


def a_signed(day=datetime(2026, 11, 3, 4, tzinfo=UTC), **fields):
    lead = Lead.objects.create(kind="rent", name="示例客户", stage="signed", receipt="1" * 12, **fields)
    LeadEvent.objects.create(lead=lead, kind="stage", at=day, data={"from": "negotiating", "to": "signed"})
    return lead


@pytest.mark.slow
def test_what_was_signed_counts_for_the_day_of_the_contract_not_of_its_entry(boss):
    lead, october = a_signed(), Period(date(2026, 10, 1), date(2026, 10, 31))
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert report_of(boss, november)["总览"]["签约内容未填"]["本期"].value == 1
    Signing.objects.create(lead=lead, zone=builders.zone(), area_m2=800, signed_on=date(2026, 10, 31))
    assert [report_of(boss, each)["总览"]["签约"]["本期"].value for each in (october, november)] == [1, 0]
    row = report_of(boss, october)["总览"]
    assert (row["签约面积"]["本期"].value, row["签约投资额"]["本期"].text) == (800, "—")
    Lead.objects.filter(pk=lead.pk).update(stage="negotiating")  # taken back
    assert report_of(boss, october)["总览"]["签约"]["本期"].value == 0


def test_who_was_signed_again_counts_once_for_the_last_time(boss):
    lead = a_signed(datetime(2026, 10, 3, 4, tzinfo=UTC))
    LeadEvent.objects.create(lead=lead, kind="stage", at=datetime(2026, 11, 3, 4, tzinfo=UTC), data={"to": "signed"})
    row = report_of(boss, Period(date(2026, 11, 1), date(2026, 11, 30)))["总览"]["签约"]
    assert (row["本期"].value, row["上期"].value) == (1, 0)
    assert list(listed(row["本期"], boss)) == [lead]


def test_a_reason_that_was_renamed_or_retired_keeps_its_leads(boss):
    reason = LossReason.objects.get(name="项目暂缓")
    lost = Lead.objects.create(
        kind="rent", name="示例", stage="lost", lost_reason="项目暂缓：明年", loss_reason=reason, stage_changed_at=NOW
    )
    LossReason.objects.filter(pk=reason.pk).update(name="项目延后", is_active=False)
    row = report_of(boss)["流失与无效的原因"]["流失：项目延后"]["本期"]
    assert (row.value, list(listed(row, boss))) == (1, [lost])
