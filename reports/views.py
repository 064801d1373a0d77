"""The report as a page of the desk and as a workbook, and the days of what it counts of a page."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from articles.models.taps import MAX_PATH
from leads.statistics import reported_to
from plumbing.paths import local_path
from plumbing.xlsx_writing import CONTENT_TYPE
from reports import tap_tables, workbook
from reports.forms import ReportForm, presets
from reports.report import Report
from reports.scope import Scope


def page(request):
    """The report of a period: of this month until another one is asked for."""
    form = _form(request)
    asked = _asked(request.user, form)
    chosen = {name: form.data[name] for name in ("of_city", "person") if name in form.data}
    periods = [
        (
            name,
            urlencode({"first": each.first, "last": each.last, **chosen}),
            bool(asked) and each == asked.scope.period,
        )
        for name, each in presets(timezone.localdate())
    ]
    context = {
        **admin.site.each_context(request),
        "title": "报表",
        "form": form,
        "presets": periods,
        "report": asked,
        "chosen": list(form.chosen),
        "query": urlencode(form.data),
        "tables": list(asked.tables()) if asked else [],
    }
    return render(request, "reports/report.html", context)


def as_workbook(request):
    """The same as XLSX."""
    form = _form(request)
    asked = _asked(request.user, form)
    if asked is None:
        messages.error(request, "这段时间看不了，请改日期。")
        return HttpResponseRedirect(reverse("admin:report"))
    period = asked.scope.period
    file, name = workbook.write(asked.tables(), period), f"report-{period.first:%Y%m%d}-{period.last:%Y%m%d}.xlsx"
    headers = {"Cache-Control": "no-store"}
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE, headers=headers)


def taps(request):
    """How often visitors tapped a way to reach us on one page, day by day."""
    form = _form(request)
    asked = _asked(request.user, form)
    if asked is None:
        messages.error(request, "这段时间看不了，请改日期。")
        return HttpResponseRedirect(reverse("admin:report"))
    if not asked.is_supervisor:
        raise PermissionDenied
    path = request.GET.get("path", "")[:MAX_PATH]
    context = {
        **admin.site.each_context(request),
        "title": "点电话和微信",
        "path": local_path(path),
        "period": asked.scope.period,
        "query": urlencode(form.data),
        "table": tap_tables.of_days(path, asked.scope.period, asked.city_ids),
    }
    return render(request, "reports/taps.html", context)


def _form(request):
    """The form as the address fills it in. Raises PermissionDenied for who may see no leads."""
    if not request.user.has_perm("leads.view_lead"):
        raise PermissionDenied
    _, month = presets(timezone.localdate())[1]
    names = ("first", "last", "of_city", "person")
    given = {name: request.GET[name] for name in names if request.GET.get(name)}
    return ReportForm(request.user, {"first": f"{month.first}", "last": f"{month.last}", **given})


def _asked(user, form):
    """The Report that the form asks for; None if it asks for none that there can be."""
    if not form.is_valid():
        return None
    answers, cities = form.cleaned_data, form.cities
    of_city = answers.get("of_city", "")
    leads = reported_to(user)
    if of_city:
        leads = leads.filter(city=int(of_city) if of_city.isdecimal() else None)
        cities = {int(of_city)} if of_city.isdecimal() else set()
    return Report(
        Scope(leads, answers["period"], answers.get("person", "")),
        of_city=of_city,
        is_supervisor="person" in form.fields,
        city_ids=None if cities is None else frozenset(cities),
    )
