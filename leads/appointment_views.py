"""The desk's pages about appointments: one to make it, one on which it is changed, cancelled and gets its result."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html

from leads import appointment_doubts, appointments, calendar_file, worklists
from leads.appointment_forms import AppointmentForm, CancelForm, CorrectedForm, MissForm, NextForm, ResultForm
from leads.contact_verbs import Request
from leads.models import Appointment, Lead, WrongMove
from staff.models import User

Context = dict[str, Any]
#: On 今日: nobody shows people round more often.
MOST_VISITS = 30


def of_today(person: User, now: datetime) -> Context:
    """What 今日 shows of the person's visits, and of how many leads they are.

    That is those that are over without a result, today's and tomorrow's. Two queries.
    """
    mine = Appointment.objects.of(person).on_today(now).with_places()
    visits = list(mine.select_related("lead__city", "lead__owner"))
    return {
        "visits": visits[:MOST_VISITS],
        "visits_soon": len({each.lead_id for each in visits if each.ends_at > now}),
        "visits_unresolved": len({each.lead_id for each in visits if each.ends_at <= now}),
    }


def add(request: Request, context: Context, pk: int) -> HttpResponse:
    """Agree upon a visit of a lead."""
    lead = _lead(request, pk)
    if not request.user.has_perm("leads.change_lead"):
        raise PermissionDenied
    form = AppointmentForm(request.POST if request.method == "POST" else None, lead=lead)
    back = given if (given := request.GET.get("back")) in ("today", "pool") else ""
    if request.method == "POST" and form.is_valid():
        try:
            made = appointments.make(lead, form.plan, request.user)
        except WrongMove as refusal:
            form.add_error(None, str(refusal))
        else:
            said = "已约好：{} {}。看完以后在“今日”里记结果。"
            link = format_html('<a href="{}">看这次约看、加进日历</a>', _page(made))
            messages.success(request, format_html(said, made.hours, link if back else ""))
            _say_doubts(request, made)
            return HttpResponseRedirect(worklists.today_address(back) if back else _page(made))
    status = 200 if not form.errors else 422
    context |= {"title": "约看", "lead": lead, "form": form}
    return render(request, "admin/leads/appointment/add.html", context, status=status)


def show(request: Request, context: Context, pk: int, appointment: int) -> HttpResponse:
    """Everything about an appointment; what may still be done to it is a form each."""
    return _show(request, context, _appointment(request, pk, appointment))


def act(request: Request, context: Context, pk: int, appointment: int, verb: str) -> HttpResponse:
    """Do what `verb` names to an appointment; what is refused is shown with all that was typed."""
    if verb not in VERBS:
        raise Http404
    if request.method != "POST" or not request.user.has_perm("leads.change_lead"):
        raise PermissionDenied
    found = _appointment(request, pk, appointment)
    make_form, do = VERBS[verb]
    form = make_form(request, found)
    if form.is_valid():
        try:
            sentence = do(found, form, request)
        except WrongMove as refusal:
            form.add_error(None, str(refusal))
            found = _appointment(request, pk, appointment)  # as it is now
        else:
            messages.success(request, sentence)
            if verb in ("change", "reopen"):
                _say_doubts(request, found)
            return HttpResponseRedirect(_back(request, found))
    return _show(request, context, found, **{verb.replace("-", "_"): form})


def file(request: Request, pk: int, appointment: int) -> HttpResponse:
    """The calendar file, for people who may see the lead."""
    found = _appointment(request, pk, appointment)
    answer = HttpResponse(calendar_file.write(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="appointment-{found.pk}.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


def _show(request: Request, context: Context, found: Appointment, **bound: forms.Form) -> HttpResponse:
    """The page; a form that came back with faults stands open in place of a fresh one."""
    fresh: dict[str, Callable[[], forms.Form]] = {
        "change": lambda: AppointmentForm(lead=found.lead, appointment=found),
        "cancel": lambda: CancelForm(auto_id="cancel-%s"),
        "no_show": lambda: MissForm(auto_id="miss-%s"),
        "result": lambda: ResultForm(auto_id="result-%s", appointment=found),
        "correct": lambda: CorrectedForm(auto_id="correct-%s", appointment=found),
    }
    context |= {f"{name}_form": bound.get(name) or make() for name, make in fresh.items()}
    context |= {
        "title": f"约看 {found.hours}",
        "lead": found.lead,
        "appointment": found,
        "doubts": appointment_doubts.doubts(found, request.user) if found.is_open and not found.is_over else [],
        "back": "today" if "today" in (request.GET.get("back"), request.POST.get("back")) else "",
        "faulty": next(iter(bound), ""),
        "may_change": request.user.has_perm("leads.change_lead"),
        "may_be_reopened": found.state in appointments.REOPENED and not found.lead.is_closed,
    }
    return render(request, "admin/leads/appointment/page.html", context, status=422 if bound else 200)


def _lead(request: Request, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.for_user(request.user).select_related("city", "owner"), pk=pk)


def _appointment(request: Request, pk: int, appointment: int) -> Appointment:
    """The appointment of a lead that the person sees, or 404."""
    seen = Lead.objects.for_user(request.user)
    found = Appointment.objects.filter(lead=pk, lead__in=seen).with_places()
    return get_object_or_404(found.select_related("lead__city", "lead__owner", "made_by"), pk=appointment)


def _page(appointment: Appointment) -> str:
    return reverse("admin:leads_appointment", args=[appointment.lead_id, appointment.pk])


def _back(request: Request, appointment: Appointment) -> str:
    """Where the person came from: 今日, or else the lead, which a manager's hand-over may have taken away meanwhile."""
    is_still_theirs = Lead.objects.for_user(request.user).filter(pk=appointment.lead_id).exists()
    if request.POST.get("back") == "today" or not is_still_theirs:
        return reverse("admin:leads_lead_today")
    return reverse("admin:leads_lead_change", args=[appointment.lead_id])


