"""What the leads of others say of somebody who is erased: it is listed before, and their numbers go."""

import pytest

from leads import elsewhere, erasure, personal_data
from leads.models import Lead
from plumbing import masking
from staff.roles import SALES_MANAGER
from tests import builders
from tests.authenticator import Authenticator
from tests.desk import signed_in, words
from tests.leads.conftest import PHONE

pytestmark = pytest.mark.django_db
NUMBER = f"+86{PHONE}"
ASKED = {"known_by": PHONE, "verified": "回拨登记号码，本人接听"}
SPELLINGS = (PHONE, "138 0000 0000", "+86-138-0000-0000", "１３８００００００００", "一三八 0000 0000", "138O000OOOO")


@pytest.fixture
def told(send, answers, sales):
    """A lead of 周敏, on which 赵建国 is named, once with his number and once without; he has one of his own."""
    send(answers, city="jinan", name="赵建国")
    send(answers, city="jinan", name="周敏", phone="13905317790")
    lead = Lead.objects.get(phone="+8613905317790")
    lead.record("note", sales, "周敏是赵建国介绍来的，赵建国电话138-0000-0000，下午打")
    lead.record("note", sales, "赵建国说月底回来，周敏本人 139 0531 7790")
    lead.record("note", sales, "要一楼")
    return lead


@pytest.mark.slow
def test_the_page_lists_who_names_them_elsewhere_with_links_before_anything_goes(told, network):
    page = words(signed_in(builders.person(SALES_MANAGER)).post("/admin/leads/lead/privacy/", {**ASKED, "look": ""}))
    assert "在别的线索里提到" in page
    assert f'<a href="/admin/leads/lead/{told.pk}/change/">' in page
    assert ("介绍来的" in page, "月底回来" in page, "要一楼" in page) == (True, True, False)
    assert ("号码会去掉" in page, "只写着姓名，不动" in page, "138-0000-0000" in page) == (True, True, False)
    assert personal_data.extent_of(NUMBER).elsewhere == 1


def test_an_erasure_takes_the_numbers_out_of_other_leads_and_leaves_the_rest(told):
    list(erasure.erase_person(NUMBER))
    texts = {*told.events.filter(kind="note").values_list("text", flat=True)}
    assert texts == {
        f"周敏是赵建国介绍来的，赵建国电话{elsewhere.GONE}，下午打",
        "赵建国说月底回来，周敏本人 139 0531 7790",
        "要一楼",
    }


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_number_is_found_in_every_spelling(lead, jinan, sales, spelling):
    other = Lead.objects.create(kind="rent", name="周敏", receipt="AAAAAA000001", phone="+8613905317790", city=jinan)
    line = other.record("note", sales, f"先打 {spelling} 再说")
    list(erasure.erase_person(NUMBER))
    line.refresh_from_db()
    assert line.text == f"先打 {elsewhere.GONE} 再说"


def test_nobody_elses_number_goes_with_it():
    kept = "13905317790，0531-88888888，微信 shili_01，订单 2024138100000001，2800-3000 平"
    assert masking.without(kept, {PHONE, "other_01"}, "×") == kept
    known = {"53188888888", "shili_01", "a@example.com"}
    assert masking.without("0531-8888 8888，微信 Shili_01，A@example.com", known, "×") == "×，微信 ×，×"


@pytest.mark.slow
def test_after_an_erasure_the_leads_that_keep_the_name_are_linked(told, network):
    keeper = builders.person(SALES_MANAGER)
    app, desk = Authenticator(keeper), signed_in(keeper)
    session = desk.session
    session["otp_device_id"] = app.device.persistent_id
    session.save()
    page = words(desk.post("/admin/leads/lead/privacy/", {**ASKED, "erase": "", "code": app.code()}, follow=True))
    assert "别的线索里提到的号码去掉了 1 处" in page
    assert f'<a href="/admin/leads/lead/{told.pk}/change/">{told}</a> 的时间线上还写着这个人的姓名' in page


@pytest.mark.slow
def test_the_page_says_what_the_copy_leaves_out(told, network):
    page = words(signed_in(builders.person(SALES_MANAGER)).post("/admin/leads/lead/privacy/", {**ASKED, "look": ""}))
    assert "通话要点、备注、附件和看房的结果是我们工作的记录，不在副本里" in page


@pytest.mark.parametrize("known_by", ["", "wx_zhao1", "zhao", "+86", "+1", "138"])
def test_what_is_no_whole_number_is_found_in_nobodys_notes(told, sales, known_by):
    """No digits would be found in every line, and few in many."""
    told.record("note", sales, "合同号 20261130138123456789")
    assert elsewhere.mentions([], known_by) == []
