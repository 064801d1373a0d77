"""What a tap on the desk does to a lead about a zone or a listing: recommended, shown, ruled out."""

from django.contrib import messages

from leads import desk_forms
from leads.models import LeadEvent, WrongMove


def share(request, lead):
    """Records a spoken consent to pass the data on."""
    lead.agree_to_share(request.user, desk_forms.valid(desk_forms.NoteForm(request.POST)).cleaned_data["text"])
    messages.success(request, "已记录同意，可以推荐了。")


def recommend(request, lead):
    """Records that a place was recommended. Raises WrongMove."""
    form = desk_forms.valid(desk_forms.RecommendForm(request.POST))
    lead.recommend(form.place, request.user, form.cleaned_data["text"])
    messages.success(request, f"已记下推荐：{form.place}。")


def visit(request, lead):
    """Records that a place was shown. Raises WrongMove."""
    form = desk_forms.valid(desk_forms.RecommendForm(request.POST))
    lead.visit(form.place, request.user, form.cleaned_data["text"])
    messages.success(request, f"已记下带看：{form.place}。")


def rule_out(request, lead):
    """Records that a listing will not do. Raises WrongMove."""
    listing, text = _numbered(request)
    lead.rule_out(listing, request.user, text)
    messages.success(request, f"已记下 {listing.number} 不合适，不再列出；点错了，在“合适的房源”里撤销。")


def rule_in(request, lead):
    """Takes back that a listing will not do."""
    listing, text = _numbered(request)
    taken_back = {"taken_back": True}
    lead.record(LeadEvent.Kind.UNSUITABLE, request.user, text or "撤销，还是合适", taken_back, place=listing)
    messages.success(request, f"{listing.number} 又会列出。")


def _numbered(request):
    """The listing that is named, and what was written about it. Raises WrongMove without a number."""
    cleaned = desk_forms.valid(desk_forms.RecommendForm(request.POST)).cleaned_data
    if not cleaned["listing"]:
        raise WrongMove("请写房源编号。")
    return cleaned["listing"], cleaned["text"]
