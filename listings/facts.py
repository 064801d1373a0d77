"""A listing's data sheet: facts as label, value and unit; the value of an unknown one is empty."""

from typing import Any

from listings.models import Listing
from zones.facts import Fact, plain


def facts(listing: Listing) -> list[Fact]:
    """What is known of it, in the order a plant asks for it."""
    return [fact for fact in all_facts(listing) if fact.value]


def terms(listing: Listing) -> list[Fact]:
    """What is known of what it costs and from when."""
    return [fact for fact in all_terms(listing) if fact.value]


def all_facts(listing: Listing) -> list[Fact]:
    """What can be measured: of every listing the same facts in the same order."""
    return [
        _area(listing),
        Fact("可分割", _number(listing.parts_from_m2), "㎡ 起"),
        Fact("结构", " ".join(filter(None, (listing.get_storeys_display(), listing.get_structure_display())))),
        Fact("净高", _number(listing.clear_height_m), "米"),
        Fact("层高", _number(listing.floor_height_m), "米"),
        Fact("楼面荷载", _number(listing.floor_load_t_m2), "吨/㎡"),
        _crane(listing),
        Fact("货梯", _number(listing.goods_lift_t), "吨"),
        Fact("柱网", listing.column_grid),
        Fact("供电", _number(listing.power_kva), "kVA"),
        Fact("消防类别", listing.get_fire_class_display()),
        Fact("喷淋", _yes_or_no(listing.has_sprinklers)),
        Fact("可环评", listing.get_eia_display()),
        Fact("天然气", _yes_or_no(listing.has_gas)),
        Fact("蒸汽", _yes_or_no(listing.has_steam)),
        Fact("工业污水接入", _yes_or_no(listing.has_sewage)),
        Fact("装卸口", _number(listing.loading_docks), "个"),
        Fact("堆场", _number(listing.yard_m2), "㎡"),
        Fact("可进货车", _number(listing.largest_lorry_m), "米以内"),
        Fact("土地用途", listing.get_land_use_display()),
        Fact("土地剩余年限", _number(listing.land_years_left), "年"),
        Fact("容积率", _number(listing.plot_ratio)),
        Fact("产权证", listing.get_deed_display()),
    ]


def all_terms(listing: Listing) -> list[Fact]:
    """What it costs and from when, likewise."""
    return [
        Fact(
            price_label(listing),
            listing.price_in_words + (f"（{listing.common_price}）" if listing.common_price else ""),
        ),
        Fact("物业费", _number(listing.property_fee), "元/㎡·月"),
        Fact("押金", listing.deposit),
        Fact("免租期", listing.rent_free),
        Fact("最短租期", _number(listing.shortest_lease_months), "个月"),
        Fact("最早可用", listing.available_from.isoformat() if listing.available_from else ""),
    ]


def price_label(listing: Listing) -> str:
    """What its price is called."""
    return "租金" if listing.deal == Listing.Deal.RENT else "价格"


def _area(listing: Listing) -> Fact:
    """Of land in 亩 first, as it is sold."""
    value, _, unit = listing.size.partition(" ")
    return Fact("面积", value, f"{unit}（{listing.metres}）" if listing.metres else unit)


def _crane(listing: Listing) -> Fact:
    words = listing.get_crane_state_display()
    if listing.crane_state == Listing.CraneState.NONE:
        return Fact("行车", words)
    return Fact("行车", _number(listing.crane_t), f"吨，{words}" if words else "吨")


def _number(value: Any) -> str:
    return "" if value is None else plain(value)


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else "有" if value else "没有"