def _say_doubts(request: Request, appointment: Appointment) -> None:
    for sentence in appointment_doubts.doubts(appointment, request.user):
        messages.warning(request, sentence)


def _change(found: Appointment, form: AppointmentForm, request: Request) -> str:
    appointments.change(found, form.plan, request.user, form.cleaned_data["reason"], form.cleaned_data["seen"])
    return f"已改：{found.hours}。日历里的，请再下载一次。"


def _cancel(found: Appointment, form: CancelForm, request: Request) -> str:
    appointments.cancel(found, request.user, form.cleaned_data["text"], form.next_at, form.cleaned_data["seen"])
    return "已取消；取消错了，在这次约看的页面上恢复。"


def _miss(found: Appointment, form: MissForm, request: Request) -> str:
    appointments.miss(found, request.user, form.cleaned_data["text"], form.next_at, form.cleaned_data["seen"])
    return "已记下客户没来。"


def _finish(found: Appointment, form: ResultForm, request: Request) -> str:
    appointments.finish(found, form.result, request.user, form.cleaned_data["seen"])
    return "结果已记下，时间线上每处一笔。"


def _correct(found: Appointment, form: CorrectedForm, request: Request) -> str:
    appointments.correct(found, form.result, request.user, form.cleaned_data["seen"])
    return "结果已改，原来的在时间线上。"


def _reopen(found: Appointment, form: NextForm, request: Request) -> str:
    appointments.reopen(found, request.user, form.cleaned_data["seen"])
    return f"已恢复：{found.hours}。"


Form = Callable[[Request, Appointment], Any]
Do = Callable[[Appointment, Any, Request], str]
#: What may be done, by the last part of the address: the form of what is typed, and what is done with it.
VERBS: Mapping[str, tuple[Form, Do]] = {
    "change": (lambda request, found: AppointmentForm(request.POST, lead=found.lead, appointment=found), _change),
    "cancel": (lambda request, found: CancelForm(request.POST, auto_id="cancel-%s"), _cancel),
    "no-show": (lambda request, found: MissForm(request.POST, auto_id="miss-%s"), _miss),
    "result": (lambda request, found: ResultForm(request.POST, auto_id="result-%s", appointment=found), _finish),
    "correct": (lambda request, found: CorrectedForm(request.POST, auto_id="correct-%s", appointment=found), _correct),
    "reopen": (lambda request, found: NextForm(request.POST), _reopen),
}
