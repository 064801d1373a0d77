"""What the page of a lead shows beside its form: the enquiries, the timeline and what may be done."""

from typing import Any

from django.utils import timezone

from leads import (
    companies,
    contacts,
    desk_forms,
    disclosing,
    fitting,
    loss_reasons,
    mistakes,
    protection,
    signing,
    signing_views,
)
from leads.models import Contact, Disclosure, Lead, LeadEvent, SalesRules, Stage

#: Lines of the timeline that the page begins with.
NEWEST = 3


def context(request: Any, lead: Lead) -> dict[str, Any]:
    """For the template `admin/leads/lead/change_form.html`."""
    return {
        "lead": lead,
        "title": lead.masked_name,
        **_what_there_is(request, lead),
        **_what_may_be_done(request, lead),
    }


def _what_there_is(request: Any, lead: Lead) -> dict[str, Any]:
    enquiries = lead.enquiries.select_related("city", "zone", "listing__zone")
    dialled, timeline = contacts.to_dial(lead), list(lead.timeline())
    numbers = [way for person in dialled["people"] for way in person.ways.all() if way.is_phone]
    visits, mistaken = list(lead.appointments.with_places()), mistakes.named_in(timeline)
    return {
        "open_visits": [each for each in visits if each.is_open],
        "past_visits": [each for each in reversed(visits) if not each.is_open],
        **dialled,
        "called": next((way for way in numbers if f"{way.pk}" == request.GET.get("call")), dialled["first"]),
        "enquiries": enquiries,
        "is_suspected": any(enquiry.is_quarantined for enquiry in enquiries),
        "timeline": timeline,
        "mistaken": mistaken,
        "newest": [event for event in timeline if event.kind != LeadEvent.Kind.REVEALED][:NEWEST],
        "is_connected": lead.stage != Stage.NEW or any(event.reaches for event in timeline if event.pk not in mistaken),
        "proposals": None if lead.is_closed or lead.is_merged else fitting.Proposals(lead, request.site),
        "same_phone": [
            (other, not lead.is_merged and lead.may_be_merged_by(request.user, other))
            for other in Lead.objects.for_user(request.user).like(lead)
        ],
        "disclosures": Disclosure.objects.of_lead(lead.pk),
        "company": companies.of_lead(lead, request.user),
        "undelivered": lead.notifications.undelivered().select_related("channel"),
    }


def _what_may_be_done(request: Any, lead: Lead) -> dict[str, Any]:
    rules, now = SalesRules.objects.for_city(lead.city_id), timezone.now()
    return {
        "roles": Contact.Role.choices,
        "next_stages": [(each.value, each.label) for each in lead.next_stages if each not in signing.COUNTED],
        "earlier_stages": [(stage.value, stage.label) for stage in reversed(lead.earlier_stages)],
        **signing_views.of_lead(lead),
        **loss_reasons.to_choose(lead),
        "may_be_shared": lead.may_be_shared,
        "may_be_parted": lead.merged_into and lead.may_be_merged_by(request.user, lead.merged_into),
        "may_disclose": disclosing.may_disclose(lead, request.user),
        "is_supervisor": lead.is_supervised_by(request.user),
        "is_on_the_line": "call" in request.GET,
        "protected_until": protection.ends_at(lead, rules, now),
        "may_mark_mistakes": mistakes.may_be_marked_by(lead, request.user),
        "mistakable": mistakes.KINDS,
        "now": now,
        "outcome_form": desk_forms.OutcomeForm(),
        "owner_form": desk_forms.OwnerForm(city_id=lead.city_id),
        "exempt_form": desk_forms.ExemptForm() if rules.protection_days else None,
        "file_form": desk_forms.FileForm(),
        "recommend_form": desk_forms.RecommendForm(),
    }
