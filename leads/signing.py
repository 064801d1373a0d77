"""A lead is signed, what was agreed is corrected, and the plant stands there: each with the facts of a Signing.

What is signed for is on offer no more, for one lead alone; of what may be divided the rest may stay.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from leads.models import Lead, LeadEvent, Signing, Stage, WrongMove
from leads.models.signing import SIGNED, Part, part_of, release, standing_beside
from listings.models import Listing
from staff.models import User
from zones.facts import plain

#: The stages at which the facts count.
COUNTED = (Stage.SIGNED, Stage.SETTLED)


@transaction.atomic
def sign(lead: Lead, signing: Signing, actor: User, text: str = "") -> LeadEvent:
    """Go to 签约 with what was signed for, which nobody else is offered any more.

    Raises WrongMove: it is not on offer (of two who sign at once, for the second), or the person may not change it.
    """
    lead.lock()  # first, as in a step back
    if Stage.SIGNED not in lead.next_stages:
        raise WrongMove(f"现在是“{lead.get_stage_display()}”，不能改为“签约”。")
    if signing.listing:
        _take(lead, signing.listing, signing, actor)
    signing.settled_on = None
    _keep(lead, signing)
    # The line itself names the place.
    lines = [f"{label}：{words}" for label, words in signing.facts.items() if words != f"{signing.place}"]
    text = "\n".join(filter(None, [text.strip(), *lines, _rest(signing)]))
    return lead.move(Stage.SIGNED, actor, text, signing=signing)


@transaction.atomic
def correct(lead: Lead, signing: Signing, before: Signing | None, actor: User, text: str = "") -> LeadEvent:
    """Other facts of what is signed, or those that nobody filled in then (`before` is None). Raises WrongMove."""
    lead.lock()
    if lead.stage not in COUNTED or lead.is_merged:
        raise WrongMove("只有“签约”“落户”的线索有签约内容。")
    old = before.listing if before else None
    part = part_of(old, lead.timeline()) if old else None
    if signing.listing and signing.listing != old:
        _take_over(lead, signing.listing, signing, actor)
    if old and signing.listing != old:
        release(old, actor, lead, part)
    elif part and signing.keeps_rest and part.area_m2 == signing.area_m2:
        signing.part = part
    elif old and (part or signing.keeps_rest):
        release(old, actor, lead, part)
        _take(lead, old, signing, actor)
    elif old:
        _check_room(lead, old, signing)
    _keep(lead, signing)
    lines = signing.changes(before) if before else [f"{label}：{words}" for label, words in signing.facts.items()]
    lines.append(_rest(signing) if signing.part != part else "")
    text = "\n".join(filter(None, [f"签约内容，第 {signing.version} 版", text.strip(), *lines]))
    return lead.record(LeadEvent.Kind.CORRECTED, actor, text, signing.mark, signing.place)


@transaction.atomic
def settle(lead: Lead, day: date, actor: User, text: str = "") -> LeadEvent:
    """Go to 落户, on that day. Raises WrongMove."""
    lead.lock()
    signing = Signing.objects.select_for_update().filter(lead=lead).first()
    if signing is None:
        raise WrongMove("这条签约还没填内容，先填签约内容，再记落户。")
    if day < signing.signed_on:
        raise WrongMove(f"落户日期不能早于签约日期 {signing.signed_on:%Y-%m-%d}。")
    signing.settled_on = day
    _keep(lead, signing)
    text = "\n".join(filter(None, [text.strip(), f"落户日期：{day:%Y-%m-%d}"]))
    return lead.move(Stage.SETTLED, actor, text, signing=signing)


def _keep(lead: Lead, signing: Signing) -> None:
    signing.lead, signing.version = lead, signing.version + 1
    if signing.settled_on and signing.settled_on < signing.signed_on:
        signing.settled_on = None  # of an earlier signing that was taken back
    signing.save()


def _take(lead: Lead, listing: Listing, signing: Signing, actor: User) -> None:
    if not actor.has_perm("listings.publish_listing", listing):
        raise WrongMove(f"您没有改 {listing.number} 状态的权限，请主管或编辑来记签约。")
    signing.called = f"{listing}"
    try:
        if signing.keeps_rest:
            listing.take_part(actor, signing.area_m2, SIGNED)
            signing.part = Part(signing.area_m2, (listing.area_m2 or 0) + signing.area_m2)
        else:
            listing.take(actor, SIGNED)
            _check_room(lead, listing, signing)
    except ValidationError as error:
        raise WrongMove(f"{listing.number}：{''.join(error.messages)}") from error
    signing.listing = listing  # as it is now


def _check_room(lead: Lead, listing: Listing, signing: Signing) -> None:
    """Raises WrongMove for more than is left beside what others have signed for: nothing is let twice."""
    if listing.area_m2 and signing.area_m2 > listing.area_m2 and standing_beside(lead.pk, listing).exists():
        left, area = plain(listing.area_m2), plain(signing.area_m2)
        raise WrongMove(f"{listing.number} 的一部分已由别的线索签下，只剩 {left} ㎡，签不了 {area} ㎡，请核对面积。")


def _take_over(lead: Lead, listing: Listing, signing: Signing, actor: User) -> None:
    """As `_take`; what is 已租（售） already may be what this lead signed for when nobody wrote it down."""
    if listing.state != Listing.State.TAKEN:
        _take(lead, listing, signing, actor)
        return
    if standing_beside(lead.pk, listing).exists():
        raise WrongMove(f"{listing.number} 已由另一条线索签下，请核对编号。")


def _rest(signing: Signing) -> str:
    """What stays on offer, as the timeline says it; "" where nothing does."""
    if not (signing.part and signing.listing and signing.listing.area_m2):
        return ""
    return f"{signing.listing.number} 剩下的 {plain(signing.listing.area_m2)} ㎡ 继续在租（售）"
