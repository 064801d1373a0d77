"""Who may do what to whose lead: every verb of a page, of many leads at once, of visits, and of hand-overs to zones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import appointment_views, bulk_forms, lead_views, merging
from leads.models import Appointment, Disclosure, Lead, LeadEvent, SavedFilter
from staff.roles import SALES_MANAGER
from tests import builders
from tests.leads.rights.table import (
    JINANS,
    LEADS,
    OF_OWNER,
    REFUSED,
    SEES,
    SUPERVISED,
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
def test_a_card_is_moved_and_moved_back_by_who_sees_it_and_by_nobody_else(people, leads, who):
    desk, moved = desk_of(people[who]), set()
    for name, lead in leads.items():
        desk.post(f"/admin/leads/lead/board/{lead.pk}/move/", {"stage": "contacted", "seen": "new"})
        line = lead.events.filter(kind=LeadEvent.Kind.STAGE).first()
        if line:
            moved.add(name)
        answer = desk.post(f"/admin/leads/lead/board/{lead.pk}/back/", {"line": line.pk if line else "1"})
        assert answer.status_code in REFUSED or answer.template_name == ["admin/login.html"]
    assert moved == SEES[who]
    assert set(Lead.objects.values_list("stage", "contacted_at")) == {("new", None)}


@pytest.mark.slow
@everybody
def test_each_does_to_visits_of_leads_they_see_all_there_is_and_to_others_nothing(people, leads, visits, who):
    desk = desk_of(people[who])
    for name, visit in visits.items():
        for verb in appointment_views.VERBS:
            visit.state, visit.version = {"reopen": "cancelled", "correct": "done"}.get(verb, "planned"), 0
            visit.save()  # as before the verbs tried so far
            Lead.objects.filter(pk=leads[name].pk).update(owner=leads[name].owner)
            moment = timezone.localtime(timezone.now() + timedelta(days=1))
            data = {"starts_at": f"{moment:%Y-%m-%dT%H:%M}", "minutes": "60", "meeting_point": "门口", "reason": "改天"}
            data |= {"seen": "0", "text": "不来了", "next_step": "等消息", "days": ""}
            desk.post(f"/admin/leads/lead/{leads[name].pk}/visits/{visit.pk}/{verb}/", data)
            is_done = Appointment.objects.get(pk=visit.pk).version == 1
            assert is_done == (name in SEES[who]), (name, verb)


@pytest.mark.slow
@everybody
def test_who_does_not_see_a_lead_can_do_nothing_to_it(people, leads, who):
    desk, before = desk_of(people[who]), as_it_is()
    for name in set(LEADS) - SEES[who]:
        for verb in (*(f"act/{verb}" for verb in lead_views.VERBS), "dial"):
            answer = desk.post(f"/admin/leads/lead/{leads[name].pk}/{verb}/", {"text": "示例", "to_pool": "1"})
            # Who works with no leads at all is asked to sign in as somebody who does.
            assert answer.status_code in REFUSED or answer.template_name == ["admin/login.html"], (name, verb)
        assert desk.post(f"/admin/leads/lead/{leads[name].pk}/change/", {"name": "别人"}).status_code in REFUSED
    assert as_it_is() == before


@pytest.mark.slow
@everybody
def test_who_sees_it_may_do_all_but_what_is_for_supervisors(people, leads, who):
    desk = desk_of(people[who])
    for name in sorted(SEES[who]):
        for verb in lead_views.VERBS:
            Lead.objects.filter(pk=leads[name].pk).update(owner=leads[name].owner)  # as before the verbs tried so far
            answer = desk.post(f"/admin/leads/lead/{leads[name].pk}/act/{verb}/", {"text": "", "seen": ""})
            is_owner = leads[name].owner == people[who]
            is_allowed = who in SUPERVISORS or verb not in SUPERVISED | OF_OWNER or (verb in OF_OWNER and is_owner)
            assert (answer.status_code == 403) != is_allowed, (name, verb)


@pytest.mark.slow
@everybody
def test_who_works_on_a_lead_or_supervises_it_hands_it_over_to_a_zone_and_nobody_else_does(people, leads, zone, who):
    desk = desk_of(people[who])
    allowed = {name for name in SEES[who] if who in SUPERVISORS or leads[name].owner == people[who]}
    spoken = {"consent": "now", "who": "本人", "when": "2026-11-01T10:00", "words": "可以", "is_known": "on"}
    data = {
        **spoken,
        "zone": zone.pk,
        "organisation": "甲",
        "recipient": "乙",
        "way": "mail",
        "fields_chosen": "contact",
    }
    opened = {name for name in LEADS if desk.get(f"{page_of(leads[name])}disclose/").status_code == 200}
    for name in LEADS:
        desk.post(f"{page_of(leads[name])}disclose/", data)
    assert whose(leads, Disclosure.objects.values_list("lead", flat=True)) == allowed
    assert opened == allowed or not SEES[who]


@everybody
def test_two_leads_are_parted_by_who_has_both_or_supervises_them(people, leads, who):
    merging.merge(leads["own"], leads["colleague's"], people["administrator"])
    desk_of(people[who]).post(f"/admin/leads/lead/{leads['own'].pk}/act/part/")
    is_parted = not Lead.objects.get(pk=leads["own"].pk).is_merged
    assert is_parted == (who in {"manager", "manager of all cities", "administrator"})


@everybody
def test_a_hand_over_in_bulk_moves_only_what_the_person_supervises(people, leads, who):
    heir = people["sales of all cities"]
    data = {"action": "hand_over", "owner": heir.pk, "_selected_action": [lead.pk for lead in leads.values()]}
    desk_of(people[who]).post("/admin/leads/lead/", data)
    moved = {name for name, lead in leads.items() if Lead.objects.get(pk=lead.pk).owner == heir}
    assert moved == (SEES[who] if who in SUPERVISORS else set())


@everybody
def test_many_are_promised_and_moved_at_once_by_who_sees_them_and_no_others(people, leads, who):
    desk, day = desk_of(people[who]), bulk_forms.next_working_day(timezone.localdate())
    chosen = [lead.pk for lead in leads.values()]
    desk.post("/admin/leads/lead/", {"action": "follow_up", "day": f"{day}", "_selected_action": chosen})
    desk.post("/admin/leads/lead/", {"action": "move", "stage": "contacted", "_selected_action": chosen})
    now = {name: Lead.objects.get(pk=lead.pk) for name, lead in leads.items()}
    assert {name for name, lead in now.items() if lead.next_follow_up_at} == SEES[who]
    assert {name for name, lead in now.items() if lead.stage == "contacted"} == SEES[who]


@everybody
def test_a_shared_filter_is_seen_by_who_works_in_its_city_and_ended_by_who_supervises_it(people, leads, who, jinan):
    shared = SavedFilter.objects.create(
        person=builders.person(SALES_MANAGER), page="list", name="待领", query={"work": "unclaimed"}, shared_in=jinan
    )
    desk, saved = desk_of(people[who]), f"/admin/leads/lead/saved/{shared.pk}/"
    sees = bool(SEES[who] & JINANS)
    answer = desk.get(saved)
    assert (answer.status_code == 302 and "work=unclaimed" in answer.url) == sees
    for verb in ("rename", "delete"):
        desk.post(f"{saved}{verb}/", {"name": "别的"})
    assert SavedFilter.objects.get().name == "待领"
    desk.post(f"{saved}share/", {"city": ""})
    assert (SavedFilter.objects.get().shared_in is None) == (sees and who in SUPERVISORS)
