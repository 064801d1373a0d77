"""What the desk's admin modules share: grants in every list and choice, slugs in pinyin, autocomplete that agrees.

It stands in the lowest app that has an admin with cities, and knows a member of staff only by `has_perm()`,
`within()` and `cities_for()`.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth import get_permission_codename
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from images.models import Image
from plumbing import pinyin, typed_fields, typed_text
from plumbing.days import validate_year
from plumbing.list_admin import ListAdmin
from zones.models import City, Contact, Zone

#: Characters of a name that is spelt while it is being typed.
MAX_NAME = 60
#: Of a chosen picture beside its field, in device pixels.
PREVIEW_WIDTH = 320


class ChoiceByName(AutocompleteSelect):
    """A field that offers by name; what was posted by hand and can be no id is no choice, and takes no page down."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [pk for pk in value if re.fullmatch(r"[0-9]{1,18}", str(pk))], attr)


class PlainFields:
    """For an admin or an inline: text is cleaned of what nobody sees, and no field has Django's four icons."""

    formfield_overrides: ClassVar[Mapping[type[models.Field], Mapping[str, Any]]] = typed_fields.OVERRIDES

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChoiceByName(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """One way on from a field: adding, where a form has a use for it. The map is not made in passing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.unique:
            field.error_messages["unique"] = f"这个{db_field.verbose_name}已经有了，请换一个。"
        if isinstance(field and field.widget, RelatedFieldWidgetWrapper):
            widget = field.widget
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
            widget.can_add_related &= db_field.remote_field.model in {Contact, Image}
        return field


class GrantedAdmin(PlainFields, ListAdmin):
    """An admin whose rows, choices and typed addresses end where the person's Grants end.

    Rows outside are not found, whatever id is typed; forms, bulk actions and autocomplete offer and accept only
    cities (and their zones) in which the person may write rows of this kind.
    """

    #: The path from a row to its city's id; None for what belongs to the whole network (see NetworkAdmin).
    city_field: str | None = "city_id"
    #: Counting a million rows twice for one list is once too often.
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    formfield_overrides = {
        **typed_fields.OVERRIDES,
        # The browser's own pickers: one labelled field each, made for thumbs.
        models.DateField: {"validators": [validate_year], "widget": forms.DateInput({"type": "date"}, "%Y-%m-%d")},
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "validators": [validate_year],
            "widget": forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M:%S"),
        },
    }

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset if self.city_field is None else request.user.within(queryset, self.city_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        taken = "%(field_labels)s 都相同的%(model_name)s已经有了，请改其中一样。"
        kwargs.setdefault("error_messages", {NON_FIELD_ERRORS: {"unique_together": taken}})
        # By name: Django's admin of users takes it so alone.
        return super().get_form(request, obj, change=change, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, typed_text.line(search_term))

    def public_uses_of_others(self, request, image):
        """The rows of this kind that show visitors the picture and are not this person's to change."""
        fields = [field.name for field in self.opts.fields if field.related_model is Image]
        rows = self.model._base_manager.filter(models.Q(*((name, image) for name in fields), _connector=models.Q.OR))
        return [row for row in rows if not self.has_change_permission(request, row)] if fields else []

    def may(self, request, action, obj=None):
        """Whether the person may do it to this row or, without one, to any."""
        permission = f"{self.opts.app_label}.{get_permission_codename(action, self.opts)}"
        if obj is not None and self.city_field is None:
            # The whole network's, whatever city the row may name.
            return request.user.cities_for(permission) is None
        return request.user.has_perm(permission, obj)

    def has_add_permission(self, request):
        # A new row of the whole network's is a change of it.
        return self.may(request, "add", None if self.city_field else self.model())

    def has_view_permission(self, request, obj=None):
        # What belongs to the whole network is looked at by everybody who may look at such rows anywhere.
        row = obj if self.city_field else None
        return self.may(request, "view", row) or self.may(request, "change", row)

    def has_change_permission(self, request, obj=None):
        return self.may(request, "change", obj)

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete", obj)

    class Media:
        js = [forms.Script(f"parkinfo/admin-{name}.js", type="module") for name in ("labels", "mend")]

    def get_view_on_site_url(self, obj=None):
        """The public page itself, without Django's detour by content types; None where there is none."""
        try:
            return obj.get_absolute_url() if obj and hasattr(obj, "get_absolute_url") else None
        except NoReverseMatch:  # of what was typed just now, and is refused
            return None

    def get_changeform_initial_data(self, request):
        """Whoever writes for one city only need not choose it."""
        cities = self.writable_cities(request) if self.city_field == "city_id" else None
        only = {"city": next(iter(cities))} if cities and len(cities) == 1 else {}
        return only | super().get_changeform_initial_data(request)

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
        if field is None:
            return None
        if db_field.remote_field.model is City and db_field.attname == self.city_field:
            # Without a city a row is the whole network's, and so only theirs whose grant is for all of it.
            if self.writable_cities(request) is not None:
                field.required, field.help_text = True, ""
        elif db_field.remote_field.model is Zone:
            field.queryset = field.queryset.select_related("city")
            field.label_from_instance = zone_label
        return field


class NetworkAdmin(GrantedAdmin):
    """Rows of the whole network: who may view them in any city sees all; only a grant for all cities changes them."""

    city_field = None


class AddressAdmin(GrantedAdmin):
    """For rows whose address changes with their slug or city and leaves the old one behind, which is said."""

    #: What leads on as well, of this kind.
    also_led_on = ""

    def save_model(self, request, obj, form, change):
        was = self.model._base_manager.get(pk=obj.pk) if change and {"slug", "city"} & {*form.changed_data} else None
        old = was.get_absolute_url() if was else ""
        super().save_model(request, obj, form, change)
        # What visitors are not shown has no address that anybody could have kept.
        if was and getattr(obj, "is_listed", True) and old != (new := obj.get_absolute_url()):
            words = f"网址从 {old} 改成了 {new}。旧网址（连同更早的）会自动转到新网址{self.also_led_on}。"
            self.message_user(request, words, messages.WARNING)


def flag(field, description, yes, no="—"):
    """A list column for a yes/no field in words: Django shows icons that say True and False to a screen reader."""

    @admin.display(description=description, ordering=field)
    def column(row):
        return yes if getattr(row, field) else no

    return column


def zone_label(zone):
    """A zone among those of many cities."""
    return f"{zone.city} · {zone}"


class GrantedCityFilter(admin.RelatedFieldListFilter):
    """A list's filter by city that names only the cities whose rows the person may see."""

    def field_choices(self, field, request, model_admin):
        label = f"{model_admin.opts.app_label}.%s_{model_admin.opts.model_name}"
        cities = request.user.cities_for(label % "view", label % "change")
        self.sees_all = cities is None
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={} if cities is None else {"id__in": cities},
        )

    @property
    def include_empty_choice(self):
        """Rows without a city are only for those who see every city."""
        return self.sees_all and super().include_empty_choice


