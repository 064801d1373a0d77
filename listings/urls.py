"""The finder and the listings."""

from django.urls import path, re_path

from listings import views
from listings.feeds import feed
from listings.models.listing import NUMBER

app_name = "listings"
LISTING = rf"listings/(?P<listing_number>(?i:{NUMBER}))/"

urlpatterns = [
    path("listings/", views.index, name="index"),
    path("listings/compare/", views.compare, name="compare"),
    path("listings/feed.xml", feed, name="feed"),
    path("listings/sitemap.xml", views.sitemap, name="sitemap"),
    re_path(rf"^{LISTING}$", views.listing, name="listing"),
    re_path(rf"^{LISTING}qr\.png$", views.qr, name="qr"),
]
