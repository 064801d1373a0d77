"""What is on offer for a lead, and whom a listing fits: what is read, what is proposed, what came of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import fitting, merging
from leads.models import Enquiry, LeadEvent, Outcome
from leads.needs import Asked, need_of
from listings.models import Listing
from parkinfo.middleware import find_site
from tests import builders
from tests.desk import signed_in, words
from tests.leads.conftest import person
from tests.leads.offers import hall, page_of

pytestmark = pytest.mark.django_db


def asked(lead):
    """{field of the finder: value} of what is read of a lead, but for its city."""
    form = Asked(lead, find_site("www.example.com")).form
    return {name: value for name, value in form.query.items() if name != "city"}


def proposals(lead, who):
    return page_of(lead, who).context["proposals"]


def numbers(proposed):
    return [each.hit.listing.number for each in proposed]


def test_what_the_prospect_wrote_is_read_as_the_finder_reads_it(wanting):
    assert asked(wanting()) == {
        "kind": "factory", "deal": "rent", "area": "3000平", "height": "9", "crane": "10", "storeys": "single",
        "rent": "25",
    }  # fmt: skip


def test_a_warehouse_that_is_written_of_goes_before_the_kind_that_was_ticked(wanting):
    assert asked(wanting(need="要个仓库", kind="rent")) == {"kind": "warehouse", "deal": "rent"}


def test_the_forms_own_fields_go_before_the_words(wanting):
    lead = wanting(need="大概3000平", area="2000", area_unit="sqm", clear_height="8")
    assert asked(lead) == {"kind": "factory", "deal": "rent", "area": "2000 ㎡", "height": "8.0"}


def test_what_the_calls_added_goes_before_all_and_the_last_of_it_first(wanting):
    lead = wanting(area="2000", area_unit="sqm")
    lead.taught = "改要 5000平\n又说 4000 平就够，承重 3 吨"
    assert asked(lead) | {"area": "4000 平", "load": "3"} == asked(lead)


def test_when_it_is_needed_becomes_a_day_until_that_day_is_past(wanting):
    lead = wanting(timing="quarter")
    day = timezone.localdate() + timedelta(days=90)
    assert asked(lead)["by"] == day.isoformat()
    enquiry = Enquiry.objects.get()
    enquiry.received_at -= timedelta(days=100)
    lead._prefetched_objects_cache = {"enquiries": [enquiry]}
    assert "by" not in asked(lead)


@pytest.mark.slow
def test_the_need_is_read_anew_once_the_calls_added_to_it(wanting):
    site, lead = find_site("www.example.com"), wanting(need="找厂房")
    assert need_of(lead, site).area is None
    lead.taught = "3000平"
    assert need_of(lead, site).area.wanted == Decimal(3000)


@pytest.mark.slow
def test_the_page_shows_what_fits_then_what_just_misses_with_the_reason(wanting, zone, sales):
    lead, fits = wanting(), hall(zone)
    dear = hall(zone, price="28 元/㎡·月")
    hall(builders.zone(), price="20 元/㎡·月")  # of another city
    found = proposals(lead, sales)
    assert (found.count, found.sure, numbers(found.fitting), numbers(found.near)) == (
        1, 1, [fits.number], [dear.number],
    )  # fmt: skip
    shown = words(page_of(lead, sales))
    assert "租金高 3 元" in shown
    assert "按这些条件找" in shown


@pytest.mark.slow
def test_what_is_not_known_of_a_listing_is_said_before_it_is_recommended(wanting, zone, sales):
    lead = wanting()
    hall(zone, crane_t=None)
    assert "行车待核实，推荐前先问清" in words(page_of(lead, sales))


@pytest.mark.slow
def test_a_need_that_says_too_little_proposes_nothing_and_says_what_would_help(wanting, zone, sales):
    hall(zone)
    shown = words(page_of(wanting(need="想了解一下"), sales))
    assert "还不知道他要多大" in shown
    assert "差一点的" not in shown


@pytest.mark.slow
@pytest.mark.parametrize("state", ["draft", "taken", "offline"])
def test_what_is_not_on_offer_is_proposed_to_nobody(wanting, zone, sales, state):
    lead = wanting()
    hall(zone, state=state)
    assert proposals(lead, sales).count == 0


@pytest.mark.slow
def test_recommending_takes_one_tap_and_stands_on_the_timeline(wanting, zone, sales):
    lead, listing = wanting(third_party="1"), hall(zone)
    lead.log_call(Outcome.TALKED, sales)
    lead.move("qualified", sales)
    desk = signed_in(sales)
    desk.post(f"/admin/leads/lead/{lead.pk}/act/recommend/", {"listing": listing.number.lower()})
    lead.refresh_from_db()
    event = lead.events.get(kind=LeadEvent.Kind.RECOMMENDED)
    assert (lead.stage, event.listing, event.zone, event.actor) == ("recommended", listing, zone, sales)
    [proposal] = proposals(lead, sales).known
    assert proposal.dealing == "已推荐"
    assert listing.number in event.details


def test_what_is_recommended_or_shown_brings_the_stage_along_but_never_back(wanting, zone, sales):
    lead, listing = wanting(third_party="1"), hall(zone)
    lead.recommend(listing, sales)
    assert lead.stage == "new"  # nobody has called yet
    lead.log_call(Outcome.TALKED, sales)
    lead.visit(listing, sales)
    assert lead.stage == "visiting"
    lead.recommend(listing, sales)
    assert lead.stage == "visiting"
    moves = lead.events.filter(kind=LeadEvent.Kind.STAGE).order_by("at", "pk").values_list("data__to", flat=True)
    assert [*moves] == ["contacted", "qualified", "recommended", "visiting"]


@pytest.mark.slow
def test_without_consent_a_listing_is_not_recommended(wanting, zone, sales):
    lead, listing = wanting(), hall(zone)
    desk = signed_in(sales)
    page = desk.post(f"/admin/leads/lead/{lead.pk}/act/recommend/", {"listing": listing.number}, follow=True)
    assert "先记录口头同意" in words(page)
    assert not lead.events.filter(kind=LeadEvent.Kind.RECOMMENDED).exists()


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["JN-99999999", "x", "'; --", "J" * 300, "JN-1\x00"])
def test_a_number_that_is_none_is_refused_in_words(wanting, sales, typed):
    lead = wanting(third_party="1")
    page = signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/recommend/", {"listing": typed}, follow=True)
    assert page.status_code == 200
    assert not lead.events.filter(kind=LeadEvent.Kind.RECOMMENDED).exists()


@pytest.mark.slow
def test_neither_zone_nor_number_is_refused(wanting, sales):
    lead = wanting(third_party="1")
    page = signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/recommend/", {"text": ""}, follow=True)
    assert "请选园区，或写房源编号" in words(page)


@pytest.mark.slow
def test_what_was_ruled_out_shown_or_asked_about_says_so(wanting, zone, sales):
    shown, ruled_out, asked_about = hall(zone), hall(zone, area_m2=3100), hall(zone, area_m2=3200)
    lead = wanting(listing=asked_about.number)
    lead.visit(shown, sales)
    lead.rule_out(ruled_out, sales, "柱距太密")
    found = {each.hit.listing: each.dealing for each in proposals(lead, sales).known}
    assert found == {shown: "已带看", asked_about: "客户问的"}
    assert [each.hit.listing for each in proposals(lead, sales).ruled_out] == [ruled_out]
    lead.agree_to_share(sales, "电话里同意")
    lead.recommend(shown, sales)
    assert [each.dealing for each in proposals(lead, sales).known] == ["已带看、已推荐", "客户问的"]
    assert proposals(lead, sales).fitting == []


@pytest.mark.slow
def test_what_was_ruled_out_by_a_slip_is_proposed_again(wanting, zone, sales):
    listing, lead = hall(zone), wanting()
    desk = signed_in(sales)
    page = desk.post(f"/admin/leads/lead/{lead.pk}/act/rule-out/", {"listing": listing.number}, follow=True)
    assert f"已记下 {listing.number} 不合适" in words(page)
    assert proposals(lead, sales).fitting == []
    desk.post(f"/admin/leads/lead/{lead.pk}/act/rule-in/", {"listing": listing.number})
    assert [each.hit.listing for each in proposals(lead, sales).fitting] == [listing]
    assert lead.timeline()[0].text == "撤销，还是合适"


@pytest.mark.slow
def test_what_was_asked_about_stands_first_whether_it_fits_or_not(wanting, zone, sales):
    small = hall(zone, area_m2=300)
    lead = wanting(listing=small.number)
    assert [each.hit.listing for each in proposals(lead, sales).known] == [small]
    small.take(sales)
    assert "已租" in words(signed_in(sales).get(f"/admin/leads/lead/{lead.pk}/change/"))


@pytest.mark.parametrize("spelt", ["{digits}", "{letters}{digits}", " {letters}－{digits} ".lower()])
def test_a_number_is_taken_as_it_is_said_on_the_phone(wanting, zone, sales, spelt):
    listing, lead = hall(zone), wanting(third_party="1")
    letters, digits = listing.number.split("-")
    typed = spelt.format(letters=letters.lower(), digits=digits)
    signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/recommend/", {"listing": typed})
    assert lead.events.get(kind=LeadEvent.Kind.RECOMMENDED).listing == listing


def test_a_wrong_number_with_words_beside_it_can_be_mended_where_it_is_refused(wanting, sales):
    lead = wanting(third_party="1")
    typed = {"listing": "JN-9999", "text": "客户喜欢柱距"}
    page = words(signed_in(sales).post(f"/admin/leads/lead/{lead.pk}/act/recommend/", typed))
    assert 'name="listing" value="JN-9999"' in page
    assert "客户喜欢柱距" in page


@pytest.mark.slow
def test_what_was_recommended_to_a_lead_that_was_merged_counts_for_the_one_that_stays(wanting, zone, manager):
    listing, lead = hall(zone), wanting(third_party="1")
    lead.recommend(listing, manager)
    other = wanting(phone="13800000001")
    merging.merge(lead, other, manager)
    assert [each.dealing for each in proposals(other, manager).known] == ["已推荐"]


def news(who):
    page = signed_in(who).get("/admin/leads/lead/today/")
    return [(each.listing, [lead for lead, _ in each.fits]) for each in page.context["news"]]


@pytest.mark.slow
def test_who_has_a_lead_that_a_new_listing_fits_finds_it_in_today(wanting, zone, sales, colleague):
    lead = wanting()
    lead.claim(sales)
    listing = hall(zone, state="draft")
    assert news(sales) == []
    listing.change(sales, state="open")
    assert news(sales) == [(listing, [lead])]
    assert news(colleague) == []


@pytest.mark.slow
def test_what_is_new_in_other_cities_hides_nothing(wanting, zone, sales, monkeypatch):
    monkeypatch.setattr(fitting, "MOST_NEW", 1)
    lead, listing = wanting(), hall(zone)
    lead.claim(sales)
    hall(builders.zone())
    assert news(sales) == [(listing, [lead])]


@pytest.mark.slow
def test_today_is_silent_once_it_was_recommended_ruled_out_or_is_a_week_old(wanting, zone, sales):
    lead, listing = wanting(third_party="1"), hall(zone)
    lead.claim(sales)
    lead.rule_out(listing, sales)
    assert news(sales) == []
    other = hall(zone)
    lead.recommend(other, sales)
    assert news(sales) == []
    old = hall(zone)
    Listing.objects.filter(pk=old.pk).update(offered_at=timezone.now() - timedelta(days=8))
    assert news(sales) == []


def test_what_comes_back_on_offer_is_new_again(zone, sales):
    listing = hall(zone)
    Listing.objects.filter(pk=listing.pk).update(offered_at=timezone.now() - timedelta(days=30))
    listing.change(sales, state="taken")
    assert listing.offered_at is None
    listing.change(sales, state="open")
    assert listing.offered_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.slow
def test_a_listings_page_names_the_open_leads_it_fits_and_only_those_the_person_may_see(
    wanting, zone, sales, colleague
):
    fits, other = wanting(), wanting(need="要 20000平", phone="13800000001")
    mine = wanting(phone="13800000002")
    mine.claim(colleague)
    closed = wanting(phone="13800000003")
    closed.move("invalid", sales, "打错了")
    listing = hall(zone)
    shown = words(signed_in(sales).get(f"/admin/listings/listing/{listing.pk}/change/"))
    assert "合适的客户：1 位" in shown
    assert other.name in shown
    assert "合适的客户：2 位" in words(signed_in(colleague).get(f"/admin/listings/listing/{listing.pk}/change/"))
    assert fits.owner is None


@pytest.mark.slow
def test_who_works_on_no_leads_reads_of_none_on_a_listings_page(wanting, zone, editor):
    wanting()
    listing = hall(zone)
    assert "合适的客户" not in words(signed_in(editor).get(f"/admin/listings/listing/{listing.pk}/change/"))


@pytest.mark.slow
def test_queries_do_not_grow_with_leads_and_listings(wanting, zone, sales):
    for count in (2, 6):
        for number in range(count):
            hall(zone, area_m2=3000 + number)
            lead = wanting(phone=f"1380000{count:02}{number:02}")
            lead.claim(sales)
        desk = signed_in(sales)
        pages = ["/admin/leads/lead/today/", f"/admin/leads/lead/{lead.pk}/change/"]
        pages.append(f"/admin/listings/listing/{Listing.objects.latest('pk').pk}/change/")
        for page in pages:
            desk.get(page)
        taken = [queries_of(desk, page) for page in pages]
        if count == 2:
            before = taken
    assert all(now <= then for now, then in zip(taken, before, strict=True))


def queries_of(desk, page):
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(page).status_code == 200
    return len(queries)


def test_a_person_of_another_city_reads_nothing_of_it(wanting, zone, qingdao):
    stranger = person("stranger", "招商专员", qingdao)
    wanting()
    listing = hall(zone)
    page = signed_in(stranger).get(f"/admin/listings/listing/{listing.pk}/change/")
    assert "合适的客户" not in words(page)
