"""The people of a lead, with their numbers and WeChat ids: added, corrected, preferred, taken away; found by each."""

import pytest

from leads import contacts
from leads.models import Contact, Lead, LeadEvent, WrongMove
from plumbing.days import in_short
from plumbing.phones import LONGEST_TYPED, Phone
from staff.models import SignInEvent
from tests.desk import forms_of, signed_in, words
from tests.leads.people import people_of, way, ways_of

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = "+8613800000000", "+8613900000001", "+8653188888882"


def act(who, lead, verb, **typed):
    page = signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", typed, follow=True)
    lead.refresh_from_db()
    return page


def chosen(lead, value=FIRST):
    """What the page posts beside what is typed about the contact with that number."""
    its = way(lead, value)
    return {"person": its.contact_id, "way": its.pk, "seen": Contact.objects.get(pk=its.contact_id).version}


@pytest.fixture
def office(lead, sales):
    """Somebody else at the lead's company."""
    lead.claim(sales)
    person = contacts.add_person(lead, "李会计", "office", [Phone(SECOND)], "li_kuaiji", sales)
    lead.refresh_from_db()
    return person


def test_a_lead_begins_with_who_asked(lead):
    assert people_of(lead) == {"王先生": [FIRST]}
    assert lead.contacts.get().is_main


@pytest.mark.slow
def test_a_second_number_is_added_and_a_call_from_it_opens_the_lead(lead, sales):
    act(sales, lead, "way-add", phone="139 0000 0001", **chosen(lead))
    assert ways_of(lead) == [FIRST, SECOND]
    answer = signed_in(sales).post("/admin/leads/lead/record/", {"step": "number", "phone": "13900000001"})
    assert answer["Location"].startswith(f"/admin/leads/lead/{lead.pk}/change/")


@pytest.mark.slow
def test_as_many_numbers_and_ids_as_there_are_have_room(lead, sales):
    typed = {"phone": "13900000001、0531-88888882转8012", "wechat": "shili_01"}
    act(sales, lead, "way-add", **typed, **chosen(lead))
    act(sales, lead, "way-add", wechat="shili_02", **chosen(lead))
    assert ways_of(lead) == [FIRST, SECOND, THIRD, "shili_01", "shili_02"]
    assert way(lead, THIRD).extension == "8012"
    assert (lead.phone, lead.wechat) == (FIRST, "shili_01")


@pytest.mark.parametrize(
    "typed",
    [{"phone": "13900000001、0531-88888882、13700000003"}, {"phone": "13700000003/13900000001/0531-88888882转2"}],
)
def test_all_numbers_of_a_form_and_of_a_call_that_is_written_down_are_rows(send, answers, sales, jinan, typed):
    send(answers, city="jinan", **typed)
    written = {"step": "rest", "need": "厂房", "kind": "rent", "name": "王先生", "way": "call", "basis": "initiated"}
    signed_in(sales).post("/admin/leads/lead/record/", {**written, **typed, "city": jinan.pk})
    for lead in Lead.objects.all():
        assert set(ways_of(lead)) == {SECOND, THIRD, "+8613700000003"}
    extensions = {way(lead, THIRD).extension for lead in Lead.objects.all()}
    assert extensions == {"2" if "转2" in typed["phone"] else ""}


def test_of_numbers_that_were_typed_beyond_what_is_kept_none_is_cut_off(send, answers):
    typed = f"13900000001（微信同号{'，急' * 6}）、0531-88888882、+49 30 12345678901"
    assert LONGEST_TYPED - 1 <= typed.index("901", 30) <= LONGEST_TYPED
    send(answers, phone=typed)
    assert ways_of(Lead.objects.get()) == [SECOND, THIRD]


@pytest.mark.slow
def test_a_wrong_number_is_replaced_and_stays_on_the_timeline_hidden(lead, sales):
    act(sales, lead, "way-correct", phone="0531-88888882转8012", **chosen(lead))
    assert (lead.phone, lead.extension, ways_of(lead)) == (THIRD, "8012", [THIRD])
    event = lead.events.get(kind=LeadEvent.Kind.CORRECTED)
    assert event.text == "王先生：138 0000 0000 → 0531 8888 8882 转 8012"
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert "138 0000 0000" not in page
    assert "8888 8882" not in page


