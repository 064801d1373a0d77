"""The desk's page on which a lead is signed, and on which what was agreed is corrected."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from leads import fitting, signing
from leads.contact_verbs import Request
from leads.models import Lead, Signing, Stage, WrongMove
from leads.signing_forms import SigningForm, settled, suggested


def of_lead(lead: Lead) -> dict[str, Any]:
    """What the lead's page shows of it. One query."""
    facts = Signing.objects.filter(lead=lead).select_related("lead", "zone", "listing__zone").first()
    return {
        "signing": facts,
        "is_signed": lead.stage in signing.COUNTED,
        "may_sign": Stage.SIGNED in lead.next_stages,
        "may_settle": Stage.SETTLED in lead.next_stages and facts is not None,
    }


def page(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """The form, filled with what is known; saved, it goes back to the lead."""
    if not request.user.has_perm("leads.change_lead"):
        raise PermissionDenied
    lead = get_object_or_404(Lead.objects.for_user(request.user), pk=pk)
    back = HttpResponseRedirect(reverse("admin:leads_lead_change", args=[pk]))
    if lead.is_merged or not (Stage.SIGNED in lead.next_stages or lead.stage in signing.COUNTED):
        messages.error(request, "洽谈以后才能签约：先把阶段一步一步改到“洽谈”。")
        return back
    if request.method != "POST":
        facts, signable = Signing.objects.filter(lead=lead).first(), fitting.signable(lead)
        initial = None if facts else suggested(lead, signable)
        return _shown(request, context, lead, SigningForm(instance=facts, initial=initial, lead=lead))
    form = _saved(request, lead)
    return _shown(request, context, lead, form) if form.errors else back


def _saved(request: Request, lead: Lead) -> SigningForm:
    """The form that was posted; once it has errors, nothing was saved."""
    form = None
    try:
        with transaction.atomic():
            lead.lock()
            form = SigningForm(request.POST, instance=Signing.objects.filter(lead=lead).first(), lead=lead)
            if form.is_valid():
                _save(request, lead, form)
    except WrongMove as refusal:
        form = form or SigningForm(request.POST, lead=lead)
        form.add_error(None, str(refusal))
    return form


def _save(request: Request, lead: Lead, form: SigningForm) -> None:
    facts, text = form.save(commit=False), form.cleaned_data["text"]
    if lead.stage in signing.COUNTED:
        before = form.before if facts.pk else None
        if before and not facts.changes(before) and not form.is_rest_changed:
            messages.info(request, "没有改动。")
            return
        signing.correct(lead, facts, before, request.user, text)
        done = "签约内容已改，原来的留在时间线上" if before else "签约内容已填"
        messages.success(request, f"{done}{_of_the_rest(facts) if form.is_rest_changed else ''}。")
        return
    signing.sign(lead, facts, request.user, text)
    is_taken = f"，{facts.listing.number} 改为已租（售）" if facts.listing else ""
    messages.success(request, f"已签约{_of_the_rest(facts) or is_taken}。")


def _of_the_rest(facts: Signing) -> str:
    if not (facts.part and facts.listing):
        return ""
    return f"，{facts.listing.number} 继续在租（售），面积改为 {facts.listing.size}；价格、楼层、介绍请核对"


def _shown(request: Request, context: dict[str, Any], lead: Lead, form: SigningForm) -> HttpResponse:
    is_new = lead.stage not in signing.COUNTED
    context |= {
        "title": "签约" if is_new else "签约内容",
        "lead": lead,
        "form": form,
        "is_new": is_new,
        "signable": fitting.signable(lead),
    }
    return render(request, "admin/leads/lead/signing.html", context)


def _settle(request: Request, lead: Lead) -> None:
    cleaned = settled(request.POST)
    signing.settle(lead, cleaned["settled_on"], request.user, cleaned["text"])
    messages.success(request, f"已记落户，{cleaned['settled_on']:%Y-%m-%d}。")


#: What a lead's page posts besides, by the last part of the address.
VERBS: Mapping[str, Callable[[Request, Lead], None]] = {"settle": _settle}
