"""What was agreed is corrected with a line on the timeline, filled in later, settled, merged and erased."""

import contextlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from leads import erasure, merging, signing_forms
from leads.models import Lead, LeadEvent, Signing, WrongMove
from tests.desk import signed_in, words
from tests.leads.offers import hall, page_of
from tests.leads.signings import address, negotiated, opened, post, signed

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def contract(wanting, zone, sales):
    """A lead that is signed for a hall."""
    lead = wanting()
    lead.claim(sales)
    negotiated(lead, sales)
    return signed(lead, sales, hall(zone))


@pytest.mark.slow
def test_a_correction_is_a_version_and_says_what_was_there(contract, sales):
    signed_in(sales).post(address(contract), opened(contract, sales) | {"area_typed": "3200", "text": "按测绘"})
    row = Signing.objects.get()
    assert (row.area_m2, row.version) == (3200, 2)
    line = contract.events.get(kind=LeadEvent.Kind.CORRECTED)
    assert line.text == "签约内容，第 2 版\n按测绘\n面积：3,000 ㎡ → 3,200 ㎡"
    assert "第 2 版" in words(page_of(contract, sales))


@pytest.mark.slow
def test_saved_as_it_was_it_is_no_version(contract, sales):
    signed_in(sales).post(address(contract), opened(contract, sales))
    assert Signing.objects.get().version == 1


@pytest.mark.slow
def test_of_two_who_correct_at_once_the_second_reads_what_the_first_wrote(contract, sales):
    first, second = opened(contract, sales), opened(contract, sales)
    signed_in(sales).post(address(contract), first | {"area_typed": "3200"})
    page = signed_in(sales).post(address(contract), second | {"area_typed": "3100", "price": "20 元/㎡·月"})
    assert "现在是“3200”" in words(page)
    assert Signing.objects.get().area_m2 == 3200


@pytest.mark.slow
def test_another_listing_frees_the_one_that_was_written_by_mistake(contract, zone, sales):
    old, new = Signing.objects.get().listing, hall(zone)
    signed_in(sales).post(address(contract), opened(contract, sales) | {"listing": new.number})
    for listing in (old, new):
        listing.refresh_from_db()
    assert (old.state, new.state) == ("open", "taken")


@pytest.mark.slow
def test_what_another_lead_signed_for_is_not_taken_by_a_correction(contract, wanting, zone, sales):
    other = wanting(phone="13800000001")
    negotiated(other, sales)
    signed(other, sales, hall(zone))
    theirs = Signing.objects.get(lead=contract).listing
    page = signed_in(sales).post(address(other), opened(other, sales) | {"listing": theirs.number})
    assert "已由另一条线索签下" in words(page)
    assert Signing.objects.get(lead=other).listing != theirs


@pytest.mark.slow
def test_what_was_lost_and_is_signed_again_has_its_listing_again_unless_others_have_it(contract, wanting, zone, sales):
    listing = Signing.objects.get().listing
    contract.move("lost", sales, "不签了")
    contract.restore(sales)
    listing.refresh_from_db()
    assert listing.state == "taken"
    contract.move("lost", sales, "不签了")
    other = wanting(phone="13800000001")
    negotiated(other, sales)
    listing.refresh_from_db()
    signed(other, sales, listing)
    with pytest.raises(WrongMove, match="恢复不到“签约”"):
        contract.restore(sales)
    assert Lead.objects.get(pk=contract.pk).stage == "lost"


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["signed", "settled"])
def test_what_nobody_filled_in_is_said_and_can_be_filled_in(wanting, zone, sales, stage):
    lead = wanting()
    Lead.objects.filter(pk=lead.pk).update(stage=stage, owner=sales)
    lead.refresh_from_db()
    assert "未填" in words(page_of(lead, sales))
    listed = signed_in(sales).get("/admin/leads/lead/", {"work": "unfilled"}).context["cl"].queryset
    assert list(listed) == [lead]
    taken = hall(zone, state="taken")
    post(lead, sales, listing=taken.number, signed_on="2025-03-01")
    row = Signing.objects.get(lead=lead)
    assert (row.listing, f"{row.signed_on}", row.settled_on) == (taken, "2025-03-01", None)
    assert "未填" not in words(page_of(lead, sales))
    assert not signed_in(sales).get("/admin/leads/lead/", {"work": "unfilled"}).context["cl"].result_count
    assert "签约内容，第 1 版" in lead.events.get(kind=LeadEvent.Kind.CORRECTED).text


