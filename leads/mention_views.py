"""Whom a note can name: what is offered while somebody types @."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from leads.contact_verbs import Request
from leads.hand_over import sellers
from leads.models import Lead


def people(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """The names of the colleagues who work on leads of the lead's city, but the person's own."""
    lead = get_object_or_404(Lead.objects.for_user(request.user), pk=pk)
    names = [each.display_name for each in sellers(lead.city_id) if each != request.user]
    answer = JsonResponse({"names": names})
    answer["Cache-Control"] = "private, max-age=60"
    return answer
