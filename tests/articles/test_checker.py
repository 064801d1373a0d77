"""The checker as the desk and the shell use it: what needs the database, and the command."""

import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.checking.checker import check
from articles.checking.duplicates import _rows, nearly_same, title_key
from articles.checking.figures import figures, han_value
from articles.checking.story import Story, read_markup
from articles.models import Article, RiskyWord, Tag
from tests import builders

pytestmark = pytest.mark.django_db

TEXT = (
    "示例园区与示例公司签署协议，双方在厂房租赁、设备进场、人员招聘等方面开展合作，"
    "项目分两期建设，建成后面向全市企业提供检测服务。"
)
WHOLE = {"source_name": "示例日报", "summary": "示例摘要，说清一件事。"}


@pytest.fixture
def city():
    builders.portal()
    return builders.city(host="city.example")


def rules(article):
    return [finding.rule for finding in check(article)]


def sound(city, **fields):
    """A published article with nothing to say about."""
    return builders.article(**{"city": city, "body": f"<p>{TEXT}</p>", **WHOLE, **fields})


def test_a_sound_article_has_no_findings(city):
    assert check(sound(city, title="示例公司入驻")) == []


def test_missing_source_summary_and_city_are_named_with_their_fields():
    article = builders.draft(title="示例公司入驻")
    assert [(each.rule, each.field, each.text) for each in check(article)] == [
        ("no-source", "source_name", ""),
        ("no-summary", "summary", ""),
        ("no-city", "city", ""),
    ]


def test_a_finding_names_the_paragraph_and_the_exact_span(city):
    body = "<p>第一段。</p><ul><li>另一条</li></ul><p>集中签约总投资<strong>169.2亿元</strong>。</p>"
    (finding,) = check(sound(city, title="示例区签约1692亿元", body=body))
    assert (finding.rule, finding.field, finding.paragraph, finding.text) == ("figures", "body", 3, "169.2亿元")
    paragraph = read_markup(body)[0][2]
    assert paragraph.text[finding.start : finding.end] == "169.2亿元"
    assert finding.where == "正文第 3 段“169.2亿元”"


def test_an_event_date_answers_for_an_old_event(city):
    body = f"<p>5月16日，示例联合体成立大会举行。</p><p>{TEXT}</p>"
    published = timezone.make_aware(timezone.datetime(2024, 9, 23, 10))
    article = sound(city, title="示例联合体成立", body=body, published_at=published)
    assert rules(article) == ["date-old"]
    article.event_date = published.date().replace(month=5, day=16)
    assert rules(article) == []


def test_an_event_date_after_publication_is_found_unless_the_story_announces_it(city):
    article = sound(city, title="示例联合体成立", event_date=timezone.localdate() + timedelta(days=9))
    assert rules(article) == ["date-later"]
    article.title = "示例联合体即将成立"
    assert rules(article) == []


def test_the_excerpt_is_looked_at_where_lists_would_show_it(city):
    body = f"<p>由内容质量、互动评论、分享传播等多维度分值决定,勋章级别越高。</p><p>{TEXT}</p>"
    article = sound(city, title="示例公司入驻", body=body)
    assert [(each.rule, each.field) for each in check(article)] == [("leftover", "body")]
    article.summary = ""
    assert ("leftover", "excerpt") in [(each.rule, each.field) for each in check(article)]


class TestLinks:
    """Links of ours: whatever a visitor could not open."""

    @pytest.fixture
    def there(self, city):
        zone = builders.zone(city=city, slug="gaoxin")
        Tag.objects.create(name="新能源", slug="xin-neng-yuan")
        return SimpleNamespace(city=city, zone=zone, article=sound(city, title="另一条"))

    def broken(self, city, *addresses):
        links = "".join(f'<p><a href="{address}">链接</a></p>' for address in addresses)
        article = builders.draft(city=city, title="示例链接", body=links, **WHOLE)
        return [each.reason.rpartition("（")[2].rstrip("）") for each in check(article) if each.rule == "link"]

    def test_what_a_visitor_can_open_is_left_alone(self, there):
        city, zone = there.city, there.zone
        good = [
            "/",
            "/news/",
            f"/news/{there.article.pk}/",
            f"/news/{there.article.pk}",
            "/tags/xin-neng-yuan/",
            "/about/",
        ]
        good += [
            f"/zones/{city.slug}/",
            f"/zones/{city.slug}/{zone.slug}/",
            f"/zones/{city.slug}/{zone.slug}/?src=1#top",
        ]
        good += ["/media/a.pdf", "https://example.org/nothing/", "mailto:a@example.org", "tel:4000000000", "#top"]
        good += [f"https://park.example/news/{there.article.pk}/", "http://city.example/"]
        assert self.broken(city, *good) == []

    def test_what_leads_nowhere_is_found(self, there):
        draft = builders.draft(title="草稿")
        bad = [f"/news/{draft.pk}/", "/news/999999/", "/tags/nothing/", "/zones/nowhere/", "/nothing/", "/admin/"]
        bad += [
            f"/zones/{there.city.slug}/nothing/",
            "https://park.example/index.php",
            "http://city.example/news/999999/",
        ]
        bad += ["/news/99999999999999999999999/"]
        assert sorted(self.broken(there.city, *bad)) == sorted(bad)

    def test_a_scheduled_article_is_not_there_yet(self, there):
        later = sound(there.city, title="明天的", published_at=timezone.now() + timedelta(days=1))
        assert self.broken(there.city, f"/news/{later.pk}/") == [f"/news/{later.pk}/"]


