"""The public addresses of the desk."""

from django.urls import path

from leads import health, views

app_name = "leads"

urlpatterns = [
    path("enquiries/new/", views.new, name="new"),
    path("enquiries/thanks/", views.thanks, name="thanks"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz/desk", health.desk, name="health"),
]
