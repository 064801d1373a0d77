"""What a host shows to prove whose it is: files at its root, meta tags on its home page."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from parkinfo.hosts.models import Verification
from parkinfo.push.models import PushAccount


def tags(site):
    """[(name, content), ...] of the meta tags for the home page of the host that was asked for."""
    shown = Verification.objects.of_site(site).filter(kind=Verification.Kind.TAG)
    return list(shown.values_list("name", "content"))


@require_safe
def file(request, name):
    """A file at the root, its name exactly as given; text whatever it is called, so that no browser runs it."""
    files = request.site.remember("verification files", lambda: _files(request.site))
    if name not in files:
        raise Http404("No such file.")
    return HttpResponse(files[name], content_type="text/plain; charset=utf-8")


def _files(site):
    shown = Verification.objects.of_site(site).filter(kind=Verification.Kind.FILE)
    # IndexNow believes who can put the key at the root of the host.
    keys = PushAccount.objects.filter(engine=PushAccount.Engine.INDEXNOW, is_active=True, city=site.city)
    return {f"{key}.txt": key for key in keys.values_list("token", flat=True)} | dict(
        shown.values_list("name", "content")
    )
