"""The report's page: for whom it is, what may be asked of it, and what it costs."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from articles.models import DailyTaps
from leads import erasure
from leads.models import Lead
from plumbing.paths import path_of
from reports import names
from reports.models import Target
from staff.roles import EDITOR, SALES, SALES_MANAGER
from tests import builders
from tests.desk import signed_in, words
from tests.reports.seeding import seed
from zones.models import City

pytestmark = pytest.mark.django_db
PAGE, LIST, TAPS = "/admin/report/", "/admin/leads/lead/", "/admin/report/taps/"


@pytest.fixture
def here():
    return builders.city(name="示例甲市")


@pytest.fixture
def elsewhere():
    return builders.city(name="示例乙市")


@pytest.fixture
def manager(here):
    return builders.person(SALES_MANAGER, here)


def lead(city, owner=None, **fields):
    return Lead.objects.create(kind="rent", name="示例客户", city=city, owner=owner, **fields)


def received(user, **chosen):
    """How many leads the person's report says came this month."""
    tables = signed_in(user).get(PAGE, chosen).context["tables"]
    return next(row for row in tables[0].rows if row[0].text == "收到")[1].value


def titles(user, **chosen):
    return [table.title for table in signed_in(user).get(PAGE, chosen).context["tables"]]


@pytest.mark.slow
def test_a_manager_reads_of_their_cities_head_office_of_all_and_sales_of_their_own(here, elsewhere, manager):
    seller, colleague = builders.person(SALES, here), builders.person(SALES, here)
    for city, owner in ((here, seller), (here, colleague), (here, None), (elsewhere, None), (None, None)):
        lead(city, owner)
    assert received(manager) == 3
    assert received(builders.person(SALES_MANAGER)) == 5
    assert received(builders.person(is_superuser=True)) == 5
    assert received(seller) == 1
    assert {"按人员", "按城市", "点电话和微信"} & {*titles(seller)} == set()
    assert {"按人员", "按城市", "点电话和微信"} <= {*titles(manager)}


def test_a_manager_who_also_sells_in_another_city_reads_of_their_own_there(here, elsewhere, manager):
    lead(elsewhere, manager)
    lead(elsewhere)
    assert received(manager) == 1


@pytest.mark.parametrize("role", [EDITOR, None])
def test_who_may_see_no_lead_reads_no_report(here, role):
    client = signed_in(builders.person(role, here) if role else builders.person())
    assert [client.get(address).status_code for address in (PAGE, f"{PAGE}xlsx/")] == [403, 403]


@pytest.mark.slow
def test_a_city_or_a_person_typed_into_the_address_opens_nothing(here, elsewhere, manager):
    stranger = builders.person(SALES, elsewhere)
    lead(elsewhere, stranger)
    for chosen in ({"of_city": elsewhere.pk}, {"person": stranger.pk}, {"of_city": "none"}):
        assert signed_in(manager).get(PAGE, chosen).context["report"] is None
    seller = builders.person(SALES, here)
    lead(here, seller)
    assert received(seller, person=stranger.pk, of_city=elsewhere.pk) == 1  # it is not asked of them


@pytest.mark.slow
def test_the_list_of_a_number_shows_nobody_elses_leads(here, elsewhere, manager):
    """Whatever its address says: a salesperson's own, a manager's cities'."""
    seller = builders.person(SALES, here)
    mine, pools, foreign = lead(here, seller), lead(here), lead(elsewhere)
    asked = {"figure": "received", "first": timezone.localdate(), "last": timezone.localdate()}
    shown = {
        user: {*signed_in(user).get(LIST, {**asked, **more}).context["cl"].queryset}
        for user, more in ((seller, {}), (manager, {}), (builders.person(SALES, elsewhere), {"of_city": here.pk}))
    }
    assert [*shown.values()] == [{mine}, {mine, pools}, set()]
    assert foreign not in shown[manager]


@pytest.mark.parametrize(
    "asked",
    [
        {"figure": "received"},
        {"figure": "none", "first": "2026-11-01", "last": "2026-11-30"},
        {"first": "2026-11-01"},
        {"figure": "received", "first": "0001-01-01", "last": "0001-01-02"},
        {"figure": "received", "first": "2026-11-01", "last": "2026-11-30", "person": "1 OR 1"},
        {"figure": "returned", "first": "2026-11-01", "last": "2026-11-30", "person": "٣"},
        {"figure": "received", "first": "2026-11-01", "last": "2026-11-30", "of_city": "9" * 30},
        *(
            {"figure": "received", "first": "2026-11-01", "last": "2026-11-30", "towards": towards}
            for towards in ("202613-202613.1", "202611-202611.", "202611-202611.1_", "_" * 1700, "000011-202611.1")
        ),
    ],
)
def test_an_address_of_a_list_that_is_none_takes_no_page_down(asked):
    shown = signed_in(builders.person(is_superuser=True)).get(LIST, asked)
    assert (shown.status_code, shown.url.endswith("?e=1")) == (302, True)


