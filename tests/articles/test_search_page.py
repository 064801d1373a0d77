"""The search page: what it shows, what it offers when nothing is found, and that nothing typed breaks it."""

from datetime import timedelta
from html import unescape
from urllib.parse import quote, unquote

import pytest
from django.utils import timezone

from articles.models import Article, Section, Tag
from articles.search.places import plainly
from tests import builders
from zones.models import City, Zone
from zones.site import fragments

pytestmark = pytest.mark.django_db


def test_what_is_chosen_has_a_button_below_it(client):
    form = client.get("/search/?q=厂房").content.decode().partition('class="finder__filters"')[2]
    assert "按所选条件搜索</button>" in form.partition("</form>")[0]


@pytest.mark.parametrize(("query", "is_shown"), [("图片侵权怎么投诉", True), ("厂房", False)])
def test_who_looks_for_complaints_is_led_to_their_form(client, query, is_shown):
    assert ("提交侵权投诉" in client.get("/search/", {"q": query}).content.decode()) is is_shown


@pytest.fixture(scope="module")
def news(rows_of_module):
    """A city with a zone, two sections and five articles."""
    city = City.objects.create(name="济南", slug="jinan", host="jinan.example.com")
    zone = Zone.objects.create(
        city=city, name="历城示例园", slug="licheng", summary="标准厂房", unit_area_min=1000, unit_area_max=5000
    )
    section = Section.objects.create(name="动态", slug="dongtai")
    Section.objects.create(name="政策", slug="zhengce")
    for number, title in enumerate(["厂房出租", "新能源汽车下线", "氢能大会 <b>", "土地出让", "厂房交付"]):
        article = Article.objects.create(
            title=title,
            body=f"<p>示例正文，第 {number} 篇，提到 &lt;script&gt; 与标准厂房。</p>",
            section=section,
            city=city if number % 2 else None,
            zone=zone if number % 2 else None,
            status="published",
            published_at=timezone.now() - timedelta(days=number * 40, minutes=1),
        )
        article.tags.add("新能源")
    Tag.objects.update(published_count=5)
    fragments.clear()


def titles(response):
    return [article.title for article in response.context["page"].articles]


@pytest.mark.slow
def test_it_shows_articles_with_the_words_marked(client, news):
    page = client.get("/search/", {"q": "厂房出租"}).content.decode()
    assert "<mark>厂房出租</mark></a></h3>" in page
    assert "“厂房出租”的搜索结果" in page


@pytest.mark.slow
def test_markup_in_titles_bodies_and_queries_is_escaped(client, news):
    page = client.get("/search/", {"q": "氢能 <b>script"}).content.decode()
    assert "<mark>氢能</mark>大会 &lt;<mark>b</mark>&gt;" in page
    assert "&lt;<mark>script</mark>&gt;" in page
    assert "“氢能 &lt;b&gt;script”" in page


def test_zones_stand_above_articles(client, news):
    page = client.get("/search/", {"q": "历城"}).content.decode()
    assert page.index("/zones/jinan/licheng/") < page.index('id="found-title"')


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({}, 5),
        ({"city": "jinan"}, 2),
        ({"city": "jinan", "zone": "licheng"}, 2),
        ({"section": "zhengce"}, 0),
        ({"section": "dongtai", "period": "quarter"}, 3),
        ({"period": "week"}, 1),
        ({"city": "nowhere", "zone": "x", "section": "x", "period": "x", "sort": "x"}, 5),
    ],
)
def test_choices_narrow_and_unknown_ones_do_not(client, news, choice, found):
    assert len(titles(client.get("/search/", {"q": "标准厂房", **choice}))) == found


def test_a_citys_host_finds_that_citys_news(client, news):
    response = client.get("/search/", {"q": "标准厂房"}, headers={"host": "jinan.example.com"})
    assert titles(response) == ["新能源汽车下线", "土地出让"]
    assert "city" not in response.context["form"].fields


@pytest.mark.slow
def test_sorting_by_date(client, news):
    assert titles(client.get("/search/?q=厂房&sort=date"))[1] == "新能源汽车下线"
    assert titles(client.get("/search/?q=厂房"))[1] == "厂房交付"


@pytest.mark.parametrize(
    ("text", "kind", "area"),
    [
        ("3000平 厂房", "rent", "3000平"),
        ("３０００㎡", "rent", "3000㎡"),
        ("1.2万平方米厂房", "rent", "1.2万平方米"),
        ("济南 20亩", "land", "20亩"),
        ("50 亩土地", "land", "50亩"),
        ("800平米写字楼", "office", "800平米"),
        ("买厂房 2000平", "buy", "2000平"),
        ("1-2万平 厂房", "rent", "1-2万平"),
        ("三十亩工业用地", "land", "三十亩"),
        ("500平方 厂房+200平办公", "rent", "500平方"),
        ("200平办公+500平厂房", "office", "200平"),
        ("0.5平方公里", "land", "0.5平方公里"),
        ("3公顷 厂房", "land", "3公顷"),
    ],
)
def test_an_area_offers_the_form_filled_in_with_what_was_typed(client, news, text, kind, area):
    page = unquote(unescape(client.get("/search/", {"q": text}).content.decode()))
    assert f'您在找 <strong class="num">{area}</strong>' in page
    assert f"/enquiries/new/?kind={kind}&area={area}&" in page


