"""Whether an enquiry can be kept, and how much waits where: for load balancers and monitoring."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils import timezone

from jobs.models import Job, Worker
from jobs.queue import kinds
from leads import spool
from leads.models import Enquiry, Notification
from plumbing import bearer, deadline
from zones.site import works_without_database

#: For what a load balancer asks.
DEADLINE_SECONDS = 2


@works_without_database
def ready(request: HttpRequest) -> HttpResponse:
    """200 while an enquiry can be kept by the database or by the spool; else 503."""
    has_database = _database_answers()
    if has_database or spool.can_keep():
        return HttpResponse("database\n" if has_database else "spool\n", content_type="text/plain", headers=NO_STORE)
    return HttpResponse("neither database nor spool\n", content_type="text/plain", status=503, headers=NO_STORE)


@works_without_database
def desk(request: HttpRequest) -> HttpResponse:
    """The report as JSON, for those who send HEALTH_TOKEN as a bearer token."""
    if not bearer.is_sent(request, settings.HEALTH_TOKEN):
        return HttpResponseForbidden("token\n", content_type="text/plain", headers=NO_STORE)
    return JsonResponse(report(), headers=NO_STORE)


NO_STORE = {"Cache-Control": "no-store"}


def report() -> dict[str, Any]:
    """{"database": bool, "spool": {...}} and, with a database, "queue", "quarantine" and "undelivered".

    Each tells how many wait, and for how many seconds the oldest has waited.
    """
    depth = spool.depth()
    found: dict[str, Any] = {
        "spool": {"waiting": depth.waiting, "aside": depth.aside, "oldest_seconds": depth.oldest_seconds}
    }
    try:
        with deadline.within(DEADLINE_SECONDS):
            found |= {
                "queue": lanes(),
                "quarantine": _depth(Enquiry.objects.unexamined(), "received_at"),
                "undelivered": _depth(Notification.objects.undelivered(), "parked_at"),
            }
    except (DatabaseError, InterfaceError):
        return {"database": False} | found
    return {"database": True} | found


def lanes() -> dict[str, dict[str, int]]:
    """{name of a lane: how many of its jobs are due, the age of the oldest, and how many workers take its jobs}."""
    workers = Worker.objects.alive().count_by_lane()
    return {
        lane.name.lower(): {
            "waiting": backlog.due,
            "oldest_seconds": backlog.oldest_seconds,
            "workers": workers[lane],
        }
        for lane, backlog in Job.objects.of_kinds(kinds).backlogs().items()
    }


def _depth(queryset: QuerySet[Any], moment: str) -> dict[str, int]:
    oldest = queryset.order_by(moment).values_list(moment, flat=True).first()
    age = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    return {"waiting": queryset.order_by().count(), "oldest_seconds": age}


def _database_answers() -> bool:
    """Whether the table of enquiries can be read and written to now."""
    try:
        with deadline.within(DEADLINE_SECONDS), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('transaction_read_only'), EXISTS (SELECT FROM leads_enquiry)")
            return cursor.fetchone()[0] == "off"
    except (DatabaseError, InterfaceError):
        return False
