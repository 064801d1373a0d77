"""The pages of an import: every number opens the rows it counts, few queries, and files that are none are told so."""

import re

import pytest
from django.db import connection
from lxml import html

from leads.models import Lead
from old_lists import jobs, views
from old_lists.models import OldList
from tests import builders
from tests.old_lists.importing import HEADINGS, LISTS, brought_in, choose, confirm, upload, uploaded
from tests.workbooks import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("zhang")]

ROWS = [
    HEADINGS,
    *[["2024-3-5", f"客户{n}", f"1380000{n:04}", "", "张三", "意向", f"备注{n}"] for n in range(130)],
    *[["2024-4-5", f"客户{n}", f"1380000{n:04}", "", "", "", "又来"] for n in range(3)],
    ["2024-3-5", "老客户", "13900000000", "", "", "", "再问"],
    ["2024-3-5", "青岛的", "13900000001", "", "", "", "再问"],
    *[["2024-3-5", f"少一位{n}", f"138000{n:04}", "", "", "", ""] for n in range(4)],
    ["合计", "130"],
]
COUNTS = {"new": 130, "noted": 4, "left": 1, "refused": 4, "sum": 1, "blank": 0}


@pytest.fixture
def others(jinan, qingdao):
    for city, phone in ((jinan, "+8613900000000"), (qingdao, "+8613900000001")):
        Lead.objects.create(kind="rent", name="示例", city=city, phone=phone, receipt=phone[-12:])


def counts_of(page):
    """{label: (number, address)} of the counts at the head of a page."""
    tree = html.fromstring(page.content.decode())
    found = {}
    for item in tree.xpath("//ul[@class='desk-stock-counts']/li"):
        number = int(item.xpath(".//strong")[0].text)
        label = item.text_content().strip().removeprefix(str(number))
        found[label] = (number, next(iter(item.xpath("./a/@href")), None))
    return found


def rows_at(desk, address):
    """How many rows all pages of an address list."""
    count, page = 0, 1
    while True:
        answer = html.fromstring(desk.get(f"{address}?page={page}").content.decode())
        count += len(answer.xpath("//ol[@class='desk-stock-rows']/li"))
        if not answer.xpath("//a[text()='下一页']"):
            return count
        page += 1


@pytest.mark.slow
def test_every_number_opens_the_rows_it_counts_before_and_after(desk, zhang, others):
    old_list = uploaded(desk, *ROWS)
    choose(desk, old_list)
    before = counts_of(desk.get(f"{LISTS}{old_list.pk}/look/"))
    assert {label: number for label, (number, _) in before.items() if number} == {
        "新线索": 130, "系统里已有": 2, "表里重复": 3, "不能导入": 4, "合计、表头": 1,
    }  # fmt: skip
    confirm(desk, old_list)
    jobs.bring_in(old_list.pk)
    after = counts_of(desk.get(f"{LISTS}{old_list.pk}/look/"))
    assert {name: after[label][0] for name, (label, _) in views.DONE.items()} == COUNTS
    for number, address in [*before.values(), *after.values()]:
        assert not address or "/rows/new/" not in address or rows_at(desk, address) == number
    for number, address in after.values():
        assert (rows_at(desk, address) if address else 0) == number


