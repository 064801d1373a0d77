"""Finding articles: what a query finds, in which order, and what it must never find."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, ArticleSearchQueue, Section, Tag
from articles.search.query import DATE, periods
from articles.search.queue import drain
from articles.search.words import Words
from zones.models import City, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return Section.objects.create(name="动态", slug="dongtai")


@pytest.fixture
def jinan():
    return City.objects.create(name="济南", slug="jinan")


@pytest.fixture
def write(section):
    """Write a published article, a day older than the one written before."""
    written = []

    def write(title, body="", **fields):
        fields.setdefault("status", Article.Status.PUBLISHED)
        fields.setdefault("published_at", timezone.now() - timedelta(days=len(written) + 1))
        written.append(Article.objects.create(title=title, body=f"<p>{body}</p>", section=section, **fields))
        return written[-1]

    return write


def found(text, **choices):
    return [Article.objects.get(pk=pk).title for pk in Article.objects.search(Words.read(text), **choices).ids]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "新能源",
            "能源",
            "汽车产业园",
            "5G",
            "５Ｇ",
            "5g",
            "mes",
            "ＭＥＳ系统",
            "1692亿元",
            "1,692",
            "3.5",
            "宁",
            "宁德示例",
        ),
        *("新能源 5G", "“汽车产业园”", '"MES系统"', "国家级", "robots", "robo"),
    ],
)
def test_a_word_of_the_text_finds_it(write, text):
    write(
        "示例市新能源汽车产业园开工",
        "宁德示例公司投资 1,692 亿元，建设5G工厂，采用MES系统与 Robots，增长3.5%，国家级。",
    )
    write("另一篇不相干的消息", "这里说的是别的事。")
    assert found(text) == ["示例市新能源汽车产业园开工"]


@pytest.mark.parametrize(
    "text", ["", " ", "，。！", "🙂", "不存在的词", "新能源 不存在", '"能源新"', "169", "'", "\\", "a & | ! (", "~p"]
)
def test_what_stands_nowhere_finds_nothing(write, text):
    write("新能源汽车产业园", "投资1692亿元")
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["字" * 10_000, "a " * 5_000, '"' * 999, "':*&|!<->\\", "\ud800", "%", "🙂" * 500, "‮٣"]
)
def test_no_query_is_an_error(write, text):
    write("新能源汽车产业园")
    Article.objects.search(Words.read(text)).articles_at(0, 20)
    list(Article.objects.matching(text))


def test_a_phrase_needs_its_words_together(write):
    write("高新示范区")
    write("济南高新，区内企业")
    assert found('"高新区"') == []


def test_words_of_title_tag_place_and_body_count_together(write, jinan):
    zone = Zone.objects.create(city=jinan, name="历城示例园", slug="licheng")
    article = write("龙头项目签约", "标准厂房交付", city=jinan, zone=zone)
    article.tags.add("氢能")
    assert found("济南 历城 氢能 厂房 龙头") == ["龙头项目签约"]


def test_the_title_comes_first_then_the_newest(write):
    write("新的消息", "提到厂房")
    write("厂房出租信息")
    write("旧的消息", "也提到厂房")
    assert found("厂房") == ["厂房出租信息", "新的消息", "旧的消息"]
    assert found("厂房", sort=DATE) == ["新的消息", "厂房出租信息", "旧的消息"]


def test_choices_narrow(write, jinan, section):
    zone = Zone.objects.create(city=jinan, name="历城示例园", slug="licheng")
    policy = Section.objects.create(name="政策", slug="zhengce")
    write("厂房一")
    write("厂房二", city=jinan)
    write("厂房三", city=jinan, zone=zone, published_at=timezone.now() - timedelta(days=500))
    assert found("厂房", city=jinan.pk) == ["厂房二", "厂房三"]
    assert found("厂房", zone=zone.pk) == ["厂房三"]
    assert found("厂房", section=policy.pk) == []
    assert found("厂房", since=timezone.now() - timedelta(days=365)) == ["厂房一", "厂房二"]


def test_visitors_find_only_what_they_may_see(write):
    now = timezone.now()
    write("厂房草稿", status=Article.Status.DRAFT, published_at=None)
    write("厂房待审", status=Article.Status.IN_REVIEW, published_at=None)
    write("厂房定时", published_at=now + timedelta(hours=1))
    write("厂房过期", published_at=now - timedelta(days=9), expires_at=now - timedelta(seconds=1))
    withdrawn = write("厂房撤回")
    withdrawn.status = Article.Status.WITHDRAWN
    withdrawn.save()
    write("厂房在线")
    search = Article.objects.search(Words.read("厂房"))
    assert ([article.title for article in search.articles_at(0, 20)], len(search.ids)) == (["厂房在线"], 1)


def test_staff_find_drafts_too(write):
    write("厂房草稿", status=Article.Status.DRAFT, published_at=None)
    write("别的")
    assert [article.title for article in Article.objects.matching("厂房")] == ["厂房草稿"]


def test_a_bulk_update_hides_at_once_even_before_the_index_follows(write):
    write("厂房")
    Article.objects.update(status=Article.Status.WITHDRAWN)
    assert found("厂房") == []


def test_saving_indexes_at_once_and_leaves_nothing_queued(write):
    article = write("旧题目")
    article.title = "新题目"
    article.save()
    article.tags.set(["氢能", "储能"])
    article.tags.remove("储能")
    assert (found("旧题目"), found("新题目"), found("氢能"), found("储能")) == ([], ["新题目"], ["新题目"], [])
    assert not ArticleSearchQueue.objects.exists()


def test_a_save_of_other_fields_queues_nothing(write):
    article = write("题目")
    Article.objects.filter(pk=article.pk).update(pinned=True)
    assert not ArticleSearchQueue.objects.exists()


def test_the_drain_follows_bulk_changes_and_renames(write, jinan, section):
    article = write("题目", city=jinan)
    article.tags.add("氢能")
    Article.objects.bulk_create([Article(title="成批导入", section=section)])
    Article.objects.filter(pk=article.pk).update(summary="新的摘要")
    City.objects.update(name="泉城")
    Tag.objects.update(name="氢燃料")
    while drain():
        pass
    assert (found("新的摘要"), found("泉城"), found("氢燃料"), found("济南")) == (["题目"], ["题目"], ["题目"], [])
    assert Article.objects.matching("成批导入").count() == 1
    assert not ArticleSearchQueue.objects.exists()


def test_the_drain_forgets_deleted_articles(write):
    article = write("题目")
    article.tags.add("氢能")
    article.delete()
    drain()
    assert not ArticleSearchQueue.objects.exists()


def test_counting_stops(write, section, monkeypatch):
    monkeypatch.setattr("articles.search.query.MAX_COUNT", 3)
    for number in range(5):
        write(f"厂房{number}")
    assert len(Article.objects.search(Words.read("厂房")).ids) == 4


@pytest.fixture
def few_candidates(monkeypatch):
    """As if the archive were large: eight candidates are all that is looked through."""
    monkeypatch.setattr("articles.search.query.MAX_COUNT", 3)
    monkeypatch.setattr("articles.search.query.CANDIDATES", 8)


@pytest.mark.slow
def test_a_phrase_of_common_words_is_looked_for_in_so_many_texts_and_no_more(write, few_candidates):
    """Else a phrase nobody wrote would cost a look into every article that has its characters."""
    for number in range(10):
        write(f"第{number}条", "企业进产业园区")
    write("旧的一条", "企业园区")
    assert found('"企业园区"') == []
    assert found("企业 园区")


@pytest.mark.slow
def test_a_phrase_in_a_title_is_found_behind_any_number_of_newer_articles(write, few_candidates):
    for number in range(10):
        write(f"第{number}条", "企业进产业园区")
    write("企业园区开工", "")
    assert found('"企业园区"') == ["企业园区开工"]


def test_one_character_is_looked_for_in_titles_tags_places_and_summaries_first(write, jinan):
    """As the beginning of words it stands in half of all texts; these count when it stands nowhere else."""
    write("氢能项目")
    write("另一条", "正文里有氢能")
    write("第三条", city=jinan, summary="建设氢站")
    assert found("氢") == ["氢能项目", "第三条"]
    assert found("正") == ["另一条"]


def test_expired_articles_do_not_use_up_the_count(write, monkeypatch):
    monkeypatch.setattr("articles.search.query.MAX_COUNT", 3)
    for _ in range(2):
        write("厂房", expires_at=timezone.now() + timedelta(days=1))
    for number in range(5):
        write(f"厂房{number}")
    Article.objects.filter(title="厂房").update(expires_at=timezone.now())
    assert len(Article.objects.search(Words.read("厂房")).ids) == 4


@pytest.mark.parametrize(("few_a_week", "cost"), [(18, 2), (0, 3)])
def test_a_page_costs_three_queries_whatever_it_shows(write, monkeypatch, few_a_week, cost):
    monkeypatch.setattr("articles.search.query.FEW_A_WEEK", few_a_week)
    for number in range(3):
        write(f"厂房{number}")
    for text in ("厂房", "厂房0"):
        # The few hits there are, or word that there are many, and these; the page's articles with their bodies.
        with CaptureQueriesContext(connection) as queries:
            Article.objects.search(Words.read(text)).articles_at(0, 20)
        assert len(queries) == cost


@pytest.mark.slow
@pytest.mark.parametrize("limits", [{"FEW_A_WEEK": 0}, {"FEW": 1}, {"FEW_A_WEEK": 2}])
def test_many_are_read_period_by_period_and_few_in_one_pass_with_the_same_result(write, jinan, monkeypatch, limits):
    for days in (0, 3, 6, 8, 40, 200, 3000):
        at = timezone.now() - timedelta(days=days, seconds=9)
        write(f"厂房{days}号", "济南标准厂房", published_at=at, city=jinan)
        write(f"楼宇{days}号", "厂房标准", published_at=at)
    write("厂房草稿", status=Article.Status.DRAFT)
    write("厂房旧闻", expires_at=timezone.now() + timedelta(milliseconds=1))
    searches = [("厂房", {}), ('"标准厂房"', {}), ("厂房 楼宇", {}), ("厂房", {"city": jinan.pk, "sort": DATE})]
    searches += [("标准", {"since": timezone.now() - timedelta(days=days)}) for days in (1, 10, 300)]
    in_one_pass = [found(text, **choices) for text, choices in searches]
    for name, value in limits.items():
        monkeypatch.setattr(f"articles.search.query.{name}", value)
    assert [found(text, **choices) for text, choices in searches] == in_one_pass
    assert [len(titles) for titles in in_one_pass] == [14, 7, 7, 7, 2, 8, 12]


@pytest.mark.parametrize("few_a_week", [0, 18])
def test_a_phrase_is_looked_for_only_in_so_many(write, monkeypatch, few_a_week):
    monkeypatch.setattr("articles.search.query.FEW_A_WEEK", few_a_week)
    monkeypatch.setattr("articles.search.query.CANDIDATES", 2)
    for text in ("厂房标准", "标准厂房", "厂房标准 准厂", "厂房标准 准厂"):
        write("消息", text, published_at=timezone.now())
    # The last two hold its characters, apart.
    assert found('"标准厂房"') == []
    assert found("标准厂房") == ["消息"] * 3


def test_the_periods_meet_without_a_gap():
    now = datetime(2026, 3, 5, tzinfo=UTC)
    asked = periods(now=now)
    assert asked[0] == ("'~w202609' | '~w202610'", "2026-02-26T00:00:00+00:00", "infinity")
    assert asked[1] == ("'~m202602'", "2026-02-02T00:00:00+00:00", asked[0][1])
    assert [until for _narrowing, _since, until in asked[1:]] == [since for _narrowing, since, _until in asked[:-1]]
    assert asked[-1][:2] == ("", "-infinity")
    assert periods(since=now - timedelta(days=20), now=now)[-1][1] == "2026-02-13T00:00:00+00:00"
    assert len(periods(since=now - timedelta(days=20), now=now)) == 2


def test_periods_too_short_are_left_out_and_what_they_reach_is_read_with_the_next():
    now = datetime(2026, 3, 5, tzinfo=UTC)
    narrowing, since, until = periods(now=now, shortest=32)[0]
    assert (since, until) == (periods(now=now)[2][1], "infinity")
    assert set(narrowing.split(" | ")) == {f"'~m{month}'" for month in (202511, 202512, 202601, 202602, 202603)}
    assert periods(now=now, shortest=401) == [("", "-infinity", "infinity")]


@pytest.mark.parametrize("days", [0, 1, 6.9, 7, 7.1, 30, 31, 32, 119, 121, 399, 401, 4000])
def test_no_age_falls_between_two_periods(write, days):
    write("厂房", published_at=timezone.now() - timedelta(days=days, seconds=1))
    assert found("厂房") == ["厂房"]


def test_words_are_read_once_each_and_not_too_many():
    assert [word.text for word in Words.read("厂房 厂房 “济南 厂房” ＬＥＤ")] == ["厂房", "济南 厂房", "led"]
    assert len(Words.read(" ".join(f"词{number}" for number in range(60)))) == 12
