"""The app's configuration: imports every app's `jobs.py`, which registers its handlers, when Django is ready."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "后台任务"

    def ready(self) -> None:
        autodiscover_modules("jobs")
