"""The desk's bulk actions on listings: each row through its own verb, and written down."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from listings.models import Listing

#: Listings of one action, which locks and records each of them.
MOST_AT_ONCE = 500
#: How a listing was changed, as its history says it.
VERIFIED, IN_BULK = "核实", "批量"


def _change_each(model_admin, request, queryset, make, done, occasion=IN_BULK):
    """`make(listing)` is what to set, or a sentence why not; what was not done is named with the reason."""
    count, refused = 0, []
    chosen = list(queryset.order_by("pk")[: MOST_AT_ONCE + 1])
    for listing in chosen[:MOST_AT_ONCE]:
        values = make(listing)
        if isinstance(values, str):
            refused.append(f"{listing.number}：{values}")
            continue
        try:
            listing.change(request.user, occasion, **values)
            count += 1
        except ValidationError as error:
            refused.append(f"{listing.number}：{''.join(error.messages)}")
    if count:
        model_admin.message_user(request, f"{done} {count} 套。", messages.SUCCESS)
    if refused:
        more = f"（另有 {len(refused) - 5} 套）" if len(refused) > 5 else ""
        model_admin.message_user(request, "".join(refused[:5]) + more, messages.WARNING)
    if len(chosen) > MOST_AT_ONCE:
        model_admin.message_user(request, f"一次最多处理 {MOST_AT_ONCE} 套，其余没有动。", messages.WARNING)


def verified(user, today):
    """What is set of a listing that somebody has found to be right."""
    return {"verified_on": today, "verified_by": user}


@admin.action(description="仍有效（今天核实）", permissions=["publish"])
def verify(model_admin, request, queryset):
    today = timezone.localdate()

    def make(listing):
        return verified(request.user, today) if listing.is_on_offer else "不在对外租售，先改状态。"

    _change_each(model_admin, request, queryset, make, "已核实", VERIFIED)


@admin.action(description="改为已租（售）", permissions=["publish"])
def take(model_admin, request, queryset):
    _change_each(model_admin, request, queryset, lambda _: {"state": Listing.State.TAKEN}, "已改为已租（售）")


@admin.action(description="下架", permissions=["publish"])
def withdraw(model_admin, request, queryset):
    _change_each(model_admin, request, queryset, lambda _: {"state": Listing.State.OFFLINE}, "已下架")
