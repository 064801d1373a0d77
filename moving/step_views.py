"""The page of a step: how far it is, what it found, and each of its numbers with the lines it counts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from moving import completeness, doubling, exceptions_seen, older, undo_list, working
from moving.faults import LABELS, MEANT
from moving.kept_look import usage_from
from moving.map_page import missing_of, newest_usage
from moving.models import MovedStory, OldSite, Step, StepKind
from moving.notes import PARTS, label, part_of
from moving.programs import PROGRAMS, program_of
from moving.report import AS, OUTCOMES, Report
from moving.side_by_side import pairs

LINES_A_PAGE = 100
#: Those that a button of the site's page begins.
BY_BUTTON = {StepKind.LOOK, StepKind.TRIAL, StepKind.RUN, StepKind.VERIFY}
NEEDS_MAP = {StepKind.TRIAL, StepKind.RUN, StepKind.VERIFY}
#: Those that say what an undoing does.
OF_UNDOING = {StepKind.UNDO, StepKind.COUNT}
#: Those that an incomplete backup could make lose something.
MAY_TAKE_AWAY = {StepKind.TRIAL, StepKind.RUN}
#: What an owner may tick beside their buttons.
TICKS = {"incomplete": completeness.TAKEN, "double": doubling.TAKEN, "older": older.TAKEN}
STOPPED = "有人停下了它。迁入的停下以后可以接着做。"


def start(request, context, pk, kind):
    """Begin a step; what is in the way is said."""
    site = get_object_or_404(OldSite, pk=pk)
    if kind not in BY_BUTTON:
        raise Http404
    try:
        takes = {taken for name, taken in TICKS.items() if name in request.POST}
        _check(site, kind, takes)
        if kind == StepKind.LOOK and (program := request.POST.get("program")) in PROGRAMS:
            _change_program(site, program)
        step = working.start(site, StepKind(kind), request.user, takes=takes)
    except working.StepRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:moving_site", args=[pk]))
    return HttpResponseRedirect(reverse("admin:moving_step", args=[pk, step.pk]))


def _change_program(site, program):
    """Raises StepRefused while a step goes on, which reads by the program that was chosen."""
    if Step.objects.going().filter(site=site).exists():
        raise working.StepRefused("这个旧站有一步正在做，做完再换程序。")
    site.source = {**site.source, "program": program}
    site.save(update_fields=["source"])


def _check(site, kind, takes):
    """Raises StepRefused for what can be said at once."""
    working.paths_of(site)
    if kind not in NEEDS_MAP:
        return
    usage = newest_usage(site)
    if usage is None:
        raise working.StepRefused("先看一看备份，再填对照。")
    if missing := missing_of(site, usage):
        raise working.StepRefused(f"还有 {len(missing)} 项没有决定，先填对照：{'、'.join(missing[:3])}……")
    damage = completeness.damage_of_look(site)
    if kind in MAY_TAKE_AWAY and damage and completeness.TAKEN not in takes:
        raise working.StepRefused(str(completeness.Incomplete(damage, is_first=not completeness.is_here(site))))
    if kind in MAY_TAKE_AWAY and older.TAKEN not in takes and (words := older.in_words(site, usage)):
        raise working.StepRefused(str(older.Older(words)))
    if kind == StepKind.RUN and doubling.TAKEN not in takes and (double := doubling.found_by_look(site)):
        raise working.StepRefused(str(doubling.Doubled(double)))


def step(request, context, pk, step):
    """How far a step is, or what it found."""
    found = _step(pk, step)
    notes = found.result.get("notes", [])
    if found.kind in MAY_TAKE_AWAY:
        context["parts"] = [(title, [each for each in notes if part_of(each[0]) == title]) for title in PARTS]
    if found.kind == StepKind.VERIFY and not found.is_going and not found.failure:
        sides = [("最不寻常的", "odd"), ("随机抽的", "random")]
        words = program_of(found.site.source).words
        parts = ("和旧站不一致的", False), ("不影响比例的", True)
        context["parts"] = [(title, [each for each in notes if (each[0] in MEANT) is meant]) for title, meant in parts]
        context["seen"] = exceptions_seen.seen_of(found)
        context["samples"] = [(title, pairs(found.site, found.result.get(key, []), words)) for title, key in sides]
    if found.kind == StepKind.LOOK and (usage := found.result.get("usage")):
        context["older"] = older.in_words(found.site, usage_from(usage))
    if found.kind == StepKind.LOOK and (double := found.result.get("double")):
        context["double"] = doubling.in_words(double)
    if found.kind in OF_UNDOING:
        context["counts"] = undo_list.in_words(found.result.get("counts", {}))
    context |= {
        "title": found.get_kind_display(),
        "old_site": found.site,
        "step": found,
        "has_report": Step.objects.filter(pk=found.pk, report__isnull=False).exists(),
    }
    return render(request, f"admin/moving/step_{found.kind}.html", context)


def stop(request, context, pk, step):
    """Stop a step: the worker notices within a second or two."""
    found = _step(pk, step)
    if found.end(STOPPED):
        messages.success(request, "停下了。")
    return HttpResponseRedirect(reverse("admin:moving_step", args=[pk, step]))


def seen(request, context, pk, step):
    """Somebody has looked at all exceptions of a verification."""
    found = _step(pk, step)
    if found.kind == StepKind.VERIFY and not found.is_going and not found.failure:
        exceptions_seen.mark(found, request.user)
        messages.success(request, "记下了。以后核对出新的例外，会再提醒。")
    return HttpResponseRedirect(reverse("admin:moving_step", args=[pk, step]))


def lines(request, context, pk, step, code):
    """The lines that a number of the step counts."""
    found, report = _report(pk, step)
    page = Paginator(report.of(code), LINES_A_PAGE).get_page(request.GET.get("page"))
    place = report.headings.index("旧编号")
    ids = [line.cells[place] for line in page.object_list]
    moved = MovedStory.objects.filter(Q(old_id__in=ids) | Q(place__in=ids), site=found.site, article__isnull=False)
    articles = {each.number: each.article_id for each in moved.only("old_id", "place", "article_id")}
    by_kind = {StepKind.VERIFY: LABELS, **dict.fromkeys(OF_UNDOING, undo_list.LABELS)}
    known = by_kind.get(StepKind(found.kind), OUTCOMES)
    context |= {
        "title": (known.get(code.removeprefix(AS)) if code.startswith(AS) or known is not OUTCOMES else "")
        or label(code, program_of(found.site.source).words),
        "old_site": found.site,
        "step": found,
        "page": page,
    }
    context["lines"] = [
        (_cells(report.headings, line, context["title"]), articles.get(line.cells[place])) for line in page.object_list
    ]
    return render(request, "admin/moving/lines.html", context)


def _cells(headings, line, title):
    """The number and the title of a line, and the rest with their headings, without what is the same in all lines."""
    cells = dict(zip(headings, line.cells, strict=True))
    number, story = cells.pop("旧编号"), cells.pop("标题")
    rest = [(name, cell) for name, cell in cells.items() if cell and cell != title]
    # One of a table without ids is called by its row.
    number = number if "第 " in number or not number else f"旧编号 {number}"
    return {"number": number, "title": story, "rest": rest}


def as_csv(request, context, pk, step):
    """All lines of a step."""
    found, report = _report(pk, step)
    response = HttpResponse(report.as_csv(), content_type="text/csv; charset=utf-8")
    name = f"{found.site.key}-{found.kind}-{found.pk}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _step(pk, step):
    return get_object_or_404(Step.objects.select_related("site", "run", "user").defer("report"), pk=step, site=pk)


def _report(pk, step):
    found = get_object_or_404(Step.objects.select_related("site"), pk=step, site=pk)
    if found.report is None:
        raise Http404
    return found, Report.unpacked(bytes(found.report))
