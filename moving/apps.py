"""The app's configuration."""

from django.apps import AppConfig


class MovingConfig(AppConfig):
    name = "moving"
    verbose_name = "搬家"
