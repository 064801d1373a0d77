"""A table whose headings nobody knows: what each column may be is proposed, and an owner says what it is."""

import csv
import io
import re

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from moving.models import Step
from moving.source import NotASite
from moving.tables import by_hand
from moving.tables.columns import FIELDS
from moving.tables.reader import open_site
from tests.desk import words
from tests.moving.desk import MOVES, begun, taken, worked
from tests.moving.table_files import write_csv

HEAD = ("序", "题名", "稿件", "刊出", "地址栏", "来源", "备注")
LONG = "<p>东山高新区的示例正文，写得长一些，好让人看得出来它是正文而不是别的什么列，所以还要再写一句。</p>"
ROWS = [
    [n, f"示例园区第 {n} 个项目开工", LONG, f"2020-03-{n} 9:00", f"/a/{n}.html", "示例日报 https://ri.example/x", ""]
    for n in range(1, 6)
]
SAID = "题名=标题；稿件=正文；刊出=发布时间；地址栏=原网址"


@pytest.fixture
def table(tmp_path):
    return write_csv(tmp_path / "a.csv", ROWS, HEAD)


def test_what_a_column_may_be_is_proposed_by_its_cells(table):
    [(_, found)] = by_hand.headings(table, {})
    proposed = {each.heading: each.field or each.proposed for each in found}
    assert {each for each in proposed.values() if each} == {"title", "body", "time", "address", "source"}
    assert (proposed["题名"], proposed["稿件"], proposed["刊出"], proposed["序"]) == ("title", "body", "time", "")
    assert by_hand.parsed(by_hand.proposed([("", found)])) == by_hand.parsed(SAID)


def test_what_was_said_is_read_and_so_is_the_source(table):
    with pytest.raises(NotASite, match="说明哪一列是什么"):
        open_site(table)
    story = next(open_site(table, columns=SAID).stories())
    assert (story.title, story.addresses) == ("示例园区第 1 个项目开工", ("/a/1.html",))
    assert (story.source_name, story.source_url) == ("示例日报", "https://ri.example/x")
    story = next(open_site(table, columns=f"{SAID}；来源=不读").stories())
    assert (story.source_name, story.source_url) == ("", "")


def test_what_was_said_goes_before_what_a_heading_says(tmp_path):
    table = write_csv(tmp_path / "a.csv", [["一", "甲", "<p>文</p>"]], ("标题", "副题", "正文"))
    assert next(open_site(table, columns="标题=不读；副题=标题").stories()).title == "甲"


@pytest.mark.parametrize("said", ["题名", "题名=封底", "=标题", "题名=标题；稿件"])
def test_what_names_no_field_is_refused_in_words(table, said):
    with pytest.raises(NotASite, match="看不懂"):
        open_site(table, columns=said)


@pytest.mark.slow
@given(st.dictionaries(st.text("题名稿件abc12", min_size=1, max_size=8), st.sampled_from(["", *FIELDS]), max_size=6))
def test_what_is_written_is_read_again(said):
    assert by_hand.parsed(by_hand.written(said)) == said


@pytest.mark.slow
@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_words(typed):
    try:
        found = by_hand.parsed(typed)
    except NotASite:
        return
    assert set(found.values()) <= {"", *FIELDS}


def test_a_command_proposes_the_option_that_it_takes(table, capsys):
    with pytest.raises(CommandError, match="--columns '题名=标题；稿件=正文") as refused:
        call_command("import_articles", "look", str(table))
    said = str(refused.value).partition("--columns '")[2].rstrip("'")
    call_command("import_articles", "look", str(table), "--columns", said)
    assert "公开的文章 5" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.django_db
def test_at_the_desk_a_look_that_failed_leads_to_the_columns_and_then_the_move_goes_on(desk, city, folder):
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *ROWS])
    (folder / "a.csv").write_text(out.getvalue(), encoding="utf-8-sig")
    site = begun(desk, city, "a.csv", program="articles", uploads="")
    failed = worked(site)
    address = f"{MOVES}{site.pk}/columns/"
    assert address in words(desk.get(f"{MOVES}{site.pk}/step/{failed.pk}/"))
    page = words(desk.get(address))
    assert "不认得，填的是建议" in page
    assert "示例园区第 1 个项目开工" in page
    refused = words(desk.post(address, {"0-题名": "title", "0-稿件": "-"}))
    assert "还没有说哪一列是“正文”" in refused
    desk.post(address, {"0-题名": "title", "0-稿件": "body", "0-刊出": "time", "0-地址栏": "address"})
    assert Step.objects.count() == 2
    assert worked(site).failure == ""
    assert f'href="{address}"' in words(desk.get(f"{MOVES}{site.pk}/map/"))
    desk.post(f"{MOVES}{site.pk}/map/accept/")
    page = desk.get(f"{MOVES}{site.pk}/map/?tab=category").content.decode()
    desk.post(f"{MOVES}{site.pk}/map/?tab=category", {"0-id": "", "0-section": "动态"})
    assert taken(desk, site, "run").failure == ""
    assert {each.source_name for each in Article.objects.all()} == {"示例日报"}
    assert Article.objects.count() == 5


def test_saving_columns_that_nobody_touched_changes_nothing(desk, city, folder):
    head = ("序号", "标题", "发布日期", "栏目", "关键词", "正文", "备注")
    rows = [[n, f"示例园区走访第 {n} 期", f"2020-03-{n} 9:00", "要闻", "走访、锂电", LONG, ""] for n in range(1, 6)]
    write_csv(folder / "a.csv", rows, head)
    site = begun(desk, city, "a.csv", program="articles", uploads="")
    before = worked(site).result["usage"]
    assert before["counts"]["tag"] == {"走访": 5, "锂电": 5}
    page = desk.get(f"{MOVES}{site.pk}/columns/").content.decode()
    selects = re.findall(r'<select name="([^"]+)"(.*?)</select>', page)
    shown = {name: "".join(re.findall(r'value="([^"]+)" selected', inside)) for name, inside in selects}
    assert shown["0-关键词"] == "tags"
    desk.post(f"{MOVES}{site.pk}/columns/", {name: field or "-" for name, field in shown.items()})
    assert worked(site).result["usage"] == before
