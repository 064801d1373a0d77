"""The desk's pages of old lists: those that were brought in, and the way to the next one."""

from django.contrib import admin
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from old_lists import views
from old_lists.models import RIGHT, OldList, Outcome
from plumbing.days import in_short
from plumbing.read_only_admin import ReadOnlyAdmin
from zones.granted_admin import GrantedAdmin


@admin.register(OldList)
class OldListAdmin(ReadOnlyAdmin, GrantedAdmin):
    """A manager's own lists; all of them for those who manage everywhere."""

    city_field = None
    list_display = ["name", "uploaded", "by", "how_far"]
    change_list_template = "admin/old_lists/change_list.html"

    def get_queryset(self, request):
        return OldList.objects.for_user(request.user).select_related("user").defer("file", "shown")

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(RIGHT)

    def has_module_permission(self, request):
        return False  # the way to it is the leads' list

    def get_urls(self):
        def page(view):
            return self.for_viewers(self.framed(view))

        return [
            path("upload/", page(views.upload), name="old_lists_upload"),
            path("<int:pk>/columns/", page(views.choose_columns), name="old_lists_columns"),
            path("<int:pk>/words/", page(views.choose_words), name="old_lists_words"),
            path("<int:pk>/look/", page(views.look), name="old_lists_look"),
            path("<int:pk>/rows/<slug:group>/", page(self._known_group(views.rows)), name="old_lists_rows"),
            path("<int:pk>/refused/", self.for_viewers(views.refused), name="old_lists_refused"),
            path("<int:pk>/undo/", self.for_viewers(views.undo), name="old_lists_undo"),
            *super().get_urls(),
        ]

    @staticmethod
    def _known_group(view):
        def checked(request, context, pk, group):
            if group not in {*views.DONE, *Outcome.values}:
                raise Http404
            return view(request, context, pk, group)

        return checked

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if (old_list := self.get_object(request, object_id)) is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(reverse("admin:old_lists_look", args=[old_list.pk]))

    @admin.display(description="上传", ordering="created_at")
    def uploaded(self, old_list):
        return in_short(old_list.created_at)

    @admin.display(description="上传人")
    def by(self, old_list):
        return old_list.user.display_name

    @admin.display(description="进度")
    def how_far(self, old_list):
        return old_list.state
