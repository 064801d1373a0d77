"""Changes of what visitors see that are more likely a slip than true: a nought too many, another unit."""

from collections.abc import Iterator
from decimal import Decimal

from listings.models import Listing
from listings.pricing import read_price
from zones.facts import plain

#: By so much an area or a price changes at most without a question.
FARTHEST = 3


def leaps(stored: Listing, changed: Listing) -> list[str]:
    """In words what becomes more than FARTHEST times as much, or as little, of a listing that visitors see."""
    return list(_leaps(stored, changed)) if changed.is_on_offer else []


def _leaps(stored: Listing, changed: Listing) -> Iterator[str]:
    if words := _in_words(stored.area_m2, changed.area_m2):
        yield f"面积从 {plain(stored.area_m2)} ㎡ 变成 {plain(changed.area_m2)} ㎡，{words}，请核对。"
    if stored.price_unit != changed.price_unit:
        return
    price = read_price(changed.price, changed.price_unit, changed.area_m2) if changed.price else None
    if words := _in_words(stored.price_value, price):
        yield f"价格从 {stored.price} 变成 {changed.price}，{words}，请核对。"


def _in_words(before: Decimal | None, now: Decimal | None) -> str:
    if not before or not now or before / FARTHEST <= now <= before * FARTHEST:
        return ""
    times = max(before / now, now / before)
    return f"是原来的 {plain(round(times, 1))} 倍" if now > before else f"只有原来的 1/{plain(round(times, 1))}"
