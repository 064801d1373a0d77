"""The desk's page for what hosts show to prove whose they are."""

from django import forms
from django.contrib import admin

from hosts.models import WHOLE_TAG, Verification
from zones.granted_admin import GrantedAdmin


class VerificationForm(forms.ModelForm):
    """Takes a meta tag as the search engine's page gives it to copy, too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.data.get("kind") == Verification.Kind.TAG and (tag := WHOLE_TAG.search(self.data.get("content", ""))):
            self.data = self.data.copy()
            self.data["name"], self.data["content"] = tag.groups()


@admin.register(Verification)
class VerificationAdmin(GrantedAdmin):
    form = VerificationForm
    list_display = ["name", "city", "kind", "content"]
    list_filter = ["kind"]
    list_select_related = ["city"]
    autocomplete_fields = ["city"]
    fields = ["city", "kind", "name", "content"]
