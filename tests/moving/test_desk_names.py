"""The page of names: what people type into it is read as the workbook reads it, and nothing of it is half kept."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import Workbook, load_workbook

from articles.models import Section
from moving import map_page
from moving.map_page import newest_usage
from moving.models import NameDecision, OldSite, Sort
from tests.desk import words
from tests.moving.desk import MOVES, begun, worked

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(desk, city, put, old):
    """A site with more tags than a page shows, looked at."""
    for number in range(60):
        tag = old.add("tag", Name=f"示例标签{number}")
        old.post(f"带标签的 {number}", "<p>正文</p>", CateID=1, Tag=f"{{{tag}}}")
    made = begun(desk, city, put())
    worked(made)
    return OldSite.objects.get(pk=made.pk)


def posted(desk, site, tab, **fields):
    return words(desk.post(f"{MOVES}{site.pk}/map/?tab={tab}", {"0-id": "1", **fields}, follow=True))


@pytest.mark.slow
def test_a_page_keeps_its_names_and_says_how_many(desk, site):
    assert "记下了这一页的 1 项" in posted(desk, site, "category", **{"0-section": "动态", "0-tag": " 园区　动态 "})
    row = NameDecision.objects.get(sort=Sort.CATEGORY)
    assert (row.section, row.tag, row.leaves_out) == (Section.objects.get(slug="dongtai"), "园区 动态", False)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tab", "fields", "why"),
    [
        ("category", {"0-section": "没有的栏目"}, "没有栏目“没有的栏目”"),
        ("category", {"0-section": "动态", "0-zone": "别处的园区"}, "没有这个城市的园区“别处的园区”"),
        ("tag", {"0-tag": "，。"}, "做不成标签"),
        ("tag", {"0-tag": "长" * 101}, "做不成标签"),
        ("author", {"0-byline": "长" * 41}, "署名最多 40 个字"),
        ("category", {"0-section": "动态", "0-leaves_out": "也许"}, "看不懂"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(desk, site, tab, fields, why):
    page = posted(desk, site, tab, **fields)
    assert why in page
    assert not NameDecision.objects.exists()
    typed = fields.get("0-tag") or fields.get("0-byline")
    assert typed is None or f'value="{typed}"' in page


@pytest.mark.slow
def test_a_name_that_the_site_has_not_is_not_kept(desk, site):
    posted(desk, site, "tag", **{"0-id": "999999", "0-tag": "别的", "1-id": "x" * 99, "1-tag": "别的"})
    assert not NameDecision.objects.exists()


@pytest.mark.slow
def test_many_names_come_in_pages_and_undecided_ones_first(desk, site):
    first = words(desk.get(f"{MOVES}{site.pk}/map/?tab=tag"))
    second = words(desk.get(f"{MOVES}{site.pk}/map/?tab=tag&page=2"))
    assert (first.count('-id" value='), second.count('-id" value=')) == (50, 11)
    desk.post(f"{MOVES}{site.pk}/map/?tab=tag", {"0-id": "61", "0-tag": "并到一起"})
    page = map_page.Tab(site, map_page.newest_usage(site), Sort.TAG, "2")
    assert [row.is_decided for row in page.rows()][-1] is True


def test_answers_that_are_none_are_left_out(desk, site):
    desk.post(f"{MOVES}{site.pk}/map/?tab=questions", {"future": "scheduled", "hidden": "whatever", "other": "x"})
    site.refresh_from_db()
    assert site.choices == {"future": "scheduled"}


@pytest.mark.slow
def test_the_workbook_goes_out_and_comes_back(desk, site):
    answer = desk.get(f"{MOVES}{site.pk}/map/sheet/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    for row in book["分类"].iter_rows(min_row=2):
        row[3].value = "动态"
    out = io.BytesIO()
    book.save(out)
    sent = SimpleUploadedFile("对照.xlsx", out.getvalue())
    page = words(desk.post(f"{MOVES}{site.pk}/map/sheet/", {"file": sent}, follow=True))
    assert "都决定了" in page
    assert NameDecision.objects.filter(sort=Sort.CATEGORY, section__name="动态").count() == 2


@pytest.mark.slow
def test_a_workbook_with_a_wrong_cell_is_refused_as_a_whole(desk, site):
    answer = desk.get(f"{MOVES}{site.pk}/map/sheet/")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    book["分类"]["D2"] = "没有的栏目"
    out = io.BytesIO()
    book.save(out)
    sent = SimpleUploadedFile("对照.xlsx", out.getvalue())
    page = words(desk.post(f"{MOVES}{site.pk}/map/sheet/", {"file": sent}))
    assert "工作表“分类”第 2 行：没有栏目“没有的栏目”" in page
    assert not NameDecision.objects.exists()


def test_a_workbook_of_something_else_is_no_success(desk, site):
    other = io.BytesIO()
    Workbook().save(other)
    sent = SimpleUploadedFile("其他.xlsx", other.getvalue())
    page = words(desk.post(f"{MOVES}{site.pk}/map/sheet/", {"file": sent}))
    assert "表里没有填好的项，什么也没有改" in page


@pytest.mark.slow
def test_no_file_and_no_workbook_are_said(desk, site):
    assert "请先选填好的对照表" in words(desk.post(f"{MOVES}{site.pk}/map/sheet/"))
    letter = SimpleUploadedFile("对照.xlsx", b"dear all")
    assert "这不是" in words(desk.post(f"{MOVES}{site.pk}/map/sheet/", {"file": letter}))


@pytest.mark.slow
def test_every_page_counts_the_same_as_undecided(desk, city, put, old):
    """A category without stories has no proposal either, and stops nobody."""
    old.add("category", Name="空着的")
    old.add("category", Name="也空着")
    site = begun(desk, city, put())
    worked(site)
    told = words(desk.post(f"{MOVES}{site.pk}/map/accept/", follow=True))
    usage = newest_usage(site)
    used = [old_id for old_id, count in usage.counts[Sort.CATEGORY].items() if count]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM unnest(%s::text[]) AS used (old_id) WHERE old_id NOT IN"
            " (SELECT old_id FROM moving_namedecision WHERE site_id = %s AND sort = 'category')",
            [used, site.pk],
        )
        count = cursor.fetchone()[0]
    assert count == 1
    assert f"还有 {count} 项没有建议" in told
    assert f"还有 {count} 项没有决定" in told
    assert f"，{count} 项没定" in told
    assert f"还有 {count} 项没有决定" in words(desk.get(f"{MOVES}{site.pk}/"))
    assert f"还有 {count} 项没有决定" in words(desk.post(f"{MOVES}{site.pk}/start/trial/", follow=True))
