"""An article's page: what it carries, who may read it, and what it costs."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from articles.models import Article, Tag
from parkinfo.models import current_versions
from tests import builders

pytestmark = pytest.mark.django_db


def read(client, article):
    return client.get(article.get_absolute_url())


def test_a_published_article_is_read_with_its_title_body_and_source(client):
    article = builders.article(
        title="示例园区开工", body="<p>第一段。</p>", source_name="示例日报", source_url="https://example.com/1"
    )
    response = read(client, article)
    assert response.status_code == 200
    for words in ("示例园区开工", "<p>第一段。</p>", "示例日报", "https://example.com/1"):
        assert words in response.content.decode()


def test_an_article_leads_to_its_zone(client):
    zone = builders.zone(name="示例智造园")
    page = read(client, builders.article(zone=zone)).content.decode()
    assert f'<a href="{zone.get_absolute_url()}">示例智造园</a>' in page
    assert '"name": "示例智造园"' in page


@pytest.mark.slow
@pytest.mark.parametrize("hidden", ["zone", "city"])
def test_no_page_leads_to_a_place_that_is_hidden(client, hidden):
    zone = builders.zone(name="示例智造园")
    article = builders.article(zone=zone)
    place = zone if hidden == "zone" else zone.city
    place.is_listed = False
    place.save()
    for path in (article.get_absolute_url(), "/", "/news/"):
        assert place.get_absolute_url() not in client.get(path).content.decode(), path
        assert "示例智造园" not in client.get(path).content.decode(), path


@pytest.mark.parametrize("status", [Article.Status.DRAFT, Article.Status.IN_REVIEW])
def test_what_was_never_public_is_not_found(client, status):
    assert read(client, builders.draft(status=status)).status_code == 404


def test_what_is_scheduled_is_not_found(client):
    assert read(client, builders.article(published_at=timezone.now() + timedelta(hours=1))).status_code == 404


def test_what_was_withdrawn_is_gone_and_shows_nothing_of_itself(client):
    article = builders.article(title="撤回的示例")
    article.status = Article.Status.WITHDRAWN
    article.save()
    response = read(client, article)
    assert response.status_code == 410
    assert "撤回的示例" not in response.content.decode()


def test_what_is_gone_leads_to_those_that_go_with_it(client):
    zone, now = builders.zone(), timezone.now()
    alike = builders.article(zone=zone, title="同园的示例")
    expired = {"published_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)}
    gone = builders.article(zone=zone, title="过期的示例", **expired)
    page = read(client, gone).content.decode()
    assert alike.get_absolute_url() in page
    assert "《过期的示例》" in page
    Article.objects.filter(pk=gone.pk).update(status=Article.Status.WITHDRAWN)
    page = read(client, gone).content.decode()
    assert alike.get_absolute_url() in page
    assert "过期的示例" not in page


def test_what_expired_is_gone(client):
    now = timezone.now()
    article = builders.article(published_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
    assert read(client, article).status_code == 410


def test_the_breadcrumb_leads_home_and_to_the_city(client):
    city = builders.city(name="示例城", slug="shicheng")
    page = read(client, builders.article(city=city)).content.decode()
    assert '<a href="/zones/shicheng/">示例城产业信息</a>' in page


def test_an_event_of_another_day_shows_its_date(client):
    page = read(client, builders.article(event_date=date(2024, 5, 16))).content.decode()
    assert "事件日期" in page
    assert 'datetime="2024-05-16"' in page


def test_an_event_of_the_same_day_shows_no_second_date(client):
    page = read(client, builders.article(event_date=timezone.localdate(), published_at=timezone.now()))
    assert "事件日期" not in page.content.decode()


def test_each_number_of_the_contact_is_its_own_link(client):
    contact = builders.contact(mobiles=["13800000000", "13800000001"])
    article = builders.article(zone=builders.zone(contact=contact))
    page = read(client, article).content.decode()
    for number in ("400-000-0000", "13800000000", "13800000001"):
        assert f'href="tel:{number}"' in page


@pytest.mark.slow
def test_the_contact_is_the_zones_else_the_citys_else_the_portals(client):
    builders.portal(host="", contact=builders.contact(person="总部示例"))
    city = builders.city(contact=builders.contact(person="城市示例"))
    own, none = builders.zone(city=city, contact=builders.contact(person="园区示例")), builders.zone(city=city)
    assert "园区示例" in read(client, builders.article(zone=own)).content.decode()
    assert "城市示例" in read(client, builders.article(zone=none)).content.decode()
    assert "总部示例" in read(client, builders.article()).content.decode()


def test_the_way_to_the_enquiry_form_carries_kind_city_zone_and_source(client):
    zone = builders.zone(slug="nanyuan", city=builders.city(slug="shicheng"))
    article = builders.article(zone=zone)
    page = read(client, article).content.decode()
    assert f"?kind=invest&amp;city=shicheng&amp;zone=nanyuan&amp;src=%2Fnews%2F{article.pk}%2F" in page


def test_neighbours_are_the_older_and_the_newer_of_the_same_city(client):
    city, now = builders.city(), timezone.now()
    older, this, newer = (
        builders.article(city=city, title=title, published_at=now - timedelta(days=days))
        for title, days in (("更早的示例", 3), ("这一篇", 2), ("更新的示例", 1))
    )
    builders.article(title="别城的示例", city=builders.city(), published_at=now - timedelta(days=2, hours=1))
    response = read(client, this)
    assert (response.context["older"], response.context["newer"]) == (older, newer)


def test_neighbours_published_in_the_same_instant_are_told_apart_by_id(client):
    city, moment = builders.city(), timezone.now() - timedelta(days=1)
    first, second, third = (builders.article(city=city, published_at=moment) for _ in range(3))
    response = read(client, second)
    assert (response.context["older"], response.context["newer"]) == (first, third)


def test_the_pages_qr_code_is_a_png_of_at_least_200_pixels(client):
    response = client.get(f"/news/{builders.article().pk}/qr.png")
    assert response["Content-Type"] == "image/png"
    assert int.from_bytes(response.content[16:20]) >= 200


def test_the_qr_code_of_a_draft_is_not_found(client):
    assert client.get(f"/news/{builders.draft().pk}/qr.png").status_code == 404


@pytest.mark.slow
def test_a_page_takes_at_most_six_queries(client, django_assert_num_queries):
    zone = builders.zone(contact=builders.contact(mobiles=["13800000000"]))
    article = builders.article(zone=zone, tags=["甲", "乙"], body='<p>一</p><img data-image="7" alt="">')
    for _ in range(12):
        builders.article(zone=zone, tags=["甲"])
    read(client, article)
    # 1 host and content version; 2 the article; 3 its neighbours and the candidates not remembered; 4 its pictures.
    # The first time also 5, its tags, and 6, the related cards.
    with django_assert_num_queries(4):
        assert read(client, article).status_code == 200


def test_tags_stand_in_the_order_in_which_they_were_given_and_by_the_names_of_today(client):
    article = builders.article(tags=["乙", "甲"])
    builders.article(tags=["甲"])
    assert re.findall(r'class="tag" href="[^"]*">([^<]*)<', read(client, article).content.decode()) == ["乙", "甲"]
    Tag.objects.filter(name="乙").update(name="丙")
    assert re.findall(r'class="tag" href="[^"]*">([^<]*)<', read(client, article).content.decode()) == ["丙", "甲"]
    Tag.objects.get(name="甲").delete()
    assert re.findall(r'class="tag" href="[^"]*">([^<]*)<', read(client, article).content.decode()) == ["丙"]


def test_figures_of_a_title_stay_whole(client):
    page = read(client, builders.article(title="签约 32 个项目1692亿元")).content.decode()
    assert '<span class="whole">1692亿元</span>' in page


def test_markup_in_a_title_is_text(client):
    page = read(client, builders.article(title="<script>alert(1)</script>")).content.decode()
    assert "<script>alert" not in page


def test_times_are_valid_html(client):
    article = builders.article(published_at=(timezone.now() - timedelta(minutes=1)).replace(microsecond=123456))
    [time] = re.findall(r'<time datetime="([^"]+)" data-relative>', read(client, article).content.decode())
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", time)


def test_what_appeared_since_the_version_was_read_is_found_all_the_same(client, monkeypatch):
    client.get("/news/")
    # The version stands still, as it does for a request that read it just before somebody added all this.
    versions = current_versions("testserver", "")
    monkeypatch.setattr("parkinfo.middleware.current_versions", lambda host, slug: versions)
    client.get("/news/")
    article = builders.article(zone=builders.zone(), section=builders.section("xinde", "新的栏目"))
    assert "新的栏目" in read(client, article).content.decode()
