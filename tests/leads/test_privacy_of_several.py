"""Several people on one lead: each gets, and takes with an erasure, what is theirs and nothing of the others."""

import pytest
from django.utils import timezone

from leads import contacts, disclosing, erasure, merging, personal_data
from leads.models import Disclosure, Enquiry, Lead, PrivacyRequest
from leads.models.lead_queryset import ERASED
from plumbing.phones import Phone
from staff.roles import SALES_MANAGER
from tests import builders
from tests.authenticator import Authenticator
from tests.desk import signed_in, words
from tests.leads.conftest import PHONE

pytestmark = pytest.mark.django_db
FIRST, SECOND = f"+86{PHONE}", "+8613905317790"
ASKED = {"known_by": "13905317790", "verified": "回拨登记号码，本人接听"}


@pytest.fixture
def shared(lead, sales, zone):
    """A lead of 王先生, on which 范采购 was noted, and which was handed over to a zone with his number."""
    lead.claim(sales)
    contacts.add_person(lead, "范采购", "clerk", [Phone(SECOND)], "", sales)
    lead.record("note", sales, "王先生要一楼")
    lead.record("note", sales, "范采购说周三再打")
    consent = disclosing.Consent("form", timezone.now(), "2026-11")
    to = disclosing.Recipient(zone, "示例管委会", "周示例", "mail")
    disclosing.disclose(lead, sales, to, ["contact", "need"], consent)
    return lead


def test_a_copy_for_a_second_contact_holds_nothing_of_the_first(shared, network):
    desk = signed_in(builders.person(SALES_MANAGER))
    given = words(desk.post("/admin/leads/lead/privacy/", {**ASKED, "copy": ""}))
    assert "范采购" in given
    for private in ("王先生", PHONE, "138 0000", "3000", "示例管委会", shared.enquiries.get().need):
        assert private not in given


def test_the_first_still_gets_what_was_handed_over_of_them(shared):
    [told] = personal_data.copy_of(FIRST)["移交园区"]
    assert "王先生" in told["移交的信息"]
    assert "范采购" not in str(personal_data.copy_of(FIRST))


@pytest.mark.slow
def test_the_page_says_what_is_theirs_and_who_else_is_on_the_lead(shared, network):
    desk = signed_in(builders.person(SALES_MANAGER))
    page = words(desk.post("/admin/leads/lead/privacy/", {**ASKED, "look": ""}))
    extent = personal_data.extent_of(SECOND)
    assert (extent.contacts, extent.enquiries, extent.others, extent.shared, extent.lines) == (1, 0, 1, 1, 2)
    assert "其中 1 条还有别人" in page
    assert "还有别人：王先生" in page
    alone = words(desk.post("/admin/leads/lead/privacy/", {**ASKED, "known_by": "13900000099", "look": ""}))
    assert "还有别人" not in alone


def test_an_erasure_of_a_second_contact_takes_that_contact_alone(shared):
    list(erasure.erase_person(SECOND))
    shared.refresh_from_db()
    assert (shared.name, shared.phone) == ("王先生", FIRST)
    assert [each.name for each in shared.people()] == ["王先生"]
    assert Enquiry.objects.get(lead=shared).phone == FIRST
    notes = list(shared.events.filter(kind="note").order_by("pk").values_list("text", flat=True))
    assert notes == ["王先生要一楼", ""]
    assert Disclosure.objects.get().data != []


def test_an_erasure_of_who_asked_leaves_the_second_contact_and_takes_all_that_was_written(shared):
    list(erasure.erase_person(FIRST))
    shared.refresh_from_db()
    assert (shared.name, shared.phone) == ("范采购", SECOND)
    assert Enquiry.objects.get(lead=shared).name == ERASED
    assert not shared.events.filter(kind="note").exclude(text="").exists()
    assert Disclosure.objects.get().data == []


def test_of_two_leads_made_one_each_persons_goes_by_itself(lead, send, answers, manager):
    """Both filled in the form; the one asks."""
    send(answers, city="jinan", phone="13900000000", name="李女士", need="要办公室")
    other = Lead.objects.get(phone="+8613900000000")
    merging.merge(other, lead, manager)
    assert "王先生" not in str(personal_data.copy_of("+8613900000000"))
    list(erasure.erase_person("+8613900000000"))
    lead.refresh_from_db()
    assert (lead.name, lead.phone) == ("王先生", FIRST)
    assert sorted(Enquiry.objects.values_list("name", flat=True)) == sorted([ERASED, "王先生"])
    assert Lead.objects.get(pk=other.pk).name == ERASED


def test_times_in_a_copy_are_those_of_shanghai_under_chinese_headings(lead):
    [asked] = personal_data.copy_of(FIRST)["询盘"]
    assert asked["收到时间"] == f"{timezone.localtime(lead.created_at):%Y-%m-%d %H:%M}"
    assert (asked["类型"], asked["称呼"]) == (lead.get_kind_display(), "王先生")


def erased_in_the_desk(known_by, **chosen):
    keeper = builders.person(SALES_MANAGER)
    app = Authenticator(keeper)
    desk = signed_in(keeper)
    session = desk.session
    session["otp_device_id"] = app.device.persistent_id
    session.save()
    seen = words(desk.post("/admin/leads/lead/privacy/", {**ASKED, "known_by": known_by, "look": ""}))
    data = {**ASKED, "known_by": known_by, "erase": "", "code": app.code(), **chosen}
    return seen, words(desk.post("/admin/leads/lead/privacy/", data, follow=True))


@pytest.mark.slow
def test_a_lead_of_several_goes_as_a_whole_where_that_is_chosen_and_is_logged(shared, network):
    lines = shared.events.count()
    seen, said = erased_in_the_desk("13905317790", whole=shared.pk)
    assert f"（济南）整条清除：联系人 2，询盘 1，约看 0，时间线 {lines}，附件 0，移交 1" in seen
    assert "1 条连同别人整条清除了" in said
    assert "示例管委会 周示例" in said  # of the first there, who is to be told as well
    shared.refresh_from_db()
    assert (shared.name, shared.phone, list(shared.people())) == (ERASED, "", [])
    assert Enquiry.objects.get(lead=shared).name == ERASED
    assert "连同" in shared.events.get(kind="erased").text
    assert PrivacyRequest.objects.get().extent["whole"] == 1


@pytest.mark.slow
def test_unless_it_is_chosen_only_the_one_who_asks_goes(shared, network):
    _, said = erased_in_the_desk("13905317790", whole="0")
    assert "只清除了这一位，其余 1 位留着" in said
    shared.refresh_from_db()
    assert shared.name == "王先生"
    assert "whole" not in PrivacyRequest.objects.get().extent


@pytest.mark.slow
def test_a_lead_that_is_not_theirs_is_not_taken_along(shared, network, jinan):
    foreign = Lead.objects.create(kind="rent", name="别人", city=jinan)
    erased_in_the_desk("13905317790", whole=foreign.pk)
    foreign.refresh_from_db()
    assert foreign.name == "别人"
