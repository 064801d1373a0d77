"""The page on which an owner says which column of a table of articles is which; see moving.tables.by_hand."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from moving import working
from moving.models import OldSite, Step, StepKind
from moving.tables import by_hand
from moving.tables.columns import FIELDS, LABELS


def columns(request, context, pk):
    """Each column with its first cells and what it is or may be; POST keeps that and looks at the table again."""
    site = get_object_or_404(OldSite, pk=pk)
    look = Step.objects.filter(site=site, kind=StepKind.LOOK, finished_at__isnull=False).defer("report").first()
    tables = look.result.get("columns", []) if look else []
    if not tables:
        messages.warning(request, "先看一看备份；只有表格才有列要认。")
        return HttpResponseRedirect(reverse("admin:moving_site", args=[pk]))
    faults = _take(request, site, tables) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        return HttpResponseRedirect(reverse("admin:moving_step", args=[pk, Step.objects.filter(site=site).first().pk]))
    posted = request.POST if faults else {}
    for number, (_, found) in enumerate(tables):
        for each in found:
            each["name"] = f"{number}-{each['key']}"
            # Where the table could be read, what nobody touches stays as it was read.
            proposed = each["proposed"] if look.failure else ""
            each["value"] = posted.get(each["name"], each["field"] or proposed)
            each["is_open"] = not each["field"]
            each["hint"] = FIELDS.get("" if each["value"] else each["proposed"], "")
    context |= {"title": "认列", "old_site": site, "tables": tables, "fields": FIELDS.items(), "faults": faults}
    return render(request, "admin/moving/columns.html", context)


def _take(request, site, tables):
    """The faults of what was posted; none where it was kept and the worker looks."""
    said = {}
    for number, (_, found) in enumerate(tables):
        for each in found:
            field = request.POST.get(f"{number}-{each['key']}", each["field"])
            said[each["key"]] = field if field in FIELDS else ""
    lacking = [label for name, label in LABELS.items() if name not in said.values()]
    if lacking:
        return [f"还没有说哪一列是{'、'.join(f'“{label}”' for label in lacking)}。"]
    before = dict(site.source)
    site.source = {**before, "columns": by_hand.written(said)}
    site.save(update_fields=["source"])
    try:
        working.start(site, StepKind.LOOK, request.user)
    except working.StepRefused as refusal:
        site.source = before
        site.save(update_fields=["source"])
        return [str(refusal)]
    return []
