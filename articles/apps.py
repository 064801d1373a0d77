"""The app's configuration."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "产业信息"
    query_keys = ("page", "q", "city", "zone", "section", "period", "sort", "tag")
