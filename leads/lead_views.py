"""The desk's own pages: 今日, dialling, and one view for everything that staff do to a lead."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from leads import (
    appointment_views,
    appointments,
    attachments,
    contact_verbs,
    contacts,
    desk_forms,
    fitting,
    late_calls,
    loss_reasons,
    mentions,
    merging,
    mistake_verbs,
    place_verbs,
    protection,
    receipts,
    signing_views,
    worklists,
)
from leads.models import Appointment, Lead, LeadEvent, LossReason, Outcome, Stage, WrongMove
from leads.models.stage import GIVEN_UP
from plumbing.days import in_short

#: The fields that hold sentences.
WRITTEN = ("text", "reason")
#: The fields that hold one line, of which nothing may be lost either.
TYPED = ("name", "phone", "wechat")
#: Cards in each list of 今日: nobody works off more in a day.
MOST_CARDS = 60


def today(request, context):
    """The person's calls as cards, the most urgent first, then the leads that nobody has claimed."""
    leads = Lead.objects.for_user(request.user).for_cards().most_urgent_first()
    mine, pool, now = leads.open().filter(owner=request.user), leads.unclaimed(), timezone.now()
    expiring, due = (
        protection.of_all_cities(mine, protection.expiring, now),
        mine.for_today().with_calls()[:MOST_CARDS],
    )
    visits, counts = appointment_views.of_today(request.user, now), mine.counts_by_promise()
    counts["unclaimed"] = pool.count()
    is_idle = counts["unclaimed"] and not (counts["today"] or visits["visits"])
    return render(
        request,
        "admin/leads/lead/today.html",
        {
            **context,
            "title": "今日",
            "due": due,
            "pool": pool.waiting_first().with_dials()[:MOST_CARDS],
            **visits,
            "tab": "pool" if request.GET.get("tab", "pool" if is_idle else "") == "pool" else "mine",
            "counts": counts,
            "expiring_count": expiring.count(),
            "expiring": set(expiring.filter(pk__in=[lead.pk for lead in due]).order_by().values_list("pk", flat=True)),
            "most": MOST_CARDS,
            "news": fitting.news(mine, request.site),
            "news_days": fitting.NEWS_DAYS,
            "now": now,
        },
    )


def dial(request, context, pk):
    """The numbers of all its people, unmasked; below, a button for each outcome.

    Posted to, it shows them from then on, which the timeline notes; so going back to it or loading it anew is no
    second look, and after a while none at all.
    """
    if request.method == "POST":
        return _reveal(request, _lead(request, pk))
    if not request.user.has_perm("leads.change_lead"):
        raise PermissionDenied
    lead = get_object_or_404(Lead.objects.for_user(request.user), pk=pk)
    if not lead.events.dialled_of_late().filter(actor=request.user).exists():
        messages.warning(request, "号码只显示一会儿，要看请再点“拨打”。")
        return HttpResponseRedirect(reverse("admin:leads_lead_change", args=[pk]))
    return render(
        request,
        "admin/leads/lead/dial.html",
        {
            **context,
            "title": f"{lead.name} {lead.company}".strip(),
            "lead": lead,
            **contacts.to_dial(lead, request.GET.get("way", "")),
            "calls": lead.timeline().standing().filter(kind=LeadEvent.Kind.CALL),
            "form": desk_forms.OutcomeForm(),
            "back": "pool" if request.GET.get("back") == "pool" else "today",
            **loss_reasons.to_choose(lead),
        },
    )


def _reveal(request, lead):
    try:
        lead.reveal(request.user)
    except WrongMove as refusal:  # of a lead of the pool, where the others are
        messages.error(request, str(refusal))
        return HttpResponseRedirect(worklists.today_address("pool"))
    query = {name: request.POST[name] for name in ("way", "back") if request.POST.get(name)}
    address = reverse("admin:leads_lead_dial", args=[lead.pk])
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)


def act(request, context, pk, verb):
    """Do what `verb` names to a lead, then go back to where the person was.

    What they wrote and is refused comes back to be mended, on a page of its own: theirs has moved on.
    """
    if verb not in VERBS:
        raise Http404
    dialled = late_calls.lead_of(request.user, pk) if verb == "outcome" and request.method == "POST" else None
    lead = dialled or _lead(request, pk)
    try:
        asked = _note_call(request, lead) if dialled else VERBS[verb](request, lead)
        if asked is not None:
            return render(request, "admin/leads/lead/merge.html", {**context, **asked, "lead": lead})
    except WrongMove as refusal:
        kept = WRITTEN + TYPED + (("at",) if verb == "outcome" else ())
        if any(request.POST.get(name) for name in kept) or loss_reasons.stage_of(lead, request.POST):
            return _refused(request, context, lead, refusal)
        messages.error(request, str(refusal))
    is_still_theirs = Lead.objects.for_user(request.user).filter(pk=pk).exists()
    back = given if (given := request.POST.get("back")) in ("today", "pool") else ""
    is_to_be_seen = verb == "outcome" and request.POST.get("outcome") == Outcome.VISIT and not lead.is_closed
    if is_to_be_seen and is_still_theirs:
        address = reverse("admin:leads_appointment_add", args=[pk])
        return HttpResponseRedirect(f"{address}?back={back}" if back else address)
    if back or not is_still_theirs:
        return HttpResponseRedirect(worklists.today_address(back))
    return HttpResponseRedirect(reverse("admin:leads_lead_change", args=[pk]))