def settle(lead, who, day, **typed):
    data = {"settled_on": f"{day}", **typed}
    return signed_in(who).post(f"/admin/leads/lead/{lead.pk}/act/settle/", data, follow=True)


@pytest.mark.slow
def test_the_plant_that_stands_has_its_day(contract, sales):
    assert "请选落户日期" in words(settle(contract, sales, ""))
    assert "不能晚于今天" in words(settle(contract, sales, TODAY() + timedelta(days=1)))
    assert "不能早于签约日期" in words(settle(contract, sales, TODAY() - timedelta(days=1)))
    assert "已记落户" in words(settle(contract, sales, TODAY()))
    contract.refresh_from_db()
    assert (contract.stage, Signing.objects.get().settled_on) == ("settled", TODAY())
    contract.move("signed", sales, "还没投产")
    assert "落户日期</dt>" not in words(page_of(contract, sales))


@pytest.mark.slow
def test_without_facts_nothing_is_settled(wanting, sales):
    lead = wanting()
    Lead.objects.filter(pk=lead.pk).update(stage="signed", owner=sales)
    assert "先填签约内容" in words(settle(lead, sales, TODAY()))


@pytest.mark.slow
def test_an_erasure_takes_the_words_and_leaves_the_figures(contract):
    erasure.erase(contract)
    row = Signing.objects.get()
    assert (row.area_typed, row.price, row.term, row.area_m2, row.investment_10k) == ("", "", "", 3000, 5000)
    assert "3,000" not in "".join(contract.events.values_list("text", flat=True))


@pytest.mark.slow
def test_a_merge_takes_the_facts_along_and_a_parting_gives_them_back(contract, wanting, sales):
    other = wanting(phone="13800000001")
    other.claim(sales)
    merging.merge(contract, other, sales)
    other.refresh_from_db()
    assert (other.stage, Signing.objects.get().lead) == ("signed", other)
    contract.refresh_from_db()
    merging.part(contract, sales)
    assert Signing.objects.get().lead == contract


@pytest.mark.slow
def test_who_does_not_see_the_lead_corrects_nothing(contract, sales, editor, colleague):
    for who in (editor, colleague):
        signed_in(who).post(address(contract), opened(contract, sales) | {"area_typed": "1"})
    assert Signing.objects.get().area_m2 == 3000


TERMS = {
    "5年": 60, "5 年": 60, "三年": 36, "三年半": 42, "十年": 120, "二十年": 240, "3年6个月": 42, "18个月": 18,
    "半年": 6, "租期5年": 60, "五十年": 600, "1年零3个月": 15,
}  # fmt: skip


@pytest.mark.parametrize("typed", TERMS)
def test_terms_are_read_as_people_write_them(typed):
    signing_forms.validate_term(typed)
    assert signing_forms.months(typed) == TERMS[typed]


@pytest.mark.parametrize("typed", ["", "5", "很久", "100年", "0年", "年", "三", "5年到8年"])
def test_what_is_no_term_is_refused_in_words(typed):
    with pytest.raises(ValidationError, match="期限"):
        signing_forms.validate_term(typed)


@pytest.mark.slow
@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_within_bounds_or_refused_in_words(typed):
    fields = signing_forms.SigningForm.base_fields
    for name in ("area_typed", "investment_typed", "yearly_tax_typed"):
        with contextlib.suppress(ValidationError):
            number = fields[name].number(fields[name].clean(typed))
            assert number is None or 0 <= number <= 10**8
