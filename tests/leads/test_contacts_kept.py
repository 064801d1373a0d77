"""What stays of a lead's contacts: through merging and parting, in the lead's own copies, and nothing once erased."""

import json
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import contacts, erasure, merging, worklists
from leads.models import Contact, ContactWay, Lead, LeadEvent, WrongMove
from leads.models.lead_queryset import ERASED
from plumbing.phones import Phone
from tests.leads.people import people_of, way, ways_of

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, FOURTH = "+8613800000000", "+8613900000001", "+8653188888882", "+8613700000003"


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def a_lead(name, phone="", wechat="", **fields):
    return Lead.objects.create(kind="rent", name=name, phone=phone, wechat=wechat, **fields)


# Merging


def test_merging_keeps_all_people_and_parting_gives_each_lead_its_own_back(jinan, manager):
    one, other = a_lead("王先生", FIRST, "wang_01", city=jinan), a_lead("李会计", SECOND, city=jinan)
    contacts.add_person(one, "赵总", "boss", [Phone(THIRD, "8012")], "", manager)
    before = people_of(one), people_of(other)
    merging.merge(one, other, manager)
    assert people_of(other) == {"李会计": [SECOND], "王先生": [FIRST, "wang_01"], "赵总": [THIRD]}
    assert [person.is_main for person in other.people()] == [True, False, False]
    for number in (FIRST, SECOND):
        assert Lead.objects.in_hand(number).get() == other
    assert Lead.objects.in_hand(THIRD, "8012").get() == other
    merging.part(one, manager)
    assert (people_of(one), people_of(other)) == before
    for lead in (one, other):
        lead.refresh_from_db()
    assert (one.name, one.phone, one.wechat, other.phone) == ("王先生", FIRST, "wang_01", SECOND)
    assert Lead.objects.in_hand(FIRST).get() == one


def test_who_asked_twice_is_one_person_of_the_merged_lead_and_of_each_again(jinan, manager):
    one, other = a_lead("王先生", FIRST, "wang_01", city=jinan), a_lead("王先生", FIRST, city=jinan)
    merging.merge(one, other, manager)
    assert people_of(other) == {"王先生": [FIRST, "wang_01"]}
    assert other.contacts.count() == 1
    assert Lead.objects.in_hand("", wechat="wang_01").get() == other
    merging.part(one, manager)
    assert (people_of(one), people_of(other)) == ({"王先生": [FIRST, "wang_01"]}, {"王先生": [FIRST]})


def test_two_of_one_name_without_a_number_in_common_stay_two(jinan, manager):
    one, other = a_lead("王先生", FIRST, city=jinan), a_lead("王先生", SECOND, city=jinan)
    merging.merge(one, other, manager)
    assert [ways_of_one(person) for person in other.people()] == [[SECOND], [FIRST]]


def ways_of_one(person):
    return [each.value for each in person.ways.all()]


def test_what_was_done_since_to_the_people_of_a_merged_lead_is_not_undone_by_parting(jinan, manager):
    one, other = a_lead("王先生", FIRST, city=jinan), a_lead("李会计", SECOND, city=jinan)
    merging.merge(one, other, manager)
    theirs = way(other, FIRST).contact
    contacts.correct(other, way(other, FIRST).pk, Phone(THIRD), "", theirs.version, manager)
    contacts.prefer(other, theirs.pk, theirs.version + 1, manager)
    contacts.add_person(other, "赵总", "", [Phone(FOURTH)], "", manager)
    merging.part(one, manager)
    assert (people_of(one), people_of(other)) == ({"王先生": [THIRD]}, {"李会计": [SECOND], "赵总": [FOURTH]})
    assert other.people()[0].is_main