@pytest.mark.slow
def test_the_form_is_told_the_city_named_or_chosen(client, news):
    for query in ("q=济南 3000平", "q=濟南3000平", "q=3000平&city=jinan"):
        assert (
            "area=3000%E5%B9%B3&amp;city=jinan&amp;src=%2Fsearch%2F" in client.get(f"/search/?{query}").content.decode()
        )


@pytest.mark.slow
def test_an_area_finds_the_zones_that_let_it(client, news):
    """Its zone lets 1000 to 5000 square metres."""
    for text in ("3000平", "4000-9000平厂房", "500至1500平", "2000平以上厂房", "8000平以内", "一千平标准厂房"):
        assert client.get("/search/", {"q": text}).context["zones"], text
    for text in ("9000平", "6000-9000平厂房", "500平以下", "6000平以上厂房"):
        assert not client.get("/search/", {"q": text}).context["zones"], text


def test_an_area_is_not_looked_for_beside_words(client, news):
    assert titles(client.get("/search/?q=3000平厂房出租")) == ["厂房出租"]


def test_nothing_found_offers_fewer_words(client, news):
    response = client.get("/search/?q=厂房出租 不存在")
    assert titles(response)[0] == "厂房出租"
    assert "没有一篇同时包含" in response.content.decode()


def test_a_long_word_is_cut_by_names_we_know(client, news):
    assert titles(client.get("/search/?q=济南新能源汽车有哪些")) == ["新能源汽车下线"]


@pytest.mark.parametrize("text", ["xinnengyuan", "新能原", "心能源"])
def test_nothing_found_offers_names_that_sound_alike(client, news, text):
    response = client.get("/search/", {"q": text})
    assert "新能源" in [name.name for name in response.context["answer"].similar]


def test_a_slip_among_several_words_is_put_right_and_said_to_be(client, news):
    response = client.get("/search/?q=新能愿 下线")
    assert titles(response) == ["新能源汽车下线"]
    assert "没有找到“新能愿 下线”，下面是“" in response.content.decode()
    assert f'<a href="?q={quote("新能源 下线")}">新能源 下线</a>' in response.content.decode()


def test_a_citys_name_that_is_misspelt_leads_to_the_city(client, news):
    response = client.get("/search/?q=济楠")
    assert ("济南", "城市") in [(name.name, name.kind) for name in response.context["answer"].similar]
    assert [zone.name for zone in response.context["zones"]] == ["历城示例园"]


def test_nothing_at_all_says_what_to_do_next(client, news):
    page = client.get("/search/?q=qqqq&section=zhengce").content.decode()
    assert "没有找到包含“qqqq”的信息" in page
    assert "不限城市、栏目和时间再找一次" in page
    assert "/enquiries/new/" in page


def test_no_query_shows_the_tags(client, news):
    assert "常用标签" in client.get("/search/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "字" * 150,
        "a" * 1500,
        '"',
        "“",
        "' OR 1=1 --",
        "a & | ! ( ) <-> :*",
        "~p",
        "\\",
        "%_",
        "🙂🙂",
        "‮א",
        "٣ ½ ㊥",
        "\ud83d",
    ],
)
def test_nothing_typed_is_an_error(client, news, text):
    for sort in ("relevance", "date"):
        assert client.get("/search/", {"q": text.encode("utf-8", "surrogatepass"), "sort": sort}).status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "2", "51", "9" * 60, "abc", "１"])
def test_pages_that_are_not_there_are_404(client, news, page):
    assert client.get("/search/", {"q": "厂房", "page": page}).status_code == 404


def test_pages_keep_what_was_chosen(client, news, monkeypatch):
    monkeypatch.setattr("plumbing.numbering.PAGE_SIZE", 2)
    page = unescape(client.get("/search/?q=标准厂房&section=dongtai&sort=date").content.decode())
    assert "?q=%E6%A0%87%E5%87%86%E5%8E%82%E6%88%BF&section=dongtai&sort=date&page=2" in page


@pytest.mark.parametrize("text", ["厂房", "历城", "厂房 不存在", "qqqq"])
def test_it_costs_at_most_seven_queries(client, news, text, django_assert_max_num_queries):
    client.get("/search/")
    # The site; the hits; the words put right; up to three searches for fewer words; the page's articles.
    with django_assert_max_num_queries(7):
        client.get("/search/", {"q": text})


