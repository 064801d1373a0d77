"""What nobody has to fill in: read where it can be, kept in the words typed, and never in the way of an enquiry."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command

from leads import delivery, erasure, intake, spool
from leads.models import Enquiry, LeadEvent
from leads.submission import Submission
from tests.leads.submissions import submitted

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "ten_thousands"),
    [
        ("5千万", 5_000),
        ("1千万", 1_000),
        ("2个亿", 20_000),
        ("5百万", 500),
        ("1kw", 1_000),
        ("两千多万", 2_000),
        ("1.5亿", 15_000),
        ("500", 500),
        ("5000000元", 500),
        ("固投5千万+设备2千万", 7_000),
        ("800000", None),
        ("50元", None),
        ("500万美元", None),
        ("$5m", None),
        ("面议", None),
        ("待定", None),
        ("不限", None),
        ("20元/平", None),
        ("99999999亿", None),
    ],
)
@pytest.mark.parametrize("name", ["budget", "investment", "yearly_tax"])
def test_a_sum_keeps_its_magnitude_and_its_words(send, answers, typed, ten_thousands, name):
    assert send(answers, **{name: typed}).status_code == 303
    enquiry = Enquiry.objects.get()
    assert getattr(enquiry, f"{name}_typed") == typed
    assert getattr(enquiry, f"{name}_10k") == ten_thousands


@pytest.mark.parametrize(
    ("typed", "unit", "metres"),
    [
        ("3千平", "sqm", "3000"),
        ("1万5", "sqm", "15000"),
        ("15公顷", "sqm", "150000"),
        ("1平方公里", "sqm", "1000000"),
        ("三千平", "sqm", "3000"),
        ("五十亩", "sqm", "33333.33"),
        ("５０", "mu", "33333.33"),
        ("1500 平", "mu", "1500"),
        ("3000-5000", "sqm", "3000"),
        ("很大", "sqm", None),
        ("不限", "mu", None),
        ("9" * 40, "sqm", None),
        ("0.001", "sqm", None),
        ("20元/平", "sqm", None),
        ("50m*60m", "sqm", "3000"),
        ("亩半", "mu", "1000"),
    ],
)
def test_an_area_keeps_its_magnitude_and_its_words(send, answers, typed, unit, metres):
    assert send(answers, area=typed, area_unit=unit).status_code == 303
    enquiry = Enquiry.objects.get()
    assert (enquiry.area_typed, enquiry.area_m2) == (typed, metres and Decimal(metres))


@pytest.mark.parametrize(
    ("typed", "metres"),
    [
        ("8", "8"),
        ("９米５", "9.5"),
        ("八米以上", "8"),
        ("850公分", "8.5"),
        ("12公分", None),
        ("0.26米", None),
        ("一丈二", "4"),
        ("3000", None),
        ("0.04", None),
        ("高", None),
    ],
)
def test_a_height_that_a_hall_can_have_is_read(send, answers, typed, metres):
    send(answers, clear_height=typed)
    enquiry = Enquiry.objects.get()
    assert (enquiry.clear_height_typed, enquiry.clear_height_m) == (typed, metres and Decimal(metres))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "没有"}, "邮箱：没有"),
        ({"email": "a@" + "b" * 300 + ".com"}, "邮箱：a@" + "b" * 300 + ".com"),
        ({"company": "厂" * 101}, "公司：" + "厂" * 101),
        ({"wechat": "w" * 41}, "微信号：" + "w" * 41),
        ({"industry": "行" * 61}, "行业与产品：" + "行" * 61),
        ({"city": "城" * 81}, "意向城市：" + "城" * 81),
        ({"zone": "园" * 81}, "意向园区：" + "园" * 81),
        ({"area": "大" * 41}, "面积：" + "大" * 41),
        ({"budget": "万" * 201}, "预算：" + "万" * 201),
        ({"timing": "yesterday"}, "什么时候要：yesterday"),
        ({"area_unit": "acre"}, "面积单位：acre"),
        ({"timing": "x", "email": "y"}, "什么时候要：x\n邮箱：y"),
    ],
)
def test_an_optional_answer_never_stops_an_enquiry_and_its_words_are_kept(send, answers, changes, words):
    assert send(answers, **changes).status_code == 303
    assert Enquiry.objects.get().other_words == words


def test_of_an_answer_beyond_measure_the_beginning_is_kept_and_its_length_said(send, answers):
    send(answers, company="厂" * 5_000)
    words = Enquiry.objects.get().other_words
    assert words.startswith("公司：厂厂")
    assert words.endswith("……（共 5000 字）")
    assert len(words) < 2_100


def test_what_the_spool_kept_before_words_were_kept_is_taken_in(answers):
    sent = submitted(answers, budget="500", area="30")
    old = {name: value for name, value in sent.answers.items() if name == "area_typed" or "_typed" not in name}
    del old["other_words"]
    old["phone_typed"] = answers["phone"]
    spool.put(Submission(old, sent.consent, received_at=sent.received_at))
    assert spool.take_in(intake.store) == 1
    enquiry = Enquiry.objects.get()
    assert (enquiry.budget_10k, enquiry.budget_typed, enquiry.other_words) == (500, "", "")


def test_the_words_come_through_the_spool(answers):
    spool.put(submitted(answers, budget="5千万", email="没有"))
    spool.take_in(intake.store)
    enquiry = Enquiry.objects.get()
    assert (enquiry.budget_10k, enquiry.budget_typed, enquiry.other_words) == (5000, "5千万", "邮箱：没有")


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ({"area": "30亩", "area_unit": "sqm"}, "30亩"),
        ({"area": "3000", "area_unit": "sqm"}, "3000 ㎡"),
        ({"area": "30", "area_unit": "mu"}, "30 亩"),
        ({"area": "面议", "area_unit": "sqm"}, "面议"),
        ({"area": "打13800000000", "area_unit": "sqm"}, "打138****0000"),
    ],
)
def test_a_notice_names_the_unit_once(answers, answered, shown):
    enquiry = intake.store(submitted(answers, **answered))
    event = LeadEvent.objects.get(enquiry=enquiry)
    assert delivery.message_of(event).title.endswith(f"，{shown}")


WORDS = {
    "area": "三千平", "clear_height": "八米", "budget": "5千万", "investment": "500万美元", "yearly_tax": "面议",
    "email": "没有邮箱",
}  # fmt: skip


@pytest.mark.slow
def test_the_desk_shows_the_words_and_what_was_read_of_them(client, answers, sales):
    enquiry = intake.store(submitted(answers, city="jinan", **WORDS))
    client.force_login(sales)
    page = client.get(f"/admin/leads/lead/{enquiry.lead_id}/change/").content.decode()
    for typed in WORDS.values():
        assert typed in page
    for read in ("按 3000 ㎡ 计", "按 8 米 计", "按 5000 万元 计"):
        assert read in page


@pytest.mark.slow
def test_what_was_typed_as_it_was_read_is_shown_once(client, answers, sales):
    enquiry = intake.store(submitted(answers, city="jinan", area="3000", area_unit="m2"))
    client.force_login(sales)
    page = client.get(f"/admin/leads/lead/{enquiry.lead_id}/change/").content.decode()
    assert "3000 ㎡" in page
    assert "按 3000 ㎡ 计" not in page


def test_a_person_gets_a_copy_of_the_words(answers, capsys):
    intake.store(submitted(answers, **WORDS))
    call_command("export_enquiries", phone=answers["phone"])
    copy = capsys.readouterr().out
    for typed in WORDS.values():
        assert typed in copy


def test_erasure_takes_the_words_and_leaves_the_figures(answers):
    enquiry = intake.store(submitted(answers, **WORDS))
    erasure.erase(enquiry.lead)
    left = Enquiry.objects.filter(pk=enquiry.pk).values().get()
    for typed in WORDS.values():
        assert typed not in json.dumps(left, default=str, ensure_ascii=False)
    assert (left["area_m2"], left["budget_10k"]) == (3000, 5000)
