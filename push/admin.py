"""The desk's pages for push: accounts, whose tokens go in and never come out, and the log."""

import secrets

from django import forms
from django.contrib import admin

from push.models import Push, PushAccount
from zones.granted_admin import GrantedAdmin, ReadOnlyAdmin


class PushAccountForm(forms.ModelForm):
    """The token is written, never shown: left empty, it stays as it is, or is made where we may make it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("token"):
            field.required = False
            field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"})

    def clean(self):
        data = super().clean()
        made = secrets.token_hex(16) if data.get("engine") == PushAccount.Engine.INDEXNOW else ""
        data["token"] = data.get("token") or self.instance.token or made
        if not data["token"] and "token" not in self.errors:
            self.add_error("token", "请填百度给的 token。")
        return data


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
        """Whoever has just put it right wants it tried again."""
        obj.paused_until, obj.fault = None, ""
        super().save_model(request, obj, form, change)

    @admin.display(description="密钥")
    def token_end(self, account):
        return f"…{account.token[-4:]}"

    @admin.display(description="今天已推")
    def sent_today(self, account):
        return account.sent_today


@admin.register(Push)
class PushAdmin(ReadOnlyAdmin):
    """What was told and what waits; only the worker writes here."""

    city_field = "account__city_id"
    list_display = ["url", "account", "is_gone", "created_at", "sent_at", "fault"]
    list_display_links = None
    list_filter = [("sent_at", admin.EmptyFieldListFilter), ("fault", admin.EmptyFieldListFilter), "is_gone"]
    list_select_related = ["account__city"]
    search_fields = ["url"]