@pytest.mark.slow
def test_cards_cost_no_query_each(client, news, django_assert_num_queries):
    for number in range(6):
        builders.article(title=f"厂房第{number}期", zone=builders.zone())
    client.get("/search/")
    # The site; the hits; the page's articles, whose cities and zones are held; how many listings fit; once, the
    # industries and what the zones have on offer.
    for queries in (6, 4):
        with django_assert_num_queries(queries):
            client.get("/search/", {"q": "厂房"})


def test_it_is_not_for_search_engines(client, news):
    assert '<meta name="robots" content="noindex">' in client.get("/search/?q=厂房").content.decode()


@pytest.mark.parametrize("path", ["/search/", "/search/suggest/", "/news/", "/search.php", "/nowhere/"])
def test_what_was_typed_is_kept_by_nobody_and_told_to_no_page(client, news, path):
    """The address of a search would else lie in caches, and in the logs of the pages it leads to."""
    answer = client.get(path, {"q": "厂房"}, headers={"if-none-match": "*"})
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "strict-origin")
    assert "ETag" not in answer
    assert "public" in client.get("/search/")["Cache-Control"]


def suggested(client, text):
    return [each["label"] for each in client.get("/search/suggest/", {"q": text}).json()["suggestions"]]


@pytest.mark.slow
def test_suggestions_are_zones_tags_and_titles(client, news):
    assert suggested(client, "历城") == ["历城示例园"]
    assert suggested(client, "lich") == ["历城示例园"]
    assert suggested(client, "新能") == ["新能源", "新能源汽车下线"]
    assert suggested(client, "厂房") == ["厂房出租", "厂房交付"]


@pytest.mark.parametrize("text", ["", " ", "不存在", "' & |", "🙂", "\\"])
def test_nothing_to_suggest_is_an_empty_list(client, news, text):
    assert suggested(client, text) == []


def test_suggestions_leak_no_draft(client, news):
    Article.objects.filter(title="厂房出租").update(status="withdrawn")
    assert suggested(client, "厂房") == ["厂房交付"]


def test_suggestions_cost_three_queries(client, news, django_assert_num_queries):
    suggested(client, "厂房")
    # The site; the titles' hits; the titles.
    with django_assert_num_queries(3):
        suggested(client, "厂房")


@pytest.mark.parametrize("order", [("/news/", "/search/"), ("/search/", "/news/")])
def test_the_list_and_the_search_of_one_process_know_the_same_sections(client, news, order):
    """Both remember the sections, under one name: when each kept a shape of its own, the second one failed."""
    for address in order:
        page = client.get(address)
        assert page.status_code == 200
        assert "政策" in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("text", ["济南", "济南厂房", "济南 标准厂房"])
def test_a_city_is_the_same_with_its_suffix(client, news, text):
    builders.article(title="济南市开新厂房")
    builders.article(title="济南新能源标准厂房")
    short, full = (client.get("/search/", {"q": q}) for q in (text, text.replace("济南", "济南市")))
    assert titles(short) == titles(full)
    assert short.context["zones"] == full.context["zones"] != []


def test_a_word_or_a_district_that_begins_with_the_suffix_is_left_whole():
    assert [plainly(text) for text in ("济南市场", "济南市中区", "济南市")] == ["济南市场", "济南市中区", "济南"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["最新厂房", "最近的厂房", "近期厂房"])
def test_the_newest_is_what_lists_show_anyway(client, news, text):
    builders.article(title=f"{text}信息")
    assert len(titles(client.get("/search/", {"q": text}))) == len(titles(client.get("/search/?q=厂房"))) > 1


@pytest.mark.parametrize("text", ["北京厂房", "上海市仓库出租", "深圳", "苏州 厂房", "杭州3000平厂房"])
def test_a_city_that_is_not_ours_is_said_to_be_none(client, news, text):
    page = client.get("/search/", {"q": text})
    assert f"我们还没有{text[:2]}这个城市的园区和信息" in page.content.decode()
    assert (titles(page), page.context["zones"]) == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("text", ["济南厂房", "中山路", "南通道厂房", "厂房"])
def test_a_city_of_ours_and_a_street_are_no_city_elsewhere(client, news, text):
    assert "这个城市" not in client.get("/search/", {"q": text}).content.decode()


def test_suggestions_for_a_city_and_more_are_the_city_and_for_an_area_the_form(client, news):
    assert suggested(client, "济南厂") == suggested(client, "济南市仓") == ["济南"]
    for typed in ("30亩", "3000平", "一千平"):
        assert suggested(client, typed) == [f"按 {typed} 提需求"]
