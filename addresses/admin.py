"""The desk's pages for old addresses: adding one by pasting it, and making a redirect of what is missing."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from addresses.guessing import guesses
from addresses.models import MissingAddress, OldAddress, OldHost
from addresses.pasting import not_counting, our_hosts, parse_pasted
from plumbing import typed_fields
from zones.canonical import root
from zones.granted_admin import NetworkAdmin
from zones.models import Portal
from zones.models.validators import host_validator


class OldAddressForm(forms.ModelForm):
    """The old address as one field, and what it is now: one of ours, or said to be gone."""

    old = typed_fields.LineField(
        label="旧地址",
        max_length=500,
        help_text="从浏览器整个粘贴，例如 https://jinan.example.com/?id=6108；不写域名则对所有域名有效。",
        widget=forms.TextInput({"class": "vTextField"}),
    )
    #: What of it counts for nothing.
    left_out = ""

    gone = forms.BooleanField(label="已经下线", required=False, help_text="访客和搜索引擎得到“已下线”（410）。")

    class Meta:
        model = OldAddress
        fields = [*OldAddress.TARGETS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "old" in self.fields:
            self.initial |= {"old": str(self.instance), "gone": self.instance.target is None}

    def clean_old(self):
        if "old" not in self.changed_data and self.instance.pk:
            # A row may be a path that would be read as something else now.
            return self.cleaned_data["old"]
        host, kind, key = parse_pasted(self.cleaned_data["old"], our_hosts())
        self.left_out = not_counting(self.cleaned_data["old"], kind)
        same = OldAddress.objects.filter(host=host, kind=kind, key=key).exclude(pk=self.instance.pk).first()
        if same:
            why = f"：网址里的 {self.left_out} 不算，它和 {same} 是同一条" if self.left_out else ""
            raise ValidationError(f"这个旧地址已经登记过{why}。")
        self.instance.host, self.instance.kind, self.instance.key = host, kind, key
        return self.cleaned_data["old"]

    def clean(self):
        data = super().clean()
        if bool(data.get("gone")) == any(data.get(name) for name in OldAddress.TARGETS):
            raise ValidationError("选一个去向，或者勾选“已经下线”，二者选一。")
        return data


def may_redirect(user):
    """Whether the person may say what an old address is now."""
    return user.cities_for("addresses.add_oldaddress") is None


@admin.register(OldAddress)
class OldAddressAdmin(NetworkAdmin):
    form = OldAddressForm
    list_display = ["__str__", "leads_to", "kind", "created_at"]
    list_filter = ["kind"]
    list_select_related = OldAddress.TARGETS[:-1]
    search_fields = ["key", "path", "host"]
    autocomplete_fields = OldAddress.TARGETS[:-1]
    fieldsets = [
        (None, {"fields": ["old"]}),
        ("现在是", {"description": "只填一项。", "fields": [*OldAddress.TARGETS, "gone"]}),
    ]

    def get_view_on_site_url(self, obj=None):
        return None

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        remove_from_missing(obj)
        if left_out := form.left_out:
            note = f"网址里的 {left_out} 不算：登记的是 {obj}，只在这一处不同的旧地址也都转到这里。"
            self.message_user(request, note, messages.WARNING)

    @admin.display(description="现在是")
    def leads_to(self, old):
        return old.target or "已下线"


class OldHostForm(forms.ModelForm):
    """Takes the host out of a whole address, as it is copied from the browser."""

    host = typed_fields.LineField(
        label="旧域名", max_length=500, help_text="例如 www.jinan.example.com；整个网址粘贴进来也行，只取里面的域名。"
    )
    #: What was typed around the host.
    left_out = False

    class Meta:
        model = OldHost
        fields = ["host", "city"]

    def clean_host(self):
        typed = self.cleaned_data["host"]
        try:
            host = (urlsplit(typed if "//" in typed else f"//{typed}").hostname or "").rstrip(".")
        except ValueError:
            host = ""
        if not host:
            raise ValidationError("看不出是哪个域名，请写成 www.jinan.example.com 的样子。")
        if len(host) > OldHost._meta.get_field("host").max_length:
            raise ValidationError("域名太长。")
        host_validator(host)
        self.left_out = host != typed.lower()
        return host


@admin.register(OldHost)
class OldHostAdmin(NetworkAdmin):
    """Hosts that lead to a city's own. An import adds those of the site that moved in."""

    list_display = ["host", "leads_to", "city", "created_at"]
    list_filter = ["city"]
    list_select_related = ["city"]
    search_fields = ["host"]
    autocomplete_fields = ["city"]
    fields = ["host", "city"]
    form = OldHostForm

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.left_out:
            self.message_user(request, f"登记的是 {obj}：网址里别的部分（http://、端口、路径）对旧域名没有用，没有留。")
        if "host" in form.changed_data:
            note = f"还要把 {obj} 的解析指到本服务器，nginx 的 server_name 和证书里也加上它。"
            self.message_user(request, note, messages.WARNING)

    def get_queryset(self, request):
        self.portal_host = Portal.objects.values_list("host", flat=True).first() or ""
        return super().get_queryset(request)

    @admin.display(description="转到")
    def leads_to(self, old):
        host = (old.city and old.city.host) or self.portal_host
        if not host:
            return "—（城市和总站都没有域名）"
        return (
            f"{root(host)}/"
            if old.city is None or old.city.is_listed
            else f"{root(host)}/（城市还没有对外显示，打不开）"
        )


