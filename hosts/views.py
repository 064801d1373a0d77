"""What a host shows to prove whose it is, and the desk's page of what a city still lacks before it opens."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hosts import reachability, verification
from hosts.opening import Readiness, points
from zones.models import City
from zones.site import works_without_database


@works_without_database
@require_safe
def host_token(request):
    """The token of the host that was asked for; on any host, since a city's is checked before the city is listed."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return HttpResponse(reachability.host_token(host), content_type="text/plain")


@require_safe
def verification_file(request, name):
    """A file at the root, its name exactly as given; text whatever it is called, so that no browser runs it."""
    files = request.site.remember("verification files", lambda: verification.files(request.site))
    if name not in files:
        raise Http404("No such file.")
    return HttpResponse(files[name], content_type="text/plain; charset=utf-8")


def opening(request, pk):
    """What the city still lacks; POST has its host checked again."""
    city = get_object_or_404(City.objects.for_user(request.user).select_related("host_check"), pk=pk)
    if request.method == "POST":
        if city.host:
            reachability.request_check(city)
            messages.success(request, "一分钟内会重新检查域名，稍后刷新本页。")
        return HttpResponseRedirect(request.path)
    check = getattr(city, "host_check", None)
    if city.host and (check is None or check.host != city.host):
        reachability.request_check(city)
    checklist = points(city)
    context = {
        **admin.site.each_context(request),
        "title": f"开城检查：{city}",
        "city": city,
        "check": check,
        "points": checklist,
        "lacking": sum(point.readiness == Readiness.LACKING for point in checklist),
    }
    return render(request, "admin/zones/city/opening.html", context)
