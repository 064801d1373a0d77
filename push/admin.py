"""The desk's pages for push: accounts, whose tokens go in and never come out, and the log."""

from secrets import token_hex

from django.contrib import admin

from plumbing.read_only_admin import ReadOnlyAdmin
from push.models import Push, PushAccount
from zones.granted_admin import GrantedAdmin, SecretsForm


class PushAccountForm(SecretsForm):
    """The token is what the engine gave; where it is ours to choose, one is made."""

    secrets = ("token",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("token"):
            field.required = False

    def clean(self):
        cleaned = super().clean()
        if not cleaned["token"] and cleaned.get("engine") == PushAccount.Engine.INDEXNOW:
            cleaned["token"] = token_hex(16)
        if not cleaned["token"] and "token" not in self.errors:
            self.add_error("token", "请填百度给的 token。")
        return cleaned


@admin.register(PushAccount)
class PushAccountAdmin(GrantedAdmin):
    form = PushAccountForm
    list_display = ["__str__", "token_end", "is_active", "daily_quota", "sent_today", "paused_until", "fault"]
    list_select_related = ["city"]
    autocomplete_fields = ["city"]
    fields = ["city", "engine", "token", "daily_quota", "is_active"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_sent_today()

    def save_model(self, request, obj, form, change):
        """Also ends a pause: who has just corrected the account wants it tried again."""
        obj.paused_until, obj.fault = None, ""
        super().save_model(request, obj, form, change)

    @admin.display(description="密钥")
    def token_end(self, account):
        return f"…{account.token[-4:]}"

    @admin.display(description="今天已推")
    def sent_today(self, account):
        return account.sent_today


@admin.register(Push)
class PushAdmin(ReadOnlyAdmin, GrantedAdmin):
    """What was sent and what waits; only the worker writes here."""

    city_field = "account__city_id"
    list_display = ["url", "account", "is_gone", "created_at", "sent_at", "fault"]
    list_display_links = None
    list_filter = [("sent_at", admin.EmptyFieldListFilter), ("fault", admin.EmptyFieldListFilter), "is_gone"]
    list_select_related = ["account__city"]
    search_fields = ["url"]
