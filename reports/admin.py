"""The targets that the report compares with."""

from django import forms
from django.contrib import admin

from reports import targets
from reports.models import Target
from zones.granted_admin import GrantedAdmin, GrantedCityFilter


class TargetForm(forms.ModelForm):
    """A target's form, in which any day names its month."""

    def clean_month(self):
        return self.cleaned_data["month"].replace(day=1)


@admin.register(Target)
class TargetAdmin(GrantedAdmin):
    """Targets of one's cities."""

    form = TargetForm
    list_display = ["__str__", "received", "signed", "area_m2", "investment_10k"]
    list_filter = [("city", GrantedCityFilter)]
    list_select_related = ["city"]
    fields = ["city", "month", "received", "signed", "area_m2", "investment_10k"]

    def lookup_allowed(self, lookup, value, request):
        return lookup in targets.LOOKUPS or super().lookup_allowed(lookup, value, request)
