"""The public side of the desk: the enquiry form, its thanks, and what becomes of personal data."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from leads import consent, erasure, first_contact, forms, hours, intake, listing_asked_about, receipts, spam, spool
from leads.models import OFFERED_KINDS, Kind
from leads.places import places_for
from listings.models.listing import LONGEST_NUMBER, NUMBER
from plumbing import error_pages, typed_text
from plumbing.clients import client_address, network_of
from plumbing.days import in_speech
from zones.site import works_without_database

#: What a browser sends for a form without files; no other body is read.
FORM_TYPE = "application/x-www-form-urlencoded"
#: A promise further away is none of ours: 95 working hours, over the longest holidays.
LONGEST_PROMISE = timedelta(days=40)
UTM_KEYS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """The enquiry form. One with mistakes comes back as a 200: some carriers replace a 4xx by a page of their own."""
    places = places_for(request.site)
    if request.method != "POST":
        initial = _prefilled(request, places)
        missing = listing_asked_about.missing(initial["listing"], request.site)
        if missing:  # where one was that is gone may still be meant, and what its page filled in is still its own
            number = missing.number if missing.was_there else ""
            initial |= {"listing": number, "city": initial["city"] or missing.city}
        return _form_page(request, forms.EnquiryForm(initial=initial, places=places), missing=missing)
    if request.content_type != FORM_TYPE:
        return error_pages.bad_request(request)
    form = forms.EnquiryForm(request.POST, initial=_prefilled(request, places), places=places)
    if not form.is_valid():
        return _form_page(request, form)
    submission = form.submission(origin(request), signals(request))
    try:
        receipt = intake.receive(submission, database=request.site is not None)
    except spool.Full:
        return _form_page(request, form, status=503, is_full=True)
    city, zone = form.city_and_zone  # what people typed themselves stands in no address
    # Who does not want to be passed on is called by us, not by the park.
    may_call = form.cleaned_data["third_party"]
    slug = city["slug"] if city else city_slug(request, places)
    by = first_contact.promised_by(slug, timezone.now())
    return to_thanks(
        receipt,
        city=city and city["slug"],
        zone=zone and zone["slug"] if may_call else None,
        ours="1" if zone and not may_call else None,
        by=by and f"{by.timestamp():.0f}",
        listing=form.cleaned_data["listing"],
    )


def to_thanks(receipt, **parameters):
    """The redirect to the thanks for a receipt; `parameters` say what they are about, those without a value nothing."""
    query = urlencode({"receipt": receipts.signed(receipt)} | {key: each for key, each in parameters.items() if each})
    response = HttpResponseRedirect(f"{reverse('leads:thanks')}?{query}", status=303)
    response["Cache-Control"] = "no-store"
    return response


@works_without_database
@require_safe
def thanks(request):
    """The receipt, and who does what next by when. Needs no query. Without one of ours nothing is said to be in."""
    places = places_for(request.site)
    receipt = receipts.unsigned(request.GET.get("receipt", ""))
    kind = request.GET.get("kind", "")
    # Advisers let premises: complaints are the portal's own.
    about = ("", "") if kind == Kind.COMPLAINT else (city_slug(request, places), request.GET.get("zone", ""))
    context = {
        "places": places,
        "adviser": places.contact(*about),
        "kind": kind,
        "is_ours": "ours" in request.GET,
        "lost_files": "lost_files" in request.GET,
        "call_by": _promised(request.GET.get("by", "")),
        "answer_by": hours.later(timezone.now(), hours.ANSWERING),
        "listing": _number(request.GET.get("listing", "")),
    }
    if receipt:
        context |= {"receipt": receipts.shown(receipt), "spoken_code": receipts.spoken(receipt)}
    response = render(request, "leads/thanks.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _number(typed):
    """The number of the listing that was asked about; empty for what is none."""
    return typed if re.fullmatch(NUMBER, typed[: LONGEST_NUMBER + 1]) else ""


def _promised(typed):
    """The promise that was made when the form was sent, in words; empty where the address has none, or an old one."""
    now = timezone.now()
    try:
        by = datetime.fromtimestamp(int(typed[:12]), UTC)
        return in_speech(by, now) if now <= by <= now + LONGEST_PROMISE else ""
    except (ValueError, OverflowError, OSError):
        return ""


@works_without_database
@require_safe
def privacy(request):
    """What is kept of a person, why and how long, and how to get a copy or have it deleted."""
    places = places_for(request.site)
    context = {
        "consent": consent.CURRENT,
        "complaint_consent": consent.CURRENT_FOR_COMPLAINTS,
        "correction_consent": consent.CURRENT_FOR_CORRECTIONS,
        "effective_on": consent.PRIVACY_EFFECTIVE_ON,
        "months": erasure.LONGEST_MONTHS,
        "invalid_months": erasure.INVALID_MONTHS,
        "adviser": places.contact("", ""),
    }
    return render(request, "leads/privacy.html", context)


def _form_page(request, form, status=200, *, is_full=False, missing=None):
    """The page with the form: empty, or with what was typed and what is wrong with it.

    `missing` is what the address asks about and is not there (leads.listing_asked_about.Missing).
    """
    city, zone = form.city_and_zone
    context = {
        "form": form,
        "places": form.places,
        "consent": consent.CURRENT,
        "honeypot": spam.HONEYPOT,
        "seconds": spam.seconds_of(request.POST),
        "is_full": is_full,
        "missing": missing,
        "asked_about": form.place if missing else form.place_name,
        "adviser": form.places.contact(
            city["slug"] if city else city_slug(request, form.places), zone["slug"] if zone else ""
        ),
    }
    return form_response(request, "leads/enquiry_new.html", context, status)


def form_response(request, template, context, status):
    """The response with a form; one that comes back stays within the visitor's own browser."""
    response = render(request, template, context, status=status)
    if request.method == "POST":
        # Kept by the visitor's own browser alone, so that "back" shows what was typed: of `no-store` it shows an error.
        response["Cache-Control"] = "private, no-cache"
    return response


