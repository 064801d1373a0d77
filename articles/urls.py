"""The addresses of the news."""

from django.urls import URLPattern, URLResolver, include, path

from articles import feeds, preview, sitemaps, views
from articles.beacon import count
from articles.search.views import search, suggest

app_name = "articles"

archive_urls = [
    path("", views.archive, name="archive"),
    path("<int:year>/", views.archive_year, name="archive_year"),
    path("<int:year>/<int:month>/", views.archive_month, name="archive_month"),
    path("<int:year>/<int:month>/<int:day>/", views.archive_day, name="archive_day"),
]

news_urls: list[URLPattern | URLResolver] = [
    path("", views.latest, name="latest"),
    path("archive/", include(archive_urls)),
    path("<int:pk>/", views.article, name="article"),
    path("<int:pk>/qr.png", views.qr, name="qr"),
]

tag_urls = [
    path("", views.tags, name="tags"),
    path("<str:slug>/", views.tag, name="tag"),
]

urlpatterns = [
    path("news/", include(news_urls)),
    path("tags/", include(tag_urls)),
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="suggest"),
    path("count/", count, name="count"),
    path("preview/<str:token>/", preview.shared, name="preview"),
    path("feed.xml", feeds.site_feed, name="feed"),
    path("news/feed.xml", feeds.site_feed, name="news_feed"),
    path("tags/<str:slug>/feed.xml", feeds.tag_feed, name="tag_feed"),
    path("zones/<slug:city_slug>/feed.xml", feeds.city_feed, name="city_feed"),
    path("zones/<slug:city_slug>/<slug:zone_slug>/feed.xml", feeds.zone_feed, name="zone_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemaps/places.xml", sitemaps.places, name="sitemap_places"),
    path("sitemaps/news-<int:number>.xml", sitemaps.news, name="sitemap_news"),
]
