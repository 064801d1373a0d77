"""Complaints and corrections in the admin: the list that editors work from, and a page on which they answer, dismiss or
go to withdraw.

A complaint knows the path of the page it is about, and nothing else of it. The admin site, which composes all apps,
knows where the article on that page is withdrawn, and what became of it: `withdrawal_url` and `reported_story` of
parkinfo.admin.Desk.
"""

from pathlib import PurePath

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.html import format_html
from django.utils.http import urlencode

from leads import attachments
from leads.desk_forms import LONGEST_TEXT
from leads.models import FOR_EDITORS, Complaint, LeadEvent, WrongMove
from leads.models.complaint import STAGES
from plumbing import typed_fields
from plumbing.days import in_short
from zones.granted_admin import GrantedAdmin, GrantedCityFilter


class AnswerForm(forms.Form):
    """The text of an answer by mail, of one given on the phone, of a dismissal or of a note."""

    text = typed_fields.ProseField(label="内容", max_length=LONGEST_TEXT, error_messages={"required": "请写明内容。"})


class ComplaintStageFilter(admin.SimpleListFilter):
    """Complaints by how far they have come."""

    title = "处理"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [(stage.value, label) for stage, label in STAGES.items()]

    def queryset(self, request, queryset):
        return queryset.filter(stage=self.value()) if self.value() else queryset


class ComplaintKindFilter(admin.SimpleListFilter):
    """Complaints apart from corrections."""

    title = "类型"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(kind.value, kind.label) for kind in FOR_EDITORS]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Complaint)
class ComplaintAdmin(GrantedAdmin):
    list_display = ["code", "kind", "name", "source_path", "city", "stage_label", "due", "created"]
    list_display_links = ["code", "name"]
    list_filter = [ComplaintStageFilter, ComplaintKindFilter, ("city", GrantedCityFilter)]
    list_select_related = ["city"]
    list_per_page = 50

    def get_queryset(self, request):
        return Complaint.objects.for_user(request.user).standing().prefetch_related("enquiries")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_actions(self, request):
        return {}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The complaint, its timeline and what may be done with it; a POST does one thing and comes back."""
        complaint = self.get_object(request, object_id)
        if complaint is None:
            raise Http404
        if not self.has_view_or_change_permission(request, complaint):
            raise PermissionDenied
        more = {}
        if request.method == "POST":
            if not self.has_change_permission(request, complaint) or request.POST.get("verb") not in VERBS:
                raise PermissionDenied
            try:
                done = VERBS[request.POST["verb"]](request, complaint)
            except WrongMove as refusal:
                messages.error(request, str(refusal))
                more = {"typed": request.POST.get("text", "")}
            else:
                if not isinstance(done, dict):
                    return HttpResponseRedirect(done or request.path)
                more = done
        return render(request, "admin/leads/complaint/page.html", {**self._context(request, complaint), **more})

    def get_urls(self):
        download = self.admin_site.admin_view(self.download_view)
        return [path("<int:pk>/file/<int:event>/", download, name="leads_complaint_file"), *super().get_urls()]

    def download_view(self, request, pk, event):
        """A file that proves something, for people who may see its complaint; under a name of ours."""
        complaint = self.get_object(request, str(pk))
        if complaint is None or not self.has_view_or_change_permission(request, complaint):
            raise Http404
        found = get_object_or_404(complaint.timeline().exclude(file=""), pk=event, kind=LeadEvent.Kind.FILE)
        return attachments.serve(found, f"{complaint.receipt[:6]}-{found.pk}{PurePath(found.file).suffix}")

    def _context(self, request, complaint):
        return {
            **self.admin_site.each_context(request),
            "title": f"{complaint.get_kind_display()} {complaint}",
            "opts": self.opts,
            "complaint": complaint,
            "enquiries": complaint.enquiries.select_related("city", "zone"),
            "timeline": complaint.timeline(),
            "may_be_withdrawn": bool(self.admin_site.withdrawal_url(complaint.source_path)),
            "may_change": self.has_change_permission(request, complaint),
            "reported": self.admin_site.reported_story(request.user, complaint.source_path),
        }

    @admin.display(description="回执", ordering="created_at")
    def code(self, complaint):
        return complaint.receipt[:6]

    @admin.display(description="页面")
    def source_path(self, complaint):
        return complaint.source_path or "—"

    @admin.display(description="处理", ordering="stage")
    def stage_label(self, complaint):
        return complaint.stage_label

    @admin.display(description="答复期限", ordering="created_at")
    def due(self, complaint):
        if complaint.answer_by is None:
            return "—"
        day = in_short(complaint.answer_by)
        return format_html('<span class="lead-overdue">逾期 {}</span>', day) if complaint.is_overdue else day

    @admin.display(description="收到", ordering="created_at")
    def created(self, complaint):
        return in_short(complaint.created_at)


def _text(request):
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise WrongMove("；".join(form.errors["text"]))
    return form.cleaned_data["text"]


def _mail(request, complaint):
    complaint.answer(_text(request), request.user, by_mail=True)
    messages.success(request, "答复已排队发出，发出后会记在时间线上。")


def _phone(request, complaint):
    complaint.answer(_text(request), request.user, by_mail=False)


def _settle(request, complaint):
    complaint.settle(_text(request), request.user)


def _dismiss(request, complaint):
    complaint.dismiss(_text(request), request.user)


def _note(request, complaint):
    complaint.record(LeadEvent.Kind.NOTE, request.user, _text(request))


def _withdraw(request, complaint):
    address = admin.site.withdrawal_url(complaint.source_path)
    if not address:
        raise WrongMove("这条投诉没有对应的文章。")
    complaint.record(LeadEvent.Kind.NOTE, request.user, f"去撤回文章 {complaint.source_path}")
    return f"{address}?{urlencode({'reason': f'侵权投诉，回执 {complaint}'})}"


def _release(request, complaint):
    complaint.release(request.user)


def _reveal(request, complaint):
    complaint.reveal(request.user)
    return {"phones": [way for person in complaint.people() for way in person.ways.all() if way.is_phone]}


#: What each button does to a complaint. It returns None, an address to go to, or a dict of what the page shows as well.
VERBS = {
    "mail": _mail,
    "phone": _phone,
    "settle": _settle,
    "dismiss": _dismiss,
    "note": _note,
    "withdraw": _withdraw,
    "release": _release,
    "reveal": _reveal,
}
