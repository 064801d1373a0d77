"""The public addresses and the admin."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]

handler400 = "parkinfo.errors.bad_request"
handler403 = "parkinfo.errors.permission_denied"
handler404 = "parkinfo.errors.not_found"
handler500 = "parkinfo.errors.server_error"
