"""What a host shows to prove whose it is: files at its root, meta tags on its home page."""

from hosts.models import Verification
from push.models import PushAccount


def tags(site):
    """[(name, content), ...] of the meta tags for the home page of the host that was asked for."""
    shown = Verification.objects.of_site(site).filter(kind=Verification.Kind.TAG)
    return list(shown.values_list("name", "content"))


def files(site):
    """{name: content} of the files at the root of the host that was asked for."""
    shown = Verification.objects.of_site(site).filter(kind=Verification.Kind.FILE)
    # IndexNow believes who can put the key at the root of the host.
    keys = PushAccount.objects.filter(engine=PushAccount.Engine.INDEXNOW, is_active=True, city=site.city)
    return {f"{key}.txt": key for key in keys.values_list("token", flat=True)} | dict(
        shown.values_list("name", "content")
    )
