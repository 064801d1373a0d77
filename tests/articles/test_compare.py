"""Two revisions as text: what an editor reads of their differences."""

import pytest

from articles.compare import body_lines, differences
from tests import builders

OLD = "<h2>概况</h2><p>总投资52亿元，占地120亩。</p><ul><li>甲</li></ul><p>末段。</p>"


def test_a_changed_figure_is_shown_inside_its_sentence():
    new = OLD.replace("52亿元", "5.2亿元")
    assert differences({"body": OLD}, {"body": new}) == [
        (
            "正文",
            [
                [("same", "## 概况"[1:])],
                [("same", "总投资"), ("del", "52"), ("ins", "5.2"), ("same", "亿元，占地120亩。")],
                [("same", "· 甲")],
                [("same", "末段。")],
            ],
        )
    ]


def test_paragraphs_put_in_and_taken_out_are_shown_whole():
    [(_, rows)] = differences({"body": OLD}, {"body": OLD.replace("<p>末段。</p>", "<p>换成别的话了</p>")})
    assert rows[-2:] == [[("del", "末段。")], [("ins", "换成别的话了")]]


def test_sentences_that_share_characters_by_chance_are_shown_whole():
    before, after = "本站编辑补充：二季度目标20个。", "旧站后加的一段：其中外资项目12个。"
    [(_, rows)] = differences({"summary": before}, {"summary": after})
    assert rows == [[("del", before)], [("ins", after)]]


def test_a_status_for_another_is_no_mixture_of_both():
    [(_, rows)] = differences({"status": "published"}, {"status": "withdrawn"})
    assert rows == [[("del", "已发布"), ("ins", "已撤回")]]


def test_what_is_far_from_a_change_is_only_counted():
    many = "".join(f"<p>第{n}段。</p>" for n in range(20))
    [(_, rows)] = differences({"body": many}, {"body": many + "<p>新的。</p>"})
    assert rows == [[("skip", 19)], [("same", "第19段。")], [("ins", "新的。")]]


def test_a_body_reads_as_lines_with_its_headings_items_and_pictures():
    markup = OLD + '<figure><img data-image="7" alt="厂房"><figcaption>外景</figcaption></figure>'
    assert body_lines(markup) == ["# 概况", "总投资52亿元，占地120亩。", "· 甲", "末段。", "［图片 7：厂房］", "外景"]


@pytest.mark.django_db
def test_other_fields_are_shown_as_people_say_them():
    city = builders.city(name="示例市")
    old = {"city_id": None, "pinned": False, "published_at": None, "tags": ["厂房"], "title": "同"}
    new = {"city_id": city.pk, "pinned": True, "published_at": "2026-11-20T00:30:00Z", "tags": [], "title": "同"}
    assert dict(differences(old, new)) == {
        "城市": [[("ins", "示例市")]],
        "置顶": [[("del", "否")], [("ins", "是")]],
        "发布时间": [[("ins", "2026-11-20 08:30")]],
        "标签": [[("del", "厂房")]],
    }


@pytest.mark.django_db
def test_what_a_revision_names_and_is_gone_is_said():
    [(_, rows)] = differences({"cover_id": 12345}, {"cover_id": None})
    assert rows == [[("del", "（已删除，编号 12345）")]]


def test_markup_alone_is_no_difference_in_words():
    assert differences({"body": "<p>一</p>"}, {"body": "<p><strong>一</strong></p>"}) == []
