"""The app's configuration."""

from django.apps import AppConfig


class OldListsConfig(AppConfig):
    name = "old_lists"
    verbose_name = "老名单"
