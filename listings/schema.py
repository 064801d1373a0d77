"""What search engines and chats read of a listing and of the finder: JSON-LD (schema.org) and Open Graph."""

from typing import Any

from listings.finder import Finder
from listings.models import Listing
from plumbing.paths import path_of
from zones.canonical import host_of
from zones.facts import plain
from zones.schema import (
    CONTEXT,
    Head,
    JsonLd,
    Picture,
    breadcrumbs,
    organization,
    page_head,
    picture_of,
    zone_as_place,
)
from zones.site import Site

#: schema.org's words for what may be had, and for what is promised to somebody.
_AVAILABILITY = {"open": "https://schema.org/InStock", "reserved": "https://schema.org/LimitedAvailability"}


def for_listing(listing: Listing, site: Site, url: str) -> Head:
    """What the page of a listing says of it. `listing.photos` are its pictures. No query."""
    image, description = _picture(listing, site), summary(listing)
    data = [_offer(listing, site, url, description, image), breadcrumbs(trail(listing), site)]
    return page_head("website", f"{listing.name}{listing.get_deal_display()}", description, url, site, image, data)


def for_finder(finder: Finder, asked: list[str], site: Site, url: str) -> Head:
    """What a page of the finder says of itself; `asked` are the conditions in words. No query but the page's own.

    One that is filtered is shared between people and no page for search engines.
    """
    need, found = finder.need, finder.hits
    place = need.zone or need.city
    kind = Listing.Kind(need.kind).label if need.kind else "厂房、仓库、写字楼与土地"
    count = f"共 {finder.count_label} 套，逐套注明核实日期" if finder.count else "现在没有完全符合的，留下条件等消息"
    description = "；".join(filter(None, ("，".join(asked), count)))
    image = _picture(found[0].listing, site) if found else None
    data = [] if asked else [breadcrumbs([("首页", path_of("home")), ("房源", path_of("listings:index"))], site)]
    return page_head("website", f"{place.name if place else ''}{kind}房源", description, url, site, image, data)


def _picture(listing: Listing, site: Site) -> Picture | None:
    """Its first photo, else its zone's cover. `listing.photos` have been read."""
    photos = listing.photos  # type: ignore[attr-defined] # of a Prefetch
    return picture_of(photos[0].image if photos else listing.zone.cover, host_of(listing, site.portal))


def trail(listing: Listing) -> list[tuple[str, str]]:
    """[(name, path)] from the home page to the listing."""
    return [
        ("首页", path_of("home")),
        ("房源", path_of("listings:index")),
        (listing.zone.name, listing.zone.get_absolute_url()),
        (listing.number, listing.get_absolute_url()),
    ]


def summary(listing: Listing) -> str:
    """One line: what it is and what it costs."""
    parts = [
        f"{listing.get_kind_display()}{listing.get_deal_display()}",
        f"面积 {listing.size}" if listing.area_m2 else "",
        f"净高 {plain(listing.clear_height_m)} 米" if listing.clear_height_m else "",
        f"行车 {plain(listing.crane_t)} 吨" if listing.crane_t else "",
        listing.price_in_words,
        f"核实于 {listing.verified_on:%Y-%m-%d}" if listing.verified_on else "",
    ]
    return "，".join(part for part in parts if part)


def _offer(listing: Listing, site: Site, url: str, description: str, image: Any) -> JsonLd:
    data: JsonLd = {
        "@context": CONTEXT,
        "@type": "Offer",
        "name": listing.name,
        "description": description,
        "sku": listing.number,
        "url": url,
        "availability": _AVAILABILITY.get(listing.state, "https://schema.org/SoldOut"),
        "businessFunction": "http://purl.org/goodrelations/v1#"
        + ("LeaseOut" if listing.deal == Listing.Deal.RENT else "Sell"),
        "availableAtOrFrom": zone_as_place(listing.zone, site),
        "seller": organization(site),
        **({"image": image["url"]} if image else {}),
    }
    if listing.price_value is not None:
        price = {"@type": "UnitPriceSpecification", "priceCurrency": "CNY", "unitText": listing.price_unit}
        # 万元/亩 is no number of yuan.
        factor = 10_000 if listing.price_unit.startswith("万") else 1
        unit = listing.price_unit.removeprefix("万")
        data["priceSpecification"] = price | {"price": f"{listing.price_value * factor:.2f}", "unitText": unit}
    return data
