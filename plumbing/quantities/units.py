"""Units of measure and currencies as people write them, each with its factor to the one unit its kind is kept in.

A unit is a row of a table. Spellings are in lower case and simplified characters, whatever was typed.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """What is measured, and the unit it is kept in (money: of its own currency)."""

    AREA = "m2"
    LENGTH = "m"
    MASS = "t"
    LOAD = "t/m2"
    POWER = "kVA"  # or kW: how much of the one a machine needs of the other is the machine's affair
    MONEY = "CNY"
    MONEY_PER_YEAR = "CNY/year"
    PRICE = "CNY/m2"
    RENT = "CNY/m2/month"
    # Parts of others, in which nothing is kept.
    FORCE = "tf"
    TIME = "month"


@dataclass(frozen=True)
class Unit:
    """`factor` of `symbol`: 亩 is 2000/3 of "m2"."""

    kind: Kind
    symbol: str
    factor: Fraction


#: By kind: the smallest and the largest value that a person can mean, and the step to which values are rounded.
BOUNDS = {
    Kind.AREA: (Decimal(1), Decimal(10**9), Decimal("0.01")),
    Kind.LENGTH: (Decimal("0.01"), Decimal(10**6), Decimal("0.001")),
    Kind.MASS: (Decimal("0.001"), Decimal(10**6), Decimal("0.001")),
    Kind.LOAD: (Decimal("0.01"), Decimal(1000), Decimal("0.001")),
    Kind.POWER: (Decimal("0.1"), Decimal(10**8), Decimal("0.001")),
    Kind.MONEY: (Decimal(1), Decimal(10**13), Decimal("0.01")),
    Kind.MONEY_PER_YEAR: (Decimal(1), Decimal(10**13), Decimal("0.01")),
    Kind.PRICE: (Decimal("0.01"), Decimal(10**6), Decimal("0.000001")),
    Kind.RENT: (Decimal("0.01"), Decimal(10**4), Decimal("0.000001")),
}

# A rent by the day is turned into one by the month as contracts do it: times 365, divided by 12.
_MONTHS_A_DAY = Fraction(12, 365)
# By kind and symbol: spellings, with "_" for a space in them, and the factor.
_TABLE: dict[tuple[Kind, str], dict[str, Fraction | int | str]] = {
    (Kind.AREA, "m2"): {
        "平方米 平方公尺 平米 平方 平 m2 m^2 sqm sq.m sq_m square_metres square_meters": 1,
        "亩 亩地 市亩 mu": Fraction(2000, 3),  # 15 亩 are a hectare
        "公亩": 100,
        "公顷 ha hectares": 10_000,
        "平方公里 平方千米 km2 km^2 sqkm": 1_000_000,
        "英亩 acre acres": "4046.8564224",
        "平方英尺 平方呎 方呎 sqft sq.ft sq_ft ft2 square_feet": "0.09290304",
    },
    (Kind.LENGTH, "m"): {
        "米 m 公尺 metres meters": 1,
        "厘米 公分 cm": "0.01",
        "毫米 mm": "0.001",
        "公里 km": 1000,
        "丈": Fraction(10, 3),
    },
    (Kind.MASS, "t"): {"吨 公吨 t tons": 1, "公斤 千克 kg": "0.001", "斤": "0.0005"},
    # The trade reckons ten kilonewtons a tonne.
    (Kind.FORCE, "tf"): {"kn 千牛": "0.1"},
    (Kind.LOAD, "t/m2"): {"kpa 千帕": "0.1"},
    (Kind.POWER, "kVA"): {"kva kv.a 千伏安": 1, "mva 兆伏安": 1000},
    (Kind.POWER, "kW"): {"kw 千瓦": 1, "mw 兆瓦": 1000, "gw 吉瓦": 1_000_000, "w 瓦": "0.001"},
    (Kind.TIME, "month"): {"月 个月 month": 1, "年 year": 12, "季 季度 个季度": 3, "天 日 day": _MONTHS_A_DAY},
    (Kind.MONEY, "CNY"): {"元 圆 块 块钱 元整 圆整 人民币 元人民币 rmb cny ¥": 1, "毛 毛钱 角": "0.1"},
    # Of other currencies nothing is converted.
    (Kind.MONEY, "USD"): {"美元 美金 美刀 usd us$ $": 1},
    (Kind.MONEY, "HKD"): {"港元 港币 hkd hk$": 1},
    (Kind.MONEY, "EUR"): {"欧元 eur €": 1},
    (Kind.MONEY, "JPY"): {"日元 日圆 jpy 円": 1},
    (Kind.MONEY, "GBP"): {"英镑 gbp £": 1},
    (Kind.MONEY, "TWD"): {"台币 新台币 twd nt$": 1},
    (Kind.MONEY, "KRW"): {"韩元 韩币 krw ₩": 1},
    (Kind.MONEY, "SGD"): {"新加坡元 新加坡币 新币 sgd s$": 1},
    (Kind.MONEY, "AUD"): {"澳元 澳币 aud a$": 1},
    (Kind.MONEY, "CAD"): {"加元 加币 cad c$": 1},
    (Kind.MONEY, "CHF"): {"瑞士法郎 瑞郎 chf": 1},
}
UNITS = {
    spelling.replace("_", " "): Unit(kind, symbol, Fraction(factor))
    for (kind, symbol), rows in _TABLE.items()
    for spellings, factor in rows.items()
    for spelling in spellings.split()
}
#: Currencies that stand before the sum as well: 人民币500万, $5m.
BEFORE_THE_SUM = {spelling for spelling, unit in UNITS.items() if unit.kind is Kind.MONEY} - {
    *("元", "圆", "块", "块钱", "元整", "圆整", "元人民币", "毛", "毛钱", "角")
}
#: English scales, believed only of a sum with a currency: 5m is five metres otherwise.
ENGLISH_SCALES = {"m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9, "k": 10**3}
#: Units after which one or two digits are decimals: 9米5, 3亩半, 1块2, 一丈二.
WITH_SPOKEN_DECIMALS = set("米亩吨块毛角元丈")
