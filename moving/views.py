"""The pages of a site that moves in: a new one, its steps, its backup, its conflicts and the day of the switch."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from moving import completeness, doubling, folder, forms, older, working
from moving import conflicts as settling
from moving.kept_look import usage_from
from moving.map_page import missing_of
from moving.models import MovedStory, OldSite, Outcome, Run, Step, StepKind
from moving.programs import PROGRAMS
from moving.running import Busy, alone
from moving.switching import is_stale, points_of

CONFLICTS_A_PAGE = 5


def new(request, context):
    """A site is named, and looked at at once."""
    form = forms.NewSiteForm(request.POST or None, initial={"program": "zblog", "source": request.GET.get("file", "")})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            site = form.save()
            step = working.start(site, StepKind.LOOK, request.user)
        return HttpResponseRedirect(reverse("admin:moving_step", args=[site.pk, step.pk]))
    context |= {"title": "新的搬家", "form": form, "upload": forms.FileForm(), **_of_folder()}
    return render(request, "admin/moving/new.html", context)


def upload(request, context):
    """A small file is put into the folder; then the page of a new site, or of the site's backup, is shown again."""
    form = forms.FileForm(request.POST, request.FILES)
    back = _page_of(request.POST.get("site", ""))
    if not form.is_valid():
        messages.error(request, "".join(form.errors["file"]))
        return HttpResponseRedirect(back)
    try:
        name = folder.keep(form.cleaned_data["file"])
    except FileExistsError as taken:
        messages.error(request, f"搬家目录里已经有“{taken}”，没有覆盖。请改个名字再传。")
    except OSError:
        messages.error(request, "服务器的磁盘写不进去，文件没有收到，请联系管理员。")
    else:
        messages.success(request, f"收到了，现在可以选“{name}”。")
    return HttpResponseRedirect(back)


def overview(request, context, pk):
    """The steps of a site, how each stands, and what comes next."""
    site = get_object_or_404(OldSite.objects.select_related("city"), pk=pk)
    steps = {
        kind: Step.objects.filter(site=site, kind=kind).defer("report").select_related("user").first()
        for kind in StepKind
        if kind not in {StepKind.UNDO, StepKind.COUNT}
    }
    look = steps[StepKind.LOOK]
    usage = usage_from(look.result["usage"]) if look and look.result.get("usage") else None
    context |= {
        "title": str(site),
        "old_site": site,
        "steps": {kind.value: step for kind, step in steps.items()},
        "going": Step.objects.going().filter(site=site).select_related("user").first(),
        "missing": len(missing_of(site, usage)) if usage else None,
        "incomplete": completeness.LABEL if look and look.result.get("damage") else "",
        "is_here": completeness.is_here(site),
        "older": (older_words := older.in_words(site, usage) if usage else ""),
        "older_label": older.LABEL if older_words else "",
        "double": (double := doubling.found_by_look(site)) and doubling.in_words(double),
        "double_label": doubling.LABEL if double else "",
        "runs": _numbered(site),
        "chosen": MovedStory.objects.chosen(site).count(),
        "is_stale": is_stale(site, steps[StepKind.VERIFY]),
        "conflicts": MovedStory.objects.filter(site=site, outcome=Outcome.CONFLICT, article__isnull=False).count(),
        "run_label": "接着迁入" if Run.objects.unfinished().filter(site=site).exists() else "迁入",
        "next_step": _next_step(site, steps),
        "program": PROGRAMS.get(site.source.get("program", "")),
    }
    return render(request, "admin/moving/site.html", context)


def forget(request, context, pk):
    """A site that was begun by mistake goes, with its look and its answers; not one that has been moved in."""
    site = get_object_or_404(OldSite, pk=pk)
    try:
        with alone(site):
            if Run.objects.filter(site=site).exists() or Step.objects.going().filter(site=site).exists():
                messages.error(request, "迁入过的、正在做的旧站不能删。迁入了可以撤销。")
                return HttpResponseRedirect(reverse("admin:moving_site", args=[pk]))
            site.delete()
    except Busy:
        messages.error(request, "这个旧站正在迁入，没有删。")
        return HttpResponseRedirect(reverse("admin:moving_site", args=[pk]))
    messages.success(request, f"“{site}”删掉了。备份文件还在搬家目录里。")
    return HttpResponseRedirect(reverse("admin:moving_oldsite_changelist"))


