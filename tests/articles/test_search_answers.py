"""What a search answers that finds nothing word for word: zones, choices without a word, honest nones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Tag
from articles.search.answers import answer
from articles.search.suggestions import Names
from articles.search.words import Words
from plumbing import pinyin
from tests import builders
from zones.models import City

pytestmark = pytest.mark.django_db


def titles(response):
    return [article.title for article in response.context["page"].articles]


def answered(text, **choices):
    return answer(Article.objects.search(Words.read(text), **choices), Names())


@pytest.fixture
def jinan():
    """A city with five zones and an article about each."""
    city = builders.city(name="济南", slug="jinan")
    now = timezone.now()
    for number in range(5):
        zone = builders.zone(city=city, name=f"示例{number}号园", slug=f"n{number}", summary="标准厂房")
        builders.article(title=f"第{number}期交付", zone=zone, published_at=now - timedelta(days=40 * number))
    return city


@pytest.mark.slow
@pytest.mark.parametrize("text", ["济南厂房", "濟南有哪些園區", "济南的厂房出租", "济南产业园"])
def test_a_city_and_a_kind_without_a_space_find_its_zones(client, jinan, text):
    builders.zone(name="别市的园", summary="标准厂房")
    page = client.get("/search/", {"q": text})
    assert [zone.name for zone in page.context["zones"]] == ["示例0号园", "示例1号园", "示例2号园"]


@pytest.mark.slow
def test_zones_behind_the_third_are_a_click_away(client, jinan):
    page = client.get("/search/?q=济南厂房").content.decode()
    assert '还有 <span class="num">2</span> 个园区' in page
    assert '<a class="tag" href="/zones/jinan/n4/">示例4号园</a>' in page
    assert "还有" not in client.get("/search/?q=示例4号园").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("choice", "zones", "articles"),
    [
        ("city=jinan", 5, 5),
        ("city=jinan&zone=n3", 1, 1),
        ("city=jinan&period=quarter", 5, 3),
        ("section=dongtai", 0, 6),
        ("period=month", 0, 2),
        ("section=nowhere", 0, None),
    ],
)
def test_choices_without_a_word_list_the_newest(client, jinan, choice, zones, articles):
    builders.article(title="全网消息")
    page = client.get(f"/search/?q=&{choice}")
    assert len(page.context["zones"]) + len(page.context["more_zones"]) == zones
    assert ("常用标签" in page.content.decode()) == (articles is None)
    dates = [article.published_at for article in page.context["page"].articles]
    assert (len(dates) or None, dates) == (articles, sorted(dates, reverse=True))


@pytest.mark.slow
def test_choices_that_nothing_fits_say_so(client, jinan):
    builders.section("gonggao", "公告")
    assert "没有找到符合所选条件的信息" in client.get("/search/?section=gonggao").content.decode()


@pytest.mark.slow
def test_all_the_words_without_a_space_are_no_part_of_them(client, jinan):
    """They were said to be only a part of what was typed."""
    assert answered("济南第3期交付").is_partial is False
    assert titles(client.get("/search/?q=济南第3期交付")) == ["第3期交付"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["化工园区", "宠物医院项目", "济南化工", "殡葬企业 园区"])
def test_what_would_find_everything_finds_nothing(text):
    """化工园区 found all 112 articles of an archive that has not one about it."""
    zone = builders.zone(city=builders.city(name="济南"), name="历城园区")
    for number in range(24):
        builders.article(title=f"园区企业项目第{number}号", zone=zone, body="<p>医院</p>")
    found = answered(text)
    assert (found.search.ids, found.is_partial) == ([], False)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["氢能化工", "氢能 宠物", "氢能园区"])
def test_what_finds_some_of_it_is_still_offered(text):
    builders.article(["氢能"], title="氢能项目")
    for number in range(24):
        builders.article(title=f"园区企业项目第{number}号")
    assert len(answered(text).search.ids) == 1


@pytest.mark.slow
def test_half_of_a_large_archive_is_no_answer_either(monkeypatch):
    """Of more articles than are counted the newer half is compared with what was published in its time."""
    monkeypatch.setattr("articles.search.query.MAX_COUNT", 50)
    monkeypatch.setattr("articles.search.query.PAGE_SIZE", 5)
    for number in range(120):
        at = timezone.now() - timedelta(hours=number + 1)
        builders.article(title=f"{'光伏' if number % 2 else '光伏氢能' if number % 10 else '风电'}", published_at=at)
    assert answered("光伏 宠物").search.ids == []
    assert len(answered("氢能 宠物").search.ids) == 48


def test_words_that_find_nothing_cost_at_most_seven_queries(django_assert_max_num_queries, jinan):
    names = Names()
    search = Article.objects.search(Words.read("济南足球交付篮球"))
    # As typed; in pieces; spelt right; without one piece; any of them; whether that is everything.
    with django_assert_max_num_queries(7):
        answer(search, names)


@pytest.fixture
def by_sound():
    """Two cities, a zone in one of them, and an article about moulds."""
    builders.city(name="长沙", slug="changsha")
    ningbo = builders.city(name="宁波", slug="ningbo")
    zone = builders.zone(city=ningbo, name="甬江湾园", slug="yongjiangwan", summary="模具厂房")
    builders.article(["模具"], title="宁波模具厂房交付", zone=zone)
    Tag.objects.update(published_count=1)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("chang fang", "厂房"),
        ("changfang", "厂房"),
        ("ningbo muju", "宁波 模具"),
        ("ningbomuju", "宁波 模具"),
        ("ning bo changfang", "宁波 厂房"),
        ("muju", "模具"),
    ],
)
def test_pinyin_is_read_however_it_is_divided(client, by_sound, text, corrected):
    """chang fang was taken for 长沙."""
    page = client.get("/search/", {"q": text})
    assert page.context["answer"].corrected == corrected
    assert titles(page) == ["宁波模具厂房交付"]
    assert [zone.name for zone in page.context["zones"]] == ["甬江湾园"]


@pytest.mark.parametrize("text", ["ningbo", "moju", "ningbo moju", "moju ningbo"])
def test_zones_are_found_by_their_address_and_their_citys(client, by_sound, text):
    zone = builders.zone(city=City.objects.get(name="宁波"), name="压铸园", slug="yazhu-moju")
    assert zone in client.get("/search/", {"q": text}).context["zones"]


@pytest.mark.parametrize(
    ("typed", "spelling", "is_spelt"),
    [
        ("jinan", "jinan", True),
        ("jn", "jinan", True),
        ("gaoxin", "jinan-gaoxinqu", True),
        ("gao xin", "jinan-gaoxinqu", True),
        ("jngxq", "jinan-gaoxinqu", True),
        ("an", "jinan", False),
        ("wan", "haiwan-zhuangbei", False),
        ("ai", "haiwan-zhuangbei", False),
        ("inan", "jinan-gaoxinqu", False),
        ("gaox", "jinan-gaoxinqu", False),
        ("", "jinan", False),
        ("济", "jinan", False),
    ],
)
def test_a_name_is_spelt_by_whole_syllables(typed, spelling, is_spelt):
    assert pinyin.spells(typed, spelling) is is_spelt


def test_of_what_is_being_typed_the_last_syllable_may_be_a_part():
    assert pinyin.spells("jin", "jinan-gaoxinqu", is_unfinished=True)
    assert pinyin.spells("gaox", "jinan-gaoxinqu", is_unfinished=True)
    assert not pinyin.spells("naox", "jinan-gaoxinqu", is_unfinished=True)
    assert not pinyin.spells("an", "jinan-gaoxinqu", is_unfinished=True)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "alert(1)", "<img src=7>"])
def test_marks_and_a_lone_digit_are_no_words(text):
    """The script was said to be in the nine articles that hold a 1."""
    builders.article(title="第1期与第7期交付")
    assert answered(text).search.ids == []


@pytest.mark.parametrize("text", ["芯片", "晶圆", "面板", "订舱"])
def test_a_name_with_some_letters_in_common_is_not_what_was_meant(text):
    """芯片 was asked back as 西安, 晶圆 as 济南 and 新能源, 面板 as 订单班."""
    for name in ("西安", "济南"):
        builders.city(name=name)
    builders.article(["新能源", "订单班"])
    Tag.objects.update(published_count=1)
    assert [name.name for name in Names().guess(Words.read(text)).similar] == []


@pytest.mark.parametrize("text", ["化工", "huagong"])
def test_two_characters_of_two_words_are_no_word_of_a_name(text):
    """化工 was answered with what is about 规划公示, for the 划公 in it."""
    builders.article(["规划公示"])
    Tag.objects.update(published_count=1)
    guess = Names().guess(Words.read(text))
    assert (guess.similar, guess.corrected) == ([], None)


@pytest.mark.parametrize("text", ["规化", "公式", "guihua"])
def test_a_word_of_a_name_that_sounds_so_is_what_was_meant(text):
    builders.article(["规划公示"])
    Tag.objects.update(published_count=1)
    assert [name.name for name in Names().guess(Words.read(text)).similar] == ["规划公示"]
