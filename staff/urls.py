"""The pages of signing in and of one's own account, before the admin's own under the same prefix."""

from django.contrib import admin
from django.urls import path

from staff import views

app_name = "staff"
# `admin_view`: for staff alone, never cached, protected against other sites.
protected = admin.site.admin_view

urlpatterns = [
    path("sign-in/code/", protected(views.code), name="code"),
    path("sign-in/recovery/", protected(views.recovery), name="recovery"),
    path("security/", protected(views.security), name="security"),
    path("security/second-factor/", protected(views.enrol), name="enrol"),
    path("security/second-factor/remove/", protected(views.remove), name="remove"),
    path("security/recovery-codes/", protected(views.recovery_codes), name="recovery_codes"),
    path("security/devices/<int:pk>/distrust/", protected(views.distrust), name="distrust"),
]
