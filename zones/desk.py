"""What the desk's admin modules share: grants in every list and choice, slugs in pinyin, autocomplete that agrees.

It stands in the lowest app that has an admin with cities, and knows a member of staff only by `has_perm()`,
`within()` and `cities_for()`.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import get_permission_codename
from django.db import models

from zones import pinyin
from zones.models import City, Zone


class GrantedAdmin(admin.ModelAdmin):
    """An admin whose rows, choices and typed addresses end where the person's Grants end.

    Rows outside are not found, whatever id is typed; forms, bulk actions and autocomplete offer and accept only
    cities (and their zones) in which the person may write rows of this kind.
    """

    #: The path from a row to its city's id; None for what belongs to the whole network, which all may look at and
    #: only grants for all cities may change.
    city_field: str | None = "city_id"
    #: Counting a million rows twice for one list is once too often.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # An address typed without its scheme is https.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset if self.city_field is None else request.user.within(queryset, self.city_field)

    def may(self, request, action, obj=None):
        """Whether the person may do it to this row or, without one, to any."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename(action, self.opts)}", obj)

    def has_view_permission(self, request, obj=None):
        # What belongs to the whole network is looked at by everybody who may look at such rows anywhere.
        row = obj if self.city_field else None
        return self.may(request, "view", row) or self.may(request, "change", row)

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj)

    def writable_cities(self, request):
        """Ids of the cities in which the person may add or change rows of this kind; None for all."""
        label = f"{self.opts.app_label}.%s_{self.opts.model_name}"
        return request.user.cities_for(label % "add", label % "change")

    def get_field_queryset(self, db, db_field, request):
        """Django's hook for what a field offers; our one place that limits it."""
        model = db_field.remote_field.model
        if not self.admin_site.is_registered(model):
            return super().get_field_queryset(db, db_field, request)
        queryset = self.admin_site.get_model_admin(model).get_queryset(request)
        cities = self.writable_cities(request)
        if cities is not None and model in {City, Zone}:
            queryset = queryset.filter(**{"id__in" if model is City else "city_id__in": cities})
        return queryset

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.remote_field.model is City and db_field.attname == self.city_field:
            # Without a city a row is the whole network's, and so only theirs whose grant is for all of it.
            field.required = field.required or self.writable_cities(request) is not None
        elif db_field.remote_field.model is Zone:
            field.queryset = field.queryset.select_related("city")
            field.label_from_instance = zone_label
        return field


def zone_label(zone):
    """A zone among those of many cities."""
    return f"{zone.city} · {zone}"


class GrantedCityFilter(admin.RelatedFieldListFilter):
    """A list's filter by city that names only the cities whose rows the person may see."""

    def field_choices(self, field, request, model_admin):
        label = f"{model_admin.opts.app_label}.%s_{model_admin.opts.model_name}"
        cities = request.user.cities_for(label % "view", label % "change")
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={} if cities is None else {"id__in": cities},
        )


class ChoicesView(AutocompleteJsonView):
    """Autocomplete: offers exactly what the form it stands in will accept."""

    def get_queryset(self):
        queryset = super().get_queryset()
        if self.admin_site.is_registered(self.source_field.model):
            source = self.admin_site.get_model_admin(self.source_field.model)
            field = source.formfield_for_dbfield(self.source_field, self.request)
            queryset = queryset.filter(pk__in=field.queryset.order_by().values("pk"))
        if queryset.model is Zone:
            queryset = queryset.select_related("city")
        return queryset

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Zone):
            result["text"] = zone_label(obj)
        return result


class PinyinForm(forms.ModelForm):
    """A form whose empty `slug` is filled in from `name`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("slug"):
            field.required = False
            field.help_text = "网址里用的拼音；留空则按名称自动生成。公开以后不要改，否则旧网址失效。"

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors and cleaned.get("name"):
            cleaned["slug"] = pinyin.slug(cleaned["name"], self._meta.model._meta.get_field("slug").max_length)
            if not cleaned["slug"]:
                self.add_error("slug", "名称里没有能转成拼音的字，请自己填写。")
        return cleaned
