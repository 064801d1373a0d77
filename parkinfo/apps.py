"""The project as an app: its checks, commands, static files and the content version's table."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ParkinfoConfig(AppConfig):
    default = True
    name = "parkinfo"
    verbose_name = "网站"
    query_keys = ("z",)

    def ready(self):
        from parkinfo import checks  # noqa: F401 - registers them, once the settings they read are there


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with our own site: what `admin.site` is."""

    default = False  # of this module: "parkinfo" in INSTALLED_APPS is the project
    default_site = "parkinfo.admin.Desk"
