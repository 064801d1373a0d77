"""The inbox in the desk, and what of it the person wants by mail."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leads import inboxes
from leads.contact_verbs import Request
from leads.models import Inbox

#: What is younger may not be visible yet: whoever writes it may still be committing.
COMMITTED = timedelta(seconds=5)


class InboxForm(forms.ModelForm):
    """What is mailed to the person."""

    class Meta:
        model = Inbox
        fields = ("is_mailed", "is_mailed_at_night", "has_briefing")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, context: dict[str, Any]) -> HttpResponse:
    """What there is to hear of, newest first; whoever has opened it has seen it. A POST changes what is mailed."""
    now, inbox = timezone.now(), Inbox.objects.of(request.user)
    if request.method == "POST":
        form = InboxForm(request.POST)
        form.full_clean()
        Inbox.objects.get_or_create(person=request.user)
        # These alone: the worker may just be noting what it has mailed.
        Inbox.objects.filter(person=request.user).update(**form.cleaned_data)
        messages.success(request, "已保存。")
        return HttpResponseRedirect(reverse("admin:leads_inbox"))
    items = inboxes.latest(request.user, now)
    inbox.read(now - COMMITTED)
    context |= {"title": "消息", "items": items, "form": InboxForm(instance=inbox), "days": inboxes.REMEMBERED.days}
    return render(request, "admin/leads/inbox.html", context | {"most": inboxes.MOST_SHOWN})
