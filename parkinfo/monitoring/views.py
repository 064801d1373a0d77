"""/metrics: for Prometheus on this machine, or wherever METRICS_TOKEN is known; to others it is not there."""

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from parkinfo.monitoring.gauges import Gauges
from parkinfo.monitoring.requests import Counted
from plumbing import bearer
from plumbing.clients import client_address
from zones.site import works_without_database


@works_without_database
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Everything that is measured. Without a database it says so, and gives what needs none."""
    if not (bearer.is_sent(request, settings.METRICS_TOKEN) or _is_of_this_machine(request)):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Counted())
    registry.register(Gauges())
    headers = {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"}
    return HttpResponse(generate_latest(registry), headers=headers)


def _is_of_this_machine(request: HttpRequest) -> bool:
    """By the address that our own nginx tells, not by what a client says of itself."""
    address = client_address(request)
    return bool(address) and ipaddress.ip_address(address).is_loopback
