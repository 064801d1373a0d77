"""The settings page of the desk: the numbers by which each city's leads are worked."""

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import model_to_dict

from leads.models import SalesRules
from zones.granted_admin import GrantedAdmin


@admin.register(SalesRules)
class SalesRulesAdmin(GrantedAdmin):
    """One row a city; that without a city is for those who work in all."""

    list_display = ["__str__", "open_hours"]
    list_select_related = ["city"]
    formfield_overrides = {
        **GrantedAdmin.formfield_overrides,
        models.TimeField: {"form_class": forms.TimeField, "widget": forms.TimeInput({"type": "time"}, "%H:%M")},
    }
    fields = ["city", ("opens", "closes")]

    def get_changeform_initial_data(self, request):
        """A city begins with what holds there now."""
        now = model_to_dict(SalesRules.objects.for_city(None), exclude=["id", "city"])
        return now | super().get_changeform_initial_data(request)

    @admin.display(description="上班时间")
    def open_hours(self, rules):
        return f"{rules.opens:%H:%M}—{rules.closes:%H:%M}"
