"""The app's configuration."""

from django.apps import AppConfig


class PushConfig(AppConfig):
    name = "push"
    verbose_name = "搜索引擎推送"
