"""Who may read what of whose lead: lists, pages, files, exports, searches, the report, the inbox, typed addresses."""

import pytest
from django.utils import timezone

from leads import disclosing
from leads.models import Lead, LeadEvent
from tests.leads.rights.table import (
    LEADS,
    REFUSED,
    SEES,
    SUPERVISORS,
    as_it_is,
    desk_of,
    everybody,
    page_of,
    whose,
)

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@everybody
def test_each_opens_and_downloads_of_those_they_see_and_of_no_others(people, leads, who):
    desk = desk_of(people[who])
    opened = {
        name for name, lead in leads.items() if desk.get(f"/admin/leads/lead/{lead.pk}/change/").status_code == 200
    }
    reached = set()
    for name, lead in leads.items():
        file = lead.events.get(kind=LeadEvent.Kind.FILE)
        answer = desk.get(f"/admin/leads/lead/{lead.pk}/file/{file.pk}/")
        if answer.status_code not in REFUSED or (answer.status_code == 404 and name in SEES[who]):
            reached.add(name)  # the row is there, the file of this test is not
    assert (opened, reached) == (SEES[who], SEES[who])


@pytest.mark.slow
@everybody
def test_the_pages_of_a_contract_and_of_a_company_are_had_of_those_they_see_and_of_no_others(people, leads, who):
    Lead.objects.update(stage="negotiating", company="示例厂", company_key="示例厂")
    desk = desk_of(people[who])
    for what in ("signing", "company"):
        answers = {name: desk.get(f"/admin/leads/lead/{lead.pk}/{what}/") for name, lead in leads.items()}
        assert {name for name, answer in answers.items() if "lead" in (answer.context or {})} == SEES[who], what
        for name, answer in answers.items():
            shown = {each for each, lead in leads.items() if f"/lead/{lead.pk}/" in answer.content.decode()}
            assert shown <= SEES[who] | {name}, what
    before = as_it_is()
    for name in set(LEADS) - SEES[who]:
        desk.post(f"/admin/leads/lead/{leads[name].pk}/signing/", {"area_typed": "1"})
    assert as_it_is() == before


@everybody
def test_a_file_of_another_lead_is_not_had_by_the_address_of_an_own_one(people, leads, who):
    desk = desk_of(people[who])
    theirs = LeadEvent.objects.get(lead=leads["nobody's city"], kind=LeadEvent.Kind.FILE)
    for lead in (leads["own"], leads["pool"]):
        assert desk.get(f"/admin/leads/lead/{lead.pk}/file/{theirs.pk}/").status_code in REFUSED


@pytest.mark.slow
@everybody
def test_the_list_its_search_and_today_hold_those_they_see_and_no_others(people, leads, who):
    desk = desk_of(people[who])
    listed = desk.get("/admin/leads/lead/")
    searched = [desk.get("/admin/leads/lead/", {"q": lead.company}) for lead in leads.values()]
    today = desk.get("/admin/leads/lead/today/")
    if not SEES[who]:
        assert {answer.status_code for answer in (listed, today, *searched)} <= REFUSED | {200}
        assert not any("cl" in (answer.context or {}) for answer in (listed, today, *searched))
        return
    assert whose(leads, listed.context["cl"].queryset.values_list("pk", flat=True)) == SEES[who]
    found = [pk for answer in searched for pk in answer.context["cl"].queryset.values_list("pk", flat=True)]
    assert whose(leads, found) == SEES[who]
    cards = [lead.pk for lead in (*today.context["due"], *today.context["pool"])]
    assert whose(leads, cards) <= SEES[who]


@everybody
def test_the_board_holds_those_they_see_and_no_others(people, leads, who):
    answer = desk_of(people[who]).get("/admin/leads/lead/board/")
    columns = answer.context["columns"] if SEES[who] else []
    assert answer.status_code == 200 or not SEES[who]
    assert whose(leads, (lead.pk for column in columns for lead, _ in column.cards)) == SEES[who]
    assert sum(column.count for column in columns) == len(SEES[who])
    assert not any(lead.company in answer.content.decode() for name, lead in leads.items() if name not in SEES[who])


@everybody
def test_an_export_holds_those_they_see_and_no_others(people, leads, who):
    answer = desk_of(people[who]).get("/admin/leads/lead/export/csv/")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else ""
    held = {name for name, lead in leads.items() if lead.company in text}
    assert held <= SEES[who]
    assert held in (SEES[who], set())


@everybody
def test_the_report_counts_those_they_see_and_no_others(people, leads, who):
    today = timezone.localdate()
    answer = desk_of(people[who]).get("/admin/report/", {"first": today, "last": today})
    text = answer.content.decode()
    assert not any(lead.company in text for lead in leads.values())
    assert (answer.status_code == 200) == bool(SEES[who])


@everybody
def test_an_inbox_opens_only_leads_they_see(people, leads, who):
    for lead in leads.values():
        data = {"mentions": [person.pk for person in people.values() if person]}
        LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.NOTE, actor=None, text=f"给{lead.company}", data=data)
    text = desk_of(people[who]).get("/admin/leads/lead/inbox/").content.decode()
    assert {name for name, lead in leads.items() if f"给{lead.company}" in text} == SEES[who]
    assert {name for name, lead in leads.items() if f"/lead/{lead.pk}/change/" in text} == SEES[who]


@pytest.mark.slow
@everybody
def test_each_opens_the_visits_of_leads_they_see_and_no_others(people, leads, visits, who):
    desk = desk_of(people[who])
    for name, visit in visits.items():
        home = f"/admin/leads/lead/{leads[name].pk}/visits/"
        for page in (f"{home}{visit.pk}/", f"{home}{visit.pk}/calendar.ics", f"{home}add/"):
            answer = desk.get(page)
            is_opened = answer.status_code == 200 and "login" not in str(getattr(answer, "template_name", ""))
            assert is_opened == (name in SEES[who]), (name, page)
    today = desk.get("/admin/leads/lead/today/")
    shown = {visit.lead_id for visit in (today.context or {}).get("visits", [])}
    assert whose(leads, shown) == {name for name in SEES[who] if leads[name].owner == people[who]}


@pytest.mark.slow
@everybody
def test_what_was_handed_over_is_read_by_the_same_people(people, leads, zone, who):
    desk, actor = desk_of(people[who]), people["administrator"]
    to, consent = (
        disclosing.Recipient(zone, "甲", "乙", "mail"),
        disclosing.Consent("spoken", timezone.now(), "", "可以"),
    )
    sheets = {name: disclosing.disclose(leads[name], actor, to, ["company"], consent).pk for name in LEADS}
    allowed = {name for name in SEES[who] if who in SUPERVISORS or leads[name].owner == people[who]}
    shown = set()
    for name, number in sheets.items():
        answer = desk.get(f"{page_of(leads[name])}disclosed/{number}/")
        if answer.status_code == 200 and "客户信息移交单" in answer.content.decode():
            shown.add(name)
    assert shown == allowed
    listed = desk.get("/admin/leads/disclosure/")
    found = listed.context["cl"].queryset.values_list("lead", flat=True) if "cl" in (listed.context or {}) else []
    assert whose(leads, found) == (SEES[who] if who in SUPERVISORS else set())
