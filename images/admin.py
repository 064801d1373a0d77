"""The picture library for staff: upload, find, describe, and see what uses a picture."""

from contextlib import contextmanager
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, ManyToOneRel, Value
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST
from js_asset import Media as NoncedMedia

from images import admin_offline, admin_uploads, describing
from images.describing import PUBLIC
from images.models import Image
from images.uploads import store
from plumbing import typed_fields
from plumbing.list_admin import ListAdmin

#: How many users of a picture are named, of each kind.
USES_SHOWN = 20
#: Seconds for searching all bodies: no index of this table knows their pictures, and an archive may be large.
SEARCH_SECONDS = 3


class UploadForm(forms.ModelForm):
    """A new picture; one that is there already is found rather than stored twice."""

    upload = forms.FileField(
        label="图片文件",
        help_text="JPG、PNG、GIF 或 WebP，最大 20 MB。拍摄位置等隐私信息会自动去除。",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )

    class Meta:
        model = Image
        fields = ["title", "alt", "credit"]
        field_classes = dict.fromkeys(fields, typed_fields.LineField)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            try:
                self.stored = store(cleaned["upload"], **{name: cleaned[name] for name in self.Meta.fields})
            except ValidationError as refusal:
                self.add_error("upload", refusal)
        return cleaned

    def save(self, commit=True):
        """The stored Image; `store` has written it."""
        return self.stored

    def save_m2m(self):
        """Nothing: called by the admin after `save(commit=False)`."""


class DescribedFilter(admin.SimpleListFilter):
    """Pictures that a screen reader could not read out."""

    title = "替代文字"
    parameter_name = "described"

    def lookups(self, request, model_admin):
        return [("no", "还没有写")]

    def queryset(self, request, queryset):
        return queryset.filter(alt="") if self.value() == "no" else queryset


class OfflineFilter(admin.SimpleListFilter):
    """Pictures that a withdrawn article took with it."""

    title = "状态"
    parameter_name = "offline"

    def lookups(self, request, model_admin):
        return [("yes", "已下线")]

    def queryset(self, request, queryset):
        return queryset.filter(offline_since__isnull=False) if self.value() == "yes" else queryset


def _links(model_admin, field, rows):
    """The newest of `rows`, which show a picture in `field`, as (kind, address, name)."""
    opts = model_admin.opts
    change = f"admin:{opts.app_label}_{opts.model_name}_change"
    label = f"{opts.verbose_name}（{field.verbose_name}）"
    return [(label, reverse(change, args=[row.pk]), str(row)) for row in rows.order_by("-pk")[:USES_SHOWN]]


