"""The privacy desk: a person's copy of what is kept of them, and its erasure, for who supervises all cities.

The number is read from what is posted alone, which neither histories nor logs keep.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import validate_email
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods

from leads import elsewhere, erasure, personal_data, receipts, whose, worklists
from leads.contact_verbs import Request
from leads.models import Disclosure, Lead, PrivacyRequest
from plumbing import masking, phones, typed_fields
from staff import second_factor
from staff.forms import CodeForm

Kind = PrivacyRequest.Kind
#: Leads that the page lists.
MOST_LISTED = 50


class PersonForm(forms.Form):
    """Whose data, and how the member of staff knows that it is them who ask."""

    known_by = typed_fields.LineField(label="号码或邮箱", max_length=100, help_text="对方登记的手机、座机或邮箱。")
    receipt = typed_fields.LineField(
        label="回执号", max_length=20, required=False, help_text="对方报得出就填：对不上的不处理。"
    )
    verified = typed_fields.LineField(
        label="怎样核实的", max_length=200, help_text="例如“11-30 回拨登记号码，本人接听，报出回执号”。"
    )

    def clean_known_by(self) -> str:
        typed = self.cleaned_data["known_by"]
        if "@" in typed:
            validate_email(typed)
            return typed
        try:
            return phones.parse(typed).number
        except phones.NotAPhone as error:
            raise forms.ValidationError(error.advice) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, known_by = cleaned.get("receipt"), cleaned.get("known_by")
        if not (code and known_by):
            return cleaned
        typed = receipts.typed(code)
        theirs = erasure.of_person(known_by)
        if not typed or not Lead.objects.filter(pk__in=theirs.order_by(), receipt__startswith=typed).exists():
            self.add_error("receipt", "这个回执号不在这个号码或邮箱名下，请再核对。")
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, context: dict[str, Any]) -> HttpResponse:
    """First the form, then what there is; from there the copy, or the erasure with a code of the second factor."""
    if request.user.cities_for("leads.supervise_lead") is not None:
        raise PermissionDenied
    form, code_form = PersonForm(request.POST or None), CodeForm(request.POST if "erase" in request.POST else None)
    context |= {"title": "个人信息请求", "form": form, "code_form": code_form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "admin/leads/privacy.html", context)
    if not worklists.may_search_numbers(request):
        form.add_error(None, "查号码太频繁，请过十分钟再来。")
        return render(request, "admin/leads/privacy.html", context)
    known_by, verified = form.cleaned_data["known_by"], form.cleaned_data["verified"]
    extent = personal_data.extent_of(known_by)
    if "copy" in request.POST:
        return _copy(request, known_by, verified, extent)
    if "erase" in request.POST and _is_confirmed(request, code_form):
        return _erase(request, known_by, verified, extent)
    until = timezone.localdate() + timedelta(days=settings.BACKUP_KEEP_DAYS) if settings.BACKUP_KEEP_DAYS else None
    person = personal_data.Personal.of(known_by)
    context |= {"extent": extent, "backups_until": until, "disclosures": person.disclosures[:MOST_LISTED]}
    context["mentions"] = elsewhere.mentions(person.shares, known_by)[:MOST_LISTED]
    context["shares"] = person.shares[:MOST_LISTED]
    context["wholes"] = [(share, personal_data.whole_of(share.lead)) for share in person.shares if not share.is_whole]
    context["chosen"] = request.POST.getlist("whole")
    return render(request, "admin/leads/privacy.html", context)


def _is_confirmed(request: Request, form: CodeForm) -> bool:
    """Whether a code of the person's own second factor was typed; what is wrong is said in the form."""
    if not form.is_valid():
        return False
    try:
        device = second_factor.check_code(request.user, form.cleaned_data["code"])
    except second_factor.TooSoon as wait:
        form.add_error("code", f"输错太多次，请过 {wait.seconds} 秒再试。")
        return False
    if device is None:
        form.add_error("code", "验证码不对，或者已经用过；请等下一个。")
    return device is not None


def _note(
    request: Request, kind: Kind, known_by: str, verified: str, extent: personal_data.Extent, whole: int = 0
) -> None:
    masked = known_by[:1] + "***" + known_by[known_by.index("@") :] if "@" in known_by else masking.mask(known_by)
    PrivacyRequest.objects.create(
        actor=request.user,
        kind=kind,
        known_by=masked,
        verified=masking.mask_in(verified),
        extent={**asdict(extent), **({"whole": whole} if whole else {})},
    )


def _copy(request: Request, known_by: str, verified: str, extent: personal_data.Extent) -> HttpResponse:
    _note(request, Kind.COPY, known_by, verified, extent)
    context = {"copy": personal_data.copy_of(known_by), "today": timezone.localdate()}
    answer = render(request, "admin/leads/privacy_copy.html", context)
    answer["Content-Disposition"] = f'attachment; filename="copy-{timezone.localdate():%Y%m%d}.html"'
    answer["Cache-Control"] = "no-store"
    return answer


def _erase(request: Request, known_by: str, verified: str, extent: personal_data.Extent) -> HttpResponse:
    """The log first: what breaks off half-way is asked for again, and both stand there."""
    person = personal_data.Personal.of(known_by)
    parts = [share for share in person.shares if not share.is_whole]
    whole = [share for share in parts if str(share.lead.pk) in request.POST.getlist("whole")]
    _note(request, Kind.ERASURE, known_by, verified, extent, len(whole))
    named = [each.line.lead for each in elsewhere.mentions(person.shares, known_by) if not each.has_number]
    to_tell = [made.to_whom for made in _to_tell(person, whole) if made.told_at is None]
    count = sum(1 for _ in erasure.erase_person(known_by, [share.lead.pk for share in whole]))
    left = {each.pk for share in parts if share not in whole for each in share.others}
    stays = f"其中 {len(parts) - len(whole)} 条还有别人，只清除了这一位，其余 {len(left)} 位留着。" if left else ""
    along = f"{len(whole)} 条连同别人整条清除了。" if whole else ""
    along += f"别的线索里提到的号码去掉了 {extent.elsewhere} 处。" if extent.elsewhere else ""
    said = f"已清除 {count} 条线索里这个人的信息，统计数字保留；以后恢复旧备份时也会再清除。{stays}{along}"
    messages.success(request, said)
    if named:
        links = format_html_join("、", '<a href="{}">{}</a>', _links(named))
        messages.warning(request, format_html("{} 的时间线上还写着这个人的姓名，要不要处理由你们决定。", links))
    if to_tell:
        sentence = f"移交过 {len(to_tell)} 次，请通知对方删除：{'、'.join(dict.fromkeys(to_tell))}。"
        messages.warning(request, sentence)
        return HttpResponseRedirect(f"{reverse('admin:leads_disclosure_changelist')}?told=no")
    return HttpResponseRedirect(reverse("admin:leads_privacy"))


def _links(leads: list[Lead]) -> list[tuple[str, str]]:
    """(address, what it is called) of each lead once, as many as the page lists."""
    unique = {lead.pk: lead for lead in leads}
    return [(reverse("admin:leads_lead_change", args=[pk]), str(lead)) for pk, lead in unique.items()][:MOST_LISTED]


def _to_tell(person: personal_data.Personal, whole: list[whose.Share]) -> list[Disclosure]:
    """What was handed over of the person, and of leads that go as a whole whatever was of them."""
    ids = {made.pk for made in person.disclosures}
    along = Disclosure.objects.filter(lead__in=[share.lead.pk for share in whole]).exclude(pk__in=ids)
    return [*person.disclosures, *along.select_related("zone")]
