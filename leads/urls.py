"""The public addresses of the desk, but the form's own: `parkinfo.urls` composes that."""

from django.urls import path

from leads import health, views

urlpatterns = [
    path("enquiries/thanks/", views.thanks, name="thanks"),
    path("privacy/", views.privacy, name="privacy"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz/desk", health.desk, name="health"),
]
