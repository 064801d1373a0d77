"""The app's configuration."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "询盘"
    query_keys = ("kind", "area", "height", "city", "zone", "listing", "need", "src")
