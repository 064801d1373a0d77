"""Who writes where they look for something, and chooses no city, is that city's prospect."""

from dataclasses import replace

import pytest

from leads import intake, spool, written_city
from leads.models import Enquiry, Lead
from tests import builders
from tests.desk import words
from tests.leads.offers import page_of
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def suzhou(jinan):
    return builders.city(name="苏州", slug="suzhou")


@pytest.mark.parametrize(
    ("need", "said", "city"),
    [
        ("想在苏州租5000平", {}, "苏州"),
        ("济南的公司想在苏州租5000平", {}, "苏州"),
        ("长清附近有没有3000平的厂房", {}, "济南"),
        ("苏州的公司，找3000平厂房", {}, None),
        ("苏州济南都可以，3000平", {}, None),
        ("搬离苏州，3000平", {}, None),
        ("找3000平厂房", {}, None),
        ("想在苏州租5000平", {"city": "jinan"}, "济南"),
        ("想在苏州租5000平", {"city": "上海"}, None),
        ("想在苏州租5000平", {"zone": "某某园区"}, None),
    ],
)
def test_the_one_city_that_the_words_look_in_is_the_leads_unless_another_was_chosen(
    send, answers, suzhou, need, said, city
):
    send(answers, need=need, **said)
    lead, is_chosen = Lead.objects.get(), said.get("city") == "jinan"
    assert (lead.city and lead.city.name) == city
    assert Enquiry.objects.get().city == (lead.city if is_chosen else None)
    assert bool(lead.events.get().text) is bool(city and not is_chosen)


def test_the_leads_page_says_that_the_city_is_by_the_words(send, answers, suzhou, manager):
    send(answers, need="长清附近有没有3000平的厂房")
    assert "没有选城市，城市按他写的记为“济南”" in words(page_of(Lead.objects.get(), manager))


def test_a_city_that_is_not_shown_is_none_to_look_in(send, answers, suzhou):
    suzhou.is_listed = False
    suzhou.save()
    send(answers, need="想在苏州租5000平")
    assert Lead.objects.get().city is None


def test_what_came_through_the_spool_is_read_as_well(send, answers, suzhou, monkeypatch):
    monkeypatch.setattr(intake, "store", None)  # as with a database that is away
    send(answers, need="想在苏州租5000平")
    monkeypatch.undo()
    spool.take_in(intake.store)
    assert Lead.objects.get().city == suzhou


def test_words_that_cannot_be_read_cost_no_enquiry(send, answers, suzhou, monkeypatch, caplog):
    def read(*_):
        raise ValueError("想在苏州租5000平")

    monkeypatch.setattr(written_city, "read", read)
    send(answers, need="想在苏州租5000平")
    assert Lead.objects.get().city is None
    assert "ValueError" in caplog.text
    assert "5000" not in caplog.text


def test_what_editors_read_is_no_citys_for_naming_it(answers, suzhou):
    sent = submitted(answers, need="苏州那篇写错了")
    lead = intake.store(replace(sent, answers=sent.answers | {"kind": "correction"})).lead
    assert lead.city is None
