"""The admin's page of why leads are given up: the list that owners edit."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from leads.models import LossReason
from zones.granted_admin import NetworkAdmin, flag


@admin.register(LossReason)
class LossReasonAdmin(NetworkAdmin):
    """Reasons in their order, with how many leads have each; one that was chosen is retired, not deleted."""

    list_display = ["name", "used_for", "order", flag("needs_words", "要写明", "是"), "state", "chosen"]
    list_filter = ["used_for", "is_active"]
    fields = ["name", "used_for", "needs_words", "order", "is_active"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(chosen=Count("leads"))

    @admin.display(description="状态", ordering="is_active")
    def state(self, reason: LossReason) -> str:
        return "使用中" if reason.is_active else "已停用"

    @admin.display(description="选它的线索")
    def chosen(self, reason: Any) -> str:
        if not reason.chosen:
            return "—"
        return format_html(
            '<a href="{}?why={}">{}</a>', reverse("admin:leads_lead_changelist"), reason.pk, reason.chosen
        )
