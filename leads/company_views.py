"""The desk's page of a company: all its leads that one may see, with their timelines as one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from leads import companies
from leads.contact_verbs import Request
from leads.models import Lead
from plumbing.masking import mask_in


def page(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """Of the company of a lead: by its id, since addresses are logged and people write numbers into names."""
    lead = get_object_or_404(Lead.objects.for_user(request.user).select_related("city", "owner"), pk=pk)
    company = companies.of_lead(lead, request.user)
    leads = [lead, *company.seen]
    context |= {
        "title": mask_in(lead.company) or lead.credit_code or "没有写公司",
        "lead": lead,
        "company": company,
        "leads": leads,
        "codes": sorted({each.credit_code for each in leads if each.credit_code}),
        "names": list(dict.fromkeys(mask_in(each.company) for each in leads if each.company)),
        "timeline": companies.timeline(leads),
        "most": companies.MOST_LINES,
    }
    return render(request, "admin/leads/lead/company.html", context)
