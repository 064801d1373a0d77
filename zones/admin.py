"""The desk's pages for the map: the network, its cities, zones, industries and contacts."""

import re
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, Q
from django.http import HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils.html import format_html

from plumbing import typed_fields
from zones.contact_forms import ContactForm, MobileForm, MobileFormSet
from zones.granted_admin import (
    AddressAdmin,
    GrantedAdmin,
    GrantedCityFilter,
    NetworkAdmin,
    PinyinForm,
    PlainFields,
    flag,
)
from zones.models import City, Contact, Industry, Mobile, Portal, Zone

#: Of a number searched for.
FEWEST_DIGITS = 3

LISTED = flag("is_listed", "对外显示", "显示", "隐藏")
FEATURED = flag("is_featured", "首页推荐", "推荐")
ADVISER = flag("is_adviser", "首页顾问", "是")


@admin.register(Portal)
class PortalAdmin(NetworkAdmin):
    """One row: its list is its form."""

    autocomplete_fields = ["contact", "hero_image"]
    fieldsets = [
        ("网站", {"fields": ["name", "tagline", "host", "about", "hero_image"]}),
        ("公司与备案", {"fields": ["company", "registration_number", "icp_number", "police_number", "address"]}),
        ("联系与询盘", {"fields": ["contact", "response_promise", "response_minutes", "email", "complaint_email"]}),
        ("房源", {"fields": ["listing_days"]}),
        ("个人信息", {"fields": ["retention_months", "purges_enquiries"]}),
    ]

    def has_add_permission(self, request):
        if not super().has_add_permission(request):
            return False
        # Asked for each page of the desk, whose site knows its portal mostly.
        site = getattr(request, "site", None)
        return not ((site and site.portal.pk) or Portal.objects.exists())

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        portal = Portal.objects.first()
        form = reverse("admin:zones_portal_change", args=[portal.pk]) if portal else reverse("admin:zones_portal_add")
        return HttpResponseRedirect(form)


class CityForm(PinyinForm):
    """A city, whose host is none that the desk is reached by: there the desk would be gone."""

    #: The host of the request; set on the subclass made for each.
    own_host = ""

    class Meta:
        help_texts = {
            "is_listed": "勾选后访客马上看得到这个城市的页面和园区，城市域名也开放；它的文章不勾选也在总站显示。"
            "先看“开城检查”，都就绪了再勾选。"
        }

    def clean_host(self):
        host = self.cleaned_data["host"]
        if host and (host in {*settings.ALWAYS_HOSTS, self.own_host} or Portal.objects.filter(host=host).exists()):
            raise forms.ValidationError("这是总站和后台自己的域名，给了城市，后台就打不开了。")
        return host


@admin.register(City)
class CityAdmin(AddressAdmin):
    """Cities. Their editors keep introduction and contact; name, address and host are the administrator's."""

    instead_of_deleting = "园区和文章先移到别的城市，再删除；只想让访客看不到，取消“对外显示”。"

    also_led_on = "，它的园区、房源筛选和订阅的旧网址也一样"

    city_field = "id"
    form = CityForm
    autocomplete_fields = ["contact"]
    search_fields = ["name", "slug", "province"]
    list_display = ["name", "province", "slug", "host", "listed_zones", "contact", LISTED, "order"]
    list_filter = ["is_listed"]
    list_select_related = ["contact"]
    ordering = ["order", "id"]  # here as well, since a count drops the model's own
    fieldsets = [
        (None, {"fields": ["name", "slug", "province", "intro", "contact"]}),
        ("域名与备案", {"fields": ["host", "icp_number", "police_number"]}),
        ("显示", {"fields": ["order", "is_listed"]}),
    ]
    administrators_fields = ("name", "slug", "province", "host", "icp_number", "police_number", "order", "is_listed")

    def get_queryset(self, request):
        zones = Count("zones", filter=Q(zones__is_listed=True))
        return super().get_queryset(request).annotate(zone_count=zones)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.own_host = split_domain_port(request.get_host())[0]
        return form

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_add_permission(request) else self.administrators_fields

    def get_changeform_initial_data(self, request):
        """Hidden, until whoever adds it says otherwise: a city just made lacks nearly everything."""
        return {"is_listed": False} | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change or "is_listed" in form.changed_data:
            self._tell_what_is_public(request, obj)

    def _tell_what_is_public(self, request, city):
        page = reverse("city_opening", args=[city.pk])
        if city.is_listed:
            words, level = "访客现在看得到{}了。还缺什么，请看<a href='{}'>开城检查</a>。", messages.WARNING
        else:
            words = "访客还看不到{}。先看<a href='{}'>开城检查</a>，都就绪了再勾选“对外显示”。"
            level = messages.INFO
        self.message_user(request, format_html(words, city, page), level)

    @admin.display(description="公开园区数", ordering="zone_count")
    def listed_zones(self, city):
        return city.zone_count