def _note_call(request, lead):
    """What was said is kept on the timeline; the lead itself is the colleague's, or stays in the pool."""
    cleaned = desk_forms.valid(desk_forms.OutcomeForm(request.POST)).cleaned_data
    data = {"outcome": cleaned["outcome"], "dialled": contacts.dialled(lead, cleaned["way"])}
    reason, text = cleaned["loss_reason"], cleaned["text"]
    lead.record(LeadEvent.Kind.CALL, request.user, reason.sentence(text) if reason else text, data)
    whose = f"已由{lead.owner.display_name}跟进" if lead.owner else "留在公共池，您现在不能领取"
    messages.warning(request, f"这条线索{whose}；您的通话已记在它的时间线上。")


def _refused(request, context, lead, refusal):
    """The page with why, and all that was posted; sent once more, what it says of a contact has been seen."""
    posted = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    if "seen" in posted:
        posted["seen"] = contacts.version(lead, posted.get("person", ""))
    name = loss_reasons.OF_LOST if posted.get(loss_reasons.OF_LOST) else loss_reasons.FIELD
    context |= {"title": "没有记下", "lead": lead, "refusal": refusal, "posted": posted.items()}
    context |= {"written": WRITTEN, "typed": TYPED, "loss_reason": posted.get(name, ""), "reason_name": name}
    if stage := loss_reasons.stage_of(lead, posted):
        context["loss_reasons"] = LossReason.objects.offered(stage)
    return render(request, "admin/leads/lead/refused.html", context)


def download(request, pk, event):
    """A private file, for people who may see its lead."""
    lead = get_object_or_404(Lead.objects.for_user(request.user), pk=pk)
    return attachments.serve(get_object_or_404(lead.timeline(), pk=event, kind=LeadEvent.Kind.FILE))


def _lead(request, pk):
    """The lead to be changed by a POST; 403 or 404 for anybody who may not change leads or see this one."""
    if request.method != "POST" or not request.user.has_perm("leads.change_lead"):
        raise PermissionDenied
    return get_object_or_404(Lead.objects.for_user(request.user), pk=pk)


def _claim(request, lead):
    lead.claim(request.user)
    messages.success(request, "已领取。")


def _outcome(request, lead):
    form = desk_forms.valid(desk_forms.OutcomeForm(request.POST))
    outcome, text, reason = (form.cleaned_data[name] for name in ("outcome", "text", "loss_reason"))
    is_lost = bool(form.cleaned_data["lost_reason"])
    if outcome == Outcome.INVALID and lead.end:
        loss_reasons.check(Stage.LOST if is_lost else lead.end, reason, text)
    dialled = contacts.dialled(lead, form.cleaned_data["way"])
    lead.log_call(outcome, request.user, text, form.next_at, dialled, reason, is_lost=is_lost)
    _cancel_visits(request, lead)
    result = Stage.LOST if is_lost else Outcome(outcome)
    messages.success(request, f"已记下：{result.label}{_next_in_words(lead, form.next_at)}。")


def _next_in_words(lead, promised):
    """What follows on a call; of a lead that has ended nothing does."""
    if lead.is_closed:
        return ""
    if lead.next_follow_up_at is None:
        return "，没有约下次"
    at = in_short(lead.next_follow_up_at)
    return f"，下次 {at}" if promised else f"，约在 {at} 的跟进照旧"


def _move(request, lead):
    cleaned = desk_forms.valid(desk_forms.MoveForm(request.POST)).cleaned_data
    stage, words, reason = cleaned["stage"], cleaned["reason"], cleaned["loss_reason"]
    if stage in GIVEN_UP and stage in lead.next_stages:
        loss_reasons.check(stage, reason, words)
    lead.move(stage, request.user, words, loss_reason=reason if stage in GIVEN_UP else None)
    _cancel_visits(request, lead)
    messages.success(request, f"阶段改为“{lead.get_stage_display()}”。")


