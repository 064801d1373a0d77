"""The board as a page of the desk, and the two things done there: a card is moved, and the move is taken back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from leads import board, saved_filters, stepping_back
from leads.contact_verbs import Request
from leads.models import Lead, SavedFilter, Stage, WrongMove
from leads.models.lead_queryset import ENDED_DAYS

GONE = "这条已不在您的看板上：同事领走、移交或并入了别的线索。看板是现在的样子。"


def page(request: Request, context: dict[str, Any]) -> HttpResponse:
    """The columns; after a move also what it was, with the button that takes it back."""
    form = board.BoardForm(request.user, request.GET)
    chosen = form.chosen
    if form.errors:
        messages.warning(request, "筛选里有认不出来或您不能看的一项，没有用它。")
    columns, ended = board.of(request.user, chosen)
    context |= saved_filters.context(request.user, SavedFilter.Page.BOARD, request.GET.urlencode())
    context |= {
        "title": "看板",
        "form": form,
        "query": urlencode(chosen),
        "columns": columns,
        "ended": ended,
        "ended_count": sum(column.count for column in ended),
        "ended_days": ENDED_DAYS,
        "moved": stepping_back.last_step(request.GET.get("moved", ""), request.user),
        "now": timezone.now(),
    }
    return render(request, "admin/leads/lead/board.html", context)


def move(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """Move a card, then back to the board; what is refused says why there."""
    lead, seen = _lead(request, pk), request.POST.get("seen", "")
    if lead is None:
        messages.warning(request, GONE)
        return _back(request)
    try:
        line = board.move(lead, request.POST.get("stage", ""), seen, request.user)
    except WrongMove as refusal:
        messages.warning(request, str(refusal))
        return _back(request)
    # To the column where the person was: on a phone it is one of several that are out of sight.
    return _back(request, {"moved": str(line.pk)}, f"#board-{Stage(seen).value}")


def take_back(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """Take the person's last move of a card back."""
    lead = _lead(request, pk)
    if lead is None:
        messages.warning(request, GONE)
        return _back(request)
    try:
        stepping_back.take_back(lead, request.POST.get("line", ""), request.user)
        messages.success(request, f"已撤销，{lead} 回到“{Stage(lead.stage).label}”。")
    except WrongMove as refusal:
        messages.warning(request, str(refusal))
    return _back(request)


def _lead(request: Request, pk: int) -> Lead | None:
    """The lead of the card, None if it is no longer the person's to see. Raises PermissionDenied."""
    if request.method != "POST" or not request.user.has_perm("leads.change_lead"):
        raise PermissionDenied
    return Lead.objects.for_user(request.user).filter(pk=pk).first()


def _back(request: Request, more: Mapping[str, str] | None = None, place: str = "") -> HttpResponse:
    query = {**board.BoardForm(request.user, request.GET).chosen, **(more or {})}
    return HttpResponseRedirect(f"{reverse('admin:leads_board')}{'?' if query else ''}{urlencode(query)}{place}")
