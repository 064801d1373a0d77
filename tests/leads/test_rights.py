"""Who may do what to whose lead: roles by verbs by own, pool, colleague's, another city's and nobody's city.

Of reads: lists, pages, files, exports, searches, the report, the inbox and addresses typed by hand.
"""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone

from leads import appointment_views, bulk_forms, disclosing, lead_views, merging
from leads.models import Appointment, Disclosure, Lead, LeadEvent, SavedFilter
from staff.roles import EDITOR, SALES, SALES_MANAGER, WRITER
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

LEADS = ("own", "pool", "colleague's", "Qingdao's", "Qingdao's pool", "nobody's city")
JINANS = {"own", "pool", "colleague's"}
#: Which of the leads each sees; `own` is of the first salesperson.
SEES = {
    "visitor": set(),
    "writer": set(),
    "editor": set(),
    "sales": {"own", "pool"},
    "colleague": {"colleague's", "pool"},
    "sales of Qingdao": {"Qingdao's", "Qingdao's pool"},
    "sales of all cities": {"pool", "Qingdao's pool", "nobody's city"},
    "manager": JINANS,
    "manager of Qingdao": {"Qingdao's", "Qingdao's pool"},
    "manager of all cities": set(LEADS),
    "administrator": set(LEADS),
}
SUPERVISORS = {"manager", "manager of Qingdao", "manager of all cities", "administrator"}
OTHERS = [who for who in SEES if who not in {"sales", "manager of Qingdao"}]
#: Only for who supervises the lead's city; or else for its owner. Parting has a test of its own.
SUPERVISED, OF_OWNER = {"exempt"}, {"hand-over", "merge"}
REFUSED = {302, 403, 404}

numbers = count(1)


@pytest.fixture
def people(jinan, qingdao):
    """{who: the User, None for a visitor}."""
    of = builders.person
    return {
        "visitor": None,
        "writer": of(WRITER),
        "editor": of(EDITOR),
        "sales": of(SALES, jinan),
        "colleague": of(SALES, jinan),
        "sales of Qingdao": of(SALES, qingdao),
        "sales of all cities": of(SALES),
        "manager": of(SALES_MANAGER, jinan),
        "manager of Qingdao": of(SALES_MANAGER, qingdao),
        "manager of all cities": of(SALES_MANAGER),
        "administrator": of(is_superuser=True),
    }


@pytest.fixture
def leads(people, jinan, qingdao):
    """{whose: the Lead}, each with a private file."""
    return {
        "own": a_lead(jinan, people["sales"]),
        "pool": a_lead(jinan, None),
        "colleague's": a_lead(jinan, people["colleague"]),
        "Qingdao's": a_lead(qingdao, people["sales of Qingdao"]),
        "Qingdao's pool": a_lead(qingdao, None),
        "nobody's city": a_lead(None, None),
    }


def a_lead(city, owner):
    number = next(numbers)
    lead = Lead.objects.create(
        kind="rent", name="示例", company=f"示例{number}厂", phone=f"+861380000{number:04}", city=city, owner=owner,
        receipt=f"QQ{number:010}",
    )  # fmt: skip
    LeadEvent.objects.create(lead=lead, kind=LeadEvent.Kind.FILE, text="图纸.pdf", file="none.pdf")
    return lead


def desk_of(person):
    return signed_in(person) if person else Client()


@pytest.fixture
def visits(people, leads):
    """{whose lead: an Appointment of it that is over, without a result}."""
    starts = timezone.now() - timedelta(hours=3)
    given = {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "made_by": people["administrator"]}
    return {name: Appointment.objects.create(lead=lead, **given) for name, lead in leads.items()}


def page_of(lead):
    return f"/admin/leads/lead/{lead.pk}/"


def whose(leads, found):
    """Names of those of the leads that are among the ones found."""
    found = set(found)
    return {name for name, lead in leads.items() if lead.pk in found}


def as_it_is():
    """All that a verb could have changed."""
    return list(Lead.objects.order_by("pk").values()), LeadEvent.objects.count()


#: In the fast run one who sees some of a city and one who sees another city whole.
everybody = pytest.mark.parametrize(
    "who", ["sales", "manager of Qingdao", *(pytest.param(each, marks=pytest.mark.slow) for each in OTHERS)]
)


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


@everybody
def test_each_does_to_visits_of_leads_they_see_all_there_is_and_to_others_nothing(people, leads, visits, who):
    desk = desk_of(people[who])
    for name, visit in visits.items():
        for verb in appointment_views.VERBS:
            visit.state, visit.version = "cancelled" if verb == "reopen" else "planned", 0
            visit.save()  # as before the verbs tried so far
            Lead.objects.filter(pk=leads[name].pk).update(owner=leads[name].owner)
            moment = timezone.localtime(timezone.now() + timedelta(days=1))
            data = {"starts_at": f"{moment:%Y-%m-%dT%H:%M}", "minutes": "60", "meeting_point": "门口", "reason": "改天"}
            data |= {"seen": "0", "text": "不来了", "next_step": "等消息", "days": ""}
            desk.post(f"/admin/leads/lead/{leads[name].pk}/visits/{visit.pk}/{verb}/", data)
            is_done = Appointment.objects.get(pk=visit.pk).version == 1
            assert is_done == (name in SEES[who]), (name, verb)


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
