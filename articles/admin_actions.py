"""The desk's bulk actions on articles and tags. Each row goes through its own verb, permission and revision."""

from collections import Counter

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse

from articles import admin_publishing
from articles.admin_forms import MergeForm, MoveForm, WithdrawSeveralForm
from articles.models import Article
from articles.withdrawn_pictures import outlook

#: Articles of one action, which locks and records each of them.
MOST_AT_ONCE = 500
#: Articles that one page shows before they go live, each checked on the way, or of which it names the pictures.
MOST_LOOKED_AT = 50


def _apply(model_admin, request, queryset, permission, verb, message):
    """Run `verb(article)` on each article that the person may; the others are named in a message, with the reason.

    A verb that returns a word has its articles counted under that instead of `message`.
    """
    refused, done = [], Counter()
    chosen = list(queryset.select_related(None).order_by("pk")[: MOST_AT_ONCE + 1])
    for article in chosen[:MOST_AT_ONCE]:
        if not request.user.has_perm(permission, article):
            refused.append(f"《{article}》：你没有这个权限。")
            continue
        try:
            done[verb(article) or message] += 1
        except ValidationError as error:
            named = f"《{article}》"
            refused += [each if each.startswith(named) else f"{named}：{each}" for each in error.messages]
    for word, count in done.items():
        model_admin.message_user(request, f"{word} {count} 篇。", messages.SUCCESS)
    if refused:
        more = f"（另有 {len(refused) - 5} 篇）" if len(refused) > 5 else ""
        model_admin.message_user(request, "".join(refused[:5]) + more, messages.WARNING)
    if len(chosen) > MOST_AT_ONCE:
        model_admin.message_user(
            request, f"一次最多处理 {MOST_AT_ONCE} 篇，其余没有动，请再执行一次。", messages.WARNING
        )


def _confirmation(model_admin, request, queryset, form, title, button, note="", **more):
    """The page before an action: what is selected, a form for what the action needs to know, and one button."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "form": form,
        "objects": queryset[:20],
        "count": queryset.count(),
        "selected": request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "action": request.POST["action"],
        "button": button,
        "note": note,
        **more,
    }
    return TemplateResponse(request, "admin/articles/confirm.html", context)


def _form(request, form_class, **kwargs):
    return form_class(request.POST if "_confirmed" in request.POST else None, **kwargs)


@admin.action(description="发布所选文章", permissions=["publish"])
def publish_selected(model_admin, request, queryset):
    if "_confirmed" in request.POST:
        _apply(
            *(model_admin, request, queryset, "articles.publish_article"),
            lambda article: admin_publishing.publish(request.user, article, admin_publishing.seen(request, article)),
            "已发布",
        )
        return None
    chosen = list(queryset.select_related(None).order_by("pk")[: MOST_LOOKED_AT + 1])
    if len(chosen) > MOST_LOOKED_AT:
        note = f"一次最多看 {MOST_LOOKED_AT} 篇：下面是最早的 {MOST_LOOKED_AT} 篇，其余请再选一次。"
        model_admin.message_user(request, note, messages.WARNING)
    return model_admin.show_candidates(request, chosen[:MOST_LOOKED_AT], {"action": request.POST["action"]})


@admin.action(description="撤回所选文章", permissions=["publish"])
def withdraw_selected(model_admin, request, queryset):
    form = _form(request, WithdrawSeveralForm)
    if not form.is_valid():
        return _confirmation(
            *(model_admin, request, queryset, form, "撤回文章", "撤回"),
            "撤回后访客打开这些文章看到“已下线”。文章和所有版本都还在后台，可以再发布。",
            outlook=_outlook(request.user, queryset),
            are_several=True,
        )
    _apply(
        *(model_admin, request, queryset, "articles.publish_article"),
        lambda article: article.withdraw(request.user, **form.cleaned_data),
        "已撤回",
    )
    if form.cleaned_data["with_pictures"]:
        model_admin.message_user(request, admin_publishing.PICTURES_GO, messages.INFO)
    return None


def _outlook(user, queryset):
    """What becomes of the pictures of those that the person may withdraw, the first MOST_LOOKED_AT of them."""
    published = queryset.select_related(None).filter(status=Article.Status.PUBLISHED).order_by("pk")
    own = [article for article in published[:MOST_AT_ONCE] if user.has_perm("articles.publish_article", article)]
    found = outlook(user, *own[:MOST_LOOKED_AT])
    return found._replace(is_cut=found.is_cut or len(own) > MOST_LOOKED_AT)


@admin.action(description="移动所选文章到城市或栏目", permissions=["publish"])
def move_selected(model_admin, request, queryset):
    cities = model_admin.formfield_for_dbfield(Article._meta.get_field("city"), request).queryset
    form = _form(request, MoveForm, cities=cities)
    if not form.is_valid():
        note = "换了城市的文章不再属于原来的园区。"
        return _confirmation(model_admin, request, queryset, form, "移动文章", "移动", note)
    city, section = form.cleaned_data["city"], form.cleaned_data["section"]

    def move(article):
        if city and not request.user.has_perm("articles.publish_article", Article(city=city)):
            raise ValidationError(f"《{article}》：你不能在{city}发布文章。")
        article.move(request.user, city=city, section=section)

    _apply(model_admin, request, queryset, "articles.publish_article", move, "已移动")
    return None


@admin.action(description="合并所选标签", permissions=["change"])
def merge_selected(model_admin, request, queryset):
    form = _form(request, MergeForm, tags=queryset)
    if not form.is_valid():
        note = "所选标签的文章都改挂到这一个标签下，其余标签删除，它们的旧网址自动转到这里。"
        return _confirmation(model_admin, request, queryset, form, "合并标签", "合并", note)
    into = form.cleaned_data["into"]
    if not all(request.user.has_perm("articles.change_tag", tag) for tag in queryset):
        model_admin.message_user(request, "标签是全网共用的，只有全部城市的编辑可以合并。", messages.WARNING)
        return None
    with transaction.atomic():
        merged = [tag.name for tag in queryset if tag != into]
        into.take_over([tag for tag in queryset if tag != into])
        model_admin.log_change(request, into, f"并入了{'、'.join(merged)}。")
    model_admin.message_user(request, f"{'、'.join(merged)}已并入{into}。", messages.SUCCESS)
    return None
