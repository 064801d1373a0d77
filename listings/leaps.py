"""What is more likely a slip than true: a nought too many, another unit. It is asked about before visitors see it."""

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from listings.models import Listing
from listings.pricing import bounds, said_price
from zones.facts import plain

#: By so much an area or a price changes at most, and a price is off those of others, without a question.
FARTHEST = 3
#: Of fewer prices nobody can say what is usual; of more than so many no more are looked at.
FEWEST, MOST = 3, 200


def leaps(stored: Listing, changed: Listing) -> list[str]:
    """In words what becomes more than FARTHEST times as much, or as little, of a listing that visitors see."""
    return list(_leaps(stored, changed)) if changed.is_on_offer else []


def doubts(stored: Listing | None, changed: Listing) -> list[str]:
    """The same, and whether a price that nobody saw before is far off those of its zone, or of its city.

    `stored` is None of a new one. At most two queries.
    """
    found = leaps(stored, changed) if stored else []
    if not changed.is_on_offer or any(words.startswith("价格") for words in found):
        return found
    is_seen = stored and stored.is_on_offer and all(
        getattr(stored, name) == getattr(changed, name) for name in ("price", "kind", "deal")
    )  # fmt: skip
    return found if is_seen else [*found, *_odd_price(changed)]


def _leaps(stored: Listing, changed: Listing) -> Iterator[str]:
    if words := _in_words(stored.area_m2, changed.area_m2):
        yield f"面积从 {plain(stored.area_m2)} ㎡ 变成 {plain(changed.area_m2)} ㎡，{words}，请核对。"
    if stored.price_unit != changed.price_unit:
        return
    if words := _in_words(stored.price_value, _price(changed)):
        yield f"价格从 {stored.price} 变成 {changed.price}，{words}，请核对。"


def _odd_price(listing: Listing) -> Iterator[str]:
    price, unit = _price(listing), listing.price_unit
    if price is None:
        return
    in_unit, least, most = unit.replace("/月", "·月"), *bounds(unit)
    said = f"价格 {listing.price}"
    if f"{price.normalize():f}" not in listing.price:
        said += f"（合 {plain(round(price, 2))} {in_unit}）"
    if not least <= price <= most:
        yield f"{said}，一般在 {plain(least)}–{plain(most)} {in_unit} 之间，请核对单位。"
        return
    others = Listing.objects.on_offer().filter(kind=listing.kind, deal=listing.deal, price_value__isnull=False)
    for place, words in (({"zone": listing.zone_id}, "同园区"), ({"city": listing.zone.city_id}, "同城")):
        rows = others.filter(**place).exclude(pk=listing.pk).order_by("-pk")
        prices = [price for price in rows.values_list("price_value", flat=True)[:MOST] if price]
        if len(prices) >= FEWEST:
            usual = median(prices)
            if _in_words(usual, price):
                yield f"{said}，{words}同类的 {len(prices)} 套多在 {plain(round(usual, 2))} {in_unit} 上下，请核对。"
            return


def _price(listing: Listing) -> Decimal | None:
    """What its price comes to, however odd that is."""
    return said_price(listing.price, listing.price_unit, listing.area_m2) if listing.price else None


def _in_words(before: Decimal | None, now: Decimal | None) -> str:
    if not before or not now or before / FARTHEST <= now <= before * FARTHEST:
        return ""
    times = max(before / now, now / before)
    return f"是原来的 {plain(round(times, 1))} 倍" if now > before else f"只有原来的 1/{plain(round(times, 1))}"
