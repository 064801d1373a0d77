"""What the page of a lead posts about a line that was written down by mistake, for leads.lead_views."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied

from leads import mistakes
from leads.contact_verbs import Request
from leads.desk_forms import LARGEST_ID, LONGEST_TEXT, valid
from leads.models import Lead
from plumbing import typed_fields


class MistakeForm(forms.Form):
    """Which line of the timeline it is, and how it came about."""

    line = forms.IntegerField(
        min_value=1, max_value=LARGEST_ID,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "请刷新页面再试。"),
    )  # fmt: skip
    text = typed_fields.LineField(
        max_length=LONGEST_TEXT, error_messages={"required": "请写明怎么记错的，例如“打的是另一位客户”。"}
    )


def mark(request: Request, lead: Lead) -> None:
    """Marks it as mistaken. Raises WrongMove."""
    if not mistakes.may_be_marked_by(lead, request.user):
        raise PermissionDenied
    cleaned = valid(MistakeForm(request.POST)).cleaned_data
    went_back = mistakes.mark(lead, cleaned["line"], cleaned["text"], request.user)
    messages.success(request, "，".join(["已标为误记，统计里不再有这一笔", *went_back]) + "。时间线上两笔都在。")
