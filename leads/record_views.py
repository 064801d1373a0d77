"""记一条来电/微信: a page that asks for a number, and for the rest only where nobody knows it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from leads import contacts, desk_forms, intake
from leads.models import ContactWay, Lead, LeadEvent, Way
from zones.models import City

#: Leads of one number that are named.
MOST_KNOWN = 10


def record(request, context):
    """记一条来电/微信, by number or WeChat id: a known one opens its lead, for a new one the page asks for the rest.

    Neither is read from the query, which histories and logs keep.
    """
    options = _cities_to_choose(request.user)
    if request.method != "POST":
        return _record_page(request, context, desk_forms.NumberForm())
    if request.POST.get("step") == desk_forms.NumberForm.step:
        return _look_up(request, context, options)
    form = desk_forms.ContactForm(request.POST, **options)
    if not form.is_valid():
        return _record_page(request, context, form)
    if known := next(iter(known_leads(request.user, form.cleaned_data)), None):
        messages.info(request, "这位客户已有跟进中的线索，内容已记在它的时间线上。")
        known.record(LeadEvent.Kind.NOTE, request.user, form.cleaned_data["need"])
        return HttpResponseRedirect(_page(known))
    enquiry = intake.write_down(form.cleaned_data, request.user)
    messages.success(request, f"已记下，回执号前六位 {enquiry.spoken_code}。")
    return HttpResponseRedirect(_page(enquiry.lead))


def known_leads(user, cleaned):
    """The open leads that the person may see with the number or WeChat id of a NumberForm.

    First those of which it is the main contact's, the oldest first.
    """
    mains = _ways(cleaned).filter(contact__is_main=True, contact__lead=OuterRef("pk"))
    leads = _in_hand(Lead.objects.for_user(user), cleaned).alias(is_main=Exists(mains))
    return list(leads.order_by("-is_main", "created_at", "pk")[:MOST_KNOWN])


def _in_hand(leads, cleaned):
    return leads.known_by(_ways(cleaned)).open()


def _ways(cleaned):
    numbers = [(phone.number, phone.extension) for phone in cleaned["read_phones"]]
    return ContactWay.objects.of(numbers, cleaned["wechat"])


def _look_up(request, context, options):
    """The first step: to the lead of the number, ready to note the call, or the rest of the form with the number kept.

    If a colleague works with the number, the page says that and nothing else about the lead.
    """
    form = desk_forms.NumberForm(request.POST)
    if not form.is_valid():
        return _record_page(request, context, form)
    cleaned = form.cleaned_data
    if found := known_leads(request.user, cleaned):
        known, *others = found
        pooled = "这位客户已有线索，在公共池里还没人领，记下通话就归您。"
        messages.info(request, "这位客户已有跟进中的线索。" if known.owner_id else pooled)
        if others:
            links = format_html_join("、", '<a href="{}">{}</a>', [(_page(each), each.masked_name) for each in others])
            messages.info(request, format_html("同一个号码还在：{}", links))
        return HttpResponseRedirect(f"{_page(known)}?call={contacts.way_of(known, _ways(cleaned)) or ''}")
    initial = {"phone": cleaned["phone"], "wechat": cleaned["wechat"], "city": options["cities"].first()}
    if not cleaned["phone"]:
        initial["way"] = Way.WECHAT
    rest = desk_forms.ContactForm(initial=initial, **options)
    elsewhere = _in_hand(Lead.objects.all(), cleaned)
    hands = {"in_other_hands": elsewhere.filter(owner__isnull=False).exists(), "in_another_pool": elsewhere.exists()}
    return _record_page(request, {**context, **hands}, rest)


def _page(lead):
    return reverse("admin:leads_lead_change", args=[lead.pk])


def _record_page(request, context, form):
    """The page with the form of either step."""
    return render(request, "admin/leads/lead/record.html", {**context, "title": "记一条来电 / 微信", "form": form})


def _cities_to_choose(user):
    """The cities in which the person may add leads, as arguments of ContactForm; 403 when there are none."""
    granted = user.cities_for("leads.add_lead")
    if granted is not None and not granted:
        raise PermissionDenied
    cities = City.objects.listed()
    return {"cities": cities if granted is None else cities.filter(pk__in=granted), "needs_city": granted is not None}
