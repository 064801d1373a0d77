"""The actions of the leads' list: each asks on a page of its own, does what it can and tells the rest."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from leads import bulk, bulk_forms, hand_over
from leads.contact_verbs import Request
from leads.models import Lead, Stage
from leads.models.lead_queryset import LeadQuerySet
from plumbing.days import in_short

#: Of the leads chosen, so many are named before anything is done.
MOST_SHOWN = 20


class BulkActions(admin.ModelAdmin):
    """What may be done to many leads at once."""

    actions = ["follow_up", "move", "hand_over", "to_pool"]

    @admin.action(description="约下次跟进", permissions=["change"])
    def follow_up(self, request: Request, queryset: LeadQuerySet) -> TemplateResponse | None:
        """Promise the next contact of all the chosen leads."""
        initial = {"day": bulk_forms.next_working_day(timezone.localdate())}
        form = bulk_forms.DayForm(request.POST if "day" in request.POST else None, initial=initial)
        if not form.is_valid():
            return self._ask(request, queryset, form, "约下次跟进", "约定", hand_over.MOST_LEADS)
        result = bulk.follow_up(queryset, form.moment, request.user)
        _tell(request, f"{result.done} 条约在 {in_short(form.moment)}。", result, hand_over.MOST_LEADS)
        return None

    @admin.action(description="改阶段", permissions=["change"])
    def move(self, request: Request, queryset: LeadQuerySet) -> TemplateResponse | None:
        """Move those of the chosen leads that can go to a stage without a word."""
        form = bulk_forms.StageForm(request.POST if "stage" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, queryset, form, "改阶段", "改阶段", bulk.MOST_MOVED)
        result = bulk.move(queryset, form.cleaned_data["stage"], request.user)
        label = Stage(form.cleaned_data["stage"]).label
        _tell(request, f"{result.done} 条改为“{label}”。", result, bulk.MOST_MOVED)
        return None

    @admin.action(description="移交", permissions=["supervise"])
    def hand_over(self, request: Request, queryset: LeadQuerySet) -> TemplateResponse | None:
        """Give all the chosen leads to one person."""
        form = bulk_forms.OwnerForm(request.POST if "owner" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, queryset, form, "移交", "移交", hand_over.MOST_LEADS)
        _tell_handed_over(request, hand_over.hand_over(queryset, form.cleaned_data["owner"], request.user))
        return None

    @admin.action(description="放回公共池", permissions=["supervise"])
    def to_pool(self, request: Request, queryset: LeadQuerySet) -> TemplateResponse | None:
        """Give all the chosen leads back to the pool."""
        form = bulk_forms.PoolForm(request.POST if "sure" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, queryset, form, "放回公共池", "放回公共池", hand_over.MOST_LEADS)
        _tell_handed_over(request, hand_over.hand_over(queryset, None, request.user), "放回公共池")
        return None

    def has_supervise_permission(self, request: Request) -> bool:
        """Whether the person may hand over what is not theirs."""
        return request.user.has_perm("leads.supervise_lead")

    def _ask(
        self, request: Request, queryset: LeadQuerySet, form: forms.Form, title: str, verb: str, most: int
    ) -> TemplateResponse:
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": title,
            "verb": verb,
            "opts": self.opts,
            "form": form,
            "leads": queryset.select_related("owner").order_by("pk")[:MOST_SHOWN],
            "count": queryset.count(),
            "most": most,
            "action": request.POST["action"],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/leads/lead/bulk.html", context)


def _tell(request: Request, done: str, result: bulk.Done, most: int) -> None:
    sentences = [done]
    if result.unchanged:
        sentences.append(f"{result.unchanged} 条本来就是。")
    if result.refused:
        sentences.append(f"{result.refused} 条没有改。")
    if result.left:
        sentences.append(f"一次最多 {most} 条，还有 {result.left} 条，请再执行一次。")
    (messages.success if result.done else messages.warning)(request, "".join(sentences))
    _name(request, "没有改的", result.named, result.refused)


def _tell_handed_over(request: Request, result: hand_over.HandedOver, verb: str = "移交") -> None:
    sentences = [f"{verb}{'' if verb == '放回公共池' else '了'} {result.moved} 条。"]
    if result.unchanged:
        sentences.append(f"{result.unchanged} 条{'本来就在公共池' if verb == '放回公共池' else '不用移交'}。")
    if result.refused:
        who = "您" if verb == "放回公共池" else "您、对方"
        sentences.append(f"{result.refused} 条没有{verb}：已结束，或{who}没有该城市的权限。")
    if result.left:
        sentences.append(f"一次最多{verb} {hand_over.MOST_LEADS} 条，还有 {result.left} 条，请再执行一次。")
    (messages.success if result.moved else messages.warning)(request, "".join(sentences))
    named = [(lead, lead.get_stage_display() if lead.is_closed else str(lead.city or "总部")) for lead in result.named]
    _name(request, f"没有{verb}的", named, result.refused)


def _name(request: Request, whom: str, named: list[tuple[Lead, str]], count: int) -> None:
    if not named:
        return
    lines = [(reverse("admin:leads_lead_change", args=[lead.pk]), lead, lead.masked_name, why) for lead, why in named]
    links = format_html_join("、", '<a href="{}">{} {}</a>（{}）', lines)
    more = f"，先列 {len(named)} 条" if count > len(named) else ""
    messages.warning(request, format_html("{}{}：{}", whom, more, links))