@pytest.mark.slow
def test_a_wechat_id_is_hidden_on_the_timeline_as_well(lead, sales):
    act(sales, lead, "way-add", wechat="shili_01", **chosen(lead))
    act(sales, lead, "way-correct", wechat="shili_02", **chosen(lead, "shili_01"))
    assert lead.wechat == "shili_02"
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert "shili_0" not in page
    assert lead.events.filter(text__contains="微信 shili_01 → 微信 shili_02").exists()


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["way-add", "way-correct"])
@pytest.mark.parametrize("typed", [{"phone": "13800000000"}, {"phone": "1380000"}, {"phone": ""}, {"wechat": "汉字"}])
def test_what_is_there_already_or_is_no_number_changes_nothing(lead, sales, verb, typed):
    page = act(sales, lead, verb, **typed, **chosen(lead))
    assert page.status_code == 200
    assert ways_of(lead) == [FIRST]
    assert not lead.events.filter(kind=LeadEvent.Kind.CORRECTED).exists()


def test_a_number_becomes_one_and_no_two(lead, sales):
    page = act(sales, lead, "way-correct", phone="13900000001/0531-88888882", **chosen(lead))
    assert "一次只改成一个" in words(page)
    assert 'value="13900000001/0531-88888882"' in words(page)
    assert ways_of(lead) == [FIRST]


@pytest.mark.slow
def test_somebody_else_of_the_company_is_added_with_what_they_are_there(lead, sales):
    act(sales, lead, "person-add", name="李会计", role="office", phone="13900000001", wechat="li_kuaiji")
    assert people_of(lead) == {"王先生": [FIRST], "李会计": [SECOND, "li_kuaiji"]}
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert "行政" in page
    assert "139****0001" in page
    assert "li****i" in page
    assert "已经有“李会计”" in words(act(sales, lead, "person-add", name="李会计", role="office"))


@pytest.mark.slow
def test_a_name_is_corrected_and_one_with_a_number_stays_as_it_was_where_nobody_changed_it(lead, sales):
    act(sales, lead, "person-change", name="王总 13800000009", role="boss", **chosen(lead))
    assert (lead.name, str(lead.contacts.get())) == ("王总 13800000009", "王总 13800000009（老板）")
    page = words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))
    assert "13800000009" not in page
    act(sales, lead, "person-change", name="王总 138****0009", role="clerk", **chosen(lead))
    assert str(lead.contacts.get()) == "王总 13800000009（经办）"


@pytest.mark.slow
def test_whom_to_call_first_is_whom_lists_name(lead, office, sales):
    act(sales, lead, "person-main", person=office.pk, seen=office.version)
    assert (lead.name, lead.phone, lead.wechat) == ("李会计", SECOND, "li_kuaiji")
    assert [person.name for person in lead.people()] == ["李会计", "王先生"]
    assert "139****0001" in words(signed_in(sales).get("/admin/leads/lead/"))


@pytest.mark.slow
def test_which_number_of_a_person_is_called_first_is_chosen(lead, sales):
    act(sales, lead, "way-add", phone="13900000001", **chosen(lead))
    act(sales, lead, "way-main", **chosen(lead, SECOND))
    assert ways_of(lead) == [SECOND, FIRST]
    assert lead.phone == SECOND


@pytest.mark.slow
def test_what_was_noted_by_mistake_is_taken_away_and_stays_on_the_timeline(lead, office, sales):
    act(sales, lead, "way-remove", **chosen(lead, SECOND))
    assert people_of(lead) == {"王先生": [FIRST], "李会计": ["li_kuaiji"]}
    act(sales, lead, "person-remove", **chosen(lead, "li_kuaiji"))
    assert people_of(lead) == {"王先生": [FIRST]}
    texts = "\n".join(lead.events.filter(kind=LeadEvent.Kind.CORRECTED).values_list("text", flat=True))
    assert "李会计（行政） 删去 139 0000 0001" in texts
    assert "删去联系人 李会计（行政）：微信 li_kuaiji" in texts


