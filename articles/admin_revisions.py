"""The desk's pages about revisions of an article: the list, two compared, one restored, a draft dropped, a copy."""

from itertools import pairwise

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles.compare import differences
from articles.pictures import wait_for_pictures


class RevisionPages:
    """For ArticleAdmin: its revisions."""

    def revision_urls(self, page):
        return [
            page("<int:pk>/revisions/<int:old>/<int:new>/", self.compare_view, "compare"),
            page("<int:pk>/revisions/<int:number>/restore/", self.restore_view, "restore"),
            page("<int:pk>/discard/", self.discard_view, "discard"),
            page("<int:pk>/duplicate/", self.duplicate_view, "duplicate"),
        ]

    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, object_id)
        revisions = list(article.revisions.select_related("author")[:200]) if article else []
        for revision, earlier in pairwise(revisions):
            revision.changed, revision.earlier = revision.changed_since(earlier), earlier
        may_change = bool(article) and self.has_change_permission(request, article)
        context = {"revisions": revisions, "may_change": may_change, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def compare_view(self, request, pk, old, new):
        """What differs between two revisions."""
        article = self._article(request, pk)
        revisions = {each.number: each for each in article.revisions.filter(number__in={old, new})}
        if not {old, new} <= revisions.keys():
            raise Http404("No such revision.")
        context = {
            "title": f"第 {old} 版和第 {new} 版的不同",
            "opts": self.opts,
            "original": article,
            "old": revisions[old],
            "new": revisions[new],
            "changes": differences(revisions[old].content, revisions[new].content),
            "may_change": self.has_change_permission(request, article),
        }
        return render(request, "admin/articles/compare.html", {**self.admin_site.each_context(request), **context})

    @method_decorator(require_POST)
    def restore_view(self, request, pk, number):
        """Go on from an older revision: it becomes a new one, and nothing is overwritten."""
        article = self._article(request, pk, change=True)
        revision = get_object_or_404(article.revisions, number=number)
        return self._run(request, article, lambda: article.restore(request.user, revision), f"已恢复第 {number} 版。")

    @method_decorator(require_POST)
    def discard_view(self, request, pk):
        """Drop the changes that wait beside a published story."""
        article = self._article(request, pk, change=True)
        message = "已放弃未发布的修改；它们还在历史里。"
        return self._run(request, article, lambda: article.discard_draft(request.user), message)

    @method_decorator(require_POST)
    def duplicate_view(self, request, pk):
        """Begin a new draft with this article's words and pictures."""
        article = self._article(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        try:
            copy = article.duplicate(request.user)
        except ValidationError as error:
            self.message_user(request, "".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        wait_for_pictures(copy)
        self.message_user(request, f"这是复制自第 {article.pk} 篇的新稿，各种日期要重新填。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[copy.pk]))

    def _article(self, request, pk, *, change=False):
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        allowed = self.has_change_permission if change else self.has_view_permission
        if not allowed(request, article):
            raise PermissionDenied
        return article

    def _run(self, request, article, verb, message):
        try:
            verb()
        except ValidationError as error:
            self.message_user(request, "".join(error.messages), messages.ERROR)
        else:
            self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
