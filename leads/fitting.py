"""What on offer fits a lead: its need against the listings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from leads.models import Enquiry, Lead, LeadEvent
from leads.needs import Asked, need_of
from leads.signing import COUNTED
from listings.criteria import Criterion
from listings.finder import BEST, Finder, Hit, Need, with_pictures
from listings.models import Listing, ListingSearch
from listings.models.listing import numbers_named
from listings.models.listing_queryset import ListingQuerySet
from staff.models import User
from zones import comparing
from zones.models import City
from zones.site import Site

#: For so long what is new on offer stands in 今日; so many listings and leads are held against each other there.
NEWS_DAYS, MOST_NEW, MOST_OF_TODAY = 7, 100, 60
#: So many leads are held against one listing.
MOST_LEADS = 200
#: Of what fits, so much is shown.
MOST_SHOWN = 5
#: What came of a listing for a lead, as its page says it, in the order of the timeline.
DEALINGS: Mapping[str, str] = {
    LeadEvent.Kind.RECOMMENDED: "已推荐",
    LeadEvent.Kind.VISIT: "已带看",
    LeadEvent.Kind.UNSUITABLE: "不合适",
    LeadEvent.Kind.STAGE: "已签下",
}
ASKED, RULED_OUT = "客户问的", DEALINGS[LeadEvent.Kind.UNSUITABLE]


def fit(need: Need, listing: Listing) -> Hit | None:
    """The Hit of a listing that fits or, once a fact is known, may fit. None also for a need that says too little."""
    if not need.criteria or not need.admits(listing):
        return None
    hit = Hit.of(listing, need.criteria)
    return None if hit.misses else hit


def dealings(leads: Iterable[Lead]) -> dict[tuple[int, int], str]:
    """{(id of the lead, id of the listing): what came of it}, also of leads merged into them. At most three queries."""
    ids = [lead.pk for lead in leads]
    found = dict.fromkeys(_asked_about(ids), ASKED)
    events = LeadEvent.objects.filter(Q(lead__in=ids) | Q(lead__merged_into__in=ids), listing__isnull=False)
    rows = events.filter(kind__in=DEALINGS).order_by("at", "pk")
    columns = ("lead__merged_into", "lead", "listing", "kind", "data__taken_back")
    for merged_into, lead, listing, kind, taken_back in rows.values_list(*columns):
        key, words = (merged_into or lead, listing), DEALINGS[kind]
        said = [each for each in found.get(key, "").split("、") if each and each != words]
        found[key] = "、".join(said if taken_back else [*said, words])
    return {key: words for key, words in found.items() if words}


def _asked_about(leads: Iterable[int]) -> list[tuple[int, int]]:
    """[(id of a lead, id of a listing that an enquiry came from or names)]: 想比较 JN-1032、JN-1041."""
    rows = [*Enquiry.objects.filter(lead__in=leads).order_by("pk").values_list("lead", "listing", "need")]
    named = [(lead, number) for lead, _, need in rows for number in numbers_named(need)]
    listings = Listing.objects.exclude(state=Listing.State.DRAFT).filter(number__in={number for _, number in named})
    by_number = dict(listings.values_list("number", "pk")) if named else {}
    asked = [(lead, listing) for lead, listing, _ in rows if listing]
    return [*asked, *((lead, by_number[number]) for lead, number in named if number in by_number)]


class Proposal(NamedTuple):
    """A listing for a lead, and what came of it so far."""

    hit: Hit
    dealing: str

    @property
    def is_ruled_out(self) -> bool:
        """Whether the last that came of it was that it will not do."""
        return self.dealing.endswith(RULED_OUT)

    @property
    def is_asked_about(self) -> bool:
        """Whether the prospect asked for this very one, which then misses nothing."""
        return ASKED in self.dealing


class Proposals:
    """What is on offer for one lead, as its page shows it."""

    def __init__(self, lead: Lead, site: Site) -> None:
        self._asked = Asked(lead, site)
        self.form = self._asked.form
        self._site, self._lead = site, lead
        self._dealings = dealings([lead])

    @cached_property
    def _finder(self) -> Finder:
        rows = ListingSearch.objects.public(self._site.portal.listing_days)
        return Finder(self.form.meant, rows, None, BEST, {})

    @property
    def is_signed(self) -> bool:
        """Whether the lead has what it looked for: nothing else is looked for then."""
        return self._lead.stage in COUNTED

    @property
    def is_telling(self) -> bool:
        """Whether enough is known to look for something."""
        return bool(self.form.meant.criteria)

    @cached_property
    def unused(self) -> list[str]:
        """In words what was said and is not looked for."""
        return [*self._asked.unused, *(f"{number}（没有这套房源）" for number in self._unknown_numbers)]

    @property
    def _unknown_numbers(self) -> list[str]:
        found = {each.hit.listing.number for each in self._dealt}
        named = (number for enquiry in self._lead.enquiries.all() for number in numbers_named(enquiry.need))
        return [number for number in dict.fromkeys(named) if number not in found]

    @property
    def area_of(self) -> str:
        """The numbers of what was asked about, if its area is looked for, since the prospect has said none."""
        asked = (each.hit.listing.number for each in self._dealt if each.is_asked_about)
        return "、".join(asked) if self._asked.has_area_of_listing else ""

    @property
    def count(self) -> int:
        return self._finder.count

    @property
    def sure(self) -> int | None:
        """Of how many everything asked for is known; None where too many fit to count."""
        return self._finder.sure

    @property
    def summary(self) -> str:
        """How many fit, of how many of these all is known, and what of them was found not to do."""
        if not self.count:
            return "没有全部符合的"
        parts = [f"符合 {self._finder.count_label} 套"]
        if self.sure == self.count:
            parts.append("各项都符合")
        elif self.sure is not None:
            sure = f"其中 {self.sure} 套各项都符合，其余" if self.sure else "都"
            parts.append(f"{sure}有几项还要核实")
        if ruled_out := len(self._fits_ruled_out):
            parts.append(f"{'' if ruled_out == self.count else f'{ruled_out} 套'}已记为不合适")
        return "，".join(parts)

    @cached_property
    def _fits_ruled_out(self) -> list[Proposal]:
        """Of the first page of what fits, what was found not to do."""
        return [each for each in map(self._proposal, self._finder.hits) if each.is_ruled_out]

    @property
    def has_others(self) -> bool:
        """Whether anything fits, or nearly does, that was not found not to do."""
        return self.count > len(self._fits_ruled_out) or bool(self.near)

    @cached_property
    def _dealt(self) -> list[Proposal]:
        ids = [listing for _, listing in self._dealings]
        rows = with_pictures(Listing.objects.filter(pk__in=ids).order_by("number")) if ids else []
        asked = [] if self.is_signed else self._of_prospect
        return [self._proposal(Hit.of(row, asked)) for row in rows]

    @property
    def _of_prospect(self) -> list[Criterion]:
        """What the prospect said: to what was dealt with the size of another listing says nothing."""
        need = self.form.meant
        return (replace(need, area=None) if self._asked.has_area_of_listing else need).criteria

    @property
    def known(self) -> list[Proposal]:
        """What was asked about, recommended or shown, whatever has become of it since."""
        return [each for each in self._dealt if not each.is_ruled_out]

    @property
    def ruled_out(self) -> list[Proposal]:
        """What was found not to do."""
        return [each for each in self._dealt if each.is_ruled_out]

    @cached_property
    def fitting(self) -> list[Proposal]:
        """What else fits."""
        return [each for each in map(self._proposal, self._finder.hits) if not each.dealing][:MOST_SHOWN]

    @cached_property
    def near(self) -> list[Proposal]:
        """Where few fit, those that miss by the least."""
        return [each for each in map(self._proposal, self._finder.near) if not each.dealing]

    @property
    def numbers(self) -> str:
        """Of those known and those that fit, the numbers as the comparison's address takes them."""
        on_offer = [each.hit.listing for each in [*self.known, *self.fitting] if each.hit.listing.is_on_offer]
        return ",".join(listing.number for listing in on_offer[: comparing.MOST])

    def _proposal(self, hit: Hit) -> Proposal:
        return Proposal(hit, self._dealings.get((self._lead.pk, hit.listing.pk), ""))


