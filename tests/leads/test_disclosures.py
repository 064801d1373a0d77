"""移交园区: exactly what is chosen goes to whom, on which consent; the record, the person's copy, and its erasure."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import alarms, disclosing, erasure, merging, personal_data
from leads.models import Disclosure, Lead, LeadEvent
from plumbing import phones
from staff.roles import SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from tests.leads.conftest import PHONE

pytestmark = pytest.mark.django_db

NUMBER = f"+86{PHONE}"
SHOWN = phones.display(NUMBER)
LIST = "/admin/leads/disclosure/"


@pytest.fixture
def mine(send, answers, sales):
    """A lead of the salesperson's whose prospect has ticked that zones may have the data."""
    send(answers, city="jinan", company="示例公司", need=f"找 3000 平厂房，电话 {PHONE}", third_party="1")
    lead = Lead.objects.get()
    lead.claim(sales)
    return lead


def page(lead):
    return f"/admin/leads/lead/{lead.pk}/disclose/"


def filled(lead, where, **changed):
    """What a browser posts: the newest consent, contact and need."""
    data = {
        "zone": where.pk,
        "organisation": "示例高新区管委会",
        "recipient": "周示例",
        "way": "wechat",
        "fields_chosen": ["contact", "need"],
        "consent": next(iter(disclosing.consents_of(lead)), "now"),
        "is_known": "on",
    }
    return {name: value for name, value in {**data, **changed}.items() if value is not None}


def handed_over(desk, lead, where, **changed):
    return desk.post(page(lead), filled(lead, where, **changed), follow=True)


def test_what_is_chosen_is_on_the_sheet_and_in_the_record_and_nothing_else(mine, zone, sales):
    answer = handed_over(signed_in(sales), mine, zone)
    shown = words(answer)
    [made] = Disclosure.objects.all()
    assert dict(made.data)["联系人"] == "王先生"
    assert SHOWN in dict(made.data).values()
    for label, value in made.data:
        assert label in shown
        assert value.split("，")[0] in shown
    assert "示例公司" not in str(made.data)
    assert (made.actor, made.zone, made.to_whom) == (sales, zone, "示例高新区管委会 周示例")
    assert (made.basis, made.consent_version) == ("form", mine.enquiries.get().consent_version)
    assert made.consented_at == mine.enquiries.get().consented_at
    event = mine.events.get(kind=LeadEvent.Kind.DISCLOSED)
    assert (event.actor, event.zone, event.data["disclosure"]) == (sales, zone, made.pk)
    assert "联系人与号码、需求" in event.text


@pytest.mark.parametrize("chosen", [["need"], ["company"], ["company", "need"]])
def test_without_the_contact_no_number_goes_along_in_somebodys_words(mine, zone, sales, chosen):
    Lead.objects.update(company=f"示例公司 {PHONE}")
    handed_over(signed_in(sales), mine, zone, fields_chosen=chosen)
    given = str(Disclosure.objects.get().data)
    assert (PHONE in given, "王先生" in given) == (False, False)


@pytest.mark.slow
def test_of_several_people_the_main_one_alone_goes_along(mine, zone, sales):
    signed_in(sales).post(
        f"/admin/leads/lead/{mine.pk}/act/person-add/", {"name": "李中介", "role": "broker", "phone": "13900000001"}
    )
    handed_over(signed_in(sales), mine, zone)
    assert "李中介" not in str(Disclosure.objects.get().data)


def test_without_a_consent_it_is_refused_in_words(lead, zone, sales):
    lead.claim(sales)
    answer = handed_over(signed_in(sales), lead, zone)
    assert "没有同意不能移交" in words(answer)
    assert not Disclosure.objects.exists()
    with pytest.raises(disclosing.WrongMove, match="没有同意"):
        disclosing.disclose(lead, sales, disclosing.Recipient(zone, "甲", "乙", "mail"), ["contact"], None)


@pytest.mark.slow
def test_a_spoken_consent_is_written_down_with_who_when_and_the_words(lead, zone, sales):
    lead.claim(sales)
    spoken = {"consent": "now", "who": "王先生本人", "when": "2026-11-20T15:00", "words": "可以，把电话给高新区"}
    handed_over(signed_in(sales), lead, zone, **spoken)
    made = Disclosure.objects.get()
    assert (made.basis, made.words) == ("spoken", "王先生本人 2026-11-20 15:00：可以，把电话给高新区")
    assert lead.events.get(kind=LeadEvent.Kind.CONSENTED).text == made.words
    assert lead.may_be_shared


@pytest.mark.parametrize("lacking", ["who", "when", "words"])
def test_of_a_spoken_consent_nothing_may_be_left_out(lead, zone, sales, lacking):
    lead.claim(sales)
    spoken = {"consent": "now", "who": "本人", "when": "2026-11-20T15:00", "words": "可以", lacking: ""}
    assert "口头同意要写明" in words(handed_over(signed_in(sales), lead, zone, **spoken))
    assert not Disclosure.objects.exists()
    assert not lead.may_be_shared