@pytest.mark.slow
def test_the_numbers_are_those_of_the_database(desk, zhang, others):
    old_list = brought_in(desk, *ROWS)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE outcome = 'new'), count(*) FILTER (WHERE note_id IS NOT NULL), count(*)
               FROM old_lists_oldlistrow WHERE old_list_id = %s""",
            [old_list.pk],
        )
        assert cursor.fetchone() == (130, 4, len(ROWS) - 1)
        cursor.execute(
            """SELECT count(*) FROM leads_lead JOIN leads_enquiry ON lead_id = leads_lead.id AND way = 'import'
               WHERE leads_lead.created_at AT TIME ZONE 'Asia/Shanghai' = '2024-03-05' AND owner_id = %s""",
            [zhang.pk],
        )
        assert cursor.fetchone() == (130,)
    by_way = desk.get("/admin/leads/lead/?way=import").content.decode()
    assert re.search(r"130\s*条?", by_way)


@pytest.mark.slow
def test_of_others_leads_nothing_is_shown_when_it_is_done_either(desk, others, qingdao):
    old_list = brought_in(desk, *ROWS)
    page = desk.get(f"{LISTS}{old_list.pk}/rows/left/").content.decode()
    assert "已有线索，在别处的公共池里，还没人跟进。" in page
    assert str(Lead.objects.get(city=qingdao)) not in page


@pytest.mark.slow
@pytest.mark.parametrize("page", ["look/", "rows/new/", "columns/", "words/"])
def test_a_page_takes_as_many_queries_for_many_rows(desk, zhang, page, django_assert_max_num_queries):
    old_list = uploaded(desk, *ROWS)
    choose(desk, old_list)
    if page in {"look/", "rows/new/"}:
        confirm(desk, old_list)
        jobs.bring_in(old_list.pk)
    with django_assert_max_num_queries(25):
        assert desk.get(f"{LISTS}{old_list.pk}/{page}").status_code == 200


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为"),
        (b"PK\x03\x04nothing", "这不是 .xlsx 文件"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xff", "这不是表格文件"),
        (workbook(["姓名", "电话"]), "表里没有内容"),
        (workbook(["姓名", "电话"], *[["甲", "1"]] * 5001), "一次最多导入 5,000 行"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(desk, data, why):
    assert why in upload(desk, data).content.decode()
    assert not OldList.objects.exists()


def test_without_a_number_to_know_people_by_nothing_goes_on(desk):
    old_list = uploaded(desk, ["姓名", "公司"], ["甲", "乙"])
    assert "要有一列是电话或微信号" in choose(desk, old_list).content.decode()


@pytest.mark.slow
def test_one_column_alone_is_the_day(desk):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", "2024-3-9"])
    answer = choose(desk, old_list, {"备注": "received"})
    assert "“登记日期”“备注”都选了“日期”" in answer.content.decode()


@pytest.mark.slow
def test_where_the_data_come_from_has_to_be_said(desk):
    old_list = uploaded(desk, HEADINGS, ["2024-3-5", "甲", "13800000000", "", "", "", ""])
    assert "买来的、别处抄来的名单不能导入" in choose(desk, old_list, basis="").content.decode()
    assert choose(desk, old_list, basis="bought").request["PATH_INFO"].endswith("/columns/")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["rows/nothing/", "rows/new/?page=x", "rows/new/?page=999"])
def test_no_address_takes_a_page_down(desk, zhang, path):
    old_list = brought_in(desk, *ROWS[:5])
    assert desk.get(f"{LISTS}{old_list.pk}/{path}").status_code in {200, 404}


@pytest.mark.slow
def test_what_was_done_is_not_mapped_anew(desk):
    old_list = brought_in(desk, *ROWS[:5])
    for page in ("columns", "words"):
        assert desk.post(f"{LISTS}{old_list.pk}/{page}/").status_code == 302
    columns = OldList.objects.get().columns
    desk.post(f"{LISTS}{old_list.pk}/columns/", {"basis": "spoken"})
    assert OldList.objects.get().columns == columns


@pytest.mark.slow
def test_the_list_of_lists_says_how_far_each_has_come(desk, manager):
    brought_in(desk, *ROWS[:5])
    uploaded(desk, *ROWS[:3], name="又一份.xlsx")
    page = desk.get(LISTS).content.decode()
    assert "已导入" in page
    assert "还没有导入" in page
    assert manager.display_name in page
    OldList.objects.create(user=builders.person(), name="别人的.xlsx", file=b"x")
    assert "别人的" not in desk.get(LISTS).content.decode()
