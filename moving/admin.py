"""The desk's pages of old sites that move in: for the owner alone, but the original of a story."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from moving import column_views, folder_views, map_views, originals, step_views, undo_views, views
from moving.models import OldSite, Step
from plumbing.days import in_short
from plumbing.read_only_admin import ReadOnlyAdmin


@admin.register(OldSite)
class OldSiteAdmin(ReadOnlyAdmin):
    """The old sites, each with how far it has come."""

    list_display = ["__str__", "key", "city", "how_far", "last_step"]
    list_select_related = ["city"]
    change_list_template = "admin/moving/change_list.html"

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_module_permission(self, request):
        return request.user.is_superuser

    def get_urls(self):
        def page(address, view, name):
            return path(address, self._owners(view), name=f"moving_{name}")

        site = "<int:pk>/"
        original = self.admin_site.admin_view(self.framed(originals.page))
        old_page = self.admin_site.admin_view(self.framed(originals.old_page))
        return [
            page("new/", views.new, "new"),
            page("upload/", require_POST(views.upload), "upload"),
            page("files/", folder_views.files, "files"),
            page("files/delete/", folder_views.delete, "file_delete"),
            page(site, views.overview, "site"),
            page(f"{site}source/", views.source, "source"),
            page(f"{site}forget/", require_POST(views.forget), "forget"),
            page(f"{site}columns/", column_views.columns, "columns"),
            page(f"{site}map/", map_views.names, "map"),
            page(f"{site}map/sheet/", map_views.sheet, "map_sheet"),
            page(f"{site}map/accept/", require_POST(map_views.accept), "map_accept"),
            page(f"{site}conflicts/", views.conflicts, "conflicts"),
            page(f"{site}switch/", views.switch, "switch"),
            page(f"{site}undo/<int:run>/", undo_views.undo, "undo"),
            page(f"{site}undo/<int:run>/<slug:what>/", undo_views.undo_rows, "undo_rows"),
            page(f"{site}start/<slug:kind>/", require_POST(step_views.start), "start"),
            page(f"{site}step/<int:step>/", step_views.step, "step"),
            page(f"{site}step/<int:step>/seen/", require_POST(step_views.seen), "seen"),
            page(f"{site}step/<int:step>/stop/", require_POST(step_views.stop), "stop"),
            page(f"{site}step/<int:step>/lines/<slug:code>/", step_views.lines, "lines"),
            page(f"{site}step/<int:step>/csv/", step_views.as_csv, "csv"),
            path("original/<int:article>/page/", old_page, name="moving_old_page"),
            path("original/<int:article>/", original, name="moving_original"),
            *super().get_urls(),
        ]

    def _owners(self, view):
        """The view, for the owner alone."""
        framed = self.framed(view)

        def guarded(request, *args, **kwargs):
            if not self.has_view_permission(request):
                raise PermissionDenied
            return framed(request, *args, **kwargs)

        return self.admin_site.admin_view(guarded)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if (site := self.get_object(request, object_id)) is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(reverse("admin:moving_site", args=[site.pk]))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        sites = list(changelist.result_list)
        newest = (
            Step.objects.filter(site__in=sites).defer("result", "report").order_by("site_id", "-pk").distinct("site_id")
        )
        steps = {step.site_id: step for step in newest}
        for site in sites:
            site.newest_step = steps.get(site.pk)
        changelist.result_list = sites
        return changelist

    @admin.display(description="进度")
    def how_far(self, site):
        step = site.newest_step
        if step is None:
            return "还没有看过" if site.source else "用命令迁的"
        if step.is_going:
            return step.going_on
        return f"{step.get_kind_display()}{'没有做完' if step.failure else '做完了'}"

    @admin.display(description="最近一步")
    def last_step(self, site):
        return in_short(site.newest_step.started_at) if site.newest_step else "—"
