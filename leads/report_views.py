"""The forms about a page of ours: a complaint of infringement, with files that prove it, and a mistake pointed out."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leads import evidence, hours, intake, spam, spool
from leads.evidence import EvidenceField
from leads.places import places_for
from leads.report_forms import FORMS, ReportForm
from leads.reported_page import PageAt
from leads.views import FORM_TYPE, city_slug, form_response, origin, signals, to_thanks
from plumbing import error_pages
from plumbing.paths import local_path
from zones.site import SiteRequest

#: How a browser sends a form with files; what an older copy of the page sends is read as well.
TYPES = {FORM_TYPE, "multipart/form-data"}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SiteRequest, kind: str, page_at: PageAt) -> HttpResponse:
    """The form of a kind (of leads.report_forms.FORMS). Mistakes lose neither words nor files."""
    src = request.GET.get("src", "")
    make_form = partial(FORMS[kind], src=src, hosts=_hosts(request), page_at=page_at)
    if request.method != "POST":
        initial = {"page": f"{request.scheme}://{request.get_host()}{local_path(src)}" if local_path(src) else ""}
        return _form_page(request, make_form(initial=initial))
    if request.content_type not in TYPES:
        return error_pages.bad_request(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > evidence.MOST_BYTES_SENT:
        return error_pages.bad_request(request, status=413)
    form = make_form(request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(request, form)
    submission = form.submission(origin(request), signals(request))
    lost = evidence.keep(submission, form.cleaned_data.get("evidence", []))
    try:
        receipt = intake.receive(submission, database=request.site is not None)
    except spool.Full:
        return _form_page(request, form, status=503, is_full=True)
    places = places_for(request.site)
    about = places.city(form.cleaned_data["city"])  # what people typed themselves stands in no address
    return to_thanks(receipt, kind=kind, city=about["slug"] if about else city_slug(request, places), lost_files=lost)


def _form_page(request: SiteRequest, form: ReportForm, status: int = 200, *, is_full: bool = False) -> HttpResponse:
    """The page with the form: empty, or with what was typed and what is wrong with it."""
    places, page = places_for(request.site), form.linked
    city, zone = city_slug(request, places), request.GET.get("zone", "")
    if page and page.city:
        city, zone = page.city, page.zone.partition("/")[2]
    known = places.zone(city, zone)
    context = {
        "form": form,
        "consent": form.consent_text,
        "honeypot": spam.HONEYPOT,
        "seconds": spam.seconds_of(request.POST),
        "is_full": is_full,
        "src": page.path if page else "",
        "about": page and (page.name or (known and known["name"]) or ""),
        "city": city,
        "zone": known and f"{city}/{zone}",
        "answer_by": hours.later(timezone.now(), hours.ANSWERING),
        "adviser": places.contact(city, zone),
        "head_office": places.contact("", ""),
        **_held(form),
    }
    return form_response(request, f"leads/{form.kind.value}_new.html", context, status)


def _held(form: ReportForm) -> dict[str, Any]:
    """The files that a form which comes back has kept, and how many could not be kept."""
    field = form.fields.get("evidence")
    if not isinstance(field, EvidenceField) or not form.is_bound:
        return {}
    held, sent = field.hold(), form["evidence"].data
    new = [each for each in held if each.token not in sent.tokens]
    return {"held_files": held, "lost_files": max(0, len(sent.uploads) - len(new))}


def _hosts(request: SiteRequest) -> dict[str, str]:
    """The names by which a pasted address is known for ours, each with the slug of its city ("" for none)."""
    network, site = request.site and request.site.network, request.site
    hosts = {network.portal.host: "", **{city.host: city.slug for city in network.cities}} if network else {}
    here = site.city.slug if site and site.city else ""
    return {request.get_host().partition(":")[0]: here} | {host: city for host, city in hosts.items() if host}