@pytest.mark.slow
def test_when_the_main_one_is_taken_away_the_next_is(lead, office, sales):
    act(sales, lead, "person-remove", **chosen(lead))
    assert (lead.name, lead.phone, lead.contacts.get().is_main) == ("李会计", SECOND, True)


@pytest.mark.slow
@pytest.mark.parametrize(("verb", "said"), [("way-remove", "唯一的联系方式"), ("person-remove", "只有这一位")])
def test_the_last_way_to_reach_somebody_is_not_taken_away(lead, sales, verb, said):
    assert said in words(act(sales, lead, verb, **chosen(lead)))
    assert ways_of(lead) == [FIRST]


@pytest.mark.slow
def test_of_two_who_change_one_contact_at_once_the_second_is_told_and_may_go_on(lead, sales, manager):
    opened = chosen(lead)
    act(manager, lead, "way-correct", phone="13900000001", **opened)
    page = act(sales, lead, "way-correct", phone="0531-88888882", **opened)
    line = lead.events.filter(kind="corrected").latest("at")
    who = f"您打开以后，{manager.display_name} {in_short(line.at)} 改过"
    assert f"{who}，现在是“王先生，139****0001”" in words(page)
    assert ways_of(lead) == [SECOND]
    [(_, values, _)] = [form for form in forms_of(page.content.decode()) if "seen" in form[1]]
    act(sales, lead, "way-correct", **values)
    assert ways_of(lead) == [THIRD]


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["way-correct", "way-main", "way-remove"])
def test_of_what_a_colleague_has_taken_away_that_is_said(lead, office, sales, manager, verb):
    opened = chosen(lead, SECOND)
    contacts.remove_way(lead, opened["way"], opened["seen"], manager)
    assert "已被同事删去" in words(act(sales, lead, verb, phone="0531-88888882", **opened))


VERBS = ["person-add", "person-change", "person-main", "person-remove", "way-add", "way-correct", "way-main"]


@pytest.mark.slow
@pytest.mark.parametrize("verb", [*VERBS, "way-remove"])
def test_who_may_not_change_the_lead_changes_no_contact_nor_one_of_another_lead(
    lead, office, send, answers, sales, colleague, verb
):
    send(answers, city="jinan", phone="13700000003", need="另一家")
    other = Lead.objects.exclude(pk=lead.pk).get()
    other.claim(colleague)
    before, typed = people_of(lead), {"name": "别人", "role": "boss", "phone": "13700000009"}
    assert act(colleague, lead, verb, **typed, **chosen(lead, SECOND)).status_code == 404
    if verb != "person-add":
        act(colleague, other, verb, **typed, **chosen(lead, SECOND))  # ids typed by hand
    assert people_of(lead) == before
    assert set(people_of(other)) <= {"王先生", "别人"}


@pytest.mark.slow
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("id_typed", ["", "x", "0", "-1", "9" * 30, "²"])
def test_an_odd_id_is_refused_in_words(lead, sales, verb, id_typed):
    typed = {"person": id_typed, "way": id_typed, "seen": id_typed, "name": "", "phone": "13900000001"}
    assert act(sales, lead, verb, **typed).status_code == 200
    assert people_of(lead) == {"王先生": [FIRST]}


@pytest.mark.slow
def test_who_dials_sees_all_numbers_and_the_call_says_which_was_dialled(lead, office, sales):
    desk, address = signed_in(sales), f"/admin/leads/lead/{lead.pk}"
    page = words(desk.post(f"{address}/dial/", follow=True))
    assert page.index(f'href="tel:{FIRST}"') < page.index(f'href="tel:{SECOND}"')
    assert "li_kuaiji" in page
    page = words(desk.post(f"{address}/dial/", {"way": way(lead, SECOND).pk}, follow=True))
    assert page.index(f'href="tel:{SECOND}"') < page.index(f'href="tel:{FIRST}"')
    [form] = [form for form in forms_of(page) if "outcome" in form[0]]
    assert form[1]["way"] == str(way(lead, SECOND).pk)
    act(sales, lead, "outcome", outcome="talked", days="3", way=form[1]["way"])
    assert lead.events.get(kind="call").details == "已沟通，打的 李会计（行政） 139****0001"
    assert lead.events.filter(kind="revealed").count() == 2


