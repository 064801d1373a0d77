"""The addresses by which a host proves whose it is, and the desk's check of a city before it opens."""

from django.conf import settings
from django.contrib import admin
from django.urls import path, re_path

from hosts import views

urlpatterns = [
    path("healthz/whose", views.host_token, name="host_token"),
    path(
        f"{settings.DESK_PATH[1:]}zones/city/<int:pk>/opening/",
        admin.site.admin_view(views.opening),
        name="city_opening",
    ),
    re_path(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9_-]+\.(?:txt|html))$", views.verification_file, name="verification"),
]
