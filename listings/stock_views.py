"""The desk's pages for the stock as a workbook: template, export, and the import that is looked at first."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import models as admin_models
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from listings.models import Listing, StockImport
from listings.stock_sheet import answers, applying, earlier, writing
from listings.stock_sheet.answers import Wishes
from listings.stock_sheet.columns import BY_HAND
from listings.stock_sheet.directory import Directory
from listings.stock_sheet.plan import Outcome
from plumbing import typed_text, xlsx
from plumbing.xlsx_writing import CONTENT_TYPE
from zones.granted_admin import zone_label

LIST = "admin:listings_listing_changelist"
#: What is shown of a file's rows, in this order, and how each group is called.
GROUPS = {
    Outcome.REFUSED: "不导入",
    Outcome.LEAP: "差得太多，先核对",
    Outcome.MATCH: "可能是已有的",
    Outcome.TWIN: "可能重复",
    Outcome.CHANGED: "有改动",
    Outcome.NEW: "新增",
    Outcome.SAME: "没有变化",
}
#: What waits for a person.
OPEN = {Outcome.TWIN, Outcome.MATCH, Outcome.LEAP}
#: Rows of a group that may be there already, to be decided one by one: a form holds so many fields.
MOST_TICKED = 800
#: Uploads of the last day that are named.
MOST_RECENT = 10
#: What may be done with a row whose place has a listing.
CHANGE, ADD = "change", "new"


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
        said = {name: self.cleaned_data[name] for name in ("zone", "kind", "deal")}
        answers_given = {name: {"": str(value)} for name, value in said.items() if value}
        return Wishes(answers_given, skips=self.cleaned_data["skips"])


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
    admin_models.LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(Listing),
        object_repr=f"导出 {count} 套房源",
        action_flag=admin_models.CHANGE,
        change_message=f"xlsx {urlencode(filters)}"[:500],
    )
    return _download(file, f"房源-{timezone.localdate():%Y%m%d}.xlsx")


def upload(request, context):
    """A file is looked at, and what it would do is shown on a page of its own."""
    _check_may_write(request)
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    before = _upload_before(request)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        name = typed_text.line(sent.name)[-120:] or "房源.xlsx"
        try:
            data = sent.read(xlsx.MOST_BYTES + 1)
            wishes = form.wishes.after(answers.stored(before.wishes)) if before else form.wishes
            stock = applying.look_at(data, name, request.user, wishes)
            return HttpResponseRedirect(reverse("admin:listings_import_look", args=[stock.pk]))
        except xlsx.NotAWorkbook as refusal:
            form.add_error("file", str(refusal))
        except OSError:
            form.add_error("file", "服务器的磁盘写不进去，文件没有收到，请联系管理员。")
    context |= {"title": "导入房源", "form": form, "most_rows": writing.MOST_ROWS, "before": before}
    context["recent"] = StockImport.objects.filter(user=request.user).exclude(file=b"").order_by("-pk")[:MOST_RECENT]
    return render(request, "admin/listings/listing/upload.html", context)


def _upload_before(request):
    """The person's upload whose answers go for the next file as well, if any."""
    like = request.GET.get("like", "")
    is_key = like.isascii() and like.isdecimal() and len(like) < 19
    return StockImport.objects.filter(pk=like, user=request.user).first() if is_key else None


def look(request, context, pk):
    """What a file would do or, once that was confirmed, what it did; what is said of the file is applied at once."""
    _check_may_write(request)
    stock = _own(request, pk)
    if request.method == "POST" and stock.wanted is None:
        wishes = answers.stored(stock.wishes)
        asked = answers.questions(stock.rows, wishes)
        said = answers.said_in(_filled(request.POST), asked, _headings(stock), wishes)
        gone = earlier.chosen(request.POST, earlier.gone(stock, request.user), wishes)
        if "forget" in request.POST:
            return _look_again(request, stock, answers.NO_WISHES)
        if said != wishes or "go" not in request.POST:
            return _look_again(request, stock, said._replace(gone=gone))
        ticked, changes = _chosen(request.POST, stock)
        wanted = [*ticked, *changes]
        wishes = {**stock.wishes, "changes": changes, "gone": gone}
        StockImport.objects.filter(pk=pk, wanted__isnull=True).update(wanted=wanted, wishes=wishes)
        stock.refresh_from_db(fields=["wanted", "wishes"])
    if request.method == "POST":
        applying.go_on(stock, request.user)
        return HttpResponseRedirect(request.path)
    page = _result(stock, request.user) if stock.wanted is not None else _proposal(stock, request.user)
    return render(request, "admin/listings/listing/import.html", {**context, "stock": stock, **page})


