"""An article's page before it is public: for editors, and by a signed link for people without an account."""

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from articles.checking.checker import check
from articles.findings import in_order
from articles.models import Article, Tag
from articles.models.article_state import ArticleState
from articles.pictures import offline_pictures
from articles.story_page import render_story
from plumbing import error_pages
from zones.site import SiteRequest

#: How long (seconds) a link works.
LINK_SECONDS = 7 * 24 * 3600
#: To be changed when what is signed changes its form.
_SALT = "articles.preview of a number"
#: What readers can no longer read is shown by no link either; the desk's own preview goes on.
GONE = {ArticleState.WITHDRAWN, ArticleState.EXPIRED}


def link(article: Article) -> str:
    """A path that shows the article's working copy to whoever has it, for LINK_SECONDS or until they are withdrawn."""
    return reverse("articles:preview", args=[signing.dumps([article.pk, article.preview_number], salt=_SALT)])


@require_safe
def shared(request: SiteRequest, token: str) -> HttpResponse:
    """The page behind a link; 404 for one that is not ours, too old, or withdrawn; 410 where the article is gone."""
    try:
        pk, number = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature as error:
        raise Http404("No such link, or no more.") from error
    article = get_object_or_404(Article, pk=pk, preview_number=number)
    if article.state in GONE:
        return _without_a_trace(error_pages.gone(request))
    return _page(request, article)


def _page(request: SiteRequest, article: Article) -> HttpResponse:
    """The working copy as the public page."""
    tags = list(article.tags.all())
    if draft := article.draft_revision:
        names = draft.content["tags"]
        existing = {tag.name: tag for tag in Tag.objects.filter(name__in=names)}
        # The address of one that does not exist yet leads nowhere yet.
        tags = [existing.get(name) or Tag(name=name, slug=name) for name in names]
    copy = article.working_copy()
    copy.published_at = copy.published_at or timezone.now()
    request.site.network.set_city_and_zone(copy)
    return _without_a_trace(render_story(request, copy, tags, is_preview=True))


def _without_a_trace(response: HttpResponse) -> HttpResponse:
    """The answer, cached and indexed by nobody."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


class PreviewPages:
    """For ArticleAdmin: an article looked at before readers see it, by people and by the checker."""

    def preview_urls(self, page):
        return [
            page("<int:pk>/preview/", self.preview_view, "preview"),
            page("<int:pk>/preview/page/", self.preview_page_view, "preview_page"),
            page("<int:pk>/preview/withdraw/", self.preview_withdraw_view, "preview_withdraw"),
            page("check/", self.check_view, "check"),
        ]

    def preview_view(self, request, pk):
        """The page in two frames, as wide as a phone and as a desktop, and the link to pass on."""
        article = self._article(request, pk)
        context = {
            "title": "预览",
            "opts": self.opts,
            "original": article,
            "link": "" if article.state in GONE else request.build_absolute_uri(link(article)),
            "days": LINK_SECONDS // 86400,
            "may_change": self.has_change_permission(request, article),
            "offline_pictures": offline_pictures(article.working_copy()),
        }
        return render(request, "admin/articles/preview.html", {**self.admin_site.each_context(request), **context})

    @method_decorator(xframe_options_sameorigin)
    def preview_page_view(self, request, pk):
        return _page(request, self._article(request, pk))

    @method_decorator(require_POST)
    def preview_withdraw_view(self, request, pk):
        """Have the links sent so far lead nowhere."""
        self._article(request, pk, change=True).withdraw_links()
        self.message_user(request, "以前发出的预览链接都已失效，下面是新的链接。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_preview", args=[pk]))

    @method_decorator(require_POST)
    @method_decorator(transaction.atomic)
    def check_view(self, request):
        """The checker's findings on the form as it is filled in; nothing is saved. `?article=` is the article's id."""
        pk = request.GET.get("article", "")
        article = self._article(request, pk) if pk.isdecimal() and len(pk) < 19 else None
        if article is None and not self.has_add_permission(request):
            raise PermissionDenied
        form = self.get_form(request, article, change=bool(article))(request.POST, instance=article)
        form.is_valid()  # fills the instance with what is valid
        context = {"findings": in_order(check(form.instance)), "checked": True}
        return JsonResponse({"html": render_to_string("admin/articles/_findings.html", context, request)})
