"""The public addresses and the admin."""

from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path, re_path

from parkinfo import views
from parkinfo.hosts import verification
from parkinfo.hosts.answering import whose
from parkinfo.wechat import views as wechat

zone_urls = [
    path("", views.zones, name="index"),
    path("<slug:city_slug>/", views.city, name="city"),
    path("<slug:city_slug>/<slug:zone_slug>/", views.zone, name="zone"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("contact/", views.contact, name="contact"),
    path("zones/", include((zone_urls, "zones"))),
    path("", include("articles.urls")),
    path("", include("leads.urls")),
    path("robots.txt", views.robots, name="robots"),
    path("healthz/live", views.live, name="live"),
    path("healthz/whose", whose, name="whose"),
    path("admin/", include("staff.urls")),
    path("wechat/signature", wechat.signature, name="wechat_signature"),
    path("wechat/sdk.js", wechat.sdk, name="wechat_sdk"),
    path("admin/", admin.site.urls),
    re_path(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9_-]+\.(?:txt|html))$", verification.file, name="verification"),
]

if settings.DEBUG:  # otherwise granian or nginx
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

handler400 = "parkinfo.errors.bad_request"
handler403 = "parkinfo.errors.permission_denied"
handler404 = "parkinfo.errors.not_found"
handler500 = "parkinfo.errors.server_error"