def _look_again(request, stock, wishes):
    """With what was said of the file; whoever had pressed the other button is told that nothing was done yet."""
    if "change_all" in request.POST:
        wishes = wishes._replace(changes=[row["key"] for row in _of(stock, Outcome.MATCH) if not row["has_leap"]])
    try:
        applying.look_again(stock, request.user, wishes)
    except xlsx.NotAWorkbook as refusal:
        messages.error(request, str(refusal))
    else:
        if "go" in request.POST:
            messages.warning(request, "先按您刚选的又看了一遍，还没有导入。没问题再点一次。")
    return HttpResponseRedirect(request.path)


def _filled(data):
    """{name: the last value sent that is not empty}: a guess is a button of the same name as its list."""
    return {name: next((each for each in reversed(values) if each.strip()), "") for name, values in data.lists()}


def _headings(stock):
    """Those that a person may give a meaning, with examples."""
    return dict([*stock.unread.get("unknown", ()), *stock.unread.get("by_hand", ())])


def _chosen(data, stock):
    """(keys of the rows that come in as new ones, of those that change the listing there is)."""
    to_tick = {row["key"] for row in [*_of(stock, Outcome.TWIN), *_of(stock, Outcome.LEAP)]}
    ticked = [key for key in data.getlist("twin") if key in to_tick]
    changes = []
    for row in _of(stock, Outcome.MATCH):
        choice = data.get(f"match-{row['key']}", CHANGE if row["key"] in stock.wishes.get("changes", ()) else "")
        if choice == CHANGE:
            changes.append(row["key"])
        elif choice == ADD and row["as_new"] is not None:
            ticked.append(row["key"])
    return ticked, changes


def numbers(request, pk):
    """The uploaded file with the numbers of its new listings filled in."""
    _check_may_write(request)
    stock = _own(request, pk)
    name = stock.name.removesuffix(".xlsx")
    columns = answers.stored(stock.wishes).columns
    filled = writing.numbered(bytes(stock.file), earlier.by_key(stock.rows, stock.done), columns)
    return _download(filled, f"{name}-已填编号.xlsx")


def _proposal(stock, user):
    groups = [(outcome, label, _of(stock, outcome)) for outcome, label in GROUPS.items()]
    wishes = answers.stored(stock.wishes)
    asked = answers.questions(stock.rows, wishes)
    return {
        "title": "导入前看一遍",
        "total": len(stock.rows),
        "groups": groups,
        "will_do": sum(len(rows) for outcome, _, rows in groups if outcome in {Outcome.NEW, Outcome.CHANGED}),
        "has_open": any(rows for outcome, _, rows in groups if outcome in OPEN),
        "gone": [(row, wishes.gone.get(row.number, "")) for row in earlier.gone(stock, user)],
        "most_ticked": MOST_TICKED,
        "questions": answers.with_choices(asked[: answers.MOST_QUESTIONS], user),
        "more_questions": max(0, len(asked) - answers.MOST_QUESTIONS),
        "headings": [(name, wishes.columns.get(name, ""), samples) for name, samples in _headings(stock).items()],
        "meanings": [(key, heading.label) for key, heading in BY_HAND.items()],
        "wishes": wishes,
        "today": timezone.localdate(),
    }


def _result(stock, user):
    rows = {shown["key"]: shown for shown in stock.rows}
    became = {each: [] for each in (applying.DONE, applying.MOVED, applying.FAILED)}
    for key, (what, number) in stock.done.items():
        became[what].append({**rows[key], "number": number})
    done = became[applying.DONE]
    changed = {row["key"] for row in done if _is_change(row) or row["key"] in stock.wishes["changes"]}
    open_rows = [*_of(stock, Outcome.TWIN), *_of(stock, Outcome.MATCH)]
    return {
        "title": "导入结果",
        "total": len(stock.rows),
        "left": len(applying.left(stock)),
        "made": [row for row in done if row["key"] not in changed],
        "changed": [row for row in done if row["key"] in changed],
        "not_done": became[applying.MOVED] + became[applying.FAILED],
        "refused": _of(stock, Outcome.REFUSED),
        "same": len(_of(stock, Outcome.SAME)),
        "twins": len([row for row in open_rows if row["key"] not in stock.wanted]),
        "leaps": [row for row in _of(stock, Outcome.LEAP) if row["key"] not in stock.wanted],
        "taken_off": earlier.taken_off(stock, user),
        "has_numbers": bool(earlier.by_key(stock.rows, stock.done)),
    }


def _is_change(row):
    """Of a listing that the row names; what is asked about may be a new one as well."""
    return row["outcome"] == Outcome.CHANGED or (row["outcome"] == Outcome.LEAP and bool(row.get("named")))


def _of(stock, outcome):
    return [shown for shown in stock.rows if shown["outcome"] == outcome]


def _own(request, pk):
    """Of one whose file is forgotten nothing is left to be seen."""
    return get_object_or_404(StockImport.objects.exclude(file=b""), pk=pk, user=request.user)


def _check_may_write(request):
    if not (request.user.has_perm("listings.add_listing") or request.user.has_perm("listings.change_listing")):
        raise PermissionDenied


def _download(file, name):
    headers = {"Cache-Control": "no-store"}
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE, headers=headers)
