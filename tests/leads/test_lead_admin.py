"""The leads' list and form in the admin: what a search finds, and what saving the form leaves alone."""

import pytest
from lxml import html

from leads.models import Lead, LeadEvent
from tests.desk import signed_in, words

pytestmark = pytest.mark.django_db


def test_a_lead_is_found_once_however_long_its_timeline(lead, manager, client):
    for number in range(3):
        lead.record(LeadEvent.Kind.NOTE, manager, f"第 {number} 次沟通")
    client.force_login(manager)
    page = client.get("/admin/leads/lead/", {"q": lead.receipt[:6]})
    assert list(page.context["cl"].result_list) == [lead]
    table = client.get("/admin/leads/lead/export/csv/", {"q": lead.receipt[:6]}).getvalue().decode()
    assert table.count(str(lead)) == 1


def form_of(lead, **changes):
    """What the lead's own form posts."""
    return {"company": lead.company, "kind": lead.kind, "city": lead.city_id, "taught": ""} | changes


@pytest.mark.slow
def test_a_lead_does_not_become_a_complaint(lead, sales, client):
    client.force_login(sales)
    answer = client.post(f"/admin/leads/lead/{lead.pk}/change/", form_of(lead, kind="complaint"))
    assert "kind" in answer.context["adminform"].form.errors
    assert list(Lead.objects.for_user(sales)) == [lead]


def test_saving_the_form_undoes_nothing_that_happened_meanwhile(lead, sales, colleague, client, monkeypatch):
    monkeypatch.setattr(Lead, "clean", lambda read: Lead.objects.get(pk=read.pk).claim(colleague))
    client.force_login(sales)
    client.post(f"/admin/leads/lead/{lead.pk}/change/", form_of(lead, taught="要 10 吨行车"))
    lead.refresh_from_db()
    assert (lead.owner, lead.taught) == (colleague, "要 10 吨行车")


def opened(desk, lead):
    """What the form of a lead posts, with what it had when it was opened."""
    return posted(desk.get(f"/admin/leads/lead/{lead.pk}/change/"))


def posted(page):
    [form] = html.fromstring(page.content.decode()).xpath("//form[@id='lead_form']")
    values = {name: value for name, value in form.form_values() if not name.startswith("_") and "csrf" not in name}
    return values | {"taught": values["taught"].removeprefix("\n")}


def save(desk, lead, values):
    return desk.post(f"/admin/leads/lead/{lead.pk}/change/", values)


@pytest.mark.slow
def test_of_two_who_write_down_the_same_call_the_second_reads_the_first_and_loses_nothing(lead, manager, head_office):
    first, second = signed_in(manager), signed_in(head_office)
    values = [opened(desk, lead) for desk in (first, second)]
    save(first, lead, values[0] | {"taught": "要 10 吨行车"})
    answer = save(second, lead, values[1] | {"taught": "预算 20 元"})
    lead.refresh_from_db()
    assert lead.taught == "要 10 吨行车"
    shown = words(answer)
    assert "现在是“要 10 吨行车”" in shown
    assert answer.context["adminform"].form["taught"].value() == "预算 20 元"
    save(second, lead, posted(answer) | {"taught": "要 10 吨行车\n预算 20 元"})
    lead.refresh_from_db()
    assert lead.taught.replace("\r\n", "\n") == "要 10 吨行车\n预算 20 元"


@pytest.mark.slow
def test_two_who_change_different_things_both_have_their_way(lead, manager, head_office):
    first, second = signed_in(manager), signed_in(head_office)
    values = [opened(desk, lead) for desk in (first, second)]
    save(first, lead, values[0] | {"taught": "要 10 吨行车"})
    save(second, lead, values[1] | {"company": "示例重工", "city": ""})
    lead.refresh_from_db()
    assert (lead.taught, lead.company, lead.city) == ("要 10 吨行车", "示例重工", None)


@pytest.mark.slow
def test_what_was_corrected_stands_on_the_timeline_with_what_it_was(lead, manager):
    desk = signed_in(manager)
    save(desk, lead, opened(desk, lead) | {"company": "示例重工", "kind": "land"})
    event = lead.events.get(kind=LeadEvent.Kind.CORRECTED)
    assert event.text == "公司：示例公司 → 示例重工\n需求类型：租厂房 → 土地"
    assert event.actor == manager


@pytest.mark.slow
def test_saving_what_nobody_changed_writes_nothing_down(lead, manager):
    desk = signed_in(manager)
    save(desk, lead, opened(desk, lead))
    assert not lead.events.filter(kind=LeadEvent.Kind.CORRECTED).exists()


@pytest.mark.slow
def test_a_company_with_a_number_is_shown_masked_and_stays_as_it_was_until_somebody_changes_it(lead, manager):
    Lead.objects.update(company="王总 13800000009")
    desk = signed_in(manager)
    values = opened(desk, lead)
    assert values["company"] == "王总 138****0009"
    save(desk, lead, values | {"taught": "要 10 吨行车"})
    lead.refresh_from_db()
    assert (lead.company, lead.taught) == ("王总 13800000009", "要 10 吨行车")
    save(desk, lead, opened(desk, lead) | {"company": "示例重工"})
    lead.refresh_from_db()
    assert lead.company == "示例重工"