def test_the_list_says_what_it_was_narrowed_to(manager):
    asked = {"figure": "received", "first": "2026-11-01", "last": "2026-11-30", "by_way": "call", "of_kind": "rent"}
    page = words(signed_in(manager).get(LIST, {**asked, "person": "none"}))
    assert "收到 2026-11-01 至 2026-11-30，来电，租厂房，公共池" in page


@pytest.mark.slow
def test_an_erased_lead_is_still_counted_and_in_its_list(here, manager):
    row = lead(here)
    erasure.erase(row)
    asked = {"figure": "received", "first": timezone.localdate(), "last": timezone.localdate()}
    assert (received(manager), signed_in(manager).get(LIST, asked).context["cl"].result_count) == (1, 1)


def test_a_period_that_is_none_is_refused_in_words(manager):
    page = words(signed_in(manager).get(PAGE, {"first": "2026-11-30", "last": "2026-11-01"}))
    assert "结束日期要在开始日期之后" in page
    assert signed_in(manager).get(f"{PAGE}xlsx/", {"first": "x"}).status_code == 302


@pytest.mark.slow
@given(
    st.fixed_dictionaries(
        {
            name: st.text(st.characters(exclude_characters="\0"), max_size=12)
            for name in ("first", "last", "of_city", "person")
        }
    )
)
def test_whatever_is_typed_into_the_address_is_answered(boss_client, asked):
    """But a NUL, which the site refuses in any address."""
    assert boss_client.get(PAGE, asked).status_code == 200
    assert boss_client.get(TAPS, {**asked, "path": f"/{asked['person']}"}).status_code in (200, 302)
    assert boss_client.get(TAPS, {"path": asked["person"]}).status_code == 200


@pytest.fixture(scope="module")
def boss_client(rows_of_module):
    return signed_in(builders.person(is_superuser=True))


@pytest.mark.slow
def test_taps_are_counted_on_the_pages_of_the_city_alone(here, elsewhere, manager):
    zone, foreign = builders.zone(city=here), builders.zone(city=elsewhere)
    story, listing = builders.article(city=here), builders.listing(zone=zone)
    pages = [zone.get_absolute_url(), story.get_absolute_url(), listing.get_absolute_url()]
    for path in (*pages, foreign.get_absolute_url(), "/"):
        DailyTaps.objects.create(path=path, action="call", day=timezone.localdate(), taps=2)
        DailyTaps.objects.create(path=path, action="wechat", day=timezone.localdate(), taps=1)
    [table] = [each for each in signed_in(manager).get(PAGE).context["tables"] if each.title == "点电话和微信"]
    assert {row[0].address: row[1].value for row in table.rows} == dict.fromkeys(pages, 3)
    [table] = [
        each
        for each in signed_in(builders.person(is_superuser=True)).get(PAGE).context["tables"]
        if each.title == "点电话和微信"
    ]
    assert len(table.rows) == 5


@pytest.mark.slow
@pytest.mark.parametrize("is_boss", [True, False])
def test_each_number_of_taps_opens_the_days_it_is_of(here, elsewhere, manager, is_boss):
    zone, today = builders.zone(city=here), timezone.localdate()
    path, foreign = zone.get_absolute_url(), builders.zone(city=elsewhere).get_absolute_url()
    for days, action, taps in ((0, "call", 2), (0, "wechat", 1), (1, "call", 4), (31, "call", 8)):
        day = today - timedelta(days=days)
        DailyTaps.objects.create(path=path, action=action, day=day, taps=taps)
        DailyTaps.objects.create(path=foreign, action=action, day=day, taps=100)
    desk = signed_in(builders.person(is_superuser=True) if is_boss else manager)
    shown = desk.get(PAGE, {"first": today - timedelta(days=29), "last": today}).context["tables"]
    [table] = [each for each in shown if each.title == "点电话和微信"]
    row = next(dict(zip(table.headings, row, strict=True)) for row in table.rows if row[0].address == path)
    assert {heading: cell.value for heading, cell in row.items() if cell.address and heading != "页面"} == {
        "本期": 7, "上期": 8, "拨打电话": 6, "微信": 1,
    }  # fmt: skip
    for heading, column in (("本期", "合计"), ("上期", "合计"), ("拨打电话", "拨打电话"), ("微信", "微信")):
        days = desk.get(row[heading].address).context["table"]
        place = days.headings.index(column)
        assert days.rows[0][place].value == sum(each[place].value for each in days.rows[1:]) == row[heading].value
    assert [each[0].text for each in desk.get(row["本期"].address).context["table"].rows[1:]] == [
        f"{today - timedelta(days=1)}",
        f"{today}",
    ]


