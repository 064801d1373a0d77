"""Lists: what they show, in which order, how deep they go and what they cost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles import pagination, sections, views
from articles.models import Article
from articles.templatetags.articles import whole_figures
from plumbing import numbering
from tests import builders
from zones.models import City

pytestmark = pytest.mark.django_db


def shown(response):
    ids = response.context["page"].ids
    found = Article.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def test_the_newest_come_first_and_only_public_ones(client):
    now = timezone.now()
    old, new = (builders.article(published_at=now - timedelta(days=days)) for days in (2, 1))
    builders.draft()
    builders.article(published_at=now + timedelta(hours=1))
    builders.article(published_at=now - timedelta(days=3), expires_at=now - timedelta(seconds=1))
    assert shown(client.get("/news/")) == [new, old]


def test_a_section_lists_its_own(client):
    policy = builders.article(section=builders.section("zhengce", "政策"))
    builders.article()
    assert shown(client.get("/news/?section=zhengce")) == [policy]


@pytest.mark.slow
def test_a_section_stands_in_tabs_search_and_sitemap_from_its_first_story(client):
    city = builders.city(slug="jia")
    new = builders.section("new", "新栏目")
    story = builders.draft(section=new, city=city)

    def body(page):
        return client.get(page).content.decode()

    def shown_on():
        pages = ("/news/", "/zones/jia/", "/search/", "/sitemaps/places.xml")
        return [page for page in pages if re.search("新栏目|section=new", body(page))]

    assert shown_on() == []
    assert client.get("/news/?section=new").status_code == 200
    assert '<option value="new" selected>' in body("/search/?section=new")
    Article.objects.filter(pk=story.pk).update(
        status="published", published_at=timezone.now(), first_published_at=timezone.now()
    )
    assert shown_on() == ["/news/", "/zones/jia/", "/search/", "/sitemaps/places.xml"]
    Article.objects.filter(pk=story.pk).update(status="withdrawn")
    assert shown_on() == []


def test_a_section_empty_in_a_city_stands_in_its_tabs_only_while_it_is_read(client, django_assert_num_queries):
    here, elsewhere = builders.section("here", "本地栏"), builders.section("far", "外地栏")
    city = builders.city(slug="jia", host="jia.example.com")
    story = builders.article(section=here, city=city)
    builders.article(section=elsewhere)

    def tabs(page, **options):
        nav = re.search(
            '<nav class="tabs" aria-label="栏目">(.*?)</nav>', client.get(page, **options).content.decode(), re.S
        )
        return re.findall(">([^<>]+栏)</a>", nav[1])

    host = {"headers": {"host": "jia.example.com"}}
    pages = (("/zones/jia/", {}), ("/news/", host))
    assert tabs("/news/") == ["本地栏", "外地栏"]
    for page, options in pages:
        assert tabs(page, **options) == ["本地栏"]
        assert tabs(f"{page}?section=far", **options) == ["本地栏", "外地栏"]
    assert "外地栏" not in client.get("/search/", **host).content.decode()
    Article.objects.filter(pk=story.pk).update(section=elsewhere)
    assert [tabs(page, **options) for page, options in pages] == [["外地栏"]] * 2


def test_a_city_with_more_stories_than_are_looked_at_shows_every_section(client, monkeypatch):
    monkeypatch.setattr(sections, "COUNTED", 1)
    city = builders.city(slug="jia")
    for _ in range(2):
        builders.article(section=builders.section("here", "本地栏"), city=city)
    builders.article(section=builders.section("far", "外地栏"))
    assert "外地栏" in client.get("/zones/jia/").content.decode()


def test_a_section_of_today_costs_no_query_more(client, django_assert_num_queries):
    builders.article(section=builders.section("zhengce", "政策"))
    for page, queries in (("/news/", 3), ("/news/feed.xml", 3)):
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)
        with django_assert_num_queries(queries):
            client.get(f"{page}?section=zhengce")


def test_an_unknown_section_is_not_found(client):
    assert client.get("/news/?section=nothing").status_code == 404


def test_a_tag_lists_what_carries_it(client):
    tagged = builders.article(tags=["新能源"])
    builders.article(tags=["物流"])
    builders.draft(tags=["新能源"])
    assert shown(client.get("/tags/新能源/")) == [tagged]


@pytest.mark.parametrize("ending", ["", "feed.xml"])
def test_a_tag_that_only_drafts_carry_does_not_exist(client, ending):
    """Its name may be the news: who guesses it must not learn that somebody writes about it."""
    builders.draft(tags=["某某集团签约"])
    builders.article(tags=["某某集团落户"], published_at=timezone.now() + timedelta(days=1))
    for name in ("某某集团签约", "某某集团落户", "没有"):
        assert client.get(f"/tags/{name}/{ending}").status_code == 404


def test_the_pages_follow_each_other_without_gaps_or_doubles(client, monkeypatch):
    monkeypatch.setattr(numbering, "PAGE_SIZE", 2)
    moment = timezone.now() - timedelta(days=1)
    articles = [builders.article(published_at=moment) for _ in range(5)]
    seen = [article for number in (1, 2, 3) for article in shown(client.get(f"/news/?page={number}"))]
    assert seen == articles[::-1]


@pytest.mark.parametrize("page", ["0", "-1", "2", "51", "abc", "9" * 60, "1.5", "１", " 1", "1'--"])
def test_what_is_no_page_is_not_found(client, page):
    builders.article()
    assert client.get("/news/", {"page": page}).status_code == 404


def test_the_first_page_of_an_empty_list_helps_on(client):
    response = client.get("/news/")
    assert response.status_code == 200
    assert "这里还没有信息" in response.content.decode()


def test_lists_end_at_the_fiftieth_page(monkeypatch):
    monkeypatch.setattr(numbering, "PAGE_SIZE", 1)
    monkeypatch.setattr(numbering, "MAX_PAGES", 3)
    monkeypatch.setattr(numbering, "MAX_COUNT", 3)
    for _ in range(5):
        builders.article()
    page = pagination.Page(Article.objects.published(), "3")
    assert (page.last, page.next_url, page.count_label) == (3, "", "1 000+")


@pytest.mark.slow
def test_the_last_page_of_a_list_that_goes_on_names_the_archive(client, monkeypatch):
    for name in ("PAGE_SIZE", "MAX_PAGES", "MAX_COUNT"):
        monkeypatch.setattr(numbering, name, 1 if name == "PAGE_SIZE" else 2)
    city = builders.city(slug="jia")
    for _ in range(3):
        builders.article(city=city)
    for path, archive in (("/news/", "/news/archive/"), ("/zones/jia/", "/news/archive/?city=jia")):
        first, last = (client.get(path, {"page": n}).content.decode().partition("<main")[2] for n in (1, 2))
        assert "更早的内容请到" not in first
        assert f'更早的内容请到<a href="{archive}">' in last


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 30])
def test_a_list_takes_the_same_queries_for_one_row_and_for_many(client, django_assert_num_queries, rows):
    zone = builders.zone()
    for _ in range(rows):
        builders.article(zone=zone, tags=["甲"])
    client.get("/news/")
    # 1 host and content version; 2 the bounded count; 3 the page's ids. (The first time, 4 the cards.)
    with django_assert_num_queries(3):
        client.get("/news/")
    client.get("/tags/甲/")
    # And the tag itself.
    with django_assert_num_queries(4):
        client.get("/tags/甲/")


def test_no_list_loads_bodies(client, django_assert_max_num_queries):
    builders.article()
    # 1-5 host, version, the network with its zones and contacts; 6 the moments to come; 7 the sections; 8 the count;
    # 9 the ids; 10 the cards.
    with django_assert_max_num_queries(10) as queries:
        client.get("/news/")
    assert not any('"articles_article"."body"' in query["sql"] for query in queries)


def test_the_archive_counts_months_and_days_in_shanghai_time(client):
    # 2024-02-29 23:30 in UTC is already the first of March in Shanghai.
    builders.article(published_at=datetime(2024, 2, 29, 23, 30, tzinfo=UTC))
    assert client.get("/news/archive/2024/2/").status_code == 404
    [(day, count)] = client.get("/news/archive/2024/3/").context["days"]
    assert (day.day, count) == (1, 1)
    assert len(shown(client.get("/news/archive/2024/3/1/"))) == 1


def test_a_month_shows_its_titles_unless_they_are_too_many(client, monkeypatch, django_assert_max_num_queries):
    city = builders.city(slug="jia")
    for day, title in ((1, "示例甲"), (2, "示例乙")):
        builders.article(title=title, city=city, published_at=datetime(2024, 3, day, tzinfo=UTC))
    builders.article(title="别处", published_at=datetime(2024, 3, 3, tzinfo=UTC))
    client.get("/news/archive/2024/3/?city=jia")
    with django_assert_max_num_queries(5):
        page = client.get("/news/archive/2024/3/?city=jia").content.decode()
    assert [*re.findall("示例甲|示例乙|别处", page)] == ["示例乙", "示例甲"]
    monkeypatch.setattr(views, "MOST_TITLES", 1)
    assert "示例甲" not in client.get("/news/archive/2024/3/?city=jia").content.decode()


def test_a_year_leads_to_its_months(client):
    builders.city(slug="jia")
    assert client.get("/news/archive/2024/?city=jia")["Location"] == "/news/archive/?city=jia#year-2024"
    assert client.get("/news/archive/99999/").status_code == 404


def test_the_archive_forgets_what_was_withdrawn_or_deleted(client):
    _kept, withdrawn, deleted = (builders.article(published_at=datetime(2024, 3, 1, tzinfo=UTC)) for _ in range(3))
    Article.objects.filter(pk=withdrawn.pk).update(status=Article.Status.WITHDRAWN)
    deleted.delete()
    [(_, count)] = client.get("/news/archive/2024/3/").context["days"]
    assert count == 1


def test_the_archive_does_not_betray_what_is_scheduled(client):
    builders.article()
    later_today = timezone.localtime().replace(hour=23, minute=59, second=59)
    builders.article(published_at=max(later_today, timezone.now() + timedelta(seconds=1)))
    [(_, [(_, count)])] = client.get("/news/archive/").context["years"]
    assert count == 1


@pytest.mark.parametrize("address", ["2024/13", "2024/0", "0/1", "2024/2/30", "99999/1", "2024/1/0"])
def test_no_such_day_is_not_found(client, address):
    assert client.get(f"/news/archive/{address}/").status_code == 404


def test_the_newest_of_a_city_comes_from_the_citys_own_index():
    """Seen at a million articles: for a city without news, everybody's newest were read to the last (7.7 s)."""
    builders.article(city=builders.city())
    with connection.cursor() as cursor:
        # What is cheapest for one row says nothing about a million: leave only indexes to choose from.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
    newest = Article.objects.published().in_city_by(OuterRef("pk"), "published_at").values("published_at")[:1]
    plan = City.objects.annotate(latest=Subquery(newest)).explain()
    assert "article_newest_of_city" in plan
    assert "Sort" not in plan.split("SubPlan")[1]


