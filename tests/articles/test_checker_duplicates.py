"""The same story twice: the later one is told of the earlier."""

import pytest
from django.db import connection

from articles.checking.checker import check
from articles.checking.duplicates import _rows, nearly_same, title_key
from articles.checking.story import Story
from tests import builders
from tests.articles.sound_stories import TEXT, WHOLE, rules, sound

pytestmark = pytest.mark.django_db


def test_the_same_title_whatever_its_punctuation(city):
    first = sound(city, title="示例公司与示例园区签约！", body=f"<p>{TEXT[::-1]}</p>")
    second = sound(city, title="示例公司与示例园区签约")
    (finding,) = check(second)
    assert (finding.rule, finding.field) == ("same-title", "title")
    assert str(first.pk) in finding.reason
    assert rules(first) == []


def test_a_title_with_a_shout_or_a_slip_is_nearly_the_same(city):
    sound(city, title="示例经济技术开发区集中签约智能装备项目", body=f"<p>{TEXT[::-1]}</p>")
    for title in ("喜讯！示例经开区集中签约智能装备项目", "示例经济技术开发区集中签约智能装配项目"):
        assert rules(builders.draft(city=city, title=title, body=f"<p>{TEXT}</p>", **WHOLE)) == ["near-title"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示例园区发布第三批招商清单和联系方式", "示例园区发布第四批招商清单和联系方式"),
        ("示例市10月份工业经济运行情况发布", "示例市11月份工业经济运行情况发布"),
        ("示例园区标准厂房二期工程完工交付", "示例园区标准厂房工程完工交付"),
        ("恒序精密签下示例产业园整栋厂房设备进场", "澄宇传动签下示例产业园整栋厂房设备进场"),
        ("泰特医疗高标准仓库在示例物流园投用", "泰康医疗高标准仓库在示例物流园投用"),
        ("示例高新区出台招商引资支持政策", "示例高新区出台招商引资支持政策解读"),
        ("示例东区厂房招租", "示例西区厂房招租"),
        ("示例园区签约32个项目总投资169亿元", "示例园区签约23个项目总投资169亿元"),
        ("招商", "公告"),
    ],
)
def test_stories_of_a_series_are_different(one, other):
    assert not nearly_same(one, other)


def test_the_same_text_whatever_its_markup_and_punctuation(city):
    first = sound(city, title="示例园区签约")
    copied = f"<h2>{TEXT[:20]}</h2>\n<p>{TEXT[20:].replace('，', ', ').replace('。', '．')}&nbsp;</p>"
    (finding,) = check(builders.draft(city=city, title="完全不同的标题在此", body=copied, **WHOLE))
    assert finding.rule == "same-text"
    assert str(first.pk) in finding.reason


def test_looks_up_neighbours_only_whatever_the_archive(city):
    """The plan reads the ordered indexes; none of them is sorted or read through."""
    rows = _rows(Story.of(sound(city, title="示例公司入驻示例园区")))
    with connection.cursor() as cursor:
        # So few rows that anything would do: what would not do for a million is forbidden.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        plan = rows.explain()
    assert {"article_published_text", "article_published_title", "article_published_title_end"} <= {
        word for word in plan.replace("\n", " ").split() if word.startswith("article_published")
    }
    assert "Seq Scan" not in plan


def test_short_texts_and_drafts_are_no_copies(city):
    builders.draft(title="草稿", body=f"<p>{TEXT}</p>")
    sound(city, title="短讯", body="<p>示例正文。</p>")
    assert rules(sound(city, title="又一条短消息", body="<p>示例正文。</p>")) == []
    assert rules(sound(city, title="示例公司入驻")) == []


def test_title_keys_fold_width_case_and_punctuation():
    assert title_key("“ＡＩ＋制造”，来了！") == title_key("ai制造来了")
