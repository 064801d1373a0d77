"""The desk's page for the 公众号: its secret goes in and never comes out."""

from django import forms
from django.contrib import admin

from wechat.models import WeChatAccount
from zones.granted_admin import GrantedAdmin


class WeChatAccountForm(forms.ModelForm):
    """The secret is written, never shown: left empty, it stays as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("secret"):
            field.required = not self.instance.pk
            field.widget = forms.PasswordInput(attrs={"autocomplete": "new-password", "class": "vTextField"})

    def clean(self):
        data = super().clean()
        data["secret"] = data.get("secret") or self.instance.secret
        return data


@admin.register(WeChatAccount)
class WeChatAccountAdmin(GrantedAdmin):
    """One row. Another account, or another secret, has another ticket."""

    city_field = None
    form = WeChatAccountForm
    list_display = ["app_id", "is_active", "ticket_expires_at", "fault"]
    fields = ["app_id", "secret", "is_active"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not WeChatAccount.objects.exists()

    def save_model(self, request, obj, form, change):
        obj.ticket, obj.ticket_expires_at, obj.fault = "", None, ""
        super().save_model(request, obj, form, change)