@pytest.mark.slow
def test_one_that_was_written_down_before_can_be_chosen(lead, zone, sales):
    lead.claim(sales)
    event = lead.agree_to_share(sales, "转给高新区招商局，看厂房")
    handed_over(signed_in(sales), lead, zone)
    made = Disclosure.objects.get()
    assert (made.basis, made.words, made.consented_at) == ("spoken", event.text, event.at)


@pytest.mark.slow
def test_a_consent_that_was_spoken_before_a_merge_is_one_of_the_lead_that_stays(lead, zone, sales, jinan):
    """Both for recommending a zone and among what a hand-over may rest on; parted again, it goes along."""
    lead.claim(sales)
    other = Lead.objects.create(kind="rent", name="王先生", city=jinan, owner=sales)
    event = other.agree_to_share(sales, "转给高新区招商局，看厂房")
    assert not lead.may_be_shared
    merging.merge(other, lead, sales)
    assert lead.may_be_shared
    assert [each.words for each in disclosing.consents_of(lead).values()] == [event.text]
    assert "口头同意：转给高新区招商局" in words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/disclose/"))
    lead.recommend(zone, sales)
    merging.part(Lead.objects.get(pk=other.pk), sales)
    assert not disclosing.consents_of(lead)


@pytest.mark.slow
def test_a_consent_of_somebody_elses_lead_is_none(mine, zone, sales, send, answers):
    send(answers, city="jinan", phone="13900000000", third_party="1")
    key = next(iter(disclosing.consents_of(Lead.objects.latest("pk"))))
    handed_over(signed_in(sales), mine, zone, consent=key)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"zone": None}, "请选园区，或写房源编号"),
        ({"organisation": " "}, "请写接收单位的全称"),
        ({"recipient": ""}, "请写接收人的姓名"),
        ({"way": "pigeon"}, "pigeon"),
        ({"fields_chosen": []}, "请勾选移交哪些信息"),
        ({"fields_chosen": ["files"]}, "线索里没有“附件”"),
        ({"is_known": None}, "移交前要告诉客户这几样"),
        ({"consent": "now", "when": "2126-01-01T00:00", "who": "本人", "words": "可以"}, "这个时间还没到"),
    ],
)
def test_what_is_lacking_is_said_and_nothing_is_recorded(mine, zone, sales, changed, sentence):
    assert sentence in words(handed_over(signed_in(sales), mine, zone, **changed))
    assert not Disclosure.objects.exists()
    assert not mine.events.filter(kind=LeadEvent.Kind.DISCLOSED).exists()


@pytest.mark.slow
def test_a_listing_stands_for_its_zone(mine, zone, sales):
    listing = builders.listing(zone=zone)
    handed_over(signed_in(sales), mine, zone, zone=None, listing=listing.number)
    made = Disclosure.objects.get()
    assert (made.zone, made.listing) == (zone, listing)


@pytest.mark.slow
def test_a_second_click_is_no_second_hand_over(mine, zone, sales):
    desk = signed_in(sales)
    handed_over(desk, mine, zone), handed_over(desk, mine, zone)
    assert Disclosure.objects.count() == mine.events.filter(kind=LeadEvent.Kind.DISCLOSED).count() == 1
    handed_over(desk, mine, zone, recipient="吴示例")
    assert Disclosure.objects.count() == 2


@pytest.mark.slow
def test_others_see_the_sheet_masked_and_a_look_at_the_numbers_is_noted(mine, zone, sales, manager):
    handed_over(signed_in(sales), mine, zone)
    sheet = f"/admin/leads/lead/{mine.pk}/disclosed/{Disclosure.objects.get().pk}/"
    assert SHOWN in words(signed_in(sales).get(sheet))
    assert SHOWN not in words(signed_in(manager).get(sheet))
    assert not mine.events.filter(kind=LeadEvent.Kind.REVEALED, actor=manager).exists()
    assert SHOWN in words(signed_in(manager).post(sheet))
    assert mine.events.filter(kind=LeadEvent.Kind.REVEALED, actor=manager).count() == 1


@pytest.mark.slow
def test_neither_the_list_nor_an_address_typed_by_hand_shows_the_data(mine, zone, sales, manager):
    handed_over(signed_in(sales), mine, zone)
    owner = builders.person(is_superuser=True)
    for person, address in ((manager, LIST), (owner, f"{LIST}{Disclosure.objects.get().pk}/change/")):
        shown = words(signed_in(person).get(address))
        assert "示例高新区管委会" in shown
        assert (SHOWN in shown, "王先生" in shown) == (False, False)


@pytest.mark.slow
def test_the_sheet_of_another_lead_is_not_had_by_the_address_of_an_own_one(mine, zone, sales, jinan):
    handed_over(signed_in(sales), mine, zone)
    other = Lead.objects.create(kind="rent", name="示例", city=jinan, owner=sales, receipt="QQ1")
    assert (
        signed_in(sales).get(f"/admin/leads/lead/{other.pk}/disclosed/{Disclosure.objects.get().pk}/").status_code
        == 404
    )