class ZoneForm(PinyinForm):
    """The data sheet's numbers are typed as people write them, with a unit or without."""

    class Meta:
        field_classes = {
            name: partial(typed_fields.MeasureField, unit=unit)
            for name, unit in {
                "area_km2": "平方公里",
                "unit_area_min": "㎡",
                "unit_area_max": "㎡",
                "clear_height_m": "米",
                "floor_load_t_m2": "吨/㎡",
                "crane_t": "吨",
                "power_kva": "kVA",
                "rent_min": "元/㎡·月",
                "rent_max": "元/㎡·月",
                "tax_per_mu_10k": "万元/亩",
                "investment_per_mu_10k": "万元/亩",
            }.items()
        }
        help_texts = dict.fromkeys(
            ("clear_height_m", "floor_load_t_m2"), "只写一个数：有几种的写最低的，每一套的在房源里写。"
        )


@admin.register(Zone)
class ZoneAdmin(AddressAdmin):
    """Development zones with the facts prospects ask for."""

    also_led_on = "，房源筛选和对比的旧网址也一样"
    instead_of_deleting = "文章先改到别的园区，再删除；只想让访客看不到，取消“对外显示”。"

    form = ZoneForm
    autocomplete_fields = ["city", "contact", "cover"]
    formfield_overrides = {
        **AddressAdmin.formfield_overrides,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    search_fields = ["name", "slug", "city__name"]
    list_display = ["name", "city", "level", "contact", "verified_on", FEATURED, LISTED, "order"]
    list_filter = [("city", GrantedCityFilter), "level", "is_listed", "is_featured", "industries"]
    list_select_related = ["city", "contact"]
    fieldsets = [
        (None, {"fields": ["city", "name", "slug", "level", "summary", "description", "industries", "cover"]}),
        ("联系与位置", {"fields": ["contact", "address", ("longitude", "latitude", "datum")]}),
        (
            "载体条件",
            {
                "description": "不清楚的留空，不要填 0；留空的项目访客看不到。核实后改下面的核实日期。",
                "fields": [
                    "area_km2",
                    ("unit_area_min", "unit_area_max"),
                    ("clear_height_m", "floor_load_t_m2", "crane_t"),
                    ("power_kva", "fire_class"),
                ],
            },
        ),
        (
            "租金与准入",
            {
                "fields": [
                    ("rent_min", "rent_max", "rent_negotiable"),
                    ("tax_per_mu_10k", "investment_per_mu_10k"),
                    "entry_rules",
                    "verified_on",
                ]
            },
        ),
        ("显示", {"fields": ["is_featured", "order", "is_listed"]}),
    ]


class MobileInline(PlainFields, admin.StackedInline):
    model = Mobile
    form = MobileForm
    formset = MobileFormSet
    fields = [("number", "order")]
    extra = 0


@admin.register(Contact)
class ContactAdmin(GrantedAdmin):
    """People to call. A city's editors keep those of their cities; what others use as well is for all-city editors."""

    instead_of_deleting = "先在“网站信息”里换一个总部联系人。"

    form = ContactForm
    inlines = [MobileInline]
    autocomplete_fields = ["wechat_qr"]
    search_fields = ["name", "person", "wechat_id"]
    search_help_text = "按名称、联系人、微信号或号码查找"
    list_display = ["name", "person", "title", "hotline", "wechat_id", "used_by", ADVISER, "order"]
    list_filter = ["is_adviser"]
    fieldsets = [
        (None, {"fields": ["name", "person", "title", "hotline", "serving_hours"]}),
        ("微信", {"fields": ["wechat_id", "wechat_qr", "customer_service_url"]}),
        ("首页", {"fields": ["is_adviser", "order"]}),
    ]

    def get_queryset(self, request):
        everybody = admin.ModelAdmin.get_queryset(self, request)
        return everybody.for_user(request.user).prefetch_related("cities", "zones", "portals")

    def get_search_results(self, request, queryset, search_term):
        found, _ = super().get_search_results(request, queryset, search_term)
        digits = re.sub(r"\D", "", search_term.strip().removeprefix("+86"))
        if len(digits) >= FEWEST_DIGITS and re.fullmatch(r"[\d\s+()-]+", search_term):
            # However they are parted.
            spelt = r"\D*".join(digits)
            found |= queryset.filter(hotline__regex=spelt)
            found |= queryset.filter(pk__in=Mobile.objects.filter(number__regex=spelt).values("contact"))
        return found, False

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request) and (
            obj is None or Contact.objects.for_user(request.user).filter(pk=obj.pk).exists()
        )

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self.may(request, "change")
        cities = request.user.cities_for("zones.change_contact")
        return cities is None or (bool(cities) and obj.is_used_only_in(cities))

    def has_delete_permission(self, request, obj=None):
        return self.may(request, "delete")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.cut_out:
            note = "传上来的图里二维码太小，只裁出了二维码来显示；原图还在图片库里。"
            self.message_user(request, note, messages.INFO)

    def get_readonly_fields(self, request, obj=None):
        return () if request.user.cities_for("zones.change_contact") is None else ("is_adviser", "order")

    @admin.display(description="用在")
    def used_by(self, contact):
        owners = [*contact.portals.all(), *contact.cities.all(), *contact.zones.all()]
        return "、".join(map(str, owners[:4])) + (" 等" if len(owners) > 4 else "")


@admin.register(Industry)
class IndustryAdmin(NetworkAdmin):
    """The industries to choose from, the same in every city."""

    form = PinyinForm
    search_fields = ["name", "slug"]
    list_display = ["name", "slug", "order"]
    fields = ["name", "slug", "order"]
