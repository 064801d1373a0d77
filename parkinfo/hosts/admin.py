"""The desk's pages for hosts: verification, and what a city still lacks."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path

from parkinfo.hosts.answering import request_check
from parkinfo.hosts.models import WHOLE_TAG, Verification
from parkinfo.hosts.opening import State, points
from zones.desk import GrantedAdmin
from zones.models import City


class VerificationForm(forms.ModelForm):
    """Takes a meta tag as the search engine's page gives it to copy, too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.data.get("kind") == Verification.Kind.TAG and (tag := WHOLE_TAG.search(self.data.get("content", ""))):
            self.data = self.data.copy()
            self.data["name"], self.data["content"] = tag.groups()


@admin.register(Verification)
class VerificationAdmin(GrantedAdmin):
    form = VerificationForm
    list_display = ["name", "city", "kind", "content"]
    list_filter = ["kind"]
    list_select_related = ["city"]
    autocomplete_fields = ["city"]
    fields = ["city", "kind", "name", "content"]


def opening_urls(site):
    """The addresses of the pages that belong to no model of ours, for the desk."""
    return [path("zones/city/<int:pk>/opening/", site.admin_view(opening), name="city_opening")]


def opening(request, pk):
    """What the city still lacks; POST has its host asked again."""
    city = get_object_or_404(City.objects.for_user(request.user).select_related("host_check"), pk=pk)
    if request.method == "POST":
        if city.host:
            request_check(city)
            messages.success(request, "一分钟内会重新检查域名，稍后刷新本页。")
        return HttpResponseRedirect(request.path)
    check = getattr(city, "host_check", None)
    if city.host and (check is None or check.host != city.host):
        request_check(city)
    found = points(city)
    context = {
        **admin.site.each_context(request),
        "title": f"开城检查：{city}",
        "city": city,
        "check": check,
        "points": found,
        "lacking": sum(point.state == State.LACKING for point in found),
    }
    return render(request, "admin/zones/city/opening.html", context)