@pytest.mark.slow
def test_the_persons_copy_says_what_went_to_whom_on_which_consent(mine, zone, sales):
    handed_over(signed_in(sales), mine, zone)
    [told] = personal_data.copy_of(NUMBER)["移交园区"]
    assert (told["接收单位"], told["接收人"], told["内容"]) == (
        "示例高新区管委会",
        "周示例",
        "联系人与号码、需求",
    )
    assert told["同意文本版本"] == mine.enquiries.get().consent_version
    assert SHOWN in told["移交的信息"]
    assert personal_data.extent_of(NUMBER).disclosures == 1
    keeper = builders.person(SALES_MANAGER)
    shown = words(
        signed_in(keeper).post("/admin/leads/lead/privacy/", {"known_by": PHONE, "verified": "回拨", "look": ""})
    )
    assert "示例高新区管委会 周示例" in shown
    assert "第四十七条" in shown


@pytest.mark.slow
def test_an_erasure_keeps_the_fact_and_whom_to_tell_and_none_of_the_data(mine, zone, sales, manager):
    mine.agree_to_share(sales, f"王先生说可以，打 {PHONE}")
    handed_over(signed_in(sales), mine, zone)
    list(erasure.erase_person(NUMBER))
    made = Disclosure.objects.get()
    assert (made.data, made.words, made.to_whom) == ([], "", "示例高新区管委会 周示例")
    assert (made.erased_at is not None, made.basis_in_words != "") == (True, True)
    row = str(list(Disclosure.objects.values())) + str(list(LeadEvent.objects.values("text")))
    assert [private for private in (PHONE, "王先生", "3000") if private in row] == []
    lead_page = words(signed_in(manager).get(f"/admin/leads/lead/{mine.pk}/change/"))
    assert "还要通知对方删除" in lead_page


@pytest.mark.slow
def test_who_was_told_to_erase_it_is_noted_by_whom_and_until_then_it_is_an_alarm(mine, zone, sales, manager):
    handed_over(signed_in(sales), mine, zone)
    erasure.erase(mine)
    later = timezone.now() + timedelta(days=5)
    assert "还没有通知接收方删除" in [alarm.title for alarm in alarms.due(later)]
    desk = signed_in(manager)
    assert "请通知对方删除" in words(desk.get(LIST, {"told": "no"}))
    desk.post(LIST, {"action": "note_told", "_selected_action": [Disclosure.objects.get().pk]})
    made = Disclosure.objects.get()
    assert (made.told_by, made.told_at is not None) == (manager, True)
    assert "还没有通知接收方删除" not in [alarm.title for alarm in alarms.due(later)]


@pytest.mark.slow
def test_what_is_not_erased_is_not_marked_as_told(mine, zone, sales, manager):
    handed_over(signed_in(sales), mine, zone)
    desk = signed_in(manager)
    desk.post(LIST, {"action": "note_told", "_selected_action": [Disclosure.objects.get().pk]})
    assert Disclosure.objects.get().told_at is None


def test_what_is_erased_or_merged_is_not_handed_over_any_more(mine, zone, sales):
    to = disclosing.Recipient(zone, "甲", "乙", "mail")
    consent = next(iter(disclosing.consents_of(mine).values()))
    erasure.erase(mine)
    with pytest.raises(disclosing.WrongMove, match="已清除"):
        disclosing.disclose(mine, sales, to, ["need"], consent)


@pytest.mark.parametrize(
    "wrong",
    [
        {"fields": []},
        {"organisation": ""},
        {"recipient": ""},
        {"basis": "initiated"},
        {"basis": "form", "consent_version": ""},
        {"basis": "spoken", "words": ""},
        {"erased_at": "2026-11-30T00:00Z"},
        {"told_at": "2026-11-30T00:00Z"},
    ],
)
def test_the_database_takes_no_record_that_says_less(mine, zone, sales, wrong):
    fields = {
        "lead": mine, "actor": sales, "zone": zone, "organisation": "甲", "recipient": "乙", "way": "mail",
        "fields": ["need"], "data": [["需求", "厂房"]], "basis": "form", "consent_version": "2026-11",
        "consented_at": timezone.now(),
    }  # fmt: skip
    Disclosure.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(**{**fields, **wrong})


@pytest.mark.slow
@given(
    st.fixed_dictionaries(
        {
            name: st.text(max_size=60)
            for name in ("zone", "listing", "organisation", "recipient", "who", "when", "words")
        }
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_whatever_is_typed_is_answered_with_a_page(mine, zone, sales, typed):
    answer = signed_in(sales).post(page(mine), {**filled(mine, zone), "consent": "now", **typed})
    assert answer.status_code in (200, 302)
