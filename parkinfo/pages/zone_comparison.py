"""Up to four zones side by side."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from listings.zone_sheets import MEASURES, ORDER, Offer, ZoneSheet, zone_sheets
from zones import comparing
from zones.canonical import enquiry_url
from zones.facts import Fact, all_facts, plain
from zones.models import Zone
from zones.site import Site, SiteRequest

#: What is said of a zone that has nothing on offer of which the measure is read.
NOTHING_ON_OFFER = {
    **dict.fromkeys(("area", "part"), comparing.NO_HALLS),
    **dict.fromkeys(("rent", "office_rent"), comparing.NOT_RENTED),
    **dict.fromkeys(("price", "office_price"), comparing.NOT_SOLD),
    "office_area": comparing.NO_OFFICES,
    **dict.fromkeys(("land_area", "land_price"), comparing.NO_LAND),
}
#: Zones that are proposed to be compared as well.
OTHERS = 8


@require_safe
def compare(request: SiteRequest) -> HttpResponse:
    """The zones of ?z=jinan/gaoxin,jinan/licheng in that order; which are not there is said. At most four queries."""
    keys = comparing.compared_zones(request)
    found = _zones(keys, request.site)
    zones = called(keys, found)
    sheets = zone_sheets(request.site, zones[: comparing.MOST])
    context = {
        "columns": [_column(sheet, sheets) for sheet in sheets],
        "rows": comparing.rows([_sheet(sheet) for sheet in sheets]),
        "gone": [key for key in keys if not called([key], found)],
        "left_out": zones[comparing.MOST :],
        "keys": ",".join(sheet.zone.key for sheet in sheets),
        "others": _others(sheets) if 0 < len(sheets) < comparing.MOST else [],
        "enquiry_url": enquiry_url(
            kind=_kind([sheet.offer for sheet in sheets]),
            city=zones[0].city if len({zone.city for zone in zones}) == 1 else None,
            need=f"在比较：{'、'.join(sheet.zone.name for sheet in sheets)}" if sheets else "",
            src=request.get_full_path(),
        ),
    }
    return render(request, "pages/zone_comparison.html", context)


def _kind(offers: Sequence[Offer]) -> str:
    """What is most likely wanted of zones that are compared: what all of them have, else what one lets."""
    for kind, name in (("rent", "rents"), ("land", "plots"), ("buy", "sales")):
        if offers and all(getattr(offer, name) for offer in offers):
            return kind
    return "rent" if any(offer.rents for offer in offers) else "invest"


def _zones(keys: Sequence[str], site: Site) -> list[Zone]:
    """The listed zones that are called so: on a city's host those of the city."""
    if not keys:
        return []
    parts = [key.rpartition("/") for key in keys]
    called = reduce(or_, (Q(slug=zone, **({"city__slug": city} if city else {})) for city, _, zone in parts))
    zones = Zone.objects.listed().filter(called).for_cards()
    return list(zones.filter(city=site.city) if site.city else zones)


def called(keys: Iterable[str], zones: Iterable[Zone]) -> list[Zone]:
    """Those of the zones that the keys name, in the order of these, each once."""
    zones = list(zones)
    return list(dict.fromkeys(zone for key in keys for zone in zones if key in {zone.slug, zone.key}))


def _others(sheets: Sequence[ZoneSheet]) -> list[tuple[Zone, str]]:
    """[(zone, the query that compares it as well)] of other zones of the first one's city."""
    compared = [sheet.zone for sheet in sheets]
    others = Zone.objects.listed().filter(city=compared[0].city_id).exclude(pk__in=[zone.pk for zone in compared])
    rows = others.select_related("city")[:OTHERS]
    return [(row, ",".join(zone.key for zone in (*compared, row))) for row in rows]


def _column(sheet: ZoneSheet, sheets: Sequence[ZoneSheet]) -> comparing.Column:
    without = ",".join(other.zone.key for other in sheets if other is not sheet)
    return comparing.Column(sheet.zone.name, sheet.zone.get_absolute_url(), sheet.zone.city.name, f"z={without}")


def _sheet(sheet: ZoneSheet) -> list[Fact]:
    """The same facts of every zone, those of the data sheet among them."""
    zone = sheet.zone
    return [
        Fact("级别", zone.get_level_display()),
        Fact("在租在售", sheet.offer.words or "现在没有"),
        *(_fact(name, sheet) for name in ORDER),
        Fact("主导产业", "、".join(industry.name for industry in zone.industries.all())),
        _per_mu("年税收要求", zone.tax_per_mu_10k),
        _per_mu("投资强度要求", zone.investment_per_mu_10k),
        Fact("地址", zone.address),
        Fact("资料核实于", f"{zone.verified_on:%Y-%m-%d}" if zone.verified_on else ""),
    ]


def _fact(name: str, sheet: ZoneSheet) -> Fact:
    """A row's fact; one that was typed of the zone under another name says which."""
    label = MEASURES[name].label if name in MEASURES else all_facts(sheet.zone)[name].label
    fact = sheet.rows.get(name, Fact(label, ""))
    # A rent that is to be talked about is none where nothing is let; figures that were typed of the zone stand.
    is_open = not fact.value or (name == "rent" and sheet.zone.rent_negotiable and fact.value == "面议")
    if is_open and name in NOTHING_ON_OFFER and not sheet.offer.units.get(name):
        return Fact(label, NOTHING_ON_OFFER[name])
    return fact if fact.label == label else Fact(label, f"{fact.label} {fact.value}", fact.unit)


def _per_mu(label: str, value: object) -> Fact:
    return Fact(label, "" if value is None else plain(value), "万元/亩")
