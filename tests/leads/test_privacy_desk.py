"""The privacy desk: who may use it, that a copy is whole, that an erasure takes what was shown, and what is logged."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from leads import personal_data, spool
from leads.models import Enquiry, Lead, LeadEvent, PrivacyRequest
from staff.roles import EDITOR, SALES, SALES_MANAGER
from tests import builders
from tests.authenticator import Authenticator
from tests.desk import signed_in, words
from tests.leads.conftest import PHONE
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db

PAGE = "/admin/leads/lead/privacy/"
NUMBER = f"+86{PHONE}"
ASKED = {"known_by": PHONE, "verified": "回拨登记号码，本人接听"}


@pytest.fixture
def keeper(network):
    """Who supervises all cities."""
    return builders.person(SALES_MANAGER, last_name="陈", first_name="示例")


@pytest.fixture
def person(lead, send, answers):
    """Two leads of one number, one of another."""
    send(answers, city="jinan", need="再要一间仓库", company="示例二厂")
    send(answers, city="jinan", phone="13900000000", name="李女士")
    return Lead.objects.filter(phone=NUMBER)


def verified_desk(keeper):
    """(the desk of somebody who signed in with both factors, their app)."""
    app = Authenticator(keeper)
    desk = signed_in(keeper)
    session = desk.session
    session["otp_device_id"] = app.device.persistent_id
    session.save()
    return desk, app


@pytest.mark.slow
@pytest.mark.parametrize("role", [EDITOR, SALES, SALES_MANAGER])
def test_it_is_for_who_supervises_all_cities(person, jinan, role):
    desk = signed_in(builders.person(role, jinan))
    for data in ({}, {**ASKED, "look": ""}, {**ASKED, "copy": ""}, {**ASKED, "erase": "", "code": "123456"}):
        assert b"attachment" not in desk.post(PAGE, data).content
    assert not PrivacyRequest.objects.exists()
    assert person.count() == 2


@pytest.mark.slow
def test_what_there_is_is_counted_as_the_database_counts(person, keeper, answers):
    person[0].record(LeadEvent.Kind.NOTE, keeper, "要一楼")
    spool.put(submitted(answers))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM leads_lead WHERE phone = %(n)s),"
            " (SELECT count(*) FROM leads_enquiry WHERE phone = %(n)s),"
            " (SELECT count(*) FROM leads_contact c JOIN leads_lead l ON l.id = c.lead_id WHERE l.phone = %(n)s),"
            " (SELECT count(*) FROM leads_leadevent e JOIN leads_lead l ON l.id = e.lead_id WHERE l.phone = %(n)s)",
            {"n": NUMBER},
        )
        counted = cursor.fetchone()
    extent = personal_data.extent_of(NUMBER)
    assert (extent.leads, extent.enquiries, extent.contacts, extent.lines) == counted
    assert extent.spooled == 1
    page = words(signed_in(keeper).post(PAGE, {**ASKED, "look": ""}))
    for number, unit in ((counted[0], "条"), (counted[3], "行")):
        assert f"{number} {unit}" in page


@pytest.mark.slow
def test_the_copy_is_what_the_command_gives_and_nobody_elses(person, keeper, capsys):
    answer = signed_in(keeper).post(PAGE, {**ASKED, "copy": ""})
    call_command("export_enquiries", "--phone", PHONE)
    given, shown = json.loads(capsys.readouterr().out), words(answer)
    rows = [row for heading in given for row in given[heading]]
    assert len(given["询盘"]) == 2
    assert all(f"{name}</th><td>{value}</td>" in shown for row in rows for name, value in row.items())
    assert (answer["Cache-Control"], "attachment" in answer["Content-Disposition"]) == ("no-store", True)
    assert "李女士" not in answer.content.decode()
    [line] = PrivacyRequest.objects.all()
    assert (line.kind, line.actor, line.known_by) == ("copy", keeper, "138****0000")


@pytest.mark.slow
def test_an_erasure_takes_all_of_the_person_and_nothing_of_others(person, keeper):
    desk, app = verified_desk(keeper)
    answer = desk.post(PAGE, {**ASKED, "erase": "", "code": app.code()}, follow=True)
    assert "已清除 2 条线索" in words(answer)
    assert not Enquiry.objects.filter(phone=NUMBER).exists()
    assert Lead.objects.get(phone="+8613900000000").name == "李女士"
    [line] = PrivacyRequest.objects.all()
    assert (line.kind, line.extent["leads"]) == ("erasure", 2)


@pytest.mark.slow
def test_the_log_holds_nothing_personal(person, keeper):
    signed_in(keeper).post(PAGE, {"known_by": PHONE, "verified": f"回拨 {PHONE}", "copy": ""})
    signed_in(keeper).post(PAGE, {"known_by": "wang@example.com", "verified": "来信", "copy": ""})
    rows = str(list(PrivacyRequest.objects.values()))
    assert (PHONE in rows, "wang@" in rows) == (False, False)
    assert "w***@example.com" in rows


@pytest.mark.parametrize("code", ["", "12345", "abcdef", None], ids=["none", "short", "letters", "wrong"])
def test_without_a_good_code_nothing_goes(person, keeper, code):
    desk, app = verified_desk(keeper)
    answer = desk.post(PAGE, {**ASKED, "erase": "", "code": app.wrong_code() if code is None else code})
    assert answer.status_code == 200
    assert person.exclude(name="已清除").count() == 2
    assert not PrivacyRequest.objects.exists()


@pytest.mark.slow
def test_a_code_counts_once(person, keeper):
    desk, app = verified_desk(keeper)
    code = app.code()
    desk.post(PAGE, {**ASKED, "erase": "", "code": code})
    again = desk.post(PAGE, {"known_by": "13900000000", "verified": "回拨", "erase": "", "code": code})
    assert "验证码不对" in words(again)
    assert Lead.objects.filter(name="李女士").exists()


def test_who_has_no_second_factor_is_told_where_to_get_it(person, keeper):
    page = words(signed_in(keeper).post(PAGE, {**ASKED, "look": ""}))
    assert "去“账号安全”开启" in page
    assert 'name="erase"' not in page


@pytest.mark.slow
def test_a_receipt_of_somebody_else_stops_everything(person, keeper):
    theirs, other = person[0].receipt[:6], Lead.objects.get(phone="+8613900000000").receipt[:6]
    desk = signed_in(keeper)
    assert "名下的信息" in words(desk.post(PAGE, {**ASKED, "receipt": theirs, "look": ""}))
    refused = words(desk.post(PAGE, {**ASKED, "receipt": other, "copy": ""}))
    assert "不在这个号码或邮箱名下" in refused
    assert not PrivacyRequest.objects.exists()


@pytest.mark.slow
def test_it_says_until_when_backups_hold_it(person, keeper, settings):
    settings.BACKUP_KEEP_DAYS = 0
    assert "不会自动删" in words(signed_in(keeper).post(PAGE, {**ASKED, "look": ""}))


@pytest.mark.slow
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in ("known_by", "verified", "receipt", "code")}))
def test_whatever_is_typed_is_answered_with_a_page(keeper, typed):
    for step in ("look", "copy", "erase"):
        assert signed_in(keeper).post(PAGE, {**typed, step: ""}).status_code == 200


@pytest.mark.slow
def test_only_who_reads_the_log_finds_the_page_in_it(person, keeper, jinan):
    listed = "/admin/leads/privacyrequest/"
    signed_in(keeper).post(PAGE, {**ASKED, "copy": ""})
    assert "138****0000" in words(signed_in(keeper).get(listed))
    assert signed_in(builders.person(SALES, jinan)).get(listed).status_code == 403
