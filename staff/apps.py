"""The app's configuration: listens to Django's and axes' signals of sign-in, which nobody else records."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "员工与权限"

    def ready(self):
        from staff import record  # models, which are not there before all apps are

        record.listen()