def test_a_lead_parted_from_one_that_was_itself_merged_gets_its_people_back(jinan, manager):
    first, second, third = (
        a_lead(name, number, city=jinan) for name, number in (("甲", FIRST), ("乙", SECOND), ("丙", THIRD))
    )
    merging.merge(first, second, manager)
    merging.merge(second, third, manager)
    assert set(people_of(third)) == {"甲", "乙", "丙"}
    first.refresh_from_db()
    merging.part(first, manager)
    merging.part(second, manager)
    assert [people_of(lead) for lead in (first, second, third)] == [{"甲": [FIRST]}, {"乙": [SECOND]}, {"丙": [THIRD]}]


# The copies


def copies_are_true(lead):
    """Recounted by the rows."""
    people = list(Contact.objects.filter(lead=lead).order_by("-is_main", "pk"))
    ways = ContactWay.objects.filter(contact__lead=lead).order_by("-contact__is_main", "contact", "-is_main", "pk")
    first = {kind: ways.filter(kind=kind).first() for kind in ContactWay.Kind.values}
    phone, wechat = first["phone"], first["wechat"]
    lead.refresh_from_db()
    if people:
        assert lead.name == people[0].name
        assert sum(person.is_main for person in people) == 1
    for person in people:
        mains = [each.kind for each in person.ways.all() if each.is_main]
        assert sorted(mains) == sorted({each.kind for each in person.ways.all()})
    assert (lead.phone, lead.extension) == ((phone.value, phone.extension) if phone else ("", ""))
    assert lead.wechat == (wechat.value if wechat else "")


NUMBERS = st.sampled_from([Phone(FIRST), Phone(SECOND), Phone(THIRD), Phone(THIRD, "8012"), Phone(FOURTH)])
IDS = st.sampled_from(["", "wang_01", "Wang_01", "li_kuaiji"])
NAMES = st.sampled_from(["王先生", "李会计", "王总 13800000009"])
DEEDS = st.sampled_from(
    ["person", "ways", "rename", "correct", "prefer", "prefer_way", "remove_way", "remove_person", "merge", "part"]
)
STEPS = st.tuples(DEEDS, st.integers(0, 5), st.integers(0, 2), NUMBERS, IDS, NAMES)


def do(step, leads, actor):
    deed, number, which, phone, wechat, name = step
    lead = leads[which]
    lead.refresh_from_db()
    ways = list(ContactWay.objects.filter(contact__lead=lead).order_by("pk").select_related("contact"))
    people = list(lead.contacts.order_by("pk"))
    its = ways[number % len(ways)] if ways else ContactWay(pk=0, contact=Contact())
    person = people[number % len(people)] if people else Contact(pk=0)
    seen = its.contact.version
    match deed:
        case "person":
            contacts.add_person(lead, name, "", [phone] if number % 2 else [], wechat, actor)
        case "ways":
            contacts.add_ways(lead, person.pk, [phone], wechat, actor)
        case "rename":
            contacts.rename(lead, person.pk, name, "boss", person.version, actor)
        case "correct":
            given_phone = Phone("") if wechat else phone
            contacts.correct(lead, its.pk, given_phone, wechat, seen, actor)
        case "prefer":
            contacts.prefer(lead, person.pk, person.version, actor)
        case "prefer_way":
            contacts.prefer_way(lead, its.pk, seen, actor)
        case "remove_way":
            contacts.remove_way(lead, its.pk, seen, actor)
        case "remove_person":
            contacts.remove_person(lead, person.pk, person.version, actor)
        case "merge":
            merging.merge(lead, leads[number % 3], actor)
        case "part":
            merging.part(lead, actor)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=14))
