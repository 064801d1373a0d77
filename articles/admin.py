"""The desk's pages for articles, sections and tags."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.forms import Script
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from js_asset import Media as NoncedMedia
from taggit import admin as taggit_admin

from articles import admin_actions, admin_pictures
from articles.admin_forms import ArticleForm, ReasonForm, TagForm, WithdrawForm
from articles.admin_revisions import RevisionPages
from articles.checking.checker import check
from articles.models import Article, RiskyWord, Section, Synonym, Tag
from articles.models.article_state import ArticleState
from articles.pictures import describe_pictures, wait_for_pictures
from articles.preview import PreviewPages
from images.admin import USES_SHOWN
from images.markup import picture
from zones.granted_admin import GrantedAdmin, GrantedCityFilter, NetworkAdmin, PinyinForm

# Tags are ours; importing taggit's module above has registered its own, which nothing uses.
admin.site.unregister(taggit_admin.Tag)


class StateFilter(admin.SimpleListFilter):
    """By ArticleState, so that a scheduled article is not taken for a public one."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return ArticleState.choices

    def queryset(self, request, queryset):
        return queryset.in_state(self.value()) if self.value() in ArticleState.values else queryset


class MineFilter(admin.SimpleListFilter):
    """Those the person wrote."""

    title = "录入人"
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("1", "我录入的")]

    def queryset(self, request, queryset):
        return queryset.filter(author=request.user) if self.value() == "1" else queryset


class ArticleList(ChangeList):
    """The list, which reads no bodies."""

    def get_queryset(self, *args, **kwargs):
        return super().get_queryset(*args, **kwargs).defer("body")