def city_slug(request, places):
    """The slug of the city that the address names, else of the host's; empty if it is none of ours."""
    city = places.city(request.GET.get("city", ""))
    if city:
        return city["slug"]
    return request.site.city.slug if request.site and request.site.city else ""


def _prefilled(request, places):
    """What the address says of kind, place, area and height, as initial values; what is unknown to us is left out."""
    city = city_slug(request, places)
    zone = request.GET.get("zone", "")
    kind = request.GET.get("kind", "")
    initial = {"city": city, **forms.split_area(request.GET.get("area", "")[: forms.LONGEST_AREA], kind)}
    if kind in dict(OFFERED_KINDS):
        initial["kind"] = kind
    if places.zone(city, zone):
        initial["zone"] = f"{city}/{zone}"
    initial["clear_height"] = request.GET.get("height", "")[: forms.LONGEST_AREA]
    initial["need"] = _text(request.GET.get("need"), forms.LONGEST_NEED)
    initial["listing"] = request.GET.get("listing", "").upper()[: forms.LONGEST_NUMBER]
    return initial


def origin(request):
    """Where the visitor came from, as Enquiry's fields. The form posts to its own address, with its src and utm_*."""
    posted, referer = request.POST, _split(request.headers.get("Referer", ""))
    parameters = dict(parse_qsl(referer.query)) | request.GET.dict()
    outside = "" if referer.netloc == request.get_host() else referer.geturl()
    return {
        "source_path": _text(parameters.get("src") or referer.path, 200),
        "landing_path": _text(posted.get("landing"), 200),
        "referrer": _text(posted.get("referrer") or outside, 300),
        "utm": {key: _text(parameters[key], 100) for key in UTM_KEYS if parameters.get(key)},
        "user_agent": _text(request.headers.get("User-Agent"), 300),
        "address": network_of(client_address(request)),
    }


def signals(request):
    """What the spam score reads of the request. `Origin: null` is what in-app browsers send."""
    origin = request.headers.get("Origin", "null")
    return {
        "honeypot": spam.looks_automatic(request.POST),
        "seconds": spam.seconds_of(request.POST),
        "other_site": origin != "null" and _split(origin).netloc != request.get_host(),
    }


def _split(address):
    """The parts of an address that came from outside; empty parts if it is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _text(value, most):
    """Text from outside, cut to length and without what nobody sees: nobody is asked to correct it."""
    return typed_text.line(value or "")[:most]
