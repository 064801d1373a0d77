"""What the page of a lead posts about its contacts, for leads.lead_views."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpRequest

from leads import contacts
from leads.desk_forms import ChosenForm, OneWayForm, PersonForm, WaysForm, valid
from leads.models import Lead
from staff.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def _chosen(request: Request) -> dict[str, int]:
    """The ids of what is meant, 0 for none, and the version that was seen."""
    return {name: value or 0 for name, value in valid(ChosenForm(request.POST)).cleaned_data.items()}


def _add_person(request: Request, lead: Lead) -> None:
    cleaned = valid(PersonForm(request.POST)).cleaned_data
    contacts.add_person(lead, cleaned["name"], cleaned["role"], cleaned["read_phones"], cleaned["wechat"], request.user)
    messages.success(request, "联系人已加上。")


def _rename(request: Request, lead: Lead) -> None:
    chosen, cleaned = _chosen(request), valid(PersonForm(request.POST)).cleaned_data
    contacts.rename(lead, chosen["person"], cleaned["name"], cleaned["role"], chosen["seen"], request.user)
    messages.success(request, "已改，原来的留在时间线上。")


def _prefer(request: Request, lead: Lead) -> None:
    chosen = _chosen(request)
    contacts.prefer(lead, chosen["person"], chosen["seen"], request.user)
    messages.success(request, f"主联系人改为{lead.masked_name}。")


def _remove_person(request: Request, lead: Lead) -> None:
    chosen = _chosen(request)
    contacts.remove_person(lead, chosen["person"], chosen["seen"], request.user)
    messages.success(request, "联系人已删去，时间线上留了底。")


def _add_ways(request: Request, lead: Lead) -> None:
    chosen, cleaned = _chosen(request), valid(WaysForm(request.POST)).cleaned_data
    contacts.add_ways(lead, chosen["person"], cleaned["read_phones"], cleaned["wechat"], request.user)
    messages.success(request, "已加上。")


def _correct(request: Request, lead: Lead) -> None:
    chosen, cleaned = _chosen(request), valid(OneWayForm(request.POST)).cleaned_data
    contacts.correct(lead, chosen["way"], cleaned["read_phone"], cleaned["wechat"], chosen["seen"], request.user)
    messages.success(request, "已改，原来的留在时间线上。")


def _prefer_way(request: Request, lead: Lead) -> None:
    chosen = _chosen(request)
    contacts.prefer_way(lead, chosen["way"], chosen["seen"], request.user)
    messages.success(request, "已设为首选。")


def _remove_way(request: Request, lead: Lead) -> None:
    chosen = _chosen(request)
    contacts.remove_way(lead, chosen["way"], chosen["seen"], request.user)
    messages.success(request, "已删去，时间线上留了底。")


#: What may be done, by the last part of the address.
VERBS: Mapping[str, Callable[[Request, Lead], None]] = {
    "person-add": _add_person,
    "person-change": _rename,
    "person-main": _prefer,
    "person-remove": _remove_person,
    "way-add": _add_ways,
    "way-correct": _correct,
    "way-main": _prefer_way,
    "way-remove": _remove_way,
}
