"""The project as an app: its checks, commands, static files and the content version's table."""

from django.apps import AppConfig


class ParkinfoConfig(AppConfig):
    name = "parkinfo"
    verbose_name = "网站"

    def ready(self):
        from parkinfo import checks  # noqa: F401 - registers them
