"""The settings page of the desk: the numbers by which each city's leads are worked, and what they do today."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import model_to_dict
from django.utils import timezone

from leads.effects import MOST_LISTED, effects
from leads.models import SalesRules
from zones.granted_admin import GrantedAdmin


class SalesRulesForm(forms.ModelForm):
    """The numbers; with PREVIEW nothing is saved, the page only says what they would do."""

    PREVIEW = "_preview"

    @property
    def is_preview(self):
        return self.PREVIEW in self.data

    def is_valid(self):
        return super().is_valid() and not self.is_preview


@admin.register(SalesRules)
class SalesRulesAdmin(GrantedAdmin):
    """One row a city; that without a city is for those who work in all."""

    form = SalesRulesForm
    list_display = ["__str__", "open_hours", "protection"]
    list_select_related = ["city"]
    formfield_overrides = {
        **GrantedAdmin.formfield_overrides,
        models.TimeField: {"form_class": forms.TimeField, "widget": forms.TimeInput({"type": "time"}, "%H:%M")},
    }
    change_form_template = "admin/leads/salesrules/change_form.html"
    fieldsets = [
        (None, {"fields": ["city"]}),
        ("上班时间", {"fields": [("opens", "closes")]}),
        ("保护期", {"fields": ["protection_days", "promise_days", "cool_off_days"]}),
        ("领取", {"fields": ["most_claims"]}),
    ]

    def get_changeform_initial_data(self, request):
        """A city begins with what holds there now."""
        now = model_to_dict(SalesRules.objects.for_city(None), exclude=["id", "city"])
        return now | super().get_changeform_initial_data(request)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With what the numbers in the form do today: those that are stored, or those just typed."""
        form = context["adminform"].form
        context["is_theirs"] = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if context["is_theirs"] and not form.errors and (form.is_bound or obj):
            context |= {"effects": list(effects(form.instance, timezone.now())), "most_listed": MOST_LISTED}
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description="上班时间")
    def open_hours(self, rules):
        return f"{rules.opens:%H:%M}—{rules.closes:%H:%M}"

    @admin.display(description="保护期")
    def protection(self, rules):
        return f"{rules.protection_days} 个工作日" if rules.protection_days else "不收回"
