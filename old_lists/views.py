"""The pages of an import: the file, its columns, its words, what would become of each row, and what did."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from leads.models import Lead
from old_lists import columns, forms, table, undoing, writing
from old_lists.jobs import enqueue_bringing_in
from old_lists.models import KEPT, OldList, Outcome
from old_lists.planning import Planner
from old_lists.words import words_of
from plumbing import typed_text, xlsx
from plumbing.xlsx_writing import CONTENT_TYPE

#: Rows of a group on the page of all, and on a page of its own; leads that stand in the way of undoing.
SHOWN_ROWS, ROWS_A_PAGE, SHOWN_IN_THE_WAY = 20, 100, 20
#: What became of rows, in the order of the page: {name in the address: (label, which rows)}.
DONE = {
    "new": ("新线索", Q(outcome=Outcome.NEW)),
    "noted": ("已有或重复，备注已加上", Q(outcome__in=[Outcome.KNOWN, Outcome.TWIN], note__isnull=False)),
    "left": ("已有或重复，没有加", Q(outcome__in=[Outcome.KNOWN, Outcome.TWIN], note__isnull=True)),
    "refused": ("没有导入", Q(outcome=Outcome.REFUSED)),
    "sum": (Outcome.SUM.label, Q(outcome=Outcome.SUM)),
    "blank": (Outcome.BLANK.label, Q(outcome=Outcome.BLANK)),
}


def upload(request, context):
    """A file is taken, and its columns are asked for."""
    form = forms.UploadForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            data = sent.read(xlsx.MOST_BYTES + 1)
            table.find(data)
        except xlsx.NotAWorkbook as refusal:
            form.add_error("file", str(refusal))
        except OSError:
            form.add_error("file", "服务器的磁盘写不进去，文件没有收到，请联系管理员。")
        else:
            name = typed_text.line(sent.name)[-120:] or "老名单"
            made = OldList.objects.create(user=request.user, name=name, file=data)
            return HttpResponseRedirect(reverse("admin:old_lists_columns", args=[made.pk]))
    context |= {"title": "导入老名单", "form": form, "most_rows": table.MOST_ROWS, "days": KEPT.days}
    return render(request, "admin/old_lists/upload.html", context)


def choose_columns(request, context, pk):
    """What each column is; then its words or, where it has none to choose, what would become of the rows."""
    old_list = _to_be_mapped(request, pk)
    if isinstance(old_list, HttpResponseRedirect):
        return old_list
    found = table.find(bytes(old_list.file))
    proposed = _proposed(old_list, found)
    initial = {name: value for name, value in old_list.wishes.items() if value is not None}
    form = forms.ColumnsForm(request.POST or None, table=found, proposed=proposed, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        old_list.columns, old_list.wishes = form.columns, form.wishes._asdict()
        old_list.shown = []
        old_list.save(update_fields=["columns", "wishes", "shown"])
        if words_of(found.rows, old_list.columns):
            return HttpResponseRedirect(reverse("admin:old_lists_words", args=[pk]))
        return _planned(old_list, found, request.user)
    context |= {"title": "每一列是什么", "old_list": old_list, "form": form, "unread": found.unread}
    return render(request, "admin/old_lists/columns.html", context | {"total": len(found.rows)})


def choose_words(request, context, pk):
    """What the words of stages, people, cities and kinds stand for."""
    old_list = _to_be_mapped(request, pk)
    if isinstance(old_list, HttpResponseRedirect):
        return old_list
    found = table.find(bytes(old_list.file))
    counts = words_of(found.rows, old_list.columns)
    before = _before(old_list).words
    known = {name: before.get(name, {}) | old_list.words.get(name, {}) for name in counts}
    form = forms.WordsForm(request.POST or None, counts=counts, known=known, user=request.user)
    if request.method == "POST" and form.is_valid():
        old_list.words = form.words
        return _planned(old_list, found, request.user)
    context |= {"title": "这些词是什么意思", "old_list": old_list, "form": form}
    return render(request, "admin/old_lists/words.html", context)


def look(request, context, pk):
    """What would become of the rows or, once that was confirmed, what did."""
    old_list = get_object_or_404(OldList.objects.for_user(request.user), pk=pk)
    if not old_list.confirmed_at and not old_list.shown:
        return HttpResponseRedirect(reverse("admin:old_lists_columns", args=[pk]))
    if request.method == "POST":
        return _confirm(request, old_list)
    page = _result if old_list.confirmed_at else _proposal
    return render(request, "admin/old_lists/look.html", {**context, "old_list": old_list, **page(request, old_list)})


def rows(request, context, pk, group):
    """All rows of which the same became, or would."""
    old_list = get_object_or_404(OldList.objects.for_user(request.user), pk=pk)
    label = DONE[group][0] if group in DONE else Outcome(group).label
    found = _done_rows(old_list, group) if old_list.confirmed_at else _shown(old_list, group)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    shown = _in_words(request, old_list, page.object_list) if old_list.confirmed_at else page.object_list
    context |= {"title": label, "old_list": old_list, "page": page, "rows": shown}
    return render(request, "admin/old_lists/rows.html", context)


def refused(request, pk):
    """The rows that were not brought in, as a workbook to mend and send again."""
    old_list = get_object_or_404(OldList.objects.for_user(request.user), pk=pk)
    if old_list.is_forgotten:
        messages.error(request, f"文件只保存 {KEPT.days} 天，已经删除了。")
        return HttpResponseRedirect(reverse("admin:old_lists_look", args=[pk]))
    name = f"没有导入-{old_list.name.rpartition('.')[0] or old_list.name}.xlsx"
    headers = {"Cache-Control": "no-store"}
    file = writing.refused(old_list)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE, headers=headers)


def undo(request, pk):
    """Take an import back as a whole, by a button."""
    old_list = get_object_or_404(OldList.objects.for_user(request.user), pk=pk)
    if request.method != "POST":
        raise PermissionDenied
    try:
        count = undoing.undo(old_list, request.user)
        messages.success(request, f"已撤销，删去了导入的 {count} 条线索和加上的备注。")
    except undoing.CannotUndo as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:old_lists_look", args=[pk]))


def _to_be_mapped(request, pk):
    """The person's own list; of one that was confirmed or forgotten, the way to its page."""
    old_list = get_object_or_404(OldList, pk=pk, user=request.user)
    if old_list.confirmed_at or old_list.is_forgotten:
        return HttpResponseRedirect(reverse("admin:old_lists_look", args=[pk]))
    return old_list


