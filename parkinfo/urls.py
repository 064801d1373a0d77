"""The public addresses and the admin."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from leads.urls import urlpatterns as leads_urls
from parkinfo import views
from parkinfo.monitoring.views import metrics
from parkinfo.pages.city import city, zones
from parkinfo.pages.enquiry import enquiry
from parkinfo.pages.home import home
from parkinfo.pages.zone import zone, zone_qr
from parkinfo.pages.zone_comparison import compare
from zones.views import about, contact

zone_urls = [
    path("", zones, name="index"),
    path("compare/", compare, name="compare"),
    path("<slug:city_slug>/", city, name="city"),
    path("<slug:city_slug>/<slug:zone_slug>/", zone, name="zone"),
    path("<slug:city_slug>/<slug:zone_slug>/qr.png", zone_qr, name="zone_qr"),
]
enquiry_urls = [path("enquiries/new/", enquiry, name="new"), *leads_urls]
desk = settings.DESK_PATH.removeprefix("/")

urlpatterns = [
    path("", home, name="home"),
    path("about/", about, name="about"),
    path("contact/", contact, name="contact"),
    path("zones/", include((zone_urls, "zones"))),
    path("", include("articles.urls")),
    path("", include((enquiry_urls, "leads"))),
    path("", include("listings.urls")),
    path("", include("wechat.urls")),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    path("metrics", metrics, name="metrics"),
    path("healthz/live", views.live, name="live"),
    path("", include("hosts.urls")),
    path(desk, include("staff.urls")),
    path(desk, admin.site.urls),
]

handler400 = "plumbing.error_pages.bad_request"
handler403 = "parkinfo.desk_refusals.permission_denied"
handler404 = "parkinfo.desk_refusals.not_found"
handler500 = "plumbing.error_pages.server_error"