class TestWords:
    """The owner's list."""

    def test_ships_with_risky_promises(self):
        assert {"税收返还", "零地价", "最佳", "第一", "国家级", "保证收益", "稳赚"} <= set(
            RiskyWord.objects.values_list("word", flat=True)
        )

    def test_gives_the_owners_reason(self, city):
        RiskyWord.objects.create(word="包落户", reason="落户由公安部门办理，不能承诺。")
        (finding,) = check(sound(city, title="园区包落户"))
        assert (finding.rule, finding.text, finding.reason) == ("word", "包落户", "落户由公安部门办理，不能承诺。")

    def test_exceptions_follow_at_once_or_a_few_characters_later(self, city):
        RiskyWord.objects.create(word="龙头", reason="请换成事实。", except_before="镇、…水库")
        for title, found in [("示例公司在龙头镇开工", []), ("龙头示例水库完工", []), ("龙头企业入驻", ["word"])]:
            assert rules(builders.draft(city=city, title=title, **WHOLE)) == found


class TestDuplicates:
    """The same story twice: the later one is told of the earlier."""

    def test_the_same_title_whatever_its_punctuation(self, city):
        first = sound(city, title="示例公司与示例园区签约！", body=f"<p>{TEXT[::-1]}</p>")
        second = sound(city, title="示例公司与示例园区签约")
        (finding,) = check(second)
        assert (finding.rule, finding.field) == ("same-title", "title")
        assert str(first.pk) in finding.reason
        assert rules(first) == []

    def test_a_title_with_a_shout_or_a_slip_is_nearly_the_same(self, city):
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
    def test_stories_of_a_series_are_different(self, one, other):
        assert not nearly_same(one, other)

    def test_the_same_text_whatever_its_markup_and_punctuation(self, city):
        first = sound(city, title="示例园区签约")
        copied = f"<h2>{TEXT[:20]}</h2>\n<p>{TEXT[20:].replace('，', ', ').replace('。', '．')}&nbsp;</p>"
        (finding,) = check(builders.draft(city=city, title="完全不同的标题在此", body=copied, **WHOLE))
        assert finding.rule == "same-text"
        assert str(first.pk) in finding.reason

    def test_looks_up_neighbours_only_whatever_the_archive(self, city):
        """The plan reads the ordered indexes; none of them is sorted or read through."""
        rows = _rows(Story.of(sound(city, title="示例公司入驻示例园区")))
        with connection.cursor() as cursor:
            # So few rows that anything would do: what would not do for a million is forbidden.
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            plan = rows.explain()
        assert {"article_published_text", "article_published_title", "article_published_title_end"} <= {
            word for word in plan.replace("\n", " ").split() if word.startswith("article_published")
        }
        assert "Seq Scan" not in plan

    def test_short_texts_and_drafts_are_no_copies(self, city):
        builders.draft(title="草稿", body=f"<p>{TEXT}</p>")
        sound(city, title="短讯", body="<p>示例正文。</p>")
        assert rules(sound(city, title="又一条短消息", body="<p>示例正文。</p>")) == []
        assert rules(sound(city, title="示例公司入驻")) == []


def test_a_check_takes_four_queries_at_most(city, django_assert_num_queries):
    """The words; our hosts, for a link with a host; what the links name; what is published already."""
    links = "".join(f'<a href="https://park.example/news/{number}/">一</a>' for number in range(1, 30))
    article = builders.draft(city=city, title="示例链接很多的文章", body=f"<p>{TEXT}{links}</p>", **WHOLE)
    with django_assert_num_queries(4):
        assert set(rules(article)) == {"link"}


def test_an_article_that_was_never_saved_can_be_checked(city):
    article = Article(title="示例区签约1692亿元", body="<p>总投资169.2亿元。</p>", city=city, **WHOLE)
    assert rules(article) == ["figures"]


