"""The forms about a page of ours: a complaint of infringement, with files that prove it, and a mistake pointed out."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leads import evidence, hours, intake, spam, spool
from leads.places import places_for
from leads.report_forms import FORMS, ReportForm
from leads.views import FORM_TYPE, city_slug, form_response, origin, signals, to_thanks
from plumbing import error_pages
from plumbing.paths import local_path
from zones.site import SiteRequest

#: How a browser sends a form with files; what an older copy of the page sends is read as well.
TYPES = {FORM_TYPE, "multipart/form-data"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SiteRequest, kind: str, page_at: Callable[[str], str]) -> HttpResponse:
    """The form of a kind (of leads.report_forms.FORMS). Mistakes, and files that are not taken, lose no words.

    `page_at(path)` gives the name of our page at a path, or empty; it is asked to draw the form alone.
    """
    src, hosts = request.GET.get("src", ""), _hosts(request)
    if request.method != "POST":
        initial = {"page": local_path(src)}
        return _form_page(request, FORMS[kind](initial=initial, src=src, hosts=hosts), page_at)
    if request.content_type not in TYPES:
        return error_pages.bad_request(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > evidence.MOST_BYTES_SENT:
        return error_pages.bad_request(request, status=413)
    form = FORMS[kind](request.POST, request.FILES, src=src, hosts=hosts)
    if not form.is_valid():
        return _form_page(request, form, page_at)
    submission = form.submission(origin(request), signals(request))
    lost = evidence.keep(submission, form.cleaned_data.get("evidence", []))
    try:
        receipt = intake.receive(submission, database=request.site is not None)
    except spool.Full:
        return _form_page(request, form, page_at, status=503, is_full=True)
    places = places_for(request.site)
    return to_thanks(receipt, kind=kind, city=city_slug(request, places), lost_files=lost)


def _form_page(
    request: SiteRequest,
    form: ReportForm,
    page_at: Callable[[str], str],
    status: int = 200,
    *,
    is_full: bool = False,
) -> HttpResponse:
    """The page with the form: empty, or with what was typed and what is wrong with it."""
    places, src = places_for(request.site), local_path(request.GET.get("src", ""))
    city, zone = city_slug(request, places), request.GET.get("zone", "")
    known = places.zone(city, zone)
    context = {
        "form": form,
        "consent": form.consent_text,
        "honeypot": spam.HONEYPOT,
        "is_full": is_full,
        "src": src,
        "about": src and ((known and known["name"]) or (request.site and page_at(src)) or ""),
        "city": city,
        "zone": known and f"{city}/{zone}",
        "answer_by": hours.later(timezone.now(), hours.ANSWERING),
        "adviser": places.contact(city, zone),
        "sent_files": len(request.FILES.getlist("evidence")) if request.method == "POST" else 0,
    }
    return form_response(request, f"leads/{form.kind.value}_new.html", context, status)


def _hosts(request: SiteRequest) -> set[str]:
    """The names by which a pasted address is known for ours."""
    network = request.site and request.site.network
    hosts = {network.portal.host, *(city.host for city in network.cities)} if network else set()
    return {host for host in hosts if host} | {request.get_host().partition(":")[0]}