def signable(lead: Lead) -> list[Listing]:
    """What the lead may have signed for: on offer, and it was shown it, which come first, was recommended or asked."""
    dealt = {listing: dealing for (_, listing), dealing in dealings([lead]).items() if not dealing.endswith(RULED_OUT)}
    rows = Listing.objects.on_offer().filter(pk__in=dealt).select_related("zone").order_by("number")
    return sorted(rows, key=lambda row: DEALINGS[LeadEvent.Kind.VISIT] not in dealt[row.pk])


@dataclass
class News:
    """A listing that is new on offer, and the leads that it fits."""

    listing: Listing
    fits: list[tuple[Lead, Hit]]


def news(leads: QuerySet[Lead], site: Site) -> list[News]:
    """What came on offer lately and fits some of these leads, to which nobody has proposed it yet; the newest first."""
    held = list(leads.exclude(stage__in=COUNTED)[:MOST_OF_TODAY])
    since = timezone.now() - timedelta(days=NEWS_DAYS)
    new = Listing.objects.public(site.portal.listing_days).filter(offered_at__gt=since)
    if not held or not new.exists():
        return []
    cities = [_cities(need_of(lead, site)) for lead in held]
    if all(cities):
        new = new.filter(city__in={city for each in cities for city in each})
    listings = list(_to_be_judged(new.order_by("-offered_at", "-pk"))[:MOST_NEW])
    done = dealings(held)
    found = [
        News(listing, [(lead, hit) for lead in held if (hit := _new_fit(lead, listing, site, done))])
        for listing in listings
    ]
    return [each for each in found if each.fits]


def _cities(need: Need) -> tuple[City, ...]:
    return (need.city,) if need.city else need.cities


def _new_fit(lead: Lead, listing: Listing, site: Site, done: Mapping[tuple[int, int], str]) -> Hit | None:
    return None if (lead.pk, listing.pk) in done else fit(need_of(lead, site), listing)


def leads_for(listing: Listing, user: User, site: Site) -> list[tuple[Lead, Proposal]]:
    """The open leads that it fits, of those the person may see: first those of whom all that is asked for is known."""
    # 也可以看青岛, of a lead of another city.
    in_its_city = Q(city=listing.city) | Q(city=None) | Q(taught__contains=listing.city.name)
    leads = Lead.objects.for_user(user).open().exclude(stage__in=COUNTED).filter(in_its_city).for_cards()
    held = list(leads.order_by("-created_at")[:MOST_LEADS])
    done = dealings(held)
    [listing] = _to_be_judged(Listing.objects.filter(pk=listing.pk))
    found = [
        (lead, Proposal(hit, done.get((lead.pk, listing.pk), "")))
        for lead in held
        if (hit := fit(need_of(lead, site), listing))
    ]
    found = [pair for pair in found if not pair[1].is_ruled_out]
    return sorted(found, key=lambda pair: len(pair[1].hit.unknown))


def _to_be_judged(listings: ListingQuerySet) -> ListingQuerySet:
    return with_pictures(listings).prefetch_related("industries_wanted", "industries_excluded")
