"""The page on which the names of an old site get their places here, and the same as a workbook."""

import io

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from moving import map_page, mapping_sheet
from moving.models import OldSite, Sort, Step
from moving.proposing import Proposals, settle, settle_questions
from plumbing import xlsx
from plumbing.xlsx_writing import CONTENT_TYPE

MOST_MISSING, MOST_FAULTS, MOST_UNDATED = 20, 30, 100
BUSY = "这个旧站有一步正在做，对照先不要改，等它做完。"


def names(request, context, pk):
    """What became of each name, tab by tab; POST keeps the page's rows."""
    site, usage = _site(pk)
    if usage is None:
        return _look_first(request, site)
    name = request.GET.get("tab", Sort.CATEGORY)
    tab = map_page.Tab(site, usage, Sort(name), request.GET.get("page", "")) if name in Sort.values else None
    faults = []
    if request.method == "POST":
        faults = _take(request, site, tab)
        if not faults:
            return HttpResponseRedirect(request.get_full_path())
    missing = map_page.missing_of(site, usage)
    context |= {
        "title": "对照",
        "old_site": site,
        "tabs": map_page.tabs(site, usage),
        "tab": name if tab else map_page.QUESTIONS,
        "page": tab and tab.page,
        "rows": tab.rows(request.POST if faults else None) if tab else [],
        "questions": [] if tab else map_page.questions(site),
        "usage": usage,
        "undated": [] if tab else usage.undated[:MOST_UNDATED],
        "old_hosts": None if tab else map_page.old_hosts_of(site, usage, request.POST if faults else {}),
        "faults": faults[:MOST_FAULTS],
        "missing": missing[:MOST_MISSING],
        "missing_count": len(missing),
    }
    return render(request, "admin/moving/map.html", context)


def _take(request, site, tab):
    """The faults of what was posted; none where it was kept."""
    if _is_busy(site):
        return [BUSY]
    try:
        count = tab.take(request.POST) if tab else map_page.take_answers(site, request.POST)
    except mapping_sheet.SheetRefused as refusal:
        return refusal.faults
    messages.success(request, f"记下了这一页的 {count} 项。")
    return []


def sheet(request, context, pk):
    """The workbook: GET writes it, POST reads it as it was filled in."""
    site, usage = _site(pk)
    if usage is None:
        return _look_first(request, site)
    if request.method != "POST":
        file = io.BytesIO(mapping_sheet.write(site, usage))
        return FileResponse(file, as_attachment=True, filename=f"对照-{site.key}.xlsx", content_type=CONTENT_TYPE)
    faults = []
    sent = request.FILES.get("file")
    try:
        if _is_busy(site):
            faults = [BUSY]
        elif sent is None:
            faults = ["请先选填好的对照表。"]
        else:
            count = mapping_sheet.read(site, sent.read(xlsx.MOST_BYTES + 1))
            if count:
                messages.success(request, f"读入 {count} 项。")
            else:
                faults = ["表里没有填好的项，什么也没有改：工作表的名字和编号要和写出的那份一样。"]
    except mapping_sheet.SheetRefused as refusal:
        faults = refusal.faults
    except (xlsx.NotAWorkbook, OSError) as refusal:
        faults = [str(refusal)]
    if not faults:
        return HttpResponseRedirect(reverse("admin:moving_map", args=[pk]))
    context |= {"title": "对照表没有读入", "old_site": site, "faults": faults[:MOST_FAULTS], "count": len(faults)}
    return render(request, "admin/moving/sheet_refused.html", context)


def accept(request, context, pk):
    """Take what is proposed for everything that nobody has decided."""
    site, usage = _site(pk)
    if usage is None:
        return _look_first(request, site)
    if _is_busy(site):
        messages.error(request, BUSY)
    else:
        with transaction.atomic():
            settle(site, Proposals(site, usage).all())
            settle_questions(site, usage)
        # What keeps the trial from beginning, as every other page counts it: a category without stories does not.
        if left := len(map_page.missing_of(site, usage)):
            messages.warning(request, f"有建议的都照办了，还有 {left} 项没有建议，请自己选。")
        else:
            messages.success(request, "都照建议办了，可以试迁。")
    return HttpResponseRedirect(reverse("admin:moving_map", args=[pk]))


def _site(pk):
    site = get_object_or_404(OldSite, pk=pk)
    return site, map_page.newest_usage(site)


def _look_first(request, site):
    messages.warning(request, "先看一看备份，才知道有哪些名称要对照。")
    return HttpResponseRedirect(reverse("admin:moving_site", args=[site.pk]))


def _is_busy(site):
    return Step.objects.going().filter(site=site).exists()
