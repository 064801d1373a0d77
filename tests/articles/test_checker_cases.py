"""The checker over labelled stories. Precision comes before recall: a checker that cries wolf is switched off."""

import time
import tomllib
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.checking.checker import RULES
from articles.checking.missing import missing
from articles.checking.story import Piece, Story, read_markup
from articles.checking.words import WordList
from articles.models import RiskyWord
from tests.articles.labelled_stories import MUST_FIND, MUST_NOT_FIND, NEWS

PUBLISHED = date(2024, 9, 23)
WORDS = WordList(
    RiskyWord(word=word, reason=reason, except_before=except_before)
    for word, reason, except_before in import_module("articles.migrations.0004_risky_words").WORDS
)

SLIPS_PUBLISHED = date(2025, 3, 12)
SLIPS = tomllib.loads(Path(__file__).with_name("slips.toml").read_text(encoding="utf-8"))["stories"]
# What rules look for, and what could send them round and round when there is nothing else.
FRAGMENTS = [
    *(
        "增长5%",
        "占9%，",
        "8亿元，增长25%，",
        "1月1日至",
        "3月5日（星期五）",
        "2月30日",
        "12个、",
        "其中1个",
        "由1家",
        "合计3个",
    ),
    *(
        "9:30-8:30",
        "2028-2025年",
        "电话138 ",
        "1385310123 ",
        "编辑丨示例 ",
        "返",
        "税",
        "总投资5亿元。",
        "该项目总投资5亿元，",
    ),
    *(
        "参加300人。",
        "1",
        "百",
        "（",
        "2-1元",
        "严禁第一",
        "第一",
        "国家级",
        "请于1月1日前",
        "由从较比5元",
        "铺一年",
        "持股",
        "20",
    ),
    *(
        "由6条增加到8条，增加3条。",
        "从类别看，",
        "其中，8亿元、",
        "占6%、",
        "其他占3%。",
        "月薪8500-6000，",
        "租金由开发商兜底",
    ),
    *(
        "（此处附",
        "待补）",
        "总投资___亿元",
        "甲\t1\t5%\n",
        "合计\t2\t9%\n",
        "| 1 |\n",
        "全国最",
        "0531-888800，",
        "请于2024年1月1日前",
    ),
    *("的", "的的", "（", "“一", "1）", "园区里", "企业", "、"),
    *("137 6402 81153，", "主任某某", "来源：甲 ", "浏览量：1 ", "每年按购房款", "包过，", "本站是", "国家级"),
    *("截至12月1日，累计1", "将于9月1日", "请于9月20日前"),
    *("占4%，", "其余3%，", "由5个工作日压缩到3个工作日，", "增长六成，", "占比：\n甲：9%\n", "减少三分之一，"),
    *("恒信科技。", "恒鑫科技", "济南青禾", "产业园", "园区占地8平方米，"),
    *("共有员工9人。", "近20名职工", "5.1亿元的投资。", "5.1万元的投资。", "企业162家。", "126家企业，"),
    *("将于2024年3月1日", "时间：3月5日\n", "首期规模5亿元，", "缴纳的所得税", "是原来的3倍"),
    *("单价25元/㎡·月，3000㎡，", "月租8万，", "每平方米每月20元", "主任赵建国说，", "主任肇建国说，"),
    *(
        "产值20亿元，其中5亿元，占30%，",
        "其中5亿元，占30%。",
        "今年是2020年，",
        "第一期请于9月1日前报名，",
        "行车10公斤，",
    ),
    *(
        "投递至a@b，",
        "电话0531-8888888，",
        "容积率25，",
        "更多关注公众号",
        "经理赵建国说，赵健国。",
        "50亩，每亩3万元，",
    ),
]

# (whether it is missing, body)
BODIES = [
    (True, ""),
    (True, "<p></p>"),
    (True, "<p>&nbsp;</p><p>　　</p>"),
    (True, "<p>正文</p>"),
    (True, "<p>待补充</p>"),
    (True, "<p>……</p><p>————————</p>"),
    (True, "<ul><li></li></ul><table><tbody><tr><td></td><td></td></tr></tbody></table>"),
    (True, "<h2>略</h2>"),
    (False, "<p>名单见附件。</p>"),
    (False, "<ul><li>一</li><li>二</li><li>三</li><li>四</li></ul>"),
    (False, "<table><tbody><tr><td>厂房</td><td>8000</td></tr></tbody></table>"),
    (False, '<figure><img data-image="12" alt=""></figure>'),
    (False, '<p><img data-remote="https://example.org/poster.jpg" alt=""></p>'),
    (False, '<p><a href="https://example.org/">原文</a>链接</p>'),
]


