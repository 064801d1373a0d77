"""Two numbers in one field are two: both are kept, found and dialled, and both are forgotten when one of them asks."""

import json
import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from leads import erasure, intake, spool, worklists
from leads.models import Enquiry, Lead
from tests.desk import forms_of
from tests.leads.people import way, ways_of
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db

TWO = "13800000000（微信同号）/ 0531-88888888"
FIRST, SECOND = "+8613800000000", "+8653188888888"


def test_of_two_numbers_the_first_is_called_and_the_other_kept_beside_it(send, answers):
    assert send(answers, phone=TWO).status_code == 303
    enquiry = Enquiry.objects.get()
    assert (enquiry.phone, enquiry.other_phone, enquiry.phone_typed) == (FIRST, SECOND, TWO)
    assert enquiry.lead.phone == FIRST
    assert ways_of(enquiry.lead) == [FIRST, SECOND]
    assert enquiry.other_words == ""


@pytest.mark.parametrize("number", ["13900000000", "+", "0531-88888888"])
def test_the_database_keeps_no_second_number_that_cannot_be_dialled(answers, number):
    sent = submitted(answers)
    sent.answers["other_phone"] = number
    with pytest.raises(IntegrityError, match="contact_way_can_be_used"):
        intake.store(sent)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("13800000000、13900000000、15900000000", "另一电话：159 0000 0000"),
        ("13800000000、0531-88888888转8012", "另一电话：0531 8888 8888 转 8012"),
        ("13800000000" + "（微信同号）" * 9, "手机号：13800000000" + "（微信同号）" * 9),
    ],
)
def test_what_the_columns_for_two_numbers_do_not_hold_is_kept_in_words(send, answers, typed, words):
    assert send(answers, phone=typed).status_code == 303
    enquiry = Enquiry.objects.get()
    assert enquiry.phone == FIRST
    assert enquiry.other_words == words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1380000000", "手机号少一位。"),
        ("138000000001", "手机号多一位。"),
        ("13800000000、1390000000", "手机号少一位。"),
        ("0531-8888888", "座机号少一位。"),
        (
            "138531012341395310567815966310999",
            "几个号码连在一起了，请只填一个，或用顿号分开。您要填的是 138 5310 1234、139 5310 5678、159 6631 0999 吗？",
        ),
        ("name＠example.com", "这是一个邮箱，请填电话号码。"),
        ("1" * 401, "太长了，请只填号码。"),
    ],
)
def test_it_is_said_what_is_wrong_with_a_number(send, answers, typed, said):
    form = send(answers, phone=typed).context["form"]
    assert form.errors == {"phone": [said]}
    assert not Enquiry.objects.exists()


def test_a_number_that_comes_back_is_shown_whole_and_the_page_cuts_nothing(send, answers):
    page = send(answers, phone="1" * 401, need="字" * 2_001, name="王" * 41).content.decode()
    assert "1" * 401 in page
    assert "字" * 2_001 in page
    assert "王" * 41 in page
    assert "maxlength" not in page.partition('<form class="enquiry__form"')[2].partition("</form>")[0]


@pytest.mark.parametrize("phone", ["0531-88888888", "13900000000/0531-88888888", "13900000000/13800000000"])
def test_a_lead_is_known_by_either_of_its_numbers(answers, sales, phone):
    first = intake.store(submitted(answers, phone=TWO)).lead
    first.claim(sales)
    later = intake.store(submitted(answers, phone=phone, need="另一件事")).lead
    assert (later.same_phone_as, later.owner) == (first, sales)
    assert list(Lead.objects.like(first)) == [later]
    assert list(Lead.objects.like(later)) == [first]


def test_an_extension_is_still_told_apart(answers):
    intake.store(submitted(answers, phone="0531-88888888转1"))
    assert intake.store(submitted(answers, phone="0531-88888888转2")).lead.same_phone_as is None


@pytest.mark.slow
@pytest.mark.parametrize("phone", [FIRST, TWO])
def test_the_look_for_a_number_reads_the_index_of_numbers_and_then_the_few_rows_it_names(answers, phone):
    Lead.objects.bulk_create(
        Lead(name="示例", kind="rent", receipt="示例", phone=f"+86138{number:08}") for number in range(2_000)
    )
    with CaptureQueriesContext(connection) as queries:
        intake.store(submitted(answers, phone=phone))
    [sql] = [each["sql"] for each in queries if each["sql"].startswith("SELECT") and "leads_contactway" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("ANALYZE leads_lead, leads_contact, leads_contactway")
        cursor.execute(f"EXPLAIN {sql}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert set(re.findall(r"Scan (?:using|on) (\w+_of_value|\w+_pkey)", plan)) == {
        "contact_way_of_value", "leads_contact_pkey", "leads_lead_pkey",
    }  # fmt: skip
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    "typed",
    ["0531-88888888", "\u202d0531 8888 8888\u202c", "8888", "13900000000、0531-88888888", "０５３１８８８８８８８８"],
)
def test_staff_find_a_lead_by_its_second_number(answers, typed):
    lead = intake.store(submitted(answers, phone=TWO)).lead
    assert list(worklists.search(Lead.objects.all(), typed)) == [lead]