def test_whatever_is_done_a_lead_says_what_its_contacts_say(manager, jinan, steps):
    with transaction.atomic():
        leads = [a_lead("王先生", FIRST, "wang_01"), a_lead("李会计", SECOND), a_lead("赵总", "", "Wang_01")]
        for lead in leads:
            lead.city = jinan
            lead.save(update_fields=["city"])
        for step in steps:
            try:
                with transaction.atomic():
                    do(step, leads, manager)
            except WrongMove:
                pass
            for lead in leads:
                copies_are_true(lead)
        there = ContactWay.objects.filter(contact__lead__in=leads)
        for each in there:
            lead = each.contact.lead
            whole = lead.merged_into or lead
            known = (each.value, each.extension) if each.is_phone else ("", "")
            found = Lead.objects.of_number(*known, wechat="" if each.is_phone else each.value)
            if not lead.is_merged:
                assert whole in found
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(STEPS, st.just(0)), max_size=6), st.lists(st.tuples(STEPS, st.just(0)), max_size=6))
def test_parting_at_once_undoes_merging_whoever_belongs_to_the_two(manager, jinan, before_one, before_other):
    with transaction.atomic():
        one, other = a_lead("王先生", FIRST, "wang_01", city=jinan), a_lead("王先生", FIRST, city=jinan)
        for lead, steps in ((one, before_one), (other, before_other)):
            for (deed, number, _, phone, wechat, name), _ in steps:
                if deed not in ("merge", "part"):
                    try:
                        with transaction.atomic():
                            do((deed, number, 0, phone, wechat, name), [lead], manager)
                    except WrongMove:
                        pass
        before = whole_of(one), whole_of(other)
        merging.merge(one, other, manager)
        numbers = {key for key, *_ in before[0]}
        assert numbers <= {key for key, *_ in whole_of(other)}
        merging.part(one, manager)
        assert (whole_of(one), whole_of(other)) == before
        transaction.set_rollback(True)


def whole_of(lead):
    """[(number or id, whose, whether they are the main one)], whichever of a person's stands first."""
    rows = ContactWay.objects.filter(contact__lead=lead).select_related("contact")
    return sorted((each.key, each.contact.name, each.contact.is_main) for each in rows)


@pytest.mark.parametrize("column", ["name", "phone", "extension", "wechat"])
def test_nobody_else_writes_the_copies(lead, column):
    with pytest.raises(DatabaseError, match="are copies of its contacts"), transaction.atomic():
        Lead.objects.filter(pk=lead.pk).update(**{column: "1"})
    lead.taught = "要 10 吨行车"
    lead.save()
    assert Lead.objects.get().taught == "要 10 吨行车"


def test_a_contact_that_is_written_by_other_means_is_copied_too(lead):
    sql("UPDATE leads_contactway SET value = %s", SECOND)
    sql("UPDATE leads_contact SET name = '李会计'")
    sql("INSERT INTO leads_contactway (contact_id, kind, value) SELECT id, 'wechat', 'li_kuaiji' FROM leads_contact")
    lead.refresh_from_db()
    assert (lead.name, lead.phone, lead.wechat) == ("李会计", SECOND, "li_kuaiji")
    sql("DELETE FROM leads_contactway WHERE kind = 'phone'")
    lead.refresh_from_db()
    assert lead.phone == ""


@pytest.mark.parametrize(
    "row",
    [
        ("phone", "13800000001", ""),
        ("phone", "", ""),
        ("wechat", "", ""),
        ("wechat", "wang_01", "8012"),
        ("fax", "1", ""),
    ],
)
def test_the_database_keeps_no_way_that_reaches_nobody(lead, row):
    kind, value, extension = row
    with pytest.raises(DatabaseError, match="contact_way_can_be_used"), transaction.atomic():
        ContactWay.objects.create(contact=lead.contacts.get(), kind=kind, value=value, extension=extension)


# Erasing


