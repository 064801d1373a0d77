"""A listing as one of those that are compared, and what could be compared with some."""

from collections.abc import Iterable, Sequence

from django.db.models import Case, IntegerField, Value, When

from listings.facts import all_facts, all_terms
from listings.finder import with_pictures
from listings.models import Listing
from listings.models.listing_queryset import ListingQuerySet
from zones.comparing import NOT_APPLICABLE
from zones.facts import Fact

#: Labels of the facts that only some have.
_OF_BUILDINGS = {"结构", "净高", "层高", "楼面荷载", "行车", "货梯", "柱网", "消防类别", "喷淋", "装卸口", "物业费"}
_OF_LAND, _OF_WHAT_IS_BOUGHT = {"土地用途"}, {"土地剩余年限", "容积率"}
_OF_RENTS = {"物业费", "押金", "免租期", "最短租期"}
#: So many are proposed, of sizes between half of the smallest and twice the largest.
MOST_OTHERS = 4


def sheet(listing: Listing) -> list[Fact]:
    """The same facts of every listing; what rents and prices are called differs."""
    price, *terms = all_terms(listing)
    facts = [
        Fact("类型", f"{listing.get_kind_display()}{listing.get_deal_display()}"),
        Fact("租金或价格", price.value),
        *all_facts(listing),
        *terms,
        Fact("核实于", f"{listing.verified_on:%Y-%m-%d}" if listing.verified_on else ""),
    ]
    without = _not_applicable(listing)
    return [Fact(each.label, NOT_APPLICABLE) if not each.value and each.label in without else each for each in facts]


def _not_applicable(listing: Listing) -> set[str]:
    """The labels of what it cannot have, because of its kind or its deal."""
    without = _OF_BUILDINGS if listing.kind == Listing.Kind.LAND else _OF_LAND
    if listing.kind == Listing.Kind.OFFICE:
        without = without | {"行车"}
    if listing.deal == Listing.Deal.RENT:
        return without if listing.kind == Listing.Kind.LAND else without | _OF_WHAT_IS_BOUGHT
    return without | _OF_RENTS


def range_of_sizes(chosen: Sequence[Listing]) -> str:
    """From the least to the largest, as the enquiry form takes it; empty where land stands beside buildings."""
    if len({row.kind == Listing.Kind.LAND for row in chosen}) > 1:
        return ""
    sized = sorted((row for row in chosen if row.area_m2), key=lambda row: row.area_m2 or 0)
    ends = _each(row.size.replace(",", "") for row in (*sized[:1], *sized[-1:]))
    least, *largest = [end.removesuffix(" ㎡") for end in ends] or [""]
    return f"{least.removesuffix('亩').strip()}-{largest[0]}" if largest else least


def alike(chosen: Sequence[Listing], public: ListingQuerySet) -> list[Listing]:
    """What could be compared with them: of their kinds, deals and sizes in the city of the first, its zone first."""
    first = chosen[0]
    sizes = [listing.area_m2 for listing in chosen if listing.area_m2]
    rows = public.filter(city=first.city_id, kind__in=_each(row.kind for row in chosen))
    rows = rows.filter(deal__in=_each(row.deal for row in chosen)).exclude(pk__in=[row.pk for row in chosen])
    if sizes:
        rows = rows.filter(area_m2__range=(min(sizes) / 2, max(sizes) * 2))
    is_near = Case(When(zone=first.zone_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(with_pictures(rows).order_by(is_near, "-verified_on", "-pk")[:MOST_OTHERS])


def _each(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
