"""The desk's admin of articles; sections, tags and words stand in a module of their own."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.forms import Script
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from js_asset import Media as NoncedMedia

from articles import admin_actions, admin_pictures, body
from articles.admin_forms import ArticleForm
from articles.admin_publishing import PublishingPages, asks_before_publishing
from articles.admin_revisions import RevisionPages
from articles.admin_vocabulary import RiskyWordAdmin, SectionAdmin, SynonymAdmin, TagAdmin
from articles.checking.checker import check
from articles.findings import in_order
from articles.models import Article
from articles.models.article_state import ArticleState
from articles.pictures import describe_pictures, wait_for_pictures
from articles.preview import PreviewPages
from articles.withdrawn_pictures import outlook
from images.admin import USES_SHOWN
from images.markup import picture
from images.models import Image
from zones.granted_admin import GrantedAdmin, GrantedCityFilter

__all__ = ["ArticleAdmin", "RiskyWordAdmin", "SectionAdmin", "SynonymAdmin", "TagAdmin"]


#: What somebody sees of a story who may not change it.
LOOKED_AT = [
    (None, {"fields": ["title", "body_shown", "summary", "cover_preview"]}),
    ("归类", {"fields": [("city", "zone"), "section", "tags"]}),
    ("来源", {"fields": [("source_name", "byline"), "source_url", "event_date"]}),
    ("发布", {"fields": ["state_now", ("published_at", "expires_at")]}),
]


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
class ArticleAdmin(RevisionPages, PreviewPages, PublishingPages, GrantedAdmin):
    """Articles: editors write and publish those of their cities, writers write their own drafts."""

    form = ArticleForm
    actions = [admin_actions.publish_selected, admin_actions.withdraw_selected, admin_actions.move_selected]
    autocomplete_fields = ["city", "zone", "cover"]
    radio_fields = {"section": admin.HORIZONTAL}
    readonly_fields = ["state_now", "written_by", "cover_preview"]
    # For the picture library's 用在哪里.
    picture_texts = ["body"]
    # Only for the search box to be shown: `get_search_results` reads the search index.
    search_fields = ["title"]
    search_help_text = "按标题、正文、标签、城市、园区或本文编号查找"
    list_display = ["thumbnail", "title", "state_and_writer", "city", "zone", "section", "published", "views"]
    list_display_links = ["title"]
    list_filter = [StateFilter, MineFilter, ("city", GrantedCityFilter), "section", "published_at", "pinned"]
    list_select_related = ["author", "city", "zone", "section", "cover", "lead_image", "views"]
    list_per_page = 50
    date_hierarchy = "published_at"
    ordering = ["-id"]
    save_on_top = True
    change_form_template = "admin/articles/article_form.html"
    object_history_template = "admin/articles/article_history.html"

    class Media:
        js = [Script(f"parkinfo/admin-{name}.js", type="module") for name in ("leave", "picture", "keep", "title")]

    # Rights

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self.may(request, "change")
        return obj.may_be_changed_by(request.user)

    def has_publish_permission(self, request, obj=None):
        return self.may(request, "publish", obj)

    def has_delete_permission(self, request, obj=None):
        return obj.may_be_deleted_by(request.user) if obj else self.may(request, "delete")

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
        if article.picture and article.picture.offline_since:
            return format_html('<span class="desk-chip">{}</span>', "图已下线")
        return picture(article.picture, sizes="80px", css_class="desk-thumbnail", alt="") if article.picture else ""

    @admin.display(description="状态", ordering="status")
    def state_chip(self, article):
        chip = format_html('<span class="desk-chip desk-chip-{}">{}</span>', article.state.value, article.state.label)
        if not article.draft_revision_id:
            return chip
        return format_html('{} <span class="desk-chip desk-chip-draft">有修改未发布</span>', chip)

    @admin.display(description="状态")
    def state_now(self, article):
        return self.state_chip(article.as_stored() if article.pk else article)

    @admin.display(description="状态", ordering="status")
    def state_and_writer(self, article):
        """Whose it is matters until it is out."""
        if article.status == Article.Status.PUBLISHED:
            return self.state_chip(article)
        return format_html('{} <span class="desk-soft">{}</span>', self.state_chip(article), self.written_by(article))

    @admin.display(description="发布时间", ordering="published_at")
    def published(self, article):
        return article.published_at and timezone.localtime(article.published_at).strftime("%Y-%m-%d %H:%M")

    @admin.display(description="录入人")
    def written_by(self, article):
        return str(article.author or "系统") if article.pk else "—"

    @admin.display(description="阅读")
    def views(self, article):
        return article.views.total if hasattr(article, "views") else 0

    # The form

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return LOOKED_AT
        publishes = self.has_publish_permission(request, obj)
        times = [("published_at", "expires_at"), "pinned"] if publishes else []
        return [
            (None, {"fields": ["revision", "title", "body", "summary", ("cover", "cover_preview")]}),
            ("归类", {"fields": [("city", "zone"), "section", "tags"]}),
            ("来源", {"fields": [("source_name", "byline"), "source_url", "licence_note", "event_date"]}),
            ("发布", {"fields": [("state_now", "written_by"), *times, "note"]}),
            (
                "搜索引擎",
                {"classes": ["collapse"], "fields": ["seo_title", "seo_description"]},
            ),
        ]

    @admin.display(description="正文")
    def body_shown(self, article):
        return body.render(article.body, Image.objects.pictures(body.image_ids(article.body)))

    @admin.display(description="封面预览")
    def cover_preview(self, article):
        cover = article.pk and article.picture
        if cover and cover.offline_since:
            page = reverse("admin:images_image_change", args=[cover.pk])
            image = format_html('已下线，访客打不开。<a href="{}">看这张图</a>', page)
        else:
            image = picture(cover, sizes="160px", css_class="desk-cover", alt="") if cover else "还没有封面"
        return format_html('<div class="desk-preview" data-preview-of="id_cover">{}</div>', image)

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.as_stored().is_public else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        article = obj or Article(author=request.user)
        publishes = self.has_publish_permission(request, obj)
        is_withdrawn = article.status == Article.Status.WITHDRAWN
        # With a colleague's words taken into the form, those stored and those sent are neither what it holds.
        is_merged = bool(context["adminform"].form.conflict)
        context |= {
            "show_publish": publishes,
            "show_submit": not publishes and article.status == Article.Status.DRAFT,
            "show_withdraw": publishes and obj and obj.status == Article.Status.PUBLISHED,
            "show_send_back": publishes and obj and obj.status == Article.Status.IN_REVIEW,
            "show_recall": bool(obj) and obj.may_be_recalled_by(request.user),
            "show_duplicate": bool(obj) and self.has_add_permission(request),
            "show_save_and_add_another": False,
            "findings": in_order(check(obj)) if obj and not is_merged else [],
            "checked": bool(obj) and not is_merged,
            "sent_back": obj.sent_back() if obj else None,
            "withdrawn": obj.withdrawal() if obj else None,
            "outlook": outlook(request.user, article) if publishes and is_withdrawn else None,
        }
        # The editor's import map is inline, so it needs the page's nonce.
        context["media"] = NoncedMedia.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.author = request.user
        elif not obj.revisions.exists():
            Article.objects.get(pk=obj.pk).record(None, "原有内容")
        form.publishes = "_publish" in request.POST and not asks_before_publishing(obj)
        # What visitors read changes only by publishing: until then the changes are a draft beside it.
        form.is_draft_beside = obj.status == Article.Status.PUBLISHED and not form.publishes
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
        was_published = article.status == Article.Status.PUBLISHED
        if form.changed_data or not change or form.had_draft_beside:
            reason = "新建" if not change else "发布修改" if form.publishes and was_published else "修改"
            article.record(request.user, note or reason)
            wait_for_pictures(article)
            describe_pictures(article, request.user)
        # The form has checked the right to publish, in the city the article is in now.
        if form.publishes and not was_published:
            article.publish(request.user)
        elif "_submit" in request.POST and article.status == Article.Status.DRAFT:
            article.submit(request.user)
            self._report_submitting(request, article)
        if form.publishes:
            self.report_publishing(request, article)

    def _report_submitting(self, request, article):
        """A message that says what happens next, and whether there is something to look at until then."""
        self.message_user(request, "已提交审核，编辑发布以后访客才看得到。", messages.SUCCESS)
        if findings := check(article):
            address = reverse("admin:articles_article_change", args=[article.pk])
            note = format_html("检查有 {} 处提示，<a href='{}'>打开看看</a>。", len(findings), address)
            self.message_user(request, note, messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        return self._ask_before_publishing(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if asked := self._ask_before_publishing(request, obj):
            return asked
        response = super().response_change(request, obj)
        if obj.draft_revision_id:
            times = obj.as_stored().times_unlike(obj)
            note = "有修改还没有发布：访客看到的仍是原来的内容，点“保存并发布”才会更新。"
            note += f"{'、'.join(times)}也要点“保存并发布”才生效。" if times else ""
            self.message_user(request, note, messages.WARNING)
        return response

    def _ask_before_publishing(self, request, article):
        """The way to the page that asks once more, where publishing was meant and has not happened."""
        is_live = article.status == Article.Status.PUBLISHED and not article.draft_revision_id
        if "_publish" not in request.POST or is_live:
            return None
        self.message_user(request, "已保存，还没有发布。", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[article.pk]))

    # Pages of its own

    def get_urls(self):
        def page(address, view, name):
            return path(address, self.admin_site.admin_view(view), name=f"articles_article_{name}")

        return [
            page("bring/", admin_pictures.bring, "bring"),
            page("picture/<int:pk>/", admin_pictures.picture, "picture"),
            *self.publishing_urls(page),
            *self.revision_urls(page),
            *self.preview_urls(page),
            *super().get_urls(),
        ]
