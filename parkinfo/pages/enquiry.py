"""The enquiry form, with what the desk does not know: the page a complaint is about."""

from functools import partial

from leads import report_views, views
from leads.report_forms import FORMS
from parkinfo.reported_pages import page_at
from zones.site import works_without_database


@works_without_database
def enquiry(request):
    """The form of the kind that the address names; an article to be named costs one query more."""
    kind = request.GET.get("kind", "")
    if kind not in FORMS:
        return views.new(request)
    return report_views.new(request, kind, partial(page_at, request.site) if request.site else _no_page)


def _no_page(address, host):
    """Without a database no page is found."""