def _next_step(site, steps):
    """The kind of the step whose button stands out: the first of them that was not done; empty once all were."""
    done = {kind for kind, step in steps.items() if step and not step.failure}
    if steps[StepKind.VERIFY] and is_stale(site, steps[StepKind.VERIFY]):
        done.discard(StepKind.VERIFY)
    if Run.objects.filter(site=site, undone_at=None, finished_at__isnull=False).exists():
        done |= {StepKind.LOOK, StepKind.TRIAL, StepKind.RUN}
    order = (StepKind.LOOK, StepKind.TRIAL, StepKind.RUN, StepKind.VERIFY)
    return next((kind.value for kind in order if kind not in done), "")


def _numbered(site):
    """Its runs, the newest first, whose numbers need no query each."""
    runs = list(Run.objects.filter(site=site))
    for place, run in enumerate(runs):
        run.number = len(runs) - place
    return runs


def source(request, context, pk):
    """Another backup of the same site, such as that of the day of the switch."""
    site = get_object_or_404(OldSite, pk=pk)
    form = forms.SourceForm(request.POST or None, initial=_initial(site))
    if request.method == "POST" and form.is_valid():
        if Step.objects.going().filter(site=site).exists():
            form.add_error(None, "这个旧站有一步正在做，做完再换备份。")
        else:
            # The columns that were named are those of the same tables, exported anew.
            site.source = {**form.value, "columns": site.source.get("columns", "")}
            site.save(update_fields=["source"])
            step = working.start(site, StepKind.LOOK, request.user)
            return HttpResponseRedirect(reverse("admin:moving_step", args=[pk, step.pk]))
    context |= {"title": "换一份备份", "old_site": site, "form": form, "upload": forms.FileForm(), **_of_folder()}
    return render(request, "admin/moving/new.html", context)


def conflicts(request, context, pk):
    """Stories that both sides have changed: what differs, and a choice for each."""
    site = get_object_or_404(OldSite, pk=pk)
    if request.method == "POST":
        _choose(request, site)
        return HttpResponseRedirect(request.get_full_path())
    waiting = MovedStory.objects.filter(site=site, outcome=Outcome.CONFLICT, article__isnull=False).order_by("pk")
    page = Paginator(waiting, CONFLICTS_A_PAGE).get_page(request.GET.get("page"))
    shown = settling.conflicts(site, [each.pk for each in page.object_list])
    context |= {"title": "两边都改过的文章", "old_site": site, "page": page, "conflicts": list(shown)}
    return render(request, "admin/moving/conflicts.html", context)


def _choose(request, site):
    side = request.POST.get("side", "")
    waiting = MovedStory.objects.filter(site=site, outcome=Outcome.CONFLICT, article__isnull=False)
    try:
        with alone(site):
            moved = waiting.filter(old_id=request.POST.get("old_id", "")[:40]).first()
            if moved is None or side not in {"ours", "theirs"}:
                messages.warning(request, "这一篇已经选过了，没有再改。")
                return
            settling.choose(moved, theirs=side == "theirs")
    except Busy:
        messages.error(request, "这个旧站正在迁入，等它做完再选。")
        return
    chosen = "用旧站的：再迁入一次就更新，本站改的留在版本里。" if side == "theirs" else "用本站的，旧站的不再提。"
    messages.success(request, f"《{moved.title}》{chosen}")


def switch(request, context, pk):
    """The day on which the hosts are switched over, as a checklist."""
    site = get_object_or_404(OldSite.objects.select_related("city"), pk=pk)
    context |= {"title": "换域名那天", "old_site": site, **points_of(site)}
    return render(request, "admin/moving/switch.html", context)


def _initial(site):
    return {"program": "zblog", **site.source, "table_prefix": site.source.get("prefix", "")}


def _of_folder():
    seldom = ["table_prefix", "key", "title"]
    return {
        "seldom": seldom,
        "folder": settings.MOVING_DIR,
        "most": folder.MOST_BYTES // 2**20,
        "programs": PROGRAMS.values(),
    }


def _page_of(pk):
    """The page from which a file was sent."""
    if pk.isdecimal() and len(pk) < 19:
        return reverse("admin:moving_source", args=[pk])
    return reverse("admin:moving_new")