class TestCommand:
    """`manage.py check_articles`."""

    def run(self, *arguments):
        """(exit code, lines)."""
        out, code = io.StringIO(), 0
        try:
            call_command("check_articles", *arguments, stdout=out)
        except SystemExit as stop:
            code = stop.code
        return code, out.getvalue().splitlines()

    def test_prints_rule_place_and_reason_a_line_and_exits_1(self, city):
        article = sound(city, title="示例区签约1692亿元", body="<p>总投资169.2亿元。</p>")
        code, lines = self.run(str(article.pk))
        assert code == 1
        assert lines == [
            f"figures\t文章 {article.pk} 正文第 1 段“169.2亿元”"
            "\t标题写的是“1692亿元”，数字一样、大小不同，请核对小数点和单位。"
        ]

    def test_says_nothing_and_exits_0_where_all_is_well(self, city):
        assert self.run(str(sound(city, title="示例公司入驻").pk)) == (0, [])

    def test_goes_through_the_archive_in_batches(self, city, monkeypatch):
        monkeypatch.setattr("articles.management.commands.check_articles.BATCH", 2)
        articles = [builders.draft(city=city, title=f"厂房出租{n}", source_name="", summary="有") for n in range(5)]
        code, lines = self.run()
        assert code == 1
        assert [line.split("\t")[1] for line in lines] == [f"文章 {each.pk} 来源" for each in articles]

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["abc"], "“abc”不是文章编号"),
            (["-1"], None),
            (["999999"], "没有编号为 999999 的文章"),
            (["9" * 30], "不是文章编号"),
            (["--file", "/nowhere/at/all.txt"], "读不了文件"),
            (["--file", "."], "读不了文件"),
            (["1", "--file", "-"], "不能一起用"),
        ],
    )
    def test_says_in_a_sentence_what_it_cannot_do(self, arguments, sentence):
        with pytest.raises(CommandError, match=sentence):
            self.run(*arguments)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("示例".encode("gbk"), "不是 UTF-8"),
            (b"", "空的"),
            ("标题\n正\x00文".encode(), "NUL"),
            (b"a" * 5_000_001, "太大"),
        ],
        ids=["gbk", "empty", "nul", "large"],
    )
    def test_refuses_a_file_it_cannot_read(self, tmp_path, content, sentence):
        path = tmp_path / "story.txt"
        path.write_bytes(content)
        with pytest.raises(CommandError, match=sentence):
            self.run("--file", str(path))

    def test_reads_a_file_its_first_line_being_the_title(self, tmp_path):
        path = tmp_path / "story.txt"
        path.write_text("﻿示例区签约1692亿元\n\n　　总投资169.2亿元。\n", encoding="utf-8")
        code, lines = self.run("--file", str(path))
        assert code == 1
        assert [line.split("\t")[:2] for line in lines] == [["figures", "正文第 1 段“169.2亿元”"]]

    def test_reads_standard_input(self, monkeypatch):
        text = "标题：示例联合体成立\n来源：\n发布时间：2024-09-23\n5月16日，示例联合体成立大会举行。"
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
        code, lines = self.run("--file", "-")
        assert [line.split("\t")[0] for line in lines] == ["no-source", "date-old"]
        assert code == 1


def test_a_page_copied_whole_gives_its_title_and_day():
    story = Story.read("当前位置:首页 > 正文内容\n\n示例联合体成立\n\nadmin1年前 (2024-09-23)产业信息55\n\n正文。")
    assert (story.title.text, str(story.published_on)) == ("示例联合体成立", "2024-09-23")
    assert [piece.text for piece in story.paragraphs] == ["正文。"]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("1692亿元", 169_200_000_000, "元"),
        ("1,692万元", 16_920_000, "元"),
        ("1.2万平方米", 12_000, "㎡"),
        ("三十二个重点项目", 32, "项目"),
        ("项目共32个", 32, "项目"),
        ("企业达120家", 120, "企业"),
        ("5000万美元", 50_000_000, "美元"),
        ("300亩", 300, "亩"),
    ],
)
def test_figures_are_read_in_their_units(text, value, kind):
    assert [(each.value, each.kind) for each in figures(text)] == [(value, kind)]


@pytest.mark.parametrize(
    "text", ["千亿级产业", "第3期", "2024年9月23日", "18元/平方米", "几十个项目", "3个月", "一个项目", "5000号"]
)
def test_ranks_ordinals_dates_and_rates_are_no_figures(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "value"), [("两", 2), ("十", 10), ("十二", 12), ("三百零五", 305), ("一千二百", 1200), ("二三", None)]
)
def test_chinese_numerals_are_read(text, value):
    assert han_value(text) == value


def test_title_keys_fold_width_case_and_punctuation():
    assert title_key("“ＡＩ＋制造”，来了！") == title_key("ai制造来了")


def test_the_owner_edits_the_word_list_in_the_admin(admin_client):
    builders.portal()
    word = RiskyWord.objects.get(word="零地价")
    page = admin_client.get(f"/admin/articles/riskyword/{word.pk}/change/")
    assert page.status_code == 200
    assert "零地价" in page.content.decode()