def findings(title, text, summary="", **fields):
    """What the rules that need no database, and the word list as it ships, find."""
    paragraphs, links = read_markup(body.clean(text))
    told = {"published_on": PUBLISHED, "markup": body.clean(text), **fields}
    story = Story(Piece("title", title), Piece("summary", summary or "示例摘要。"), paragraphs, links, **told)
    return [finding for rule in (*RULES, WORDS) if rule is not missing for finding in rule(story)]


@pytest.mark.parametrize(("rule", "words", "title", "text"), MUST_FIND, ids=lambda value: None)
def test_is_found_where_it_stands(rule, words, title, text):
    found = findings(title, text)
    assert [(finding.rule, finding.text) for finding in found] == [(rule, words)]
    assert len(found[0].reason) > 8


@pytest.mark.parametrize(("title", "text"), MUST_NOT_FIND, ids=lambda value: None)
def test_is_left_alone(title, text):
    assert [(finding.rule, finding.text, finding.reason) for finding in findings(title, text)] == []


@pytest.mark.parametrize(("is_missing", "markup"), BODIES, ids=lambda value: None)
def test_an_empty_or_nearly_empty_body_is_found(is_missing, markup):
    story = Story(
        Piece("title", NEWS), Piece("summary", ""), *read_markup(body.clean(markup)), markup=body.clean(markup)
    )
    found = [(finding.rule, finding.field, finding.where) for finding in missing(story)]
    assert found == ([("no-body", "body", "正文")] if is_missing else [])


@pytest.mark.parametrize("story", [each for each in SLIPS if "missed" not in each], ids=lambda value: None)
def test_a_slip_is_found_and_nothing_but_the_slip(story):
    found = findings(story["title"], story["body"], published_on=SLIPS_PUBLISHED)
    assert [finding.text for finding in found] == story.get("words", [])
    assert all(len(finding.reason) > 8 for finding in found)


def test_few_slips_are_missed():
    slips = [each for each in SLIPS if "words" in each]
    assert len(slips) >= 120
    assert sum("missed" in each for each in slips) / len(slips) <= 0.05


@pytest.mark.slow
@given(
    st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.lists(st.sampled_from(FRAGMENTS), max_size=40)
)
@settings(max_examples=200, deadline=None)
def test_every_finding_stands_where_it_says(title, fragments):
    text = "".join(fragments)
    pieces = {piece.paragraph: piece.text for piece in read_markup(body.clean(text))[0]}
    for finding in findings(title, text):
        whole = {"title": title, "summary": "示例摘要。"}.get(finding.field) or pieces[finding.paragraph]
        assert whole[finding.start : finding.end] == finding.text


@pytest.mark.slow
@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_no_text_however_long_keeps_the_editor_waiting(fragment):
    """20 000 characters of one thing; a rule that looks at all for each takes ten seconds and more."""
    text = (fragment * 20_000)[:20_000]
    began = time.process_time()
    findings(NEWS + "3月5日签约32个项目1692亿元", text)
    assert time.process_time() - began < 2


@pytest.mark.slow
def test_the_table_is_large_and_the_checker_precise(capsys):
    """At least 120 cases; precision and recall by rule are printed (pytest -s)."""
    found, missed, false = Counter(), Counter(), Counter()
    for rule, words, title, text in MUST_FIND:
        got = {(finding.rule, finding.text) for finding in findings(title, text)}
        (found if (rule, words) in got else missed)[rule] += 1
        false.update(other for other, _ in got - {(rule, words)})
    wrong = [case for case in MUST_NOT_FIND if findings(*case)]
    false.update(finding.rule for case in wrong for finding in findings(*case))
    hits, alarms = found.total(), false.total()
    with capsys.disabled():
        print(f"\nchecker: {len(MUST_FIND)} to find, {len(MUST_NOT_FIND)} to leave alone")
        print(f"precision {hits / (hits + alarms):.3f}, recall {hits / len(MUST_FIND):.3f}")
        for rule in sorted({*found, *missed, *false}):
            print(f"  {rule}: found {found[rule]}, missed {missed[rule]}, false {false[rule]}")
    assert len(MUST_FIND) + len(MUST_NOT_FIND) >= 120
    assert 1 - len(wrong) / len(MUST_NOT_FIND) >= 0.98
    assert hits / len(MUST_FIND) >= 0.95
