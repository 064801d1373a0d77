"""The desk's pages for the stock as a workbook: template, export, and the import that is looked at first."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from listings.models import Listing, StockImport
from listings.stock_sheet import applying, writing
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.facts import Wishes
from listings.stock_sheet.plan import Outcome
from plumbing import typed_text, xlsx
from plumbing.xlsx_writing import CONTENT_TYPE
from zones.granted_admin import zone_label

LIST = "admin:listings_listing_changelist"
#: What is shown of a file's rows, in this order, and how each group is called.
GROUPS = {
    Outcome.REFUSED: "不导入",
    Outcome.TWIN: "可能重复",
    Outcome.CHANGED: "有改动",
    Outcome.NEW: "新增",
    Outcome.SAME: "没有变化",
}
#: Rows that may be there already, to be ticked one by one: a form holds so many fields.
MOST_TICKED = 1_000


class UploadForm(forms.Form):
    """One file, and what is true of all of it."""

    file = forms.FileField(
        label="Excel 文件（.xlsx）",
        error_messages={"required": "请先选一个文件。", "empty": "这个文件是空的。"},
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
    )
    zone = forms.TypedChoiceField(label="园区", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="类型", required=False, choices=[("", "按表里写的"), *Listing.Kind.choices])
    deal = forms.ChoiceField(label="交易", required=False, choices=[("", "按表里写的"), *Listing.Deal.choices])
    skips = forms.BooleanField(label="读不懂的格子跳过，这一行的其余内容照样导入", required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        zones = [(zone.pk, zone_label(zone)) for zone in Directory(user).zones]
        self.fields["zone"].choices = [("", "按表里写的"), *zones]

    @property
    def wishes(self):
        """What was said of the whole file."""
        return Wishes(*(self.cleaned_data[name] for name in Wishes._fields))


def template(request):
    """An empty workbook to fill in."""
    _check_may_write(request)
    return _download(writing.template(request.user), "房源模板.xlsx")


def export(request, listings):
    """The listings that the list's filters show; the log says who exported how many."""
    try:
        chosen = listings(request)
    except IncorrectLookupParameters:
        return HttpResponseRedirect(f"{reverse(LIST)}?e=1")  # as Django's own list does
    try:
        file, count = writing.export(chosen, request.user)
    except writing.TooMuch as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(f"{reverse(LIST)}?{request.GET.urlencode()}")
    filters = {name: value for name, value in request.GET.items() if name != "q"}
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(Listing),
        object_repr=f"导出 {count} 套房源",
        action_flag=CHANGE,
        change_message=f"xlsx {urlencode(filters)}"[:500],
    )
    return _download(file, f"房源-{timezone.localdate():%Y%m%d}.xlsx")


def upload(request, context):
    """A file is looked at, and what it would do is shown on a page of its own."""
    _check_may_write(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        name = typed_text.line(sent.name)[-120:] or "房源.xlsx"
        try:
            data = sent.read(xlsx.MOST_BYTES + 1)
            stock = applying.look_at(data, name, request.user, form.wishes)
            return HttpResponseRedirect(reverse("admin:listings_import_look", args=[stock.pk]))
        except xlsx.NotAWorkbook as refusal:
            form.add_error("file", str(refusal))
        except OSError:
            form.add_error("file", "服务器的磁盘写不进去，文件没有收到，请联系管理员。")
    context |= {"title": "导入房源", "form": form, "most_rows": writing.MOST_ROWS}
    return render(request, "admin/listings/listing/upload.html", context)


def look(request, context, pk):
    """What a file would do or, once that was confirmed, what it did."""
    _check_may_write(request)
    stock = _own(request, pk)
    if request.method == "POST":
        ticked = [key for key in request.POST.getlist("twin") if key in _keys(stock, Outcome.TWIN)]
        if StockImport.objects.filter(pk=pk, wanted__isnull=True).update(wanted=ticked):
            stock.wanted = ticked
        else:
            stock.refresh_from_db(fields=["wanted"])
        applying.go_on(stock, request.user)
        return HttpResponseRedirect(request.path)
    page = _result if stock.wanted is not None else _proposal
    return render(request, "admin/listings/listing/import.html", {**context, "stock": stock, **page(stock)})


def numbers(request, pk):
    """The uploaded file with the numbers of its new listings filled in."""
    _check_may_write(request)
    stock = _own(request, pk)
    made = {key: number for key, (_, number) in stock.done.items() if number}
    name = stock.name.removesuffix(".xlsx")
    return _download(writing.numbered(bytes(stock.file), made), f"{name}-已填编号.xlsx")


def _proposal(stock):
    groups = [(outcome, label, _of(stock, outcome)) for outcome, label in GROUPS.items()]
    will_do = sum(len(rows) for outcome, _, rows in groups if outcome in {Outcome.NEW, Outcome.CHANGED})
    return {
        "title": "导入前看一遍",
        "total": len(stock.rows),
        "groups": groups,
        "will_do": will_do,
        "has_twins": any(rows for outcome, _, rows in groups if outcome is Outcome.TWIN),
        "most_ticked": MOST_TICKED,
    }


def _result(stock):
    rows = {shown["key"]: shown for shown in stock.rows}
    became = {each: [] for each in (applying.DONE, applying.MOVED, applying.FAILED)}
    for key, (what, number) in stock.done.items():
        became[what].append({**rows[key], "number": number})
    done = became[applying.DONE]
    return {
        "title": "导入结果",
        "total": len(stock.rows),
        "left": len(applying.left(stock)),
        "made": [row for row in done if row["outcome"] != Outcome.CHANGED],
        "changed": [row for row in done if row["outcome"] == Outcome.CHANGED],
        "not_done": became[applying.MOVED] + became[applying.FAILED],
        "refused": _of(stock, Outcome.REFUSED),
        "same": len(_of(stock, Outcome.SAME)),
        "twins": len([row for row in _of(stock, Outcome.TWIN) if row["key"] not in stock.wanted]),
    }


def _of(stock, outcome):
    return [shown for shown in stock.rows if shown["outcome"] == outcome]


def _keys(stock, outcome):
    return {shown["key"] for shown in _of(stock, outcome)}


def _own(request, pk):
    return get_object_or_404(StockImport, pk=pk, user=request.user)


def _check_may_write(request):
    if not (request.user.has_perm("listings.add_listing") or request.user.has_perm("listings.change_listing")):
        raise PermissionDenied


def _download(file, name):
    headers = {"Cache-Control": "no-store"}
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE, headers=headers)
