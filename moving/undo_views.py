"""The pages that say what undoing a run would do, before it is asked for: at once, or counted by the worker first."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from moving import fates, undo_list, undo_order, working
from moving.models import Run, Step, StepKind
from moving.step_views import LINES_A_PAGE

#: Stories that are compared while a page waits, in half a second; more are the worker's.
MOST_AT_ONCE = 2000
#: How long its numbers hold.
HOLDS = timedelta(minutes=15)


def undo(request, context, pk, run):
    """What taking a run back would do; POST begins it, or has it counted."""
    found = get_object_or_404(Run.objects.select_related("site"), pk=run, site=pk)
    if found.undone_at:
        messages.warning(request, f"{found}已经撤销过了。")
        return HttpResponseRedirect(reverse("admin:moving_site", args=[pk]))
    if request.method == "POST":
        kind = StepKind.COUNT if "count" in request.POST else StepKind.UNDO
        try:
            step = working.start(found.site, kind, request.user, found)
        except working.StepRefused as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(reverse("admin:moving_step", args=[pk, step.pk]))
    context |= {"title": f"撤销{found}", "old_site": found.site, "run": found}
    context["later"] = Run.objects.filter(site=found.site, pk__gt=found.pk, undone_at=None).count()
    context["takes_along"] = fates.takes_along(found)
    stories = fates.of_run(found).count()
    if first := undo_order.in_the_way(found):
        context["first"] = first
    elif stories <= MOST_AT_ONCE:
        context["counts"] = undo_list.counts_of(found)
    else:
        counted = _counted(found)
        context |= {"stories": stories, "counted": counted}
        context["counts"] = undo_list.in_words(counted.result["counts"]) if counted else []
    return render(request, "admin/moving/undo.html", context)


def undo_rows(request, context, pk, run, what):
    """The stories, files or hosts that a number of the page before counts, and why a story stays."""
    found = get_object_or_404(Run.objects.select_related("site"), pk=run, site=pk)
    if what not in undo_list.LABELS or found.undone_at:
        raise Http404
    if fates.of_run(found).count() > MOST_AT_ONCE:
        counted = _counted(found)
        address = ("moving_lines", [pk, counted.pk, what]) if counted else ("moving_undo", [pk, run])
        return HttpResponseRedirect(reverse(f"admin:{address[0]}", args=address[1]))
    page = Paginator(undo_list.rows_of(found, what), LINES_A_PAGE).get_page(request.GET.get("page"))
    rows = [(undo_list.cells_of(what, row), getattr(row, "article_id", None)) for row in page.object_list]
    context |= {"title": f"撤销{found}：{undo_list.LABELS[what]}", "old_site": found.site, "run": found}
    context |= {"page": page, "lines": rows}
    return render(request, "admin/moving/undo_rows.html", context)


def _counted(run):
    """The step that has counted it lately, since which no other has written anything; or None."""
    steps = Step.objects.filter(site=run.site).defer("report")
    writing = steps.filter(kind__in=[StepKind.RUN, StepKind.UNDO]).first()
    counted = steps.done().filter(run=run, kind=StepKind.COUNT, started_at__gte=timezone.now() - HOLDS).first()
    return counted if counted and (writing is None or writing.pk < counted.pk) else None