def remove_from_missing(old):
    """What is an OldAddress now is no longer missing."""
    missing = MissingAddress.objects.filter(kind=old.kind, key=old.key)
    (missing.filter(host=old.host) if old.host else missing).delete()


@admin.register(MissingAddress)
class MissingAddressAdmin(NetworkAdmin):
    """What was not found, most asked for first; written by the site, dealt with here."""

    list_display = ["__str__", "choices", "times", "last_seen_at", "referrer"]
    list_display_links = None
    list_filter = ["kind"]
    search_fields = ["key", "host"]
    actions = ["mark_gone"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_redirect_permission(self, request):
        return may_redirect(request.user)

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.redirect_view))
        return [path("<path:pk>/redirect/", view, name="addresses_missingaddress_redirect"), *super().get_urls()]

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        missing, may = list(changelist.result_list), may_redirect(request.user)
        guessed = guesses(missing) if may else {}
        for address in missing:
            address.guess, address.may_be_redirected = guessed.get(address.pk), may
        changelist.result_list = missing
        return changelist

    @admin.display(description="处理")
    def choices(self, address):
        """One click when we can guess what was meant; else the form, filled in as far as we know."""
        if not address.may_be_redirected:
            return "—"
        form = format_html(
            '<a href="{}?old={}">转到别处</a>', reverse("admin:addresses_oldaddress_add"), address.quoted
        )
        if not address.guess:
            return form
        view = reverse("admin:addresses_missingaddress_redirect", args=[address.pk])
        return format_html('<button class="button" formaction="{}">转到“{}”</button> {}', view, address.guess[1], form)

    def redirect_view(self, request, pk):
        """Take the guess."""
        if not may_redirect(request.user):
            raise PermissionDenied
        address = get_object_or_404(MissingAddress, pk=unquote(pk))
        if guess := guesses([address]).get(address.pk):
            field, target = guess
            self._redirect([address], {field: target})
            self.message_user(request, f"{address} 现在转到“{target}”。", messages.SUCCESS)
        else:
            self.message_user(request, "猜不出该转到哪里，请自己填写。", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:addresses_missingaddress_changelist"))

    @admin.action(description="标为已下线（410）", permissions=["redirect"])
    def mark_gone(self, request, queryset):
        missing = list(queryset)
        self._redirect(missing, {})
        self.message_user(request, f"{len(missing)} 个地址标为已下线。", messages.SUCCESS)

    @transaction.atomic
    def _redirect(self, missing, target):
        for each in missing:
            old, _ = OldAddress.objects.get_or_create(host=each.host, kind=each.kind, key=each.key, defaults=target)
            remove_from_missing(old)
