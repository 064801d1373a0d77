"""The desk's pages for old addresses: adding one by pasting it, and turning what is missed into a redirect."""

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
from addresses.models import Miss, OldAddress
from addresses.pasting import our_hosts, pasted
from zones.granted_admin import NetworkAdmin


class OldAddressForm(forms.ModelForm):
    """The old address as one field, and what it is now: one of ours, or said to be gone."""

    old = forms.CharField(
        label="旧地址",
        max_length=500,
        help_text="从浏览器整个粘贴，例如 https://jinan.example.com/?id=6108；不写域名则对所有域名有效。",
        widget=forms.TextInput({"class": "vTextField"}),
    )
    gone = forms.BooleanField(label="已经下线", required=False, help_text="访客和搜索引擎得到“已下线”（410）。")

    class Meta:
        model = OldAddress
        fields = [*OldAddress.TARGETS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "old" in self.fields:
            self.initial |= {"old": str(self.instance), "gone": self.instance.target is None}

    def clean_old(self):
        host, kind, key = pasted(self.cleaned_data["old"], our_hosts())
        if OldAddress.objects.filter(host=host, kind=kind, key=key).exclude(pk=self.instance.pk).exists():
            raise ValidationError("这个旧地址已经登记过。")
        self.instance.host, self.instance.kind, self.instance.key = host, kind, key
        return self.cleaned_data["old"]

    def clean(self):
        data = super().clean()
        if bool(data.get("gone")) == any(data.get(name) for name in OldAddress.TARGETS):
            raise ValidationError("选一个去向，或者勾选“已经下线”，二者选一。")
        return data


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
        forget(obj)

    @admin.display(description="现在是")
    def leads_to(self, old):
        return old.target or "已下线"


def may_turn(user):
    """Whether the person may say what an old address is now."""
    return user.cities_for("addresses.add_oldaddress") is None


def forget(old):
    """What now has an answer is no longer missed."""
    misses = Miss.objects.filter(kind=old.kind, key=old.key)
    (misses.filter(host=old.host) if old.host else misses).delete()


@admin.register(Miss)
class MissAdmin(NetworkAdmin):
    """What people ask for in vain, most asked first; written by the site, dealt with here."""

    list_display = ["__str__", "turn", "times", "last_seen_at", "referrer"]
    list_display_links = None
    list_filter = ["kind"]
    search_fields = ["key", "host"]
    actions = ["mark_gone"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_turn_permission(self, request):
        return may_turn(request.user)

    def get_urls(self):
        turn = self.admin_site.admin_view(require_POST(self.turn_view))
        return [path("<path:pk>/turn/", turn, name="addresses_miss_turn"), *super().get_urls()]

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        misses = list(changelist.result_list)
        found = guesses(misses) if may_turn(request.user) else {}
        for miss in misses:
            miss.guess, miss.may_be_turned = found.get(miss.pk), may_turn(request.user)
        changelist.result_list = misses
        return changelist

    @admin.display(description="处理")
    def turn(self, miss):
        """One click when we can guess what was meant; else the form, filled in as far as we know."""
        if not miss.may_be_turned:
            return "—"
        form = format_html('<a href="{}?old={}">转到别处</a>', reverse("admin:addresses_oldaddress_add"), miss.quoted)
        if not miss.guess:
            return form
        place = reverse("admin:addresses_miss_turn", args=[miss.pk])
        return format_html('<button class="button" formaction="{}">转到“{}”</button> {}', place, miss.guess[1], form)

    def turn_view(self, request, pk):
        """Take the guess."""
        if not may_turn(request.user):
            raise PermissionDenied
        miss = get_object_or_404(Miss, pk=unquote(pk))
        if guess := guesses([miss]).get(miss.pk):
            field, thing = guess
            self._turn([miss], {field: thing})
            self.message_user(request, f"{miss} 现在转到“{thing}”。", messages.SUCCESS)
        else:
            self.message_user(request, "猜不出该转到哪里，请自己填写。", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:addresses_miss_changelist"))

    @admin.action(description="标为已下线（410）", permissions=["turn"])
    def mark_gone(self, request, queryset):
        misses = list(queryset)
        self._turn(misses, {})
        self.message_user(request, f"{len(misses)} 个地址标为已下线。", messages.SUCCESS)

    @transaction.atomic
    def _turn(self, misses, target):
        for miss in misses:
            old, _ = OldAddress.objects.get_or_create(host=miss.host, kind=miss.kind, key=miss.key, defaults=target)
            forget(old)
