"""The desk's pages on which a story goes live or comes back: each says what visitors will see before it does so."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.admin_forms import ReasonForm, WithdrawForm
from articles.candidates import candidates, refuse_elsewhere
from articles.checking.checker import Checker
from articles.checking.story import Story
from articles.models import Article
from articles.models.article_state import ArticleState
from articles.withdrawn_pictures import outlook
from jobs.queue import enqueue
from staff.models import User

PICTURES_GO = (
    "只有它用到的图片几分钟内下线；是哪些，在图片库里选“已下线”就能看到。"
    "下线了几张、留下几张和为什么，写在这篇的历史里。"
)


def asks_before_publishing(article: Article) -> bool:
    """Whether an article with unsaved changes should be looked at again before it goes live.

    Of a published one, what was found before and left as it was is not asked a second time; but always whether it is
    meant to be away until a later time.
    """
    checker = Checker()
    known = set()
    if article.status == Article.Status.PUBLISHED:
        published = Article.objects.get(pk=article.pk)
        if published.is_public and article.state == ArticleState.SCHEDULED:
            return True
        known = {(each.rule, each.text) for each in checker.findings(Story.of(published))}
    found = {(each.rule, each.text) for each in checker.findings(Story.of(article))}
    return article.status == Article.Status.WITHDRAWN or not found <= known


def publish(user: User, article: Article, seen: str | None = None) -> str:
    """Publish an article where the person may; 已发布 or 已定时.

    Raises ValidationError, also where `seen`, the number of the revision that was looked at, is not the newest.
    """
    refuse_elsewhere(user, article, article.working_copy())
    with transaction.atomic():
        article.lock()
        if seen not in {None, str(article.latest_number)}:
            raise ValidationError(f"《{article}》刚才又改过，请再看一遍。")
        article.publish(user)
    return "已定时" if article.state == ArticleState.SCHEDULED else "已发布"


def seen(request, article):
    """The number of the revision that the page of candidates showed of an article."""
    return request.POST.get(f"seen_{article.pk}", "")


class PublishingPages:
    """For ArticleAdmin: a story published after a look at it, withdrawn, sent back, or taken back by its writer."""

    def publishing_urls(self, page):
        return [
            page("<int:pk>/publish/", self.publish_view, "publish"),
            page("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            page("<int:pk>/pictures-offline/", self.pictures_offline_view, "pictures_offline"),
            page("<int:pk>/send-back/", self.send_back_view, "send_back"),
            page("<int:pk>/recall/", self.recall_view, "recall"),
        ]

    def publish_view(self, request, pk):
        """What would go live, and what the checker says of it; posted, it goes live."""
        article = self._to_publish(request, pk)
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method == "POST":
            try:
                publish(request.user, article, seen(request, article))
            except ValidationError as error:
                self.message_user(request, "".join(error.messages), messages.WARNING)
            else:
                self.report_publishing(request, article)
                return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
        return self.show_candidates(request, [article], {"original": article})

    def show_candidates(self, request, articles, context):
        """The page that asks once more, for one story or for several of a list."""
        shown = candidates(request.user, articles)
        is_questionable = any(each.is_questionable for each in shown)
        context |= {
            "title": "发布文章",
            "opts": self.opts,
            "candidates": shown,
            "button": "仍要发布" if is_questionable else "发布",
            "verb": "发布",
            "now": timezone.now(),
        }
        return render(request, "admin/articles/publish.html", {**self.admin_site.each_context(request), **context})

    def report_publishing(self, request, article):
        """A message that says what visitors see now, or when they will."""
        if article.is_public:
            note = format_html("已发布，<a href='{}'>看公开页面</a>。", article.get_absolute_url())
        elif article.state == ArticleState.SCHEDULED:
            note = f"已定时，{timezone.localtime(article.published_at):%Y-%m-%d %H:%M} 自动发布。"
        else:
            note = "已保存，但下线时间已经过了，访客看到的是“已下线”。"
        self.message_user(request, note, messages.WARNING if article.is_over() else messages.SUCCESS)

    def withdraw_view(self, request, pk):
        """Withdraw one article; `?reason=` fills in the reason, for people who come from a complaint."""
        note = "撤回后访客打开这篇文章看到“已下线”。文章和所有版本都还在后台，可以再发布。"
        return self._confirmed(request, pk, Article.withdraw, "撤回", note, WithdrawForm)

    @method_decorator(require_POST)
    def pictures_offline_view(self, request, pk):
        """Look once more for pictures of a withdrawn article that nothing else shows by now."""
        article = self._to_publish(request, pk)
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if article.status == Article.Status.WITHDRAWN:
            enqueue("articles.take_pictures_offline", {"article": pk})
            self.message_user(request, PICTURES_GO, messages.SUCCESS)
        else:
            self.message_user(request, "只有撤回的文章，图片才能跟着下线。", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    def send_back_view(self, request, pk):
        return self._confirmed(request, pk, Article.send_back, "退回", "退回后作者可以接着改，并看到你写的原因。")

    @method_decorator(require_POST)
    def recall_view(self, request, pk):
        """Let a writer go on with what they submitted."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        if article.author_id != request.user.pk:
            raise PermissionDenied
        try:
            article.recall(request.user)
        except ValidationError as error:
            self.message_user(request, "".join(error.messages), messages.WARNING)
        else:
            self.message_user(request, "已收回，可以接着改；改好再提交审核。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    def _to_publish(self, request, pk):
        """The article, or None without one. Raises PermissionDenied to whoever may not publish it."""
        article = self.get_queryset(request).filter(pk=pk).first()
        if article and not self.has_publish_permission(request, article):
            raise PermissionDenied
        return article

    def _confirmed(self, request, pk, verb, button, note, form_class=ReasonForm):
        """Ask for a reason, then run `verb(article, user, reason=reason)` with what else the form asks."""
        article = self._to_publish(request, pk)
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        form = form_class(request.POST or None, initial={"reason": request.GET.get("reason", "")})
        if request.method == "POST" and form.is_valid():
            try:
                verb(article, request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, f"《{article}》已{button}。", messages.SUCCESS)
                if form.cleaned_data.get("with_pictures"):
                    self.message_user(request, PICTURES_GO, messages.INFO)
                return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
        context = {"title": f"{button}文章", "opts": self.opts, "form": form, "original": article}
        context |= {"objects": [article], "count": 1, "button": button, "note": note}
        if form_class is WithdrawForm:
            context["outlook"] = outlook(request.user, article, reason=request.GET.get("reason", ""))
        return render(request, "admin/articles/confirm.html", {**self.admin_site.each_context(request), **context})