@pytest.mark.slow
def test_a_call_says_nothing_of_a_number_of_another_lead(lead, office, send, answers, sales):
    send(answers, city="jinan", phone="13700000003", need="另一家")
    other = Lead.objects.exclude(pk=lead.pk).get()
    act(sales, other, "outcome", outcome="talked", days="3", way=way(lead, SECOND).pk)
    assert other.events.get(kind="call").details == "已沟通"


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["0001", "13900000001", "139-0000-0001", "li_kuaiji", "LI_KUAIJI", "李会计"])
def test_the_desks_search_finds_a_lead_by_anybodys_number_id_or_name(lead, office, sales, typed):
    page = signed_in(sales).get("/admin/leads/lead/", {"q": typed})
    assert list(page.context["cl"].result_list) == [lead]
    is_of_digits = typed[0].isdigit()
    assert SignInEvent.objects.filter(kind="searched").exists() is is_of_digits


@pytest.mark.parametrize("typed", [{"phone": "13900000001"}, {"phone": "13700000003", "wechat": "Li_kuaiji"}])
def test_a_call_or_a_message_of_anybody_opens_the_lead(lead, office, sales, typed):
    answer = signed_in(sales).post("/admin/leads/lead/record/", {"step": "number", **typed})
    assert answer["Location"].startswith(f"/admin/leads/lead/{lead.pk}/change/")


def test_a_form_with_anybodys_number_goes_to_whose_lead_it_is(lead, office, send, answers, sales):
    send(answers, city="jinan", phone="13900000001", need="另一件事")
    later = Lead.objects.latest("pk")
    assert (later.same_phone_as, later.owner) == (lead, sales)
    assert list(Lead.objects.like(lead)) == [later]


@pytest.mark.slow
def test_no_list_page_or_file_shows_anybodys_number(lead, office, sales, manager):
    desk = signed_in(manager)
    pages = ["/admin/leads/lead/", "/admin/leads/lead/today/", f"/admin/leads/lead/{lead.pk}/change/"]
    table = desk.get("/admin/leads/lead/export/csv/").getvalue().decode("utf-8-sig")
    for shown in (*(words(desk.get(page)) for page in pages), table):
        for hidden in (FIRST, SECOND, "139 0000 0001", "13900000001", "li_kuaiji"):
            assert hidden not in shown
    assert "李会计（行政）：139****0001，微信 li****i" in table


@pytest.mark.slow
def test_pages_cost_the_same_for_one_contact_and_for_many(lead, sales, django_assert_max_num_queries):
    desk, address = signed_in(sales), f"/admin/leads/lead/{lead.pk}/change/"
    desk.get(address)
    counts = []
    for round_number in range(2):
        with django_assert_max_num_queries(60) as queries:
            desk.get(address)
            desk.get("/admin/leads/lead/")
        counts.append(len(queries))
        for number in range(12):
            name, number = f"联系人 {round_number} {number}", Phone(f"+86137000000{number:02}")
            contacts.add_person(lead, name, "", [number], "", sales)
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_a_lead_takes_so_many_people_and_a_person_so_many_numbers_and_no_more(lead, sales, monkeypatch):
    monkeypatch.setattr(contacts, "MOST_PEOPLE", 2)
    monkeypatch.setattr(contacts, "MOST_WAYS", 2)
    act(sales, lead, "way-add", phone="13900000001、0531-88888882", **chosen(lead))
    assert ways_of(lead) == [FIRST]
    act(sales, lead, "person-add", name="甲")
    assert "最多记 2 位" in words(act(sales, lead, "person-add", name="乙"))


def test_a_merged_lead_is_changed_no_more(lead, send, answers, manager):
    send(answers, city="jinan", phone="13900000001", need="另一个需求")
    other = Lead.objects.exclude(pk=lead.pk).get()
    lead.merged_into = other
    lead.save(update_fields=["merged_into"])
    with pytest.raises(WrongMove):
        contacts.add_person(lead, "李会计", "", [], "", manager)
