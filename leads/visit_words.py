"""What was said of each place that was looked at: what was written of it alone, else what was written of all."""

from collections.abc import Mapping, Sequence

from leads import liking
from leads.models import Appointment, AppointmentPlace


def of_each(visit: Appointment, seen: Sequence[AppointmentPlace], remarks: Mapping[int, str]) -> list[str]:
    """The words of the line of each place; `remarks` are {id of a place: what was written of it alone}.

    What was liked and what is in doubt holds for all of them, or for those alone that it names. What comes next is said
    once.
    """
    lines: list[list[str]] = [[remarks[place.pk]] if remarks.get(place.pk) else [] for place in seen]
    listings = [place.listing for place in seen if place.listing]
    for label, words in (("看中", visit.liked), ("顾虑", visit.objections)):
        named = {listing.pk for listing in liking.named(words, listings)} if words else set()
        for place, line in zip(seen, lines, strict=True):
            is_said_of_it = place.listing_id in named if named else not remarks.get(place.pk)
            if words and is_said_of_it:
                line.append(f"{label}：{words}")
    if lines and visit.next_step:
        lines[0].append(f"下一步：{visit.next_step}")
    return ["\n".join(line) for line in lines]
