"""The inbox in the desk, and by which way the person wants what is new sent to them."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from jobs.queue import GiveUp
from leads import delivery, inboxes, personal_messages, ways
from leads.contact_verbs import Request
from leads.models import Channel, Inbox
from leads.models.circuit import way_of
from plumbing import typed_text

#: What is younger may not be visible yet: whoever writes it may still be committing.
COMMITTED = timedelta(seconds=5)
Way = Inbox.Way
#: {way: {the field it cannot do without: what is said where that is empty}}.
NEEDED = {
    Way.APP.value: {"member": "请填您的企业微信账号。"},
    Way.ROBOT.value: {"robot": "请选哪个群。", "mobile": "请填您在群里的手机号，按它 @您。"},
}


class IdentifierField(forms.CharField):
    """An account or a number, without the blanks and marks that come along when it is pasted."""

    def to_python(self, value: Any) -> str:
        return typed_text.identifier(super().to_python(value) or "")


class InboxForm(forms.ModelForm):
    """By which way the person is told, of what and when. A way that nobody has set up is not offered."""

    class Meta:
        model = Inbox
        fields = ("way", "member", "robot", "mobile", "is_mailed", "is_mailed_at_night", "has_briefing")
        field_classes = {"member": IdentifierField, "mobile": IdentifierField}
        widgets = {
            "way": forms.RadioSelect,
            "member": forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
            "mobile": forms.TextInput({"inputmode": "tel", "autocomplete": "tel-national"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        robot, way = cast(forms.ModelChoiceField, self.fields["robot"]), cast(forms.ChoiceField, self.fields["way"])
        person = self.instance.person
        robot.queryset = Channel.objects.robots_for(person.cities_for("leads.view_lead", "leads.change_lead"))
        robot.empty_label = "选群"
        absent = {Way.APP: Channel.objects.app() is None, Way.ROBOT: not robot.queryset.exists()}
        way.choices = [
            (value, label) for value, label in Way.choices if not absent.get(Way(value)) or value == self.instance.way
        ]
        self.lacking = [Way(value).label for value, is_absent in absent.items() if is_absent]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, sentence in NEEDED.get(cleaned.get("way", ""), {}).items():
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, sentence)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, context: dict[str, Any]) -> HttpResponse:
    """What there is to hear of, newest first; whoever has opened it has seen it. A POST changes how they are told."""
    now, inbox = timezone.now(), Inbox.objects.of(request.user)
    form = InboxForm(request.POST if request.method == "POST" else None, instance=inbox)
    if request.method == "POST" and form.is_valid():
        _keep(request, form, now)
        if "test" in request.POST:
            _test(request, now)
        else:
            messages.success(request, "已保存。")
        return HttpResponseRedirect(f"{reverse('admin:leads_inbox')}#ways")
    items = inboxes.latest(request.user, now)
    inbox.read(now - COMMITTED)
    context |= {"title": "消息", "items": items, "form": form, "days": inboxes.REMEMBERED.days}
    context |= {"inbox": Inbox.objects.of(request.user), "most": inboxes.MOST_SHOWN}
    return render(request, "admin/leads/inbox.html", context)


def _keep(request: Request, form: InboxForm, now: datetime) -> None:
    """Store the choice, and no more: the worker may just be noting what it has sent.

    Who was told nothing before is told what is new from now on; what failed is tried anew.
    """
    before, _ = Inbox.objects.get_or_create(person=request.user)
    mine = Inbox.objects.filter(person=request.user)
    if form.cleaned_data["is_mailed"] and not (before.is_mailed and before.way != Way.NONE):
        mine.update(mailed_until=now)
    mine.update(**form.cleaned_data, fault="", fault_at=None)


def _test(request: Request, now: datetime) -> None:
    """Send the person a test by the way just chosen; the page says how it went."""
    inbox = Inbox.objects.select_related("person", "robot").get(person=request.user)
    try:
        channel, to = personal_messages.way_of(inbox)
        delivery.deliver(personal_messages.trial_message(now), channel, to=to)
    except (GiveUp, delivery.NotDelivered, OSError) as error:
        why = error if isinstance(error, GiveUp | delivery.NotDelivered) else "邮件服务器连不上，或者拒收。"
        messages.error(request, f"已保存，测试没有送到：{why}")
        return
    ways.works_again(way_of(channel))
    where = {Way.MAIL: "邮箱", Way.APP: "企业微信", Way.ROBOT: f"“{channel.name}”群里"}[Way(inbox.way)]
    messages.success(request, f"已保存，测试已发出，请到{where}看有没有收到。")