def everything(lead):
    """All that the database holds of a lead, as text."""
    rows = [
        *Lead.objects.filter(pk=lead.pk).values(),
        *Contact.objects.filter(lead=lead).values(),
        *ContactWay.objects.filter(contact__lead=lead).values(),
        *LeadEvent.objects.filter(lead=lead).values(),
    ]
    return json.dumps(rows, default=str, ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize("number", [SECOND, THIRD])
def test_only_who_asks_goes_also_by_a_number_that_was_corrected(lead, sales, number):
    office = contacts.add_person(lead, "李会计", "office", [Phone(THIRD)], "li_kuaiji", sales)
    its = way(lead, THIRD)
    lead.log_call("talked", sales, "", None, contacts.dialled(lead, its.pk))
    contacts.correct(lead, its.pk, Phone(SECOND), "", office.version, sales)
    assert list(erasure.erase_person(number)) == [lead]
    lead.refresh_from_db()
    assert people_of(lead) == {"王先生": [FIRST]}
    left = everything(lead)
    for gone in (SECOND, THIRD, "李会计", "li_kuaiji", "****", "8888 8882"):
        assert gone not in left
    assert not worklists.search(Lead.objects.all(), "李会计").exists()
    assert lead.events.get(kind="call").data == {"outcome": "talked"}


def test_a_lead_that_was_merged_is_erased_with_the_one_that_has_its_people(jinan, manager):
    one, other = a_lead("王先生", FIRST, company="示例公司", city=jinan), a_lead("李会计", SECOND, city=jinan)
    merging.merge(one, other, manager)
    assert set(erasure.erase_person(FIRST)) == {one, other}
    for lead in (one, other):
        assert "王先生" not in everything(lead)
        assert "示例公司" not in everything(lead)


def test_who_was_only_noted_as_a_contact_gets_a_copy_as_well(lead, sales):
    contacts.add_person(lead, "李会计", "office", [Phone(SECOND)], "", sales)
    out = StringIO()
    call_command("export_enquiries", "--phone", "13900000001", stdout=out)
    found = json.loads(out.getvalue())
    assert found == {"联系人": [{"称呼": "李会计", "身份": "行政", "电话": SECOND}]}


# The leads of before


def test_what_the_release_before_takes_in_meanwhile_has_contacts_with_both_numbers(lead):
    columns = "kind, stage, name, company, phone, extension, other_phone, wechat, taught, lost_reason, receipt"
    values = ("rent", "new", "王先生", "", FIRST, "2", SECOND, "wang_01", "", "", "示例")
    marks = ", ".join(["%s"] * len(values))
    [[pk]] = sql(
        f"INSERT INTO leads_lead ({columns}, created_at, stage_changed_at) VALUES ({marks}, now(), now()) RETURNING id",
        *values,
    )
    made = Lead.objects.get(pk=pk)
    assert ways_of(made) == [FIRST, SECOND, "wang_01"]
    copies_are_true(made)
    assert sql("SELECT other_phone FROM leads_lead WHERE id = %s", pk) == [("",)]


def test_the_leads_that_are_there_get_their_contacts_once(jinan):
    sql("SET LOCAL session_replication_role = replica")  # as if the triggers had not been there
    whole, merged, plain, gone = (
        a_lead("王先生", FIRST), a_lead("李会计", SECOND, "li_kuaiji"), a_lead("赵总", "", "zhao_01"), a_lead(ERASED),
    )  # fmt: skip
    sql("UPDATE leads_lead SET other_phone = %s, merged_into_id = %s WHERE id = %s", THIRD, whole.pk, merged.pk)
    sql("UPDATE leads_lead SET other_phone = %s WHERE id = %s", SECOND, whole.pk)
    sql("SET LOCAL session_replication_role = origin")
    for _ in range(2):
        import_module("leads.migrations.0027_contacts_of_leads").fill(apps, None)
    assert people_of(whole) == {"王先生": [FIRST, SECOND], "李会计": [THIRD, "li_kuaiji"]}
    assert people_of(merged) == {"李会计": [SECOND, THIRD, "li_kuaiji"]}
    assert people_of(plain) == {"赵总": ["zhao_01"]}
    assert people_of(gone) == {}
    assert sql("SELECT count(*) FROM leads_lead WHERE other_phone <> ''") == [(0,)]
    for lead in (plain, merged):
        copies_are_true(lead)