@contextmanager
def _time_limit():
    """Statements inside end after SEARCH_SECONDS, with OperationalError, and the transaction around goes on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [SEARCH_SECONDS * 1000])
        yield
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")


@admin.register(Image)
class ImageAdmin(ListAdmin):
    formfield_overrides = typed_fields.OVERRIDES
    list_display = ["thumbnail", "name", "alt", "credit", "dimensions", "created_at"]
    list_display_links = ["thumbnail", "name"]
    list_filter = [DescribedFilter, OfflineFilter, "format"]
    list_per_page = 50
    search_fields = ["title", "alt", "credit"]
    date_hierarchy = "created_at"
    show_full_result_count = False

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change, **kwargs) if obj else UploadForm

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["upload", "title", *PUBLIC]
        guarded = ["guarded"] if obj.uses_of_others else []
        return ["preview", "title", *PUBLIC, *guarded, "dimensions", "created_at", "uses"]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        # What visitors read changes only by those who may publish where they read it.
        guarded = [*PUBLIC, "guarded"] if obj.uses_of_others else []
        return ["preview", *guarded, "dimensions", "created_at", "uses"]

    def get_queryset(self, request):
        """With whether this person may bring pictures back, and see them until then."""
        may_publish = Value(self._may_publish(request), BooleanField())
        return super().get_queryset(request).annotate(may_be_brought_back=may_publish)

    def get_object(self, request, *args, **kwargs):
        image = super().get_object(request, *args, **kwargs)
        if image:
            image.uses_of_others = self._uses_of_others(request, image)
            # Looked up where it is shown: not by the list, not by saving.
            image.find_uses = partial(self._uses, request, image)
        return image

    def lost_by_deleting(self, request, objs):
        uses = [(image, *self._uses(request, image)) for image in objs[:USES_SHOWN]]
        named = [f"{image}：{label}《{name}》" for image, used, _ in uses for label, _, name in used]
        return named + [f"{image}：{'、'.join(kinds)}太多，没有查完" for image, _, kinds in uses if kinds]

    def get_urls(self):
        upload = self.admin_site.admin_view(admin_uploads.upload)
        bring_back = self.admin_site.admin_view(self.bring_back_view)
        offline = self.admin_site.admin_view(self.offline_view)
        return [
            path("upload/", upload, name="images_image_upload"),
            path("<int:pk>/bring-back/", bring_back, name="images_image_bring_back"),
            path("<int:pk>/offline/", offline, name="images_image_offline"),
            *super().get_urls(),
        ]

    def offline_view(self, request, pk):
        """The file of an offline picture, for who may bring it back."""
        may_see = self.has_view_permission(request) and self._may_publish(request)
        return admin_offline.file(request, pk, may_see=may_see)

    @method_decorator(require_POST)
    def bring_back_view(self, request, pk):
        """Have an offline picture shown again; the worker does it."""
        image = get_object_or_404(Image, pk=pk)
        if not (self.has_change_permission(request, image) and self._may_publish(request)):
            raise PermissionDenied
        if Image.objects.filter(pk=pk).bring_back():
            self.log_change(request, image, "恢复显示。")
        self.message_user(request, "图片已恢复，几秒后就能打开。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:images_image_change", args=[pk]))

    def render_change_form(self, request, context, add=False, **kwargs):
        if add:
            # The import map is written into the page, so it needs the page's nonce.
            media = context["media"] + admin_uploads.media
            context["media"] = NoncedMedia.from_media(media, nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, add=add, **kwargs)

    def save_model(self, request, image, form, change):
        if change:
            image.save(update_fields=form.changed_data)
            refused = image.uses_of_others and set(PUBLIC) & request.POST.keys()
        elif not image.is_new:
            typed = {name: form.cleaned_data[name] for name in PUBLIC if form.cleaned_data[name]}
            image.uses_of_others = self._uses_of_others(request, image) if typed else []
            if not (refused := image.uses_of_others):
                describing.fill_in(image, request.user.pk, **typed)
        else:
            refused = False
        if refused:
            self.message_user(request, f"替代文字和图片来源没有改。{self.guarded(image)}", messages.WARNING)

    def construct_change_message(self, request, form, formsets, add=False):
        if add or not form.changed_data:
            return super().construct_change_message(request, form, formsets, add)
        return describing.changes(form.initial, {name: form.cleaned_data[name] for name in form.changed_data})

    def _may_publish(self, request):
        """Whether the person may publish anything that shows pictures."""
        return any(
            model_admin.has_publish_permission(request)
            for model_admin in self.admin_site._registry.values()
            if hasattr(model_admin, "has_publish_permission")
        )

    def _uses_of_others(self, request, image):
        """(what visitors see with the picture, the admin of it) for what this person may not publish."""
        return [
            (row, model_admin)
            for model_admin in self.admin_site._registry.values()
            if hasattr(model_admin, "public_uses_of_others")
            for row in model_admin.public_uses_of_others(request, image)
        ]

    @admin.display(description="谁可以改")
    def guarded(self, image):
        # By kind and city: the title of one that is planned for next week is not theirs to read.
        places = {
            f"{getattr(row, 'city', None) or '全网'}的{model_admin.opts.verbose_name}"
            for row, model_admin in image.uses_of_others
        }
        named = "、".join(sorted(places)[:5]) + ("等" if len(places) > 5 else "")
        return (
            f"这张图公开用在{named}，替代文字和图片来源只有可以在那里发布的人能改。"
            "自己文章里要用别的说法，可以在正文编辑器里给图片单独写替代文字。"
        )

    @admin.display(description="图片")
    def thumbnail(self, image):
        return self._img(image, width=96)

    @admin.display(description="名称", ordering="title")
    def name(self, image):
        return str(image)

    @admin.display(description="图片")
    def preview(self, image):
        if image.offline_since:
            button = format_html(
                '<button class="button" formaction="{}" formnovalidate>恢复显示</button>',
                reverse("admin:images_image_bring_back", args=[image.pk]),
            )
            return format_html(
                '{} {}<div class="help">用到它的文章撤回时选了“图片一起下线”，访客打不开它的网址。'
                "用到它的文章再发布，它也会恢复。</div>",
                self._img(image, width=480),
                button if image.may_be_brought_back else "有发布权限的人可以恢复显示。",
            )
        return format_html('<a href="{}">{}</a>', image.url, self._img(image, width=min(image.width, 480)))

    @admin.display(description="尺寸")
    def dimensions(self, image):
        size = filesizeformat(image.size)
        return f"{image.width} × {image.height}，{image.get_format_display()}，{size}"

    @admin.display(description="用在哪里")
    def uses(self, image):
        uses, not_searched = image.find_uses()
        shown = format_html_join("", "<div>{}：<a href='{}'>{}</a></div>", uses)
        if not_searched:
            return format_html("{}<div>{}太多，没有查完，可能还有别处在用。</div>", shown, "、".join(not_searched))
        return shown or "没有用在哪里。"

    def _uses(self, request, image):
        """What shows the picture, as far as this person may see it: [(kind, address, name)]; and kinds not searched.

        A query a relation, for the rows of pictures that an admin names in `pictures_field`, and for each text that it
        names in `picture_texts`.
        """
        uses, not_searched = [], []
        for relation in Image._meta.get_fields(include_hidden=True):
            if not isinstance(relation, ManyToOneRel):
                continue
            model_admin = self.admin_site._registry.get(relation.related_model)
            if model_admin is None or not model_admin.has_view_permission(request):
                continue
            rows = model_admin.get_queryset(request).filter(**{relation.field.name: image})
            uses += _links(model_admin, relation.field, rows)
        for model_admin in self.admin_site._registry.values():
            if not model_admin.has_view_permission(request):
                continue
            if pictures := getattr(model_admin, "pictures_field", None):
                rows = model_admin.get_queryset(request).filter(**{f"{pictures}__image": image})
                uses += _links(model_admin, model_admin.opts.get_field(pictures).related_model._meta, rows)
            for field in map(model_admin.opts.get_field, getattr(model_admin, "picture_texts", ())):
                marked = {f"{field.name}__contains": f'data-image="{image.pk}"'}
                try:
                    with _time_limit():
                        rows = model_admin.get_queryset(request).filter(**marked).defer(field.name)
                        uses += _links(model_admin, field, rows)
                except OperationalError:  # it took too long
                    not_searched.append(str(model_admin.opts.verbose_name))
        return uses, not_searched

    def _img(self, image, *, width):
        if image.offline_since:
            since = timezone.localtime(image.offline_since).strftime("%Y-%m-%d %H:%M")
            chip = format_html('<span class="desk-chip">{} 随文章撤回下线</span>', since)
            if not image.may_be_brought_back:
                return chip
            source = admin_offline.address(image, width)
            shown = format_html('<img src="{}" width="{}" alt="" loading="lazy">', source, min(width, image.width))
            return format_html("{}<br>{}", shown, chip)
        smallest = next((each for each in image.rendered_widths if each >= width), None)
        source = image.rendition_url(smallest, image.format) if smallest else image.url
        height = max(1, round(width * image.height / image.width))
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            source,
            width,
            height,
            image.alt or str(image),
        )
