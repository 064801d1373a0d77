"""How many enquiries came in, for the start page: by city, and by the page they came from."""

from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from leads.models.enquiry import Enquiry, EnquiryQuerySet
from leads.models.lead import Lead
from staff.models import User

#: How many different paths are looked at: those after them brought one enquiry each, as a rule.
MOST_PATHS = 60


def received(user: User, *, days: int) -> EnquiryQuerySet:
    """The enquiries of the last `days` days in the leads that the person may see.

    Without suspects, complaints and what came with old lists.
    """
    leads = Lead.objects.for_user(user)
    since = timezone.now() - timedelta(days=days)
    return Enquiry.objects.accepted().sent_in().filter(received_at__gte=since, lead__in=leads)


def by_city(enquiries: EnquiryQuerySet) -> list[tuple[str | None, int]]:
    """[(name of the lead's city, how many)], most first; the name is None for leads without a city."""
    counts = enquiries.order_by().values_list("lead__city__name").annotate(count=Count("pk"))
    return list(counts.order_by("-count", "lead__city__name"))


def by_source_path(enquiries: EnquiryQuerySet, pattern: str) -> list[tuple[str, int]]:
    """[(path of the page they came from, how many)] of the paths that match a regular expression, most first."""
    paths = enquiries.order_by().filter(source_path__regex=pattern).values_list("source_path")
    return list(paths.annotate(count=Count("pk")).order_by("-count", "source_path")[:MOST_PATHS])
