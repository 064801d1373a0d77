"""The desk's pages for what is on offer."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from listings import desk_search, stock_views
from listings.admin_actions import VERIFIED, take, verified, verify, withdraw
from listings.admin_forms import ListingForm
from listings.models import Listing, ListingPicture
from listings.models.listing_queryset import ON_OFFER
from listings.pricing import is_per_area_unsaid, why_unread
from listings.rights import may_change
from plumbing import phones
from zones.facts import plain
from zones.granted_admin import GrantedAdmin, GrantedCityFilter, PlainFields
from zones.models import Portal

#: For those who may change the row: the timeline tells of the landlord as well.
PHOTOS, STAFF_ONLY, TIMELINE = "照片", "只给员工", "改动记录"
#: Of its history so much is shown.
MOST_CHANGES = 500


class VerificationFilter(admin.SimpleListFilter):
    """The queue of those that somebody has to ask about."""

    title = "核实"
    parameter_name = "verify"

    def lookups(self, request, model_admin):
        return [("due", "待核实")]

    def queryset(self, request, queryset):
        return queryset.to_verify(Portal.current_listing_days()) if self.value() == "due" else queryset


class PictureInline(PlainFields, admin.StackedInline):
    model = ListingPicture
    fields = ["preview", ("image", "is_plan", "order")]
    readonly_fields = ["preview"]
    autocomplete_fields = ["image"]
    extra = 0
    verbose_name = "图片"
    verbose_name_plural = "图片（第一张用作封面）"

    @admin.display(description="")
    def preview(self, picture):
        if not picture.image_id:
            return ""
        return format_html('<img class="desk-cover" src="{}" alt="">', picture.image.file.url)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("image", "listing")


@admin.register(Listing)
class ListingAdmin(GrantedAdmin):
    """Units and plots. Who may not publish enters drafts; the rest is for those who answer for what visitors read."""

    instead_of_deleting = "不再租售的，改为“已租（售）”或“下架”；旧网址会告诉访客，并列出相近的房源。"

    form = ListingForm
    #: Asked by the picture library for what shows a picture.
    pictures_field = "pictures"
    inlines = [PictureInline]
    autocomplete_fields = ["zone", "contact"]
    formfield_overrides = {
        **GrantedAdmin.formfield_overrides,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    actions = [verify, take, withdraw]
    search_fields = ["number", "zone__name", "building", "floor"]
    list_display = ["number", "unit", "offer", "state", "size", "height", "load", "crane", "price", "verified_on"]
    list_filter = [VerificationFilter, "state", "kind", "deal", ("city", GrantedCityFilter)]
    list_select_related = ["zone"]
    list_per_page = 50
    fieldsets = [
        (None, {"fields": ["zone", ("kind", "deal", "state"), ("building", "floor"), "is_another"]}),
        (PHOTOS, {"fields": ["photos", "photos_kept"]}),
        (
            "面积与价格",
            {"fields": [("area_m2", "divisible_from_m2"), "price", "is_sure", "verified_on", "available_from"]},
        ),
        (
            "建筑",
            {
                "description": "不清楚的留空，不要填 0；留空的项目访客看不到，筛选时算作“待核实”。",
                "fields": [
                    ("storeys", "structure"),
                    ("clear_height_m", "floor_height_m", "floor_load_t_m2"),
                    ("crane_t", "crane_state", "goods_lift_t"),
                    ("column_grid", "power_kva"),
                    ("fire_class", "has_sprinklers", "eia"),
                    ("has_gas", "has_steam", "has_sewage"),
                    ("loading_docks", "yard_m2", "largest_lorry_m"),
                ],
            },
        ),
        ("土地与产权", {"classes": ["collapse"], "fields": [("land_use", "land_years_left", "plot_ratio"), "deed"]}),
        (
            "租约",
            {
                "classes": ["collapse"],
                "fields": [("deposit", "rent_free"), ("shortest_lease_months", "property_fee")],
            },
        ),
        ("说给访客", {"fields": ["description", "industries_wanted", "industries_excluded", "contact"]}),
        (STAFF_ONLY, {"classes": ["collapse"], "fields": [("landlord", "landlord_phone"), ("commission", "source")]}),
        (TIMELINE, {"classes": ["collapse"], "fields": ["timeline"]}),
    ]

    def has_publish_permission(self, request, obj=None):
        """Whether the person may put this listing, or any, on offer."""
        return self.may(request, "publish", obj)

    def public_uses_of_others(self, request, image):
        rows = Listing.objects.filter(pictures__image=image, state__in=ON_OFFER)
        return [row for row in rows if not self.has_change_permission(request, row)]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request) if obj is None else may_change(request.user, obj)

    def get_fieldsets(self, request, obj=None):
        """What staff keep to themselves is for those who may change the row."""
        fieldsets = super().get_fieldsets(request, obj)
        may_see = obj is None or self.has_change_permission(request, obj)
        return fieldsets if may_see else [each for each in fieldsets if each[0] not in {PHOTOS, STAFF_ONLY, TIMELINE}]

    def get_search_fields(self, request):
        """Nor can who may only look find out a landlord's name by searching for it."""
        fields = super().get_search_fields(request)
        return [*fields, "landlord"] if self.has_publish_permission(request) else fields

    def get_search_results(self, request, queryset, search_term):
        fields = self.get_search_fields(request)
        return queryset.filter(desk_search.condition(search_term, fields, request.user)), False

    def get_readonly_fields(self, request, obj=None):
        may_publish = self.has_publish_permission(request, obj)
        return ["timeline"] if may_publish else ["timeline", "state"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None and "verified_on" in form.base_fields:
            form.base_fields["verified_on"].initial = timezone.localdate
        return form

    def get_view_on_site_url(self, obj=None):
        """None for what no visitor can open."""
        return super().get_view_on_site_url(obj) if obj and obj.is_on_offer else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["may_verify"] = obj.is_on_offer and self.has_publish_permission(request, obj)
            context["has_landlord_phone"] = obj.landlord_phone and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        """With who verified it, and what is needed to write down what changed."""
        if obj.state != Listing.State.DRAFT and not self.has_publish_permission(request, obj):
            raise PermissionDenied  # of another city, chosen just now
        names = [name for name in form.changed_data if name not in form.unguarded]
        form.facts_before = {name: form.before.shown(name) for name in names} if change else {}
        if "verified_on" in form.changed_data:
            obj.verified_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        form.save_photos()
        listing = form.instance
        if not change:
            listing.changes.create(user=request.user, facts={"state": ["", listing.shown("state")]})
        listing.record(request.user, form.facts_before)
        typed = form.data.get(form.add_prefix("price"), "")
        if "price" in form.changed_data and is_per_area_unsaid(typed):
            self.message_user(request, f"价格“{typed}”没有写每平米，记作 {listing.price}。")
        if listing.price and listing.price_value is None and not listing.price.startswith("面"):
            message = why_unread(listing.price, listing.price_unit, listing.area_m2)
            self.message_user(request, message, messages.WARNING)

    def get_urls(self):
        def page(view):
            return self.admin_site.admin_view(self.framed(view))

        urls = [
            path("template/", self.admin_site.admin_view(stock_views.template), name="listings_template"),
            path("export/", self.admin_site.admin_view(self.export), name="listings_export"),
            path("import/", page(stock_views.upload), name="listings_import"),
            path("import/<int:pk>/", page(stock_views.look), name="listings_import_look"),
            path("import/<int:pk>/numbers/", self.admin_site.admin_view(stock_views.numbers), name="listings_numbers"),
            path("<int:pk>/landlord/", self.admin_site.admin_view(require_POST(self.reveal)), name="listings_reveal"),
            path("<int:pk>/verify/", self.admin_site.admin_view(require_POST(self.verify)), name="listings_verify"),
        ]
        return urls + super().get_urls()

    def export(self, request):
        """What the list's filters show, as a workbook."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return stock_views.export(request, lambda _: self.get_changelist_instance(request).get_queryset(request))

    def reveal(self, request, pk):
        """The landlord's number, once; that it was looked at is written down."""
        listing = self._changeable(request, pk)
        listing.changes.create(user=request.user, facts={"landlord_phone": ["", "看过号码"]})
        number = phones.display(listing.landlord_phone) or "没有记"
        self.message_user(request, f"业主{listing.landlord}电话：{number}（已记下你看过）。")
        return self._back(listing)

    def verify(self, request, pk):
        """Still right, as of today."""
        listing = self._changeable(request, pk)
        if not (listing.is_on_offer and self.has_publish_permission(request, listing)):
            raise PermissionDenied
        try:
            listing.change(request.user, VERIFIED, **verified(request.user, timezone.localdate()))
        except ValidationError as error:
            self.message_user(request, f"没有核实，先改好再存：{''.join(error.messages)}", messages.ERROR)
        else:
            self.message_user(request, f"{listing.number} 今天核实过，仍有效。")
        return self._back(listing)

    def _changeable(self, request, pk):
        listing = self.get_object(request, str(pk))
        if listing is None or not self.has_change_permission(request, listing):
            raise PermissionDenied
        return listing

    @staticmethod
    def _back(listing):
        return HttpResponseRedirect(reverse("admin:listings_listing_change", args=[listing.pk]))

    @admin.display(description="哪一套", ordering="zone__name")
    def unit(self, listing):
        return " ".join(filter(None, (listing.zone.name, listing.building, listing.floor)))

    @admin.display(description="类型", ordering="kind")
    def offer(self, listing):
        return f"{listing.get_kind_display()}{listing.get_deal_display()}"

    @admin.display(description="面积", ordering="area_m2")
    def size(self, listing):
        return listing.size

    @admin.display(description="净高", ordering="clear_height_m")
    def height(self, listing):
        return _measured(listing.clear_height_m, "米")

    @admin.display(description="荷载", ordering="floor_load_t_m2")
    def load(self, listing):
        return _measured(listing.floor_load_t_m2, "吨/㎡")

    @admin.display(description="行车", ordering="crane_t")
    def crane(self, listing):
        words = listing.get_crane_state_display()
        if listing.crane_state == Listing.CraneState.NONE:
            return words
        return f"{_measured(listing.crane_t, '吨')} {words}".strip()

    @admin.display(description="谁改了什么")
    def timeline(self, listing):
        """The latest changes, newest first; all of them are its history."""
        lines = [f"{when} {who}：{'；'.join(facts)}" for when, who, facts in self._changes(listing, 20)]
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines)) if lines else "还没有改动"

    def history_view(self, request, object_id, extra_context=None):
        """Who changed which fact, to those who may change them."""
        listing = self.get_object(request, object_id)
        may_see = listing is not None and self.has_change_permission(request, listing)
        changes = self._changes(listing, MOST_CHANGES) if may_see else []
        context = {"changes": changes, "may_see": may_see, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def _changes(self, listing, most):
        """[(when, who, [which fact, from what to what])], newest first."""
        labels = {field.name: str(field.verbose_name) for field in [*self.opts.fields, *self.opts.many_to_many]}
        lines = []
        for change in listing.changes.select_related("user")[:most] if listing.pk else []:
            facts = [
                f"{labels.get(name, name)} {old or '空'} → {new or '空'}" for name, (old, new) in change.facts.items()
            ]
            when = f"{timezone.localtime(change.changed_at):%Y-%m-%d %H:%M}"
            how = f"（{change.occasion}）" if change.occasion else ""
            lines.append((when, f"{change.user or '系统'}{how}", facts))
        return lines


def _measured(value, unit):
    return "" if value is None else f"{plain(value)} {unit}"
