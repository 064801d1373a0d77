"""Saved filters in the desk: opened by name, kept from the list or the board, renamed, shared and deleted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from leads import saved_filters
from leads.contact_verbs import Request
from leads.desk_forms import valid
from leads.models import SavedFilter, WrongMove
from plumbing import typed_fields
from plumbing.masking import mask_in
from staff.models import User
from zones.models import City


class NameForm(forms.Form):
    """The name of a filter; it is no place for somebody's number."""

    name = typed_fields.LineField(
        label="名字",
        max_length=20,
        error_messages={"required": "请给筛选起个名字。", "max_length": "名字最多 20 个字。"},
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if mask_in(name) != name:
            raise forms.ValidationError("名字里请不要写号码、微信号或邮箱。")
        return name


def page(request: Request, context: dict[str, Any]) -> HttpResponse:
    """The person's own filters, to be renamed, shared and deleted, and what colleagues share in their cities."""
    filters = (
        SavedFilter.objects.visible_to(request.user).select_related("person", "shared_in").order_by("page", "name")
    )
    shareable = _shareable(request.user)
    context |= {
        "title": "保存的筛选",
        "own": [each for each in filters if each.person_id == request.user.pk],
        "others": [(each, each.shared_in in shareable) for each in filters if each.person_id != request.user.pk],
        "cities": shareable,
    }
    return render(request, "admin/leads/lead/saved.html", context)


def save(request: Request, context: dict[str, Any]) -> HttpResponse:
    """Keep what the list or the board is narrowed to, then back there."""
    if request.method != "POST":
        raise PermissionDenied
    which, query = request.POST.get("page", ""), request.POST.get("query", "")[:2000]
    if which not in saved_filters.PAGES:
        raise Http404
    try:
        name = valid(NameForm(request.POST)).cleaned_data["name"]
        saved = saved_filters.save(request.user, which, name, query)
        messages.success(request, f"已保存为“{name}”，以后在上面点一下就是。")
        if QueryDict(query).get(saved_filters.SEARCHED) and saved_filters.SEARCHED not in saved.query:
            messages.warning(request, "搜索的字没有保存：客户的称呼、号码、邮箱、回执号不留在筛选里。")
    except WrongMove as refusal:
        messages.error(request, str(refusal))
    there = reverse(saved_filters.PAGES[SavedFilter.Page(which)])
    return HttpResponseRedirect(f"{there}{'?' if query else ''}{query}")


def open_saved(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """The page with the filter; what of it does not fit any more is left out, and said."""
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    misfits = saved_filters.misfits(saved, request.user)
    if misfits:
        named = "、".join(dict.fromkeys(misfits.values()))
        messages.warning(
            request, f"“{saved}”里的{named}不再适用（已经没有，或您看不到），没有用它；下面是照其余条件找的。"
        )
    return HttpResponseRedirect(saved_filters.address(saved, misfits))


def act(request: Request, context: dict[str, Any], pk: int, verb: str) -> HttpResponse:
    """Rename, share or delete one, then back to them."""
    if request.method != "POST":
        raise PermissionDenied
    if verb not in VERBS:
        raise Http404
    saved = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=pk)
    try:
        VERBS[verb](request, saved)
    except WrongMove as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:leads_saved"))


def _rename(request: Request, saved: SavedFilter) -> None:
    _check_own(request, saved)
    name = valid(NameForm(request.POST)).cleaned_data["name"]
    saved_filters.rename(saved, name)
    messages.success(request, f"已改名为“{name}”。")


def _share(request: Request, saved: SavedFilter) -> None:
    """With a city, or (none chosen) with nobody any more; the latter also by who supervises that city."""
    shareable = _shareable(request.user)
    chosen = request.POST.get("city", "")
    city = next((each for each in shareable if f"{each.pk}" == chosen), None)
    if chosen and city is None:
        raise WrongMove("只能共享给您主管的城市。")
    if city or saved.shared_in not in shareable:
        _check_own(request, saved)
    SavedFilter.objects.filter(pk=saved.pk).update(shared_in=city)
    messages.success(request, f"{city}的同事现在看得到“{saved}”。" if city else f"“{saved}”不再共享。")


def _delete(request: Request, saved: SavedFilter) -> None:
    _check_own(request, saved)
    saved.delete()
    messages.success(request, f"已删去“{saved}”。")


def _check_own(request: Request, saved: SavedFilter) -> None:
    if saved.person_id != request.user.pk:
        raise PermissionDenied


def _shareable(user: User) -> list[City]:
    """The cities with whose colleagues the person may share."""
    cities = user.cities_for("leads.supervise_lead")
    return list(City.objects.all() if cities is None else City.objects.filter(pk__in=cities))


VERBS = {"rename": _rename, "share": _share, "delete": _delete}
