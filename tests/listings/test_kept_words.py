"""What somebody said and nothing was made of stays, whatever is tapped next, until it reaches the enquiry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listings.forms import FinderForm
from tests import builders
from zones.site import Network, Site

pytestmark = pytest.mark.django_db
NEED = "济南 3000平 单层 带客梯 三班倒"


@pytest.fixture
def hall():
    return builders.listing(zone=builders.zone(city=builders.city(name="济南", slug="jinan")))


def page(client, address):
    return client.get(f"/listings/{address}")


@pytest.mark.slow
def test_they_stay_when_what_was_found_is_sorted_and_a_condition_taken_away(client, hall):
    first = client.get("/listings/", {"need": NEED})
    ways = [url for _, _, url in first.context["sorts"]] + [url for _, url in first.context["form"].chips]
    ways += [url for *_, url in first.context["kinds"]] + [first.context["page"].current_url]
    for way in ways:
        shown = page(client, way)
        assert "没有按这些筛选：“客梯 三班倒”" in shown.content.decode(), way
        enquiry = client.get(shown.context["enquiry_url"])
        assert enquiry.context["form"]["need"].value().endswith("，客梯 三班倒"), way


@pytest.mark.slow
def test_they_stay_when_a_condition_is_changed_in_the_form(client, hall):
    first = client.get("/listings/", {"need": NEED}).content.decode()
    assert '<input type="hidden" name="unread" value="客梯 三班倒">' in first
    second = client.get("/listings/", {"city": "jinan", "area": "4000", "unread": "客梯 三班倒"})
    assert "没有按这些筛选：“客梯 三班倒”" in second.content.decode()


def test_a_new_sentence_begins_anew(client, hall):
    sentence = page(client, "?area=3000&unread=三班倒").content.decode().partition("</form>")[0]
    assert "三班倒" not in sentence


@pytest.mark.slow
def test_a_field_that_could_not_be_read_and_a_district_without_a_zone_stay_too(client, hall):
    first = client.get("/listings/", {"need": "章丘 厂房", "height": "8米以下"})
    second = page(client, first.context["sorts"][1][2])
    assert second.context["form"].not_used == ["“章丘区 净高 8米以下”"]


@pytest.mark.slow
def test_what_is_said_of_a_place_only_roughly_stays(client, hall):
    first = client.get("/listings/", {"need": "济南历城附近 厂房"})
    assert first.context["form"].not_used == []
    assert page(client, first.context["sorts"][2][2]).context["form"].not_used == ["“历城”"]


@pytest.mark.slow
def test_of_a_city_that_the_portal_has_not_it_is_said_that_nothing_is_there(client, hall):
    first = client.get("/listings/", {"need": "北京 厂房"})
    assert "没有按这些筛选：北京（现在没有房源）" in first.content.decode()
    assert page(client, first.context["sorts"][1][2]).context["form"].not_used == ["“北京”"]
    assert "现在没有房源" not in client.get("/listings/", {"need": "从北京搬到济南，靠近北京路"}).content.decode()


def test_the_end_of_a_very_long_need_is_told_as_well(client, hall):
    shown = client.get("/listings/", {"need": "济南 " + "厂房 " * 66 + "要靠近地铁站"})
    assert "地铁站" in shown.context["form"].not_used[-1]


@pytest.mark.slow
def test_the_longest_words_that_are_kept_reach_the_enquiry(client, hall):
    first = client.get("/listings/", {"need": "济南 单层 厂房 3000平 行车 " + "靠近某某地铁站" * 17})
    assert client.get(first.context["enquiry_url"]).status_code == 200
    second = page(client, first.context["sorts"][1][2])
    enquiry = client.get(second.context["enquiry_url"])
    assert enquiry.context["form"]["need"].value().count("靠近某某地铁站") == 17


def test_words_that_are_kept_are_no_page_of_their_own(client, hall):
    shown = page(client, "?unread=三班倒").content.decode()
    assert "noindex" in shown
    assert 'rel="canonical"' not in shown
    assert "全部去掉" in shown


@pytest.mark.parametrize("typed", ["%00", "<b>", "三" * 500, "%F0%9F%98%80"])
def test_whatever_is_kept_the_page_is_answered(client, hall, typed):
    assert page(client, f"?unread={typed}").status_code in {200, 400}


@pytest.mark.slow
@settings(max_examples=50)
@given(st.text(max_size=260), st.text(max_size=60))
def test_what_was_not_read_is_not_lost_on_the_way(typed, height):
    site = Site(Network(), None, "park.example", "1")
    first = FinderForm({"need": typed, "height": height}, site)
    second = FinderForm(first.query, site)
    assert second.unread_words == first.unread_words
    assert second.meant.criteria == [] or first.meant.criteria


@pytest.mark.slow
def test_of_two_kinds_both_are_listed_and_no_third(client, hall):
    store = builders.listing(kind="warehouse")
    builders.listing(kind="office"), builders.listing(kind="land", deal="transfer")
    shown = client.get("/listings/", {"need": "厂房或仓库"})
    assert {hit.listing for hit in shown.context["page"].hits} == {hall, store}
    assert dict(shown.context["form"].chips) == {"厂房或仓库": "?"}
    assert 'name="kinds" value="factory,warehouse"' in shown.content.decode()
    alone = page(client, {label: url for _, label, _, url in shown.context["kinds"]}["仓库"])
    assert [hit.listing for hit in alone.context["page"].hits] == [store]


@pytest.mark.parametrize("typed", [",,", "castle", "factory,factory", "x" * 300, "%"])
def test_no_kinds_that_are_typed_break_the_page(client, hall, typed):
    assert client.get("/listings/", {"kinds": typed}).context["page"].count == 1


@pytest.mark.slow
def test_a_crane_of_any_size_is_looked_for(client, hall):
    """What is only prepared for stands last, and is called so."""
    known = builders.listing(crane_t=5)
    none, prepared = builders.listing(crane_state="none"), builders.listing(crane_t=10, crane_state="prepared")
    builders.listing(kind="office")
    shown = client.get("/listings/", {"need": "带行车的厂房"})
    hits = {hit.listing: hit.doubts for hit in shown.context["page"].hits}
    assert hits == {known: [], hall: ["行车待核实"], prepared: ["行车只预留"]}
    assert [(hit.listing, hit.misses) for hit in shown.context["page"].near] == [(none, ["没有行车"])]
    assert shown.context["page"].hits[0].listing == known
    assert "要有行车" in shown.content.decode()
    assert "行车只预留" in client.get("/listings/?crane=8&height=9").content.decode()
