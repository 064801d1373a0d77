"""Which of the listings that a prospect was shown they liked, as far as those who showed them wrote it down."""

import re
from collections.abc import Iterable

from leads.models import Appointment, Lead, LeadEvent
from listings.models import Listing

#: In the words beside a visit; a result that was typed into its own field has the colon, and is read from there.
_LIKED, _DOUBTED = re.compile("看[中上](?!：)"), re.compile("[没未不别]")


def liked(lead: Lead) -> set[int]:
    """Ids of those listings. Of several that were seen at once, those that the words name."""
    lines = lead.timeline().filter(kind=LeadEvent.Kind.VISIT, listing__isnull=False, text__contains="看")
    found = {line.listing_id for line in lines if _LIKED.search(line.text) and not _DOUBTED.search(line.text)}
    for visit in Appointment.objects.filter(lead=lead, state=Appointment.State.DONE).exclude(liked="").with_places():
        seen = [place.listing for place in visit.places.all() if place.was_seen and place.listing]
        found |= {listing.pk for listing in (seen if len(seen) == 1 else named(visit.liked, seen))}
    return {pk for pk in found if pk}


def named(words: str, seen: Iterable[Listing]) -> list[Listing]:
    """Those of them that the words name by number, with or without its letters, or else by building."""
    text, listings = _bare(words), list(seen)
    by_number = [each for each in listings if _has(text, f"(?:[A-Z]{{1,3}}-?)?{each.number.rpartition('-')[2]}")]
    return by_number or [each for each in listings if each.building and _has(text, re.escape(_bare(each.building)))]


def _has(text: str, pattern: str) -> bool:
    """Whether it stands there by itself: no part of a longer number, nor a measure."""
    return re.search(rf"(?<![0-9A-Z]){pattern}(?![0-9.,㎡平亩吨米元万])", text) is not None


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).upper()
