"""The app's configuration."""

from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "listings"
    verbose_name = "房源"
    query_keys = (
        *("need", "city", "zone", "kind", "deal", "area", "height", "load", "crane", "power", "rent"),
        *("fire", "eia", "storeys", "by", "industry", "sort", "page"),
    )
    #: The sitemaps that a host's index names beside those of the news.
    sitemaps = ("listings:sitemap",)