def _cancel_visits(request, lead):
    """Of a lead that was given up nothing is shown any more; who restores it agrees upon it anew, or reopens it."""
    if lead.is_given_up and (visits := appointments.cancel_all(lead, request.user, f"线索{lead.get_stage_display()}")):
        hours = "、".join(visit.hours for visit in visits)
        messages.warning(request, f"约在 {hours} 的看房一并取消了，请告诉客户；恢复线索以后，在那次约看的页面上恢复。")


def _note(request, lead):
    cleaned = desk_forms.valid(desk_forms.NoteForm(request.POST)).cleaned_data
    kind = LeadEvent.Kind(cleaned["kind"] or LeadEvent.Kind.NOTE)
    is_note = kind == LeadEvent.Kind.NOTE
    named = mentions.read(cleaned["text"], lead.city_id, request.user) if is_note else mentions.Mentions()
    lead.record(kind, request.user, cleaned["text"], {"mentions": named.ids} if named.ids else None)
    messages.success(request, "已记下，提到的人会收到消息。" if named.ids else "已记下。")
    for sentence in named.sentences:
        messages.warning(request, sentence)


def _file(request, lead):
    upload = desk_forms.valid(desk_forms.FileForm(request.POST, request.FILES)).cleaned_data["file"]
    lead.attach(upload.name, attachments.keep(upload), request.user)
    messages.success(request, "附件已上传。")


def _follow_up(request, lead):
    moment = desk_forms.valid(desk_forms.FollowUpForm(request.POST)).cleaned_data["at"]
    lead.follow_up(moment, request.user)
    messages.success(request, f"已约在 {in_short(moment)}。" if moment else "约定已取消。")


def _release(request, lead):
    lead.release(request.user)
    messages.success(request, "已解除疑似标记。")


def _hand_over(request, lead):
    if not lead.is_supervised_by(request.user) and lead.owner_id != request.user.pk:
        raise PermissionDenied
    form = desk_forms.valid(desk_forms.OwnerForm(request.POST, city_id=lead.city_id))
    owner = None if form.cleaned_data["to_pool"] else form.cleaned_data["owner"]
    lead.hand_over(owner, request.user)
    messages.success(request, f"已移交给{owner.display_name}。" if owner else "已放回公共池。")


def _merge(request, lead):
    if not lead.is_supervised_by(request.user) and lead.owner_id != request.user.pk:
        raise PermissionDenied
    code = receipts.typed(desk_forms.valid(desk_forms.MergeForm(request.POST)).cleaned_data["receipt"])
    found = Lead.objects.for_user(request.user).standing().filter(receipt__startswith=code)[:2] if code else []
    if len(found) != 1:
        raise WrongMove("没有找到唯一的一条线索，请核对回执号。")
    if not lead.may_be_merged_by(request.user, found[0]):
        raise WrongMove("那条不在您名下，请主管合并。")
    if "sure" not in request.POST:
        return {"title": "并入哪条", "other": found[0]}
    visits = list(lead.appointments.filter(state__in=Appointment.OPEN))
    merging.merge(lead, found[0], request.user)
    along = f"约在 {'、'.join(visit.hours for visit in visits)} 的看房跟着过去了；" if visits else ""
    messages.success(request, f"已并入 {found[0]}；{along}并错了，在那条的页面上可以拆开。")
    return None


def _part(request, lead):
    if lead.merged_into is None:
        raise WrongMove("这条没有并入别的线索。")
    if not lead.may_be_merged_by(request.user, lead.merged_into):
        raise PermissionDenied
    merging.part(lead, request.user)
    messages.success(request, "已拆开，各是各的线索。")


def _exempt(request, lead):
    if not lead.is_supervised_by(request.user):
        raise PermissionDenied
    cleaned = desk_forms.valid(desk_forms.ExemptForm(request.POST)).cleaned_data
    until = None if "end" in request.POST else cleaned["until"]
    protection.exempt(lead, until, cleaned["reason"], request.user)
    messages.success(request, f"到 {until:%Y-%m-%d} 不收回。" if until else "豁免已取消，照常计算保护期。")


def _restore(request, lead):
    lead.restore(request.user)
    messages.success(request, f"已恢复到“{lead.get_stage_display()}”。")


#: What may be done to a lead, by the last part of the address.
VERBS = {
    "claim": _claim,
    **contact_verbs.VERBS,
    "outcome": _outcome,
    "move": _move,
    **signing_views.VERBS,
    "note": _note,
    "mistake": mistake_verbs.mark,
    "follow-up": _follow_up,
    "release": _release,
    "share": place_verbs.share,
    "file": _file,
    "recommend": place_verbs.recommend,
    "visit": place_verbs.visit,
    "rule-out": place_verbs.rule_out,
    "rule-in": place_verbs.rule_in,
    "hand-over": _hand_over,
    "merge": _merge,
    "part": _part,
    "restore": _restore,
    "exempt": _exempt,
}
