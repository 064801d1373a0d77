"""The leads' list and form in the admin: what a search finds, and what saving the form leaves alone."""

import pytest

from leads.models import Lead, LeadEvent

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
    return {"name": lead.name, "company": lead.company, "kind": lead.kind, "city": lead.city_id, "taught": ""} | changes


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
