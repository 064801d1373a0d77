"""The list of what was handed over to zones, and who still has to be told that it was erased."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from leads.models import Disclosure
from plumbing.read_only_admin import ReadOnlyAdmin
from zones.granted_admin import GrantedAdmin


class ToldFilter(admin.SimpleListFilter):
    """Whether the recipient of what was erased has been told."""

    title, parameter_name = "清除以后", "told"

    def lookups(self, request, model_admin):
        return [("no", "还没有通知对方"), ("yes", "通知了对方")]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.to_be_told()
        return queryset.filter(told_at__isnull=False) if self.value() == "yes" else queryset


@admin.register(Disclosure)
class DisclosureAdmin(ReadOnlyAdmin, GrantedAdmin):
    """Written by the page of a lead; here one marks whom one has told to erase it as well."""

    city_field = "lead__city_id"
    list_display = ["at", "code", "organisation", "recipient", "zone", "what", "consent", "actor", "state"]
    list_display_links = None
    # Not the data themselves: whoever reads those is noted on the timeline.
    fields = ["at", "lead", "organisation", "recipient", "way", "zone", "listing", "basis", "consented_at", "told_at"]
    list_filter = [ToldFilter]
    list_select_related = ["lead", "actor", "zone", "told_by"]
    list_per_page = 50
    actions = ["note_told"]

    @admin.action(description="已通知对方删除（仅个人信息已清除的）", permissions=["view"])
    def note_told(self, request, queryset):
        """Note that the recipients were told; of two who do so at once the first one counts."""
        chosen = list(queryset.to_be_told().order_by().values_list("pk", flat=True))
        waiting = Disclosure.objects.to_be_told().filter(pk__in=chosen)
        count = waiting.update(told_at=timezone.now(), told_by=request.user)
        messages.success(request, f"记下了 {count} 次通知。")

    @admin.display(description="线索")
    def code(self, made):
        return format_html('<a href="{}">{}</a>', reverse("admin:leads_lead_change", args=[made.lead_id]), made.lead)

    @admin.display(description="内容")
    def what(self, made):
        return made.fields_in_words

    @admin.display(description="同意依据")
    def consent(self, made):
        return made.basis_in_words

    @admin.display(description="清除以后")
    def state(self, made):
        if made.told_at:
            return f"{timezone.localtime(made.told_at):%m-%d} {made.told_by} 通知了对方"
        return "请通知对方删除" if made.erased_at else "—"