def _before(old_list):
    """The person's last list before this one that was mapped; an empty one without any."""
    others = OldList.objects.filter(user=old_list.user).exclude(pk=old_list.pk).exclude(columns={})
    return others.defer("file", "shown").first() or OldList()


def _proposed(old_list, found):
    """{heading: field}: as chosen before, for this list or for one with the same heading, else as it looks."""
    guessed = columns.proposals({heading: found.samples(heading) for heading in found.headings})
    guessed[writing.REASON] = ""
    if old_list.columns:
        return {heading: old_list.columns.get(heading, "") for heading in found.headings}
    before = _before(old_list).columns
    return before if {*before} >= {*found.headings} - {writing.REASON} else guessed


def _planned(old_list, found, user):
    """Keep what would become of each row, and show it."""
    planner = Planner(old_list, user)
    old_list.shown = [planner.shown(planned) for planned in planner.plan(found.rows)]
    old_list.save(update_fields=["words", "shown"])
    return HttpResponseRedirect(reverse("admin:old_lists_look", args=[old_list.pk]))


@transaction.atomic
def _confirm(request, old_list):
    """Once; asked again, what was broken off goes on."""
    if old_list.user_id != request.user.pk:
        raise PermissionDenied
    waiting = OldList.objects.filter(pk=old_list.pk, confirmed_at__isnull=True)
    waiting.update(confirmed_at=timezone.now(), notes_known="leave" not in request.POST.getlist("known"))
    if not OldList.objects.filter(pk=old_list.pk, done_at__isnull=True, undone_at__isnull=True).exists():
        return HttpResponseRedirect(request.path)
    enqueue_bringing_in(old_list.pk)
    return HttpResponseRedirect(request.path)


def _proposal(request, old_list):
    groups = [(each.value, each.label, _shown(old_list, each)) for each in Outcome]
    counts = {name: len(found) for name, _, found in groups}
    return {
        "title": "导入前看一遍",
        "total": len(old_list.shown),
        "groups": [(name, label, len(found), found[:SHOWN_ROWS]) for name, label, found in groups],
        "counts": counts,
        "is_own": old_list.user_id == request.user.pk,
    }


def _result(request, old_list):
    counted = old_list.rows.aggregate(
        total=Count("pk"), **{name: Count("pk", filter=which) for name, (_, which) in DONE.items()}
    )
    groups = [
        (name, label, counted[name], _in_words(request, old_list, _done_rows(old_list, name)[:SHOWN_ROWS]))
        for name, (label, _) in DONE.items()
    ]
    in_the_way = undoing.in_the_way(old_list) if old_list.done_at and not old_list.undone_at else []
    seen = Lead.objects.for_user(request.user).filter(pk__in=in_the_way).order_by("pk")
    return {
        "title": "导入结果" if old_list.done_at or old_list.undone_at else "正在导入",
        "total": len(old_list.shown) or counted["total"],
        "done": counted["total"],
        "groups": groups,
        "counts": counted,
        "is_running": not old_list.done_at and not old_list.undone_at,
        "in_the_way": seen[:SHOWN_IN_THE_WAY],
        "in_the_way_count": len(in_the_way),
        "is_own": old_list.user_id == request.user.pk,
    }


def _shown(old_list, outcome):
    return [shown for shown in old_list.shown if shown["outcome"] == outcome]


def _done_rows(old_list, group):
    which = DONE[group][1] if group in DONE else Q(outcome=group)
    return old_list.rows.filter(which).select_related("lead__owner", "lead__city").order_by("pk")


def _in_words(request, old_list, done):
    """The rows that were done as those that were only shown are: masked, leads of others without a link."""
    done = list(done)
    shown = {each["key"]: each for each in old_list.shown}
    may_see = Lead.objects.for_user(request.user).filter(pk__in=[row.lead_id for row in done if row.lead_id])
    seen = set(may_see.values_list("pk", flat=True))
    return [
        {
            "row": table.row_name(row.key),
            "who": shown.get(row.key, {}).get("who") or (row.lead.masked_name if row.lead_id in seen else ""),
            "numbers": shown.get(row.key, {}).get("numbers", ""),
            "facts": shown.get(row.key, {}).get("facts", []) if row.outcome == Outcome.NEW else [],
            "reasons": [["", row.reason]] if row.outcome == Outcome.REFUSED else [],
            "known": row.reason if row.outcome in {Outcome.KNOWN, Outcome.TWIN} else "",
            "lead": row.lead_id if row.lead_id in seen else None,
            "receipt": str(row.lead) if row.lead_id in seen else "",
        }
        for row in done
    ]
