"""The settings page of the desk: the numbers by which each city's leads are worked, and what they do today."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import model_to_dict
from django.utils import timezone

from leads.effects import CLAIMS, MOST_LISTED, PROTECTION, ROTA, effects
from leads.hand_over import sellers
from leads.models import OFFERED_KINDS, Duty, SalesRules
from leads.models.duty import WEEKDAYS
from staff.models import User
from zones.granted_admin import GrantedAdmin

#: The browser's own picker.
TIMES: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.TimeField: {"form_class": forms.TimeField, "widget": forms.TimeInput({"type": "time"}, "%H:%M")},
}


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
    list_display = ["__str__", "open_hours", "given", "protection"]
    list_select_related = ["city"]
    formfield_overrides = {**GrantedAdmin.formfield_overrides, **TIMES}
    change_form_template = "admin/leads/salesrules/change_form.html"
    fieldsets = [
        (None, {"fields": ["city"]}),
        ("上班时间", {"fields": [("opens", "closes")]}),
        (ROTA, {"fields": ["has_rota", "most_open"]}),
        (PROTECTION, {"fields": ["protection_days", "promise_days", "cool_off_days"]}),
        (CLAIMS, {"fields": ["most_claims"]}),
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

    @admin.display(description="新询盘")
    def given(self, rules):
        return "自动分派" if rules.has_rota else "进公共池"

    @admin.display(description="保护期")
    def protection(self, rules):
        return f"{rules.protection_days} 个工作日" if rules.protection_days else "不收回"


class DutyForm(forms.ModelForm):
    """A person's duty, who has to be allowed to work there."""

    kinds = forms.MultipleChoiceField(
        label="需求类型", choices=OFFERED_KINDS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不勾选：全部类型。",
    )  # fmt: skip
    weekdays = forms.TypedMultipleChoiceField(
        label="星期", choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不勾选：每个工作日。勾选：只在这几天；勾了周六、周日的，休息的那两天也值班，节假日除外。",
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        user, city = cleaned.get("user"), cleaned.get("city")
        if user and "city" not in self.errors and not sellers(city and city.pk).filter(pk=user.pk).exists():
            self.add_error("user", f"{user}没有{city or '全部城市'}的线索权限，分不了给他；请管理员先授权。")
        if not self.errors and self._is_there_already(cleaned):
            self.add_error("user", "这个人同样的值班已经有一行了，请改那一行。")
        return cleaned

    def _is_there_already(self, cleaned):
        same = {name: cleaned[name] for name in ("user", "city", "kinds", "weekdays", "begins", "ends")}
        return Duty.objects.filter(**same).exclude(pk=self.instance.pk).exists()


@admin.register(Duty)
class DutyAdmin(GrantedAdmin):
    """Who is on duty in a city, kept by its managers."""

    form = DutyForm
    list_display = ["user", "city", "of_kinds", "when", "away"]
    list_select_related = ["user", "city"]
    formfield_overrides = {**GrantedAdmin.formfield_overrides, **TIMES}
    fields = ["user", "city", "kinds", "weekdays", ("begins", "ends"), ("away_from", "away_until")]

    def get_field_queryset(self, db, db_field, request):
        """Of people, those who may work where the rota may be written."""
        if db_field.remote_field.model is not User:
            return super().get_field_queryset(db, db_field, request)
        cities = self.writable_cities(request)
        people = User.objects.filter(is_active=True, grants__role__permissions__codename="change_lead")
        if cities is not None:
            people = people.filter(models.Q(grants__city__in=cities) | models.Q(grants__city__isnull=True))
        return people.distinct().order_by("last_name", "username")

    @admin.display(description="需求类型")
    def of_kinds(self, duty):
        return "、".join(label for kind, label in OFFERED_KINDS if kind in duty.kinds) or "全部"

    @admin.display(description="时间")
    def when(self, duty):
        days = "、".join(name for number, name in WEEKDAYS if number in duty.weekdays) or "工作日"
        begins, ends = (f"{at:%H:%M}" if at else "" for at in (duty.begins, duty.ends))
        return f"{days} {begins or '上班'}—{ends or '下班'}" if begins or ends else days

    @admin.display(description="请假")
    def away(self, duty):
        return f"{duty.away_from:%m-%d} 到 {duty.away_until:%m-%d}" if duty.away_from else "—"
