"""The desk's admin of leads; those of channels, notifications and complaints stand in modules of their own."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.defaultfilters import truncatechars
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from leads import (
    appointment_views,
    board_views,
    company_views,
    disclosure_views,
    export,
    inbox_views,
    lead_page,
    lead_views,
    mention_views,
    privacy_views,
    record_views,
    saved_filter_views,
    saved_filters,
    signing_views,
    statistics_filter,
    worklists,
)
from leads.bulk_actions import BulkActions
from leads.channel_admin import ChannelAdmin, NotificationAdmin, PrivacyRequestAdmin, SpecialDayAdmin
from leads.complaint_admin import ComplaintAdmin
from leads.disclosure_admin import DisclosureAdmin
from leads.lead_form import LeadForm
from leads.loss_reason_admin import LossReasonAdmin
from leads.models import OFFERED_KINDS, Lead, LeadEvent, SavedFilter
from leads.models.lead_queryset import ERASED
from leads.people_admin import PersonAdmin
from leads.rules_admin import DutyAdmin, SalesRulesAdmin
from plumbing.days import in_short
from zones.granted_admin import GrantedAdmin, GrantedCityFilter

__all__ = [
    "ChannelAdmin",
    "ComplaintAdmin",
    "DisclosureAdmin",
    "DutyAdmin",
    "LeadAdmin",
    "LossReasonAdmin",
    "NotificationAdmin",
    "PersonAdmin",
    "PrivacyRequestAdmin",
    "SalesRulesAdmin",
    "SpecialDayAdmin",
]

#: The address of an appointment, below that of the leads.
VISIT = "<int:pk>/visits/<int:appointment>/"


@admin.register(Lead)
class LeadAdmin(BulkActions, GrantedAdmin):
    """Leads: one's own and the pool of one's cities."""

    list_display = ["code", "who", "kind", "city", "stage_chip", "owner_name", "phone_masked", "due", "created"]
    list_display_links = ["code", "who"]
    list_filter = [
        statistics_filter.StatisticsFilter, worklists.WorkFilter, "kind", "stage", ("city", GrantedCityFilter),
        worklists.ZoneFilter, worklists.WayFilter, worklists.SourceFilter, worklists.OwnerFilter,
        worklists.ReasonFilter, "created_at",
    ]  # fmt: skip
    list_per_page = 50
    date_hierarchy = "created_at"
    search_fields = ["name"]
    search_help_text = "号码、邮箱、姓名、公司或信用代码、需求、园区、备注、附件名"
    form = LeadForm
    fields = ["company", "credit_code", "kind", "city", "taught"]
    change_form_template = "admin/leads/lead/change_form.html"
    change_list_template = "admin/leads/lead/change_list.html"

    def get_queryset(self, request):
        return self.model.objects.for_user(request.user).select_related("city", "owner").with_suspicion()

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            # No work any more; its receipt still finds it, and the report counts it.
            return queryset if "figure" in request.GET else queryset.exclude(name=ERASED), False
        if worklists.is_number(search_term) and not worklists.may_search_numbers(request):
            messages.error(request, "按号码查得太多了，请过十分钟再查；按姓名、公司、回执号照常能查。")
            return queryset.none(), False
        return worklists.search(queryset, search_term), False

    def may(self, request, action, obj=None):
        # `for_user` decides whose a lead is, not its city alone: one keeps one's own in other cities.
        return super().may(request, action)

    def lookup_allowed(self, lookup, value, request):
        return lookup in statistics_filter.PARAMETERS or super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request):
        return False  # 记一条来电/微信 adds leads

    def has_change_permission(self, request, obj=None):
        # What is part of another lead is read there.
        return super().has_change_permission(request, obj) and not (obj and obj.is_merged)

    def has_delete_permission(self, request, obj=None):
        return False

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        # As a complaint a lead would be the editors', and they have no way to give it back.
        if db_field.name == "kind":
            kwargs["choices"] = OFFERED_KINDS
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        # No other columns: since the form was opened somebody may have claimed, called or merged the lead.
        obj.save(update_fields=form.changed_data)
        if form.changed_data:
            obj.record(LeadEvent.Kind.CORRECTED, request.user, form.corrections)

    def get_urls(self):
        def page(view):
            return self.for_viewers(self.framed(view))

        return [
            path("today/", page(lead_views.today), name="leads_lead_today"),
            path("board/", page(board_views.page), name="leads_board"),
            path("board/<int:pk>/move/", page(board_views.move), name="leads_board_move"),
            path("board/<int:pk>/back/", page(board_views.take_back), name="leads_board_back"),
            path("saved/", page(saved_filter_views.page), name="leads_saved"),
            path("saved/save/", page(saved_filter_views.save), name="leads_saved_save"),
            path("saved/<int:pk>/", page(saved_filter_views.open_saved), name="leads_saved_open"),
            path("saved/<int:pk>/<slug:verb>/", page(saved_filter_views.act), name="leads_saved_act"),
            path("inbox/", page(inbox_views.page), name="leads_inbox"),
            path("privacy/", page(privacy_views.page), name="leads_privacy"),
            path("record/", page(record_views.record), name="leads_lead_record"),
            path("export/<slug:form>/", self.for_viewers(self.export), name="leads_lead_export"),
            path("<int:pk>/disclose/", page(disclosure_views.disclose), name="leads_lead_disclose"),
            path("<int:pk>/disclosed/<int:number>/", page(disclosure_views.sheet), name="leads_lead_disclosed"),
            path("<int:pk>/dial/", page(lead_views.dial), name="leads_lead_dial"),
            path("<int:pk>/file/<int:event>/", self.for_viewers(lead_views.download), name="leads_lead_file"),
            path("<int:pk>/people/", page(mention_views.people), name="leads_lead_people"),
            path("<int:pk>/company/", page(company_views.page), name="leads_lead_company"),
            path("<int:pk>/signing/", page(signing_views.page), name="leads_lead_signing"),
            path("<int:pk>/act/<slug:verb>/", page(lead_views.act), name="leads_lead_act"),
            path("<int:pk>/visits/add/", page(appointment_views.add), name="leads_appointment_add"),
            path(VISIT, page(appointment_views.show), name="leads_appointment"),
            path(f"{VISIT}calendar.ics", self.for_viewers(appointment_views.file), name="leads_appointment_file"),
            path(f"{VISIT}<slug:verb>/", page(appointment_views.act), name="leads_appointment_act"),
            *super().get_urls(),
        ]

    def export(self, request, form):
        """The leads that the list's filters show, as XLSX or CSV; the log says who exported how many."""
        if form not in export.FORMS:
            raise Http404
        if not request.user.has_perm("leads.export_lead"):
            raise PermissionDenied
        try:
            leads = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{reverse('admin:leads_lead_changelist')}?e=1")  # as Django's own list does
        cities = request.user.cities_for("leads.export_lead")
        try:
            file, count = export.write(leads if cities is None else leads.filter(city__in=cities), form)
        except export.TooMuch as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(f"{reverse('admin:leads_lead_changelist')}?{request.GET.urlencode()}")
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(Lead),
            object_repr=f"导出 {count} 条线索",
            action_flag=CHANGE,
            change_message=f"{form} {request.GET.urlencode()}"[:500] if "q" not in request.GET else form,
        )
        return export.download(file, form)

    def changelist_view(self, request, extra_context=None):
        context = saved_filters.context(request.user, SavedFilter.Page.LIST, request.GET.urlencode())
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        lead = self.get_object(request, object_id)
        context = {} if lead is None else lead_page.context(request, lead)
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    @admin.display(description="回执", ordering="created_at")
    def code(self, lead):
        return lead.receipt[:6]

    @admin.display(description="联系人")
    def who(self, lead):
        return truncatechars(lead.masked_name, 24)

    @admin.display(description="阶段", ordering="stage")
    def stage_chip(self, lead):
        merged = "已合并" if lead.is_merged else lead.get_stage_display()
        chip = format_html('<span class="desk-chip lead-stage-{}">{}</span>', lead.stage, merged)
        return format_html('{} <span class="desk-chip lead-suspect">疑似</span>', chip) if lead.is_suspect else chip

    @admin.display(description="负责人", ordering="owner")
    def owner_name(self, lead):
        if lead.owner is None:
            return format_html('<span class="desk-chip">{}</span>', "待领取")
        return format_html('<a href="?owner={}">{}</a>', lead.owner_id, lead.owner.display_name)

    @admin.display(description="电话")
    def phone_masked(self, lead):
        return lead.masked_phone or lead.masked_wechat

    @admin.display(description="下次跟进", ordering="next_follow_up_at")
    def due(self, lead):
        if not lead.next_follow_up_at:
            return "—"
        day = in_short(lead.next_follow_up_at)
        if lead.next_follow_up_at < timezone.now():
            return format_html('<span class="lead-overdue">逾期 {}</span>', day)
        return day

    @admin.display(description="收到", ordering="created_at")
    def created(self, lead):
        return "日期不详" if lead.is_undated else in_short(lead.created_at)
