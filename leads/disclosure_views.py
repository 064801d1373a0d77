"""移交园区: the page on which a lead's data are handed over, and the sheet with exactly those data."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leads import desk_forms, disclosing
from leads.contact_verbs import Request
from leads.models import Disclosure, Lead, WrongMove
from plumbing import typed_fields
from plumbing.days import validate_year
from zones.granted_admin import zone_label

#: The choice of a consent that is written down now.
NOW = "now"


class DisclosureForm(desk_forms.RecommendForm):
    """Where to, to whom, what of it, and on which consent."""

    organisation = typed_fields.LineField(
        label="接收单位", max_length=100, error_messages={"required": "请写接收单位的全称。"},
        help_text="写全称：客户问起、要求删除时按它通知。",
    )  # fmt: skip
    recipient = typed_fields.LineField(label="接收人", max_length=40, error_messages={"required": "请写接收人的姓名。"})
    way = forms.ChoiceField(label="方式", choices=Disclosure.Way, error_messages={"required": "请选方式。"})
    fields_chosen = forms.MultipleChoiceField(
        label="移交哪些", choices=Disclosure.Field, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选移交哪些信息。"},
    )  # fmt: skip
    consent = forms.ChoiceField(label="同意依据", widget=forms.RadioSelect, error_messages={"required": "请选依据。"})
    who = typed_fields.LineField(label="谁同意的", max_length=40, required=False)
    when = forms.DateTimeField(
        label="什么时候", required=False, validators=[validate_year],
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    words = typed_fields.ProseField(
        label="怎么说的", max_length=desk_forms.LONGEST_TEXT, required=False, widget=forms.Textarea({"rows": 2})
    )
    is_known = forms.BooleanField(
        label="已告诉客户：转给谁、怎么联系对方、做什么用、转哪些信息",
        error_messages={"required": "移交前要告诉客户这几样（个人信息保护法第二十三条），说过再勾选。"},
    )

    def __init__(self, *args: Any, consents: dict[str, disclosing.Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["text"]
        self.consents = consents
        zone: Any = self.fields["zone"]  # a ModelChoiceField
        zone.label_from_instance = zone_label
        choices = [(key, each.in_words) for key, each in consents.items()]
        cast(forms.ChoiceField, self.fields["consent"]).choices = [*choices, (NOW, "口头同意，现在记下来")]
        self.fields["consent"].initial = next(iter(consents), NOW)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("consent") == NOW:
            for name, sentence in {"who": "谁同意的？", "when": "什么时候同意的？", "words": "怎么说的？"}.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"口头同意要写明：{sentence}没有同意不能移交。")
            if (at := cleaned.get("when")) and at > timezone.now() + timedelta(minutes=1):
                self.add_error("when", "这个时间还没到，请写客户同意的时间。")
        return cleaned

    def recipient_given(self) -> disclosing.Recipient:
        """Who gets it, of a valid form."""
        given = self.cleaned_data
        return disclosing.Recipient(self.place, given["organisation"], given["recipient"], given["way"])


@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: Request, context: dict[str, Any], pk: int) -> HttpResponse:
    """The form; once it is recorded, the sheet."""
    lead = get_object_or_404(Lead.objects.for_user(request.user), pk=pk)
    if not disclosing.may_disclose(lead, request.user):
        raise PermissionDenied
    form = DisclosureForm(
        request.POST or None,
        consents=disclosing.consents_of(lead),
        initial={"when": timezone.localtime(), "fields_chosen": [Disclosure.Field.CONTACT, Disclosure.Field.NEED]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _record(lead, request, form)
        except WrongMove as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "移交已记下。把下面的内容交给对方，别的不要给。")
            return HttpResponseRedirect(reverse("admin:leads_lead_disclosed", args=[pk, made.pk]))
    context |= {"title": "移交园区", "lead": lead, "form": form, "now": NOW}
    return render(request, "admin/leads/lead/disclose.html", context)


@transaction.atomic
def _record(lead: Lead, request: Request, form: DisclosureForm) -> Disclosure:
    given, consent = form.cleaned_data, form.consents.get(form.cleaned_data["consent"])
    if given["consent"] == NOW:
        when = cast(datetime, given["when"])
        consent = disclosing.consent_now(lead, request.user, given["who"], when, given["words"])
    return disclosing.disclose(lead, request.user, form.recipient_given(), given["fields_chosen"], consent)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request, context: dict[str, Any], pk: int, number: int) -> HttpResponse:
    """What was handed over, to print or copy: whole for who handed it over.

    Others ask for it by a POST, which the timeline notes as a look at the numbers.
    """
    lead = get_object_or_404(Lead.objects.for_user(request.user), pk=pk)
    made = get_object_or_404(Disclosure.objects.of_lead(lead.pk), pk=number)
    if not disclosing.may_disclose(lead, request.user):
        raise PermissionDenied
    is_shown = made.actor_id == request.user.pk or request.method == "POST"
    if request.method == "POST" and made.actor_id != request.user.pk and not made.erased_at:
        try:
            lead.reveal(request.user)
        except WrongMove as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:leads_lead_change", args=[pk]))
    text = "\n".join(f"{label}：{words}" for label, words in made.data) if is_shown else ""
    context |= {"title": "移交单", "lead": lead, "made": made, "is_shown": is_shown, "text": text}
    return render(request, "admin/leads/lead/disclosed.html", context)