class ChoicesView(AutocompleteJsonView):
    """Autocomplete: offers exactly what the form it stands in will accept."""

    def get_queryset(self):
        queryset = super().get_queryset()
        if self.admin_site.is_registered(self.source_field.model):
            source = self.admin_site.get_model_admin(self.source_field.model)
            field = source.formfield_for_dbfield(self.source_field, self.request)
            if not hasattr(field, "queryset"):  # tags are typed, and offered by the field of their table
                raise PermissionDenied
            queryset = queryset.filter(pk__in=field.queryset.order_by().values("pk"))
        if queryset.model is Image:
            queryset = queryset.filter(offline_since=None)
        if queryset.model is Zone:
            queryset = queryset.select_related("city")
        return queryset

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Zone):
            result["text"] = zone_label(obj)
        elif isinstance(obj, Image):
            # For the preview beside the field: the smallest that fills it.
            widths = [width for width in obj.rendered_widths if width >= PREVIEW_WIDTH]
            result["alt"] = obj.alt
            result["picture"] = obj.rendition_url(widths[0], obj.format) if widths else obj.url
        return result


def pinyin_of_name(request: HttpRequest) -> HttpResponse:
    """The slug that a name would get, as text."""
    return HttpResponse(pinyin.slug(request.GET.get("name", "")[:MAX_NAME], MAX_NAME), content_type="text/plain")


class SecretsForm(forms.ModelForm):
    """A form whose `secrets` are written and never shown: left empty, each stays as it is."""

    #: Names of fields. One that the model requires is asked for on the form of a new row only.
    secrets: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.secrets:
            if field := self.fields.get(name):
                field.widget = forms.PasswordInput({"autocomplete": "new-password", "class": "vTextField"})
                field.required = field.required and not self.instance.pk

    def clean(self):
        cleaned = super().clean()
        for name in self.secrets:
            cleaned[name] = cleaned.get(name) or getattr(self.instance, name)
        return cleaned


class PinyinForm(forms.ModelForm):
    """A form whose empty `slug` is filled in from `name`, before the eyes of whoever has scripts."""

    class Media:
        js = [forms.Script("parkinfo/admin-pinyin.js", type="module")]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("slug"):
            field.required = False
            field.widget.attrs["data-pinyin"] = reverse("admin:pinyin")
            field.help_text = "网址里用的拼音；留空则按名称自动生成。公开以后尽量不改，收藏和转发的都是旧网址。"

    def clean(self):
        cleaned = super().clean()
        if "slug" in self.fields and not cleaned.get("slug") and "slug" not in self.errors and cleaned.get("name"):
            cleaned["slug"] = pinyin.slug(cleaned["name"], self._meta.model._meta.get_field("slug").max_length)
            if not cleaned["slug"]:
                self.add_error("slug", "名称里没有能转成拼音的字，请自己填写。")
        return cleaned