def test_pages_that_were_tapped_on_are_named_as_people_name_them(here, manager, django_assert_num_queries):
    zone, today = builders.zone(city=here, name="示例高新区"), timezone.localdate()
    story, listing = builders.article(city=here, title="示例开工"), builders.listing(zone=zone)
    draft = builders.draft(city=here)
    named = {
        zone.get_absolute_url(): "示例甲市 · 示例高新区", here.get_absolute_url(): "示例甲市", "/about/": "/about/",
        story.get_absolute_url(): "示例开工", listing.get_absolute_url(): f"房源 {listing.number}",
        f"{path_of('articles:article', draft.pk)}": f"第 {draft.pk} 篇（已下线）", "/a/b/": "/a/b/",
    }  # fmt: skip
    with django_assert_num_queries(1):
        assert {path: cell.text for path, cell in names.of_paths(named).items()} == named
    DailyTaps.objects.create(path=zone.get_absolute_url(), action="call", day=today, taps=2)
    page = signed_in(manager).get(TAPS, {"path": zone.get_absolute_url(), "first": today, "last": today})
    assert ">示例甲市 · 示例高新区</h2>" in words(page)


@pytest.mark.slow
def test_the_days_of_a_page_are_for_who_supervises_its_city(here, elsewhere, manager):
    path, today = builders.zone(city=elsewhere).get_absolute_url(), timezone.localdate()
    DailyTaps.objects.create(path=path, action="call", day=today, taps=100)
    asked = {"path": path, "first": today, "last": today}
    seller = builders.person(SALES, here)
    assert [signed_in(each).get(TAPS, asked).status_code for each in (seller, builders.person(EDITOR, here))] == [
        403
    ] * 2
    assert "这段时间没有" in words(signed_in(manager).get(TAPS, asked))
    assert signed_in(manager).get(TAPS, {**asked, "of_city": elsewhere.pk}).status_code == 302
    assert signed_in(manager).get(TAPS, {**asked, "first": "x"}).url == PAGE


@pytest.mark.slow
def test_a_number_in_a_reason_is_masked_and_stands_in_no_address(here, manager):
    reason = "客户说打 13800000000 找别人"
    lead(here, stage="lost", lost_reason=reason, stage_changed_at=timezone.now())
    page = words(signed_in(manager).get(PAGE))
    assert "13800000000" not in page
    [row] = next(each for each in signed_in(manager).get(PAGE).context["tables"] if "原因" in each.title).rows
    assert signed_in(manager).get(row[1].address).context["cl"].result_count == 1


@pytest.mark.slow
def test_the_workbook_holds_each_table_as_numbers(here, manager):
    lead(here)
    response = signed_in(manager).get(f"{PAGE}xlsx/")
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == titles(manager)
    rows = list(book["总览"].iter_rows(values_only=True))
    assert rows[1] == ("指标", "本期", "上期", "变化")
    assert rows[2][:3] == ("收到", 1, 0)


@pytest.mark.parametrize("number", [60, pytest.param(60_000, marks=pytest.mark.slow)])
def test_the_page_costs_the_same_queries_however_many_leads(django_assert_num_queries, number):
    """1-3 site's version, session and person; 4-5 cities and people to choose; 6-11 cities' hours,
    responses, visits with returns and what came without a day, signings, what was given up and what stands now;
    12-17 days and origins, targets, stages, titles of articles and listings, reasons; 18-19 people and cities; 20 taps;
    21 the badge of new messages. With targets 22: what was received where there are some.
    """
    seed(number, datetime.now(UTC) - timedelta(hours=1))
    client = signed_in(builders.person(is_superuser=True))
    today = timezone.localdate()
    year = {"first": today - timedelta(days=365), "last": today}
    client.get(PAGE, year)
    with django_assert_num_queries(21):
        client.get(PAGE, year)
    Target.objects.create(
        city=City.objects.first(), month=today.replace(day=1), received=9, area_m2=9, investment_10k=9
    )
    with django_assert_num_queries(22):
        client.get(PAGE, year)
