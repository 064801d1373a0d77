"""A sheet that is uploaded every week: what was said of the last one goes for it; what it names no more is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from listings.jobs import forget_imports
from listings.models import Listing, StockImport
from staff.roles import SALES, WRITER
from tests import builders
from tests.desk import signed_in, words
from tests.listings.stock_sheet.importing import HEAD, IMPORT, confirm, facts, look, page, say, why
from tests.workbooks import opened

pytestmark = pytest.mark.django_db
#: As a broker heads his: none of these three is known.
LOOSE = ["项目", "几号楼", "用途", "租或售", "面积", "盘源情况"]


def a_week_later():
    StockImport.objects.update(created_at=timezone.now() - timedelta(days=7))
    forget_imports()


def first_week(sales, zone):
    """The import of a sheet of which much had to be said."""
    stock, _ = look(sales, LOOSE, *loose(zone))
    say(sales, stock, **{"column-几号楼": "building", "column-盘源情况": "state", "column-用途": "kind"})
    say(sales, stock, **{"say-state-放盘中": "open", "say-verified_on-": str(timezone.localdate())})
    confirm(sales, stock)
    assert Listing.objects.count() == 2
    return stock


def loose(zone, state="放盘中", *, count=2):
    return [[zone.name, f"{number}号楼", "厂房", "租", 800, state] for number in range(1, count + 1)]


@pytest.mark.slow
def test_what_was_said_of_a_sheet_goes_for_the_one_of_the_next_week_in_its_numbered_file_too(sales, zone):
    stock = first_week(sales, zone)
    book = opened(sales.get(f"{IMPORT}{stock.pk}/numbers/"))
    a_week_later()
    for rows in ([LOOSE, *loose(zone)], book.active.values):
        again, shown = look(sales, *rows)
        assert {row["outcome"] for row in shown.values()} == {"same"}
        assert "那次选的（哪一列是什么、没写的和看不懂的怎样算）接着用" in page(sales, again)
    again, shown = look(sales, LOOSE, *loose(zone, "租掉了"))
    assert {facts(row)["状态"] for row in shown.values()} == {"已租（售）"}


@pytest.mark.slow
def test_the_day_of_verification_is_asked_anew_every_week(sales, zone):
    first_week(sales, zone)
    a_week_later()
    _, shown = look(sales, LOOSE, *loose(zone, count=3))
    assert "对外的房源要写核实日期" in why(shown["4"])


@pytest.mark.slow
def test_what_was_said_before_can_be_forgotten(sales, zone):
    first_week(sales, zone)
    again, _ = look(sales, LOOSE, *loose(zone))
    shown = say(sales, again, forget="1")
    assert {row["outcome"] for row in shown.values()} != {"same"}
    assert "接着用；" not in page(sales, again)


@pytest.mark.slow
def test_neither_a_colleague_nor_another_sheet_is_answered_for(sales, zone):
    first_week(sales, zone)
    colleague = signed_in(builders.person(SALES, zone.city))
    for desk, head in ((colleague, LOOSE), (sales, [*LOOSE, "备注"])):
        again, _ = look(desk, head, *loose(zone))
        assert "column-盘源情况" in page(desk, again)
        assert "接着用；" not in page(desk, again)


@pytest.fixture
def offered(zone):
    """Three on offer."""
    return [builders.listing(zone=zone, building=f"{number} 号楼", area_m2=800) for number in (1, 2, 3)]


def sheet(*listings, area=800):
    return [["编号", "面积"], *([each.number, area] for each in listings)]


def imported_before(sales, offered):
    stock, _ = look(sales, *sheet(*offered))
    confirm(sales, stock)
    a_week_later()


@pytest.mark.slow
def test_what_the_sheet_names_no_more_and_visitors_still_see_is_asked_about(sales, offered):
    imported_before(sales, offered)
    first, second, third = offered
    stock, _ = look(sales, *sheet(first))
    shown = page(sales, stock)
    assert "上次有、这次没有，网站上还在的 2 套" in shown
    done = words(confirm(sales, stock, **{f"gone-{second.number}": "taken", f"gone-{third.number}": ""}))
    states = [Listing.objects.get(pk=each.pk).state for each in offered]
    assert states == ["open", "taken", "open"]
    assert second.changes.get().facts == {"state": ["在租（售）", "已租（售）"]}
    assert f"{second.number} " in done
    assert "已改为“已租（售）”" in done
    assert "上次有、这次没有" not in page(sales, look(sales, *sheet(first))[0]), "left as it is, it is asked once"


@pytest.mark.slow
def test_a_sheet_of_which_nothing_was_to_be_done_is_the_last_one_as_well(sales, offered):
    look(sales, *sheet(*offered))
    a_week_later()
    for _ in range(2):  # looked at twice, and nothing decided in between
        stock, _ = look(sales, *sheet(*offered[:2]))
        say(sales, stock)
        assert "上次有、这次没有，网站上还在的 1 套" in page(sales, stock)
    confirm(sales, stock)
    assert "上次有、这次没有" not in page(sales, look(sales, *sheet(*offered[:2]))[0])


@pytest.mark.slow
def test_one_button_takes_all_of_them_off_when_it_is_confirmed(sales, offered):
    imported_before(sales, offered)
    stock, _ = look(sales, *sheet(offered[0]))
    say(sales, stock, gone_all="offline")
    assert {Listing.objects.get(pk=each.pk).state for each in offered} == {"open"}
    confirm(sales, stock)
    assert [Listing.objects.get(pk=each.pk).state for each in offered] == ["open", "offline", "offline"]


@pytest.mark.slow
def test_what_is_in_the_sheet_but_not_imported_is_not_missing(sales, offered):
    imported_before(sales, offered)
    first, second, third = offered
    rows = [["编号", "面积"], [first.number, 800], [second.number, "若干"], [third.number.lower(), 800]]
    stock, _ = look(sales, *rows)
    assert "上次有、这次没有" not in page(sales, stock)


@pytest.mark.slow
def test_a_sheet_of_other_listings_says_nothing_of_the_last_one(sales, offered, zone):
    imported_before(sales, offered)
    others = [builders.listing(zone=zone, building=f"{number} 号库") for number in (7, 8, 9)]
    stock, _ = look(sales, *sheet(offered[0], *others))
    assert "上次有、这次没有" not in page(sales, stock)


@pytest.mark.slow
def test_only_who_may_take_a_listing_off_is_asked_and_obeyed(offered, zone):
    writer = signed_in(builders.person(WRITER, zone.city))
    imported_before(writer, offered)
    stock, _ = look(writer, *sheet(offered[0]))
    assert "上次有、这次没有" not in page(writer, stock)
    confirm(writer, stock, **{f"gone-{offered[1].number}": "taken"})
    assert Listing.objects.get(pk=offered[1].pk).state == "open"


@pytest.mark.slow
def test_a_listing_that_was_not_asked_about_is_not_taken_off(sales, offered):
    imported_before(sales, offered[:2])
    stock, _ = look(sales, *sheet(offered[0]))
    confirm(sales, stock, **{f"gone-{offered[2].number}": "taken", f"gone-{offered[1].number}": "draft"})
    assert {Listing.objects.get(pk=each.pk).state for each in offered} == {"open"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("heading", "typed", "told"),
    [
        ("面积", 56000, "面积从 5,600 ㎡ 变成 56,000 ㎡，是原来的 10 倍"),
        ("面积", 560, "只有原来的 1/10"),
        ("租金", "200元/㎡·月", "价格从 20 元/㎡·月 变成 200 元/㎡·月，是原来的 10 倍"),
        ("租金", "2元/㎡·月", "只有原来的 1/10"),
    ],
)
def test_an_area_or_price_that_leaps_is_asked_about_before_visitors_see_it(sales, zone, heading, typed, told):
    listing = builders.listing(zone=zone, area_m2=5600, price="20 元/㎡·月")
    rows = (["编号", heading, "净高"], [listing.number, typed, 9])
    stock, shown = look(sales, *rows)
    assert shown["2"]["outcome"] == "leap"
    assert told in "".join(shown["2"]["notes"])
    done = words(confirm(sales, stock))
    listing.refresh_from_db()
    assert (listing.area_m2, listing.clear_height_m) == (5600, None)
    assert "差得太多，没有动" in done
    stock, _ = look(sales, *rows)
    assert 'name="twin" value="2"' in page(sales, stock)
    done = words(confirm(sales, stock, "2"))
    listing.refresh_from_db()
    assert listing.clear_height_m == 9
    assert "<strong>1</strong>已改" in done


def test_a_change_that_is_likely_or_of_a_draft_is_not_asked_about(sales, zone):
    listing = builders.listing(zone=zone, area_m2=5600, price="20 元/㎡·月")
    draft = builders.listing(zone=zone, area_m2=5600, state="draft")
    _, shown = look(
        sales, ["编号", "面积", "租金"], [listing.number, 2000, "0.9 元/㎡·天"], [draft.number, 56000, None]
    )
    assert [row["outcome"] for row in shown.values()] == ["changed", "changed"]


@pytest.mark.slow
def test_the_button_for_all_that_is_there_leaves_out_what_leaps(sales, hall, zone):
    other = builders.listing(zone=zone, building="2 号楼", area_m2=800)
    rows = [[zone.name, "1号楼", "厂房", "租", 30000], [zone.name, "2号楼", "厂房", "租", 900]]
    stock, _ = look(sales, HEAD, *rows)
    say(sales, stock, change_all="1")
    confirm(sales, stock)
    hall.refresh_from_db()
    other.refresh_from_db()
    assert (hall.area_m2, other.area_m2) == (3000, 900)


def test_one_number_twice_is_told_with_what_to_do_and_the_same_row_twice_is_no_fault(sales, hall):
    _, rows = look(sales, ["编号", "净高", "租金"], *([hall.number, high, "20 元/㎡·月"] for high in (9, 9, 7)))
    assert [row["outcome"] for row in rows.values()] == ["changed", "same", "refused"]
    assert rows["3"]["notes"] == ["和第 2 行是同一个编号，写的也一样，只算一次。"]
    told = why(rows["4"])
    assert f"和第 2 行是同一个编号 {hall.number}，写的却不一样：只按第 2 行的算。" in told
    assert "是另一套的，把这一行的编号清空再传" in told


@pytest.mark.slow
def test_the_page_of_uploading_leads_back_to_what_was_uploaded_today(sales, offered):
    stock, _ = look(sales, *sheet(*offered))
    shown = words(sales.get(IMPORT))
    assert f'href="{IMPORT}{stock.pk}/"' in shown
    assert "还没有导入" in shown
