"""The finder and the listings."""

from django.urls import path, re_path

from listings import views

app_name = "listings"
NUMBER = r"listings/(?P<listing_number>[A-Za-z]{1,3}-[0-9]{1,8})/"

urlpatterns = [
    path("listings/", views.index, name="index"),
    path("listings/sitemap.xml", views.sitemap, name="sitemap"),
    re_path(rf"^{NUMBER}$", views.listing, name="listing"),
    re_path(rf"^{NUMBER}qr\.png$", views.qr, name="qr"),
]
