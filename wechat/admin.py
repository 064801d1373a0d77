"""The desk's page for the 公众号: its secret goes in and never comes out."""

from django.contrib import admin

from wechat.models import WeChatAccount
from zones.granted_admin import NetworkAdmin, SecretsForm


class WeChatAccountForm(SecretsForm):
    """The account's id, and the secret that goes with it."""

    secrets = ("secret",)


@admin.register(WeChatAccount)
class WeChatAccountAdmin(NetworkAdmin):
    """One row. Another account, or another secret, has another ticket."""

    form = WeChatAccountForm
    list_display = ["app_id", "is_active", "ticket_expires_at", "fault"]
    fields = ["app_id", "secret", "is_active"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not WeChatAccount.objects.exists()

    def save_model(self, request, obj, form, change):
        obj.ticket, obj.ticket_expires_at, obj.fault = "", None, ""
        super().save_model(request, obj, form, change)