@admin.register(Article)
class ArticleAdmin(RevisionPages, PreviewPages, GrantedAdmin):
    """Articles: editors write and publish those of their cities, writers write their own drafts."""

    form = ArticleForm
    actions = [admin_actions.publish_selected, admin_actions.withdraw_selected, admin_actions.move_selected]
    autocomplete_fields = ["city", "zone", "cover"]
    radio_fields = {"section": admin.HORIZONTAL}
    readonly_fields = ["state_chip", "cover_preview"]
    # For the picture library's 用在哪里.
    picture_texts = ["body"]
    # Only for the search box to be shown: `get_search_results` reads the search index.
    search_fields = ["title"]
    search_help_text = "按标题、正文、标签、城市、园区或本文编号查找"
    list_display = ["thumbnail", "title", "state_chip", "city", "zone", "section", "published", "views"]
    list_display_links = ["title"]
    list_filter = [StateFilter, MineFilter, ("city", GrantedCityFilter), "section", "published_at", "pinned"]
    list_select_related = ["city", "zone", "section", "cover", "lead_image", "views"]
    list_per_page = 50
    date_hierarchy = "published_at"
    ordering = ["-id"]
    save_on_top = True
    change_form_template = "admin/articles/article_form.html"
    object_history_template = "admin/articles/article_history.html"

    class Media:
        js = [
            Script(f"parkinfo/admin-{name}.js", type="module") for name in ("tags", "leave", "picture", "check", "keep")
        ]

    # Rights

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self.may(request, "change")
        return obj.may_be_changed_by(request.user)

    def has_publish_permission(self, request, obj=None):
        return self.may(request, "publish", obj)

    def has_delete_permission(self, request, obj=None):
        # What visitors have read is withdrawn, not deleted: its address answers 410 and its revisions stay.
        return self.may(request, "delete", obj) and not (obj and obj.was_public)

    def public_uses_of_others(self, request, image):
        cities = request.user.cities_for("articles.publish_article")
        shown = Article.objects.filter(status=Article.Status.PUBLISHED).showing(image.pk).select_related("city")
        return [] if cities is None else shown.exclude(city__in=cities).defer("body")[:USES_SHOWN]

    def get_actions(self, request):
        actions = super().get_actions(request)
        # Too easy to choose instead of "撤回"; a draft is deleted on its own page.
        actions.pop("delete_selected", None)
        return actions

    # The list

    def get_changelist(self, request, **kwargs):
        return ArticleList

    def get_search_results(self, request, queryset, search_term):
        matching = queryset.matching(search_term)
        if (number := search_term.strip()).isdecimal() and len(number) < 19:
            matching |= queryset.filter(pk=number)
        return matching, False

    @admin.display(description="封面")
    def thumbnail(self, article):
        return picture(article.picture, sizes="80px", css_class="desk-thumbnail", alt="") if article.picture else ""

    @admin.display(description="状态", ordering="status")
    def state_chip(self, article):
        chip = format_html('<span class="desk-chip desk-chip-{}">{}</span>', article.state.value, article.state.label)
        if not article.draft_revision_id:
            return chip
        return format_html('{} <span class="desk-chip desk-chip-draft">有修改未发布</span>', chip)

    @admin.display(description="发布时间", ordering="published_at")
    def published(self, article):
        return article.published_at and timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M")

    @admin.display(description="阅读")
    def views(self, article):
        return article.views.total if hasattr(article, "views") else 0

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        publishes = self.has_publish_permission(request, obj)
        times = [("published_at", "expires_at"), "pinned"] if publishes else []
        return [
            (None, {"fields": ["revision", "title", "body", "summary", ("cover", "cover_preview")]}),
            ("归类", {"fields": [("city", "zone"), "section", "tags"]}),
            ("来源", {"fields": [("source_name", "byline"), "source_url", "licence_note", "event_date"]}),
            ("发布", {"fields": ["state_chip", *times, "note"]}),
            (
                "搜索引擎",
                {"classes": ["collapse"], "fields": ["seo_title", "seo_description"]},
            ),
        ]

    @admin.display(description="封面预览")
    def cover_preview(self, article):
        cover = article.pk and article.picture
        image = picture(cover, sizes="160px", css_class="desk-cover", alt="") if cover else "还没有封面"
        return format_html('<div class="desk-preview" data-preview-of="id_cover">{}</div>', image)

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_public else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        article = obj or Article(author=request.user)
        publishes = self.has_publish_permission(request, obj)
        context |= {
            "show_publish": publishes,
            "show_submit": not publishes and article.status == Article.Status.DRAFT,
            "show_withdraw": publishes and obj and obj.status == Article.Status.PUBLISHED,
            "show_send_back": publishes and obj and obj.status == Article.Status.IN_REVIEW,
            "show_duplicate": bool(obj) and self.has_add_permission(request),
            "show_save_and_add_another": False,
            "findings": check(obj) if obj else [],
            "checked": bool(obj),
            "sent_back": obj.sent_back() if obj else None,
        }
        # The editor's import map is inline, so it needs the page's nonce.
        context["media"] = NoncedMedia.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        elif not obj.revisions.exists():
            Article.objects.get(pk=obj.pk).record(None, "原有内容")
        # What visitors read changes only by publishing: until then the changes are a draft beside it.
        form.is_draft_beside = obj.status == Article.Status.PUBLISHED and "_publish" not in request.POST
        if form.is_draft_beside:
            return
        form.had_draft_beside = bool(obj.draft_revision_id)
        if form.changed_data or form.had_draft_beside:
            obj.content_changed_at = timezone.now()
        obj.draft_revision = None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Record a revision, complete now that the tags are saved; publish or submit, if that button was pressed."""
        article, note = form.instance, form.cleaned_data.get("note", "")
        if form.is_draft_beside:
            if form.changed_data:
                content = article.content(tags=form.cleaned_data["tags"])
                article.keep_draft(request.user, note or "修改（未发布）", content)
                wait_for_pictures(article)
                describe_pictures(article, request.user, is_beside=True)
            return
        super().save_related(request, form, formsets, change)
        publishes = "_publish" in request.POST
        was_published = article.status == Article.Status.PUBLISHED
        if form.changed_data or not change or form.had_draft_beside:
            reason = "新建" if not change else "发布修改" if publishes and was_published else "修改"
            article.record(request.user, note or reason)
            wait_for_pictures(article)
            describe_pictures(article, request.user)
        # The form has checked the right to publish, in the city the article is in now.
        if publishes and not was_published:
            article.publish(request.user)
        elif "_submit" in request.POST and article.status == Article.Status.DRAFT:
            article.submit(request.user)
        if publishes:
            self._report_publishing(request, article)
        if {"_publish", "_submit"} & request.POST.keys() and (findings := check(article)):
            address = reverse("admin:articles_article_change", args=[article.pk])
            note = format_html("检查有 {} 处提示，<a href='{}'>打开看看</a>。", len(findings), address)
            self.message_user(request, note, messages.WARNING)

    def _report_publishing(self, request, article):
        """A message that says what visitors see now, or when they will."""
        if article.is_public:
            note = format_html("已发布，<a href='{}'>看公开页面</a>。", article.get_absolute_url())
        elif article.state == ArticleState.SCHEDULED:
            note = f"已定时，{timezone.localtime(article.published_at):%Y-%m-%d %H:%M} 自动发布。"
        else:
            note = "已保存，但下线时间已经过了，访客看到的是“已下线”。"
        self.message_user(request, note, messages.WARNING if article.is_over() else messages.SUCCESS)

    def response_change(self, request, obj):
        response = super().response_change(request, obj)
        if obj.draft_revision_id:
            note = "有修改还没有发布：访客看到的仍是原来的内容，点“保存并发布”才会更新。"
            self.message_user(request, note, messages.WARNING)
        return response

    # Pages of its own

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            page("bring/", admin_pictures.bring, "bring"),
            page("picture/<int:pk>/", admin_pictures.picture, "picture"),
            page("<int:pk>/withdraw/", self.withdraw_view, "withdraw"),
            page("<int:pk>/send-back/", self.send_back_view, "send_back"),
            *self.revision_urls(page),
            *self.preview_urls(page),
            *super().get_urls(),
        ]

    def withdraw_view(self, request, pk):
        """Withdraw one article; `?reason=` fills in the reason, for people who come from a complaint."""
        note = "撤回后访客打开这篇文章看到“已下线”。文章和所有版本都还在后台，可以再发布。"
        return self._confirmed(request, pk, Article.withdraw, "撤回", note, WithdrawForm)

    def send_back_view(self, request, pk):
        return self._confirmed(request, pk, Article.send_back, "退回", "退回后作者可以接着改，并看到你写的原因。")

    def _confirmed(self, request, pk, verb, button, note, form_class=ReasonForm):
        """Ask for a reason, then run `verb(article, user, reason=reason)` with what else the form asks."""
        article = self.get_queryset(request).filter(pk=pk).first()
        if article is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_publish_permission(request, article):
            raise PermissionDenied
        form = form_class(request.POST or None, initial={"reason": request.GET.get("reason", "")})
        if request.method == "POST" and form.is_valid():
            try:
                verb(article, request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.message_user(request, f"《{article}》已{button}。", messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
        context = {"title": f"{button}文章", "opts": self.opts, "form": form, "original": article}
        context |= {"objects": [article], "count": 1, "button": button, "note": note}
        return render(request, "admin/articles/confirm.html", {**self.admin_site.each_context(request), **context})


@admin.register(Section)
class SectionAdmin(NetworkAdmin):
    """Sections: few, and the administrator's."""

    form = PinyinForm
    search_fields = ["name"]
    list_display = ["name", "slug", "order"]
    fields = ["name", "slug", "order"]


@admin.register(Tag)
class TagAdmin(NetworkAdmin):
    """Tags: renamed by changing the name, merged by an action; common to all cities."""

    form = TagForm
    actions = [admin_actions.merge_selected]
    search_fields = ["name"]
    list_display = ["name", "slug", "published_count", "all_articles"]
    fields = ["name", "slug"]
    readonly_fields = ["slug"]
    ordering = ["-published_count", "name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(articles=Count("tagged_articles"))

    @admin.display(description="全部文章（含草稿）", ordering="articles")
    def all_articles(self, tag):
        return tag.articles


@admin.register(RiskyWord)
class RiskyWordAdmin(NetworkAdmin):
    """The checker's word list: the administrator's."""

    search_fields = ["word", "reason"]
    list_display = ["word", "reason"]
    fields = ["word", "reason", "except_before"]


@admin.register(Synonym)
class SynonymAdmin(NetworkAdmin):
    """What search takes for the same: the administrator's."""

    search_fields = ["words"]
    list_display = ["words"]
    fields = ["words"]