def test_the_archive_leads_to_no_day_whose_only_story_is_over(client):
    published, over = datetime(2024, 3, 1, tzinfo=UTC), timezone.now() - timedelta(days=1)
    builders.article(published_at=published, expires_at=over)
    assert client.get("/news/archive/").context["years"] == []
    assert client.get("/news/archive/2024/3/").status_code == 404
    builders.article(published_at=published, expires_at=over)
    builders.article(published_at=published + timedelta(days=2))
    [(day, count)] = client.get("/news/archive/2024/3/").context["days"]
    assert (day.day, count) == (3, 1)


@pytest.mark.slow
def test_the_portals_archive_narrows_to_a_city_down_to_the_day(client):
    moment = datetime(2024, 3, 1, tzinfo=UTC)
    city = builders.city(name="甲市", slug="jia")
    mine, _other = builders.article(city=city, published_at=moment), builders.article(published_at=moment)
    page = client.get("/news/archive/?city=jia")
    assert page.context["years"] == [(2024, [(date(2024, 3, 1), 1)])]
    assert "<h1>甲市信息归档</h1>" in page.content.decode()
    assert 'href="/news/archive/2024/3/?city=jia"' in page.content.decode()
    assert 'href="/news/archive/2024/3/1/?city=jia"' in client.get("/news/archive/2024/3/?city=jia").content.decode()
    assert shown(client.get("/news/archive/2024/3/1/?city=jia")) == [mine]
    assert client.get("/news/archive/?city=none").status_code == 404
    assert client.get("/news/archive/").context["years"] == [(2024, [(date(2024, 3, 1), 2)])]


@pytest.mark.slow
def test_a_citys_page_lists_one_section(client):
    city = builders.city()
    mine = builders.article(city=city, section=builders.section("zhengce", "政策"))
    builders.article(city=city)
    page = client.get(f"{city.get_absolute_url()}?section=zhengce")
    assert shown(page) == [mine]
    assert f"<h1>{city.name}政策</h1>" in page.content.decode()
    assert f'{city.get_absolute_url()}?section=zhengce#news"' in client.get(city.get_absolute_url()).content.decode()
    assert client.get(f"{city.get_absolute_url()}?section=none").status_code == 404


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("1692亿元 <b>与 it's", '<span class="whole">1692亿元</span> &lt;b&gt;与 it&#x27;s'),
        ("A&B 3.9 万平方米", 'A&amp;B <span class="whole">3.9 万平方米</span>'),
        ("无数字", "无数字"),
    ],
)
def test_a_figure_in_a_title_stays_on_one_line_and_nothing_in_it_is_markup(title, shown):
    assert whole_figures(title) == shown
