"""The addresses of the news."""

from django.urls import include, path

from articles import views
from articles.counting import count
from articles.search.views import search

app_name = "articles"

archive_urls = [
    path("", views.archive, name="archive"),
    path("<int:year>/<int:month>/", views.archive_month, name="archive_month"),
    path("<int:year>/<int:month>/<int:day>/", views.archive_day, name="archive_day"),
]

news_urls = [
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
    path("count/", count, name="count"),
]