@pytest.mark.slow
def test_the_second_number_is_masked_until_somebody_dials(client, answers, sales):
    lead = intake.store(submitted(answers, phone=TWO, city="jinan")).lead
    client.force_login(sales)
    page = client.get(f"/admin/leads/lead/{lead.pk}/change/").content.decode()
    assert "0531****8888" in page
    assert SECOND not in page
    page = client.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True).content.decode()
    assert f'href="tel:{SECOND}"' in page


@pytest.mark.parametrize(
    "typed",
    [
        "0531-88888888转2 / 13800000000",
        "0531-88888888，转2 / 13800000000",
        "0531-88888888转2（王总）13800000000",
        "总机0531-88888888 分机：2，王总手机13800000000",
        "0531-88888888（内线2）、13800000000",
    ],
)
def test_an_extension_stays_with_its_number_beside_another(client, send, answers, sales, typed):
    send(answers, phone=typed, city="jinan")
    client.force_login(sales)
    page = client.post(f"/admin/leads/lead/{Lead.objects.get().pk}/dial/", follow=True).content.decode()
    assert "0531 8888 8888 转 2" in page
    assert 'href="tel:+8653188888888,2"' in page
    assert "拨打 138 0000 0000" in page


def test_who_dials_reads_a_third_number_among_the_words(client, answers, sales):
    lead = intake.store(submitted(answers, phone=f"{TWO}/15900000000", city="jinan")).lead
    client.force_login(sales)
    assert "另一电话：159 0000 0000" in client.post(f"/admin/leads/lead/{lead.pk}/dial/", follow=True).content.decode()


def test_who_owns_the_second_number_is_forgotten_and_gets_a_copy_as_well(answers, capsys):
    enquiry = intake.store(submitted(answers, phone=TWO))
    call_command("export_enquiries", phone="0531-88888888")
    assert enquiry.receipt in capsys.readouterr().out
    assert list(erasure.erase_person(SECOND)) == [enquiry.lead]
    for model, key in ((Enquiry, enquiry.pk), (Lead, enquiry.lead_id)):
        left = json.dumps(model.objects.filter(pk=key).values().get(), default=str)
        assert FIRST not in left
        assert SECOND not in left


def test_who_owns_the_second_number_is_forgotten_in_the_spool(answers):
    spool.put(submitted(answers, phone=TWO))
    list(erasure.erase_person(SECOND))
    assert spool.depth().waiting == 0


def test_a_call_with_two_numbers_is_written_down_with_both(client, sales, jinan):
    client.force_login(sales)
    typed = {
        "step": "rest", "phone": "\u202a138 0000 0000\u202c、0531-88888888", "need": "厂\u200b房", "kind": "rent",
        "name": "王\ufeff先生", "way": "call", "basis": "initiated", "city": jinan.pk,
    }  # fmt: skip
    assert client.post("/admin/leads/lead/record/", typed).status_code == 302
    enquiry = Enquiry.objects.get()
    assert (enquiry.phone, enquiry.other_phone, ways_of(enquiry.lead)) == (FIRST, SECOND, [FIRST, SECOND])
    assert (enquiry.need, enquiry.name) == ("厂房", "王先生")


def test_a_call_from_a_second_number_opens_the_lead(client, answers, sales):
    lead = intake.store(submitted(answers, phone=TWO, city="jinan")).lead
    client.force_login(sales)
    response = client.post("/admin/leads/lead/record/", {"step": "number", "phone": "0531 8888 8888"})
    assert response["Location"] == f"/admin/leads/lead/{lead.pk}/change/?call={way(lead, SECOND).pk}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1380000000", "手机号少一位。"),
        ("13800000000/1390000000", "手机号少一位。"),
    ],
)
def test_the_desk_is_told_what_is_wrong_with_a_number(client, sales, typed, said):
    client.force_login(sales)
    page = client.post("/admin/leads/lead/record/", {"step": "number", "phone": typed}).content.decode()
    assert said in page
    assert f'value="{typed}"' in page


def test_a_long_note_is_kept_whole(client, answers, sales):
    lead = intake.store(submitted(answers, city="jinan")).lead
    client.force_login(sales)
    client.post(f"/admin/leads/lead/{lead.pk}/act/note/", {"text": "字" * 5_000 + "\u200b"})
    assert lead.events.filter(text="字" * 5_000).exists()


@pytest.mark.parametrize(
    ("verb", "posted", "name"),
    [
        ("note", {"text": "字" * 20_001, "kind": "wechat"}, "text"),
        ("outcome", {"text": "客户要三千平", "outcome": "", "days": "3"}, "text"),
        ("move", {"reason": "预算不够", "stage": "nowhere"}, "reason"),
        ("recommend", {"text": "客户满意", "zone": "999999"}, "text"),
    ],
)
def test_what_was_written_and_is_refused_comes_back_to_be_mended(client, answers, sales, verb, posted, name):
    lead = intake.store(submitted(answers, city="jinan")).lead
    client.force_login(sales)
    shown = client.post(f"/admin/leads/lead/{lead.pk}/act/{verb}/", posted)
    [(_, values, _)] = [form for form in forms_of(shown.content.decode()) if name in form[1]]
    assert {key: values[key].strip() for key in posted} == posted
    assert "没有记下" in shown.content.decode()


def test_what_is_refused_without_a_word_written_leads_back_to_the_lead(client, answers, sales):
    lead = intake.store(submitted(answers, city="jinan")).lead
    client.force_login(sales)
    answer = client.post(f"/admin/leads/lead/{lead.pk}/act/note/", {"text": ""})
    assert answer.status_code == 302
