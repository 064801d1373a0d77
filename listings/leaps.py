"""What is more likely a slip than true: a nought too many, another unit. It is asked about before visitors see it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from statistics import median

from django.utils import timezone

from listings.models import Listing
from listings.pricing import LAND, RENT, SALE, bounds, said_price
from zones.facts import plain

#: By so much an area or a price changes at most, and a price is off those of others, without a question.
FARTHEST = 3
#: Of fewer prices nobody can say what is usual; of more than so many no more are looked at.
FEWEST, MOST = 3, 200
#: Changes of a price that are looked through for one that could be read.
MOST_CHANGES = 20
#: {measure: (what it is, its unit, the most of it that is usual)}; what may be kept is `SIZES` of listing_fields.
MEASURES = {
    "clear_height_m": ("净高", "米", 30),
    "floor_height_m": ("层高", "米", 30),
    "floor_load_t_m2": ("楼面荷载", "吨/㎡", 20),
    "crane_t": ("行车", "吨", 200),
    "goods_lift_t": ("货梯", "吨", 20),
    "power_kva": ("供电", "kVA", 50_000),
}
#: What was free for longer is let by now, or the year is a slip.
LONGEST_FREE = timedelta(days=2 * 365)
#: The facts that are looked at.
ASKED = ("zone", "kind", "deal", "area_m2", "price", *MEASURES, "available_from")


class Prices:
    """What units on offer cost, the newest first: read once for each city, kind and deal that is asked about."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, str], dict[int | None, list[tuple[int, Decimal]]]] = {}

    def beside(self, listing: Listing) -> Iterator[tuple[str, list[Decimal]]]:
        """(where, prices there of the same kind and deal): of its zone, then of its city."""
        key = (listing.zone.city_id, listing.kind, listing.deal)
        if key not in self._known:
            self._known[key] = self._read(*key)
        known = self._known[key]
        for words, zone in (("同园区", listing.zone_id), ("同城", None)):
            yield words, [price for pk, price in known.get(zone, [])[: MOST + 1] if pk != listing.pk][:MOST]

    @staticmethod
    def _read(city: int, kind: str, deal: str) -> dict[int | None, list[tuple[int, Decimal]]]:
        """{zone, None for the whole city: [(listing, its price)]}."""
        places: dict[int | None, list[tuple[int, Decimal]]] = defaultdict(list)
        rows = Listing.objects.on_offer().filter(city=city, kind=kind, deal=deal).order_by("-pk")
        for zone, pk, price in rows.values_list("zone_id", "pk", "price_value"):
            if price:
                places[zone].append((pk, price))
                places[None].append((pk, price))
        return places


def doubts(stored: Listing | None, changed: Listing, prices: Prices) -> list[str]:
    """In words what visitors would see and is far off: what it was, what is usual, or the prices beside it.

    `stored` is None of a new one. Of what visitors see already, nothing that stays is asked about.
    """
    if not changed.is_on_offer:
        return []
    seen = stored if stored and stored.is_on_offer else None
    found = [*(_leaps(stored, changed) if stored else ()), *_odd_measures(stored, seen, changed)]
    if of_price(found):
        return found
    is_seen = seen and all(getattr(seen, name) == getattr(changed, name) for name in ("price", "kind", "deal"))
    return found if is_seen else [*found, *_odd_price(changed, prices)]


def of_price(found: list[str]) -> bool:
    """Whether one of these doubts is about the price."""
    return any(words.startswith("价格") for words in found)


def _leaps(stored: Listing, changed: Listing) -> Iterator[str]:
    if words := _in_words(stored.area_m2, changed.area_m2):
        yield f"面积从 {plain(stored.area_m2)} ㎡ 变成 {plain(changed.area_m2)} ㎡，{words}，请核对。"
    for name, (label, unit, _) in MEASURES.items():
        before, now = getattr(stored, name), getattr(changed, name)
        if words := _in_words(before, now):
            yield f"{label}从 {plain(before)} {unit} 变成 {plain(now)} {unit}，{words}，请核对。"
    if stored.price_unit == changed.price_unit and stored.price != changed.price:
        price = _price(changed)
        before, value = _last_read(stored) if price else ("", None)
        if words := _in_words(value, price):
            yield f"价格从 {before} 变成 {changed.price}，{words}，请核对。"


def _last_read(stored: Listing) -> tuple[str, Decimal | None]:
    """(as it was typed, its value) of the last price that could be read: 面议 or another unit hides no leap."""
    if stored.price_value:
        return stored.price, stored.price_value
    changes = stored.changes.filter(facts__has_key="price").values_list("facts__price__0", flat=True)
    for typed in changes[:MOST_CHANGES]:
        if typed and (value := said_price(typed, stored.price_unit, stored.area_m2)):
            return typed, value
    return "", None


def _odd_measures(stored: Listing | None, seen: Listing | None, changed: Listing) -> Iterator[str]:
    """What is beyond the usual, unless it is seen already or was asked about as a leap."""
    for name, (label, unit, most) in MEASURES.items():
        value = getattr(changed, name)
        is_asked = stored and _in_words(getattr(stored, name), value)
        if value and value > most and not is_asked and not (seen and getattr(seen, name) == value):
            yield f"{label} {plain(value)} {unit}，一般不超过 {plain(most)} {unit}，请核对。"
    day = changed.available_from
    if day and day < timezone.localdate() - LONGEST_FREE and not (seen and seen.available_from == day):
        yield f"最早可用写的是 {day.isoformat()}，已经过了两年多，请核对年份；现在就空着，填今天。"


def _odd_price(listing: Listing, prices: Prices) -> Iterator[str]:
    price, unit = _price(listing), listing.price_unit
    if price is None:
        if _is_of_another_deal(listing):
            asked = _shown(unit)
            yield f"价格 {listing.price} 不是按 {asked} 写的，和“{listing.get_deal_display()}”对不上，请核对。"
        return
    in_unit, least, most = _shown(unit), *bounds(unit)
    said = f"价格 {listing.price}"
    if f"{price.normalize():f}" not in listing.price:
        said += f"（合 {plain(round(price, 2))} {in_unit}）"
    if not least <= price <= most:
        yield f"{said}，一般在 {plain(least)}–{plain(most)} {in_unit} 之间，请核对单位。"
        return
    for place, found in prices.beside(listing):
        if len(found) >= FEWEST:
            usual = median(found)
            if _in_words(usual, price):
                yield f"{said}，{place}同类的 {len(found)} 套多在 {plain(round(usual, 2))} {in_unit} 上下，请核对。"
            return


def _price(listing: Listing) -> Decimal | None:
    """What its price comes to, however odd that is."""
    return said_price(listing.price, listing.price_unit, listing.area_m2) if listing.price else None


def _is_of_another_deal(listing: Listing) -> bool:
    """Whether a price of which nothing is read says what another deal, or land, costs."""
    return any(said_price(listing.price, unit, listing.area_m2) for unit in (RENT, SALE, LAND) if listing.price)


def _shown(unit: str) -> str:
    return unit.replace("/月", "·月")


def _in_words(before: Decimal | int | None, now: Decimal | int | None) -> str:
    if not before or not now or before / FARTHEST <= now <= before * FARTHEST:
        return ""
    times = max(before / now, now / before)
    return f"是原来的 {plain(round(times, 1))} 倍" if now > before else f"只有原来的 1/{plain(round(times, 1))}"
