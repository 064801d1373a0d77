"""The public addresses of the desk."""

from django.urls import path

from leads import views

app_name = "leads"

urlpatterns = [
    path("enquiries/new/", views.new, name="new"),
    path("enquiries/thanks/", views.thanks, name="thanks"),
    path("privacy/", views.privacy, name="privacy"),
]
