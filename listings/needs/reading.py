"""What was read of a need in words, all in all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from listings.needs import area_ends, areas, choices, measures, prices, rents, standing, times
from listings.needs.industries import Industries
from listings.needs.parts import Part, without
from listings.needs.places import Places
from plumbing.quantities.reading import plain

#: Of a longer text the rest is not read.
LONGEST = 600
#: Questions, not refusals.
_WHETHER = re.compile("有没有|能不能|是不是|可不可以|要不要|好不好|做不做|能否|是否")
_BULLET = re.compile(r"(?:^|(?<=[，。；、:,;\s]))([1-9])(?:[、)]|\.(?!\d))")
#: The fields of which something is said only once: of two different ones neither is taken.
_ONE_OF = {"deal", "storeys", "structure", "fire", "rent", "total", "price", "mu_price", "total_price", "by"}
#: Of several of these the largest does for all.
_LARGEST = {"crane", "lift"}
#: What no plot of land has, so that of land nothing can be asked by it.
_OF_BUILDINGS = {"height", "load", "crane", "has_crane", "lift", "has_lift", "ground", "storeys", "structure"}
_OF_BUILDINGS |= {"fire", "dock"}
#: What nobody needs to be told was not read: at the ends of what was not, and words that stood beside numbers.
_PARTICLES = (
    "我们|[我咱]?这边|谢谢|[你您]好|麻烦|的话|想要?|需要|希望|求购|求租|求|找|请问"
    "|有没有|[能要]不[能要]|是不是|可不可以|好不好|做不做|能否|是否"
    "|只租不[买售]|不[买售]只租|只[买售]不租|不租只[买售]"
    "|一个|一套|或者?|[都也]行|[都也]可以?|就行|可以|附近|出租|出让|租赁|招租|整租"
    "|租(?![期金约])|出售|购买|买|[我您](?!司)|最好|[带能在要有和的是做个也+]|加(?!工)"
)
#: Of these no word at the end of a clause is cut off: 分租, 不要.
_CLOSING = "都行|就行|可以|的"
_LABELS = (
    "净高|层高|梁下|行车|天车|航吊|航车|行吊|吊车|龙门吊|桥式|起重机|承重|荷载|楼板|地面|供电|配电|变压器|电力|用电|电|面积|租金|月租"
    r"|预算|以内|以上|以下|左右|不超过|不低于|消防|(?:入驻|交付|进场)(?:时间|日期)?|标准|首层|底层|货梯|吨位|高度?|\d{11,}"
)
# Possessive: 想要 could be cut in two ways, and so often repeated in very many.
_BEGIN, _END = re.compile(f"^(?>{_PARTICLES})++"), re.compile(f"(?>{_PARTICLES})++$")
_END_OF_CLAUSE = re.compile(f"(?>{_CLOSING})++$")
_NO_WORDS = re.compile(f"(?>{_PARTICLES}|{_LABELS})*+|.")
#: What only leads to what was read beside it: 不过我们只要1600平, 青岛有同样的也可以.
_LEADING = (
    "但是?|其实|另外|还是?|只[要看有]?|就|够|了|吧|啊|哈|同样|一样"
    "|看看?|改[成为]|换成|后来|刚才|说|老板|领导|客户|放宽到?|到|承载|地面"
)
#: What was said of what was read beside it, and is used up with that: 必须带行车, 要通天然气.
_USED_UP = re.compile(
    rf"(?>{_PARTICLES}|{_LABELS}|{_LEADING}|必须|不能没有?|[少缺]不了|离不开|一定|务必|用[到得]|可用|一下|那种|齐全|手续|[配通过办可得需用自])*+|."
)
#: Of one word that stood beside what was read nothing is told: 买套厂房, 办环评.
_COUNTED = re.compile("[套个间处栋块办做用]")
#: What is no mark; the reader's own stand for what was read.
_CLAUSE = re.compile("[^，。；、,;!?：:()\\s]+")


@dataclass(frozen=True)
class Names:
    """What a need may name on a portal."""

    places: Places
    industries: Industries


@dataclass(frozen=True)
class Words:
    """What was read: `fields` are the finder's, as its address says them; `rest` is what nothing was made of.

    `said` has the words of those fields whose values do not show them: {"rent": "0.8元/天/平"}.
    """

    fields: dict[str, str]
    rest: str = ""
    said: dict[str, str] = field(default_factory=dict)
    #: Cities that the portal has not, where no other is named.
    elsewhere: str = ""
    #: {"cities" or "kinds": those that are not wanted}; fields that name all others because of that are `by_refusal`.
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_refusal: frozenset[str] = frozenset()


def read(typed: str, names: Names, today: date) -> Words:
    """The Words of a need that was typed on the day `today`, local time. No text makes it raise."""
    whole = _without_bullets(plain(typed[:LONGEST]))
    if not whole:
        return Words({})
    text = _WHETHER.sub(lambda match: "。" * len(match[0]), whole)
    wished = without(text, standing.spans(text))
    excluded = [*names.places.exclusions.find(wished)]
    wished = without(wished, [(each.start, each.end) for each in excluded])
    chosen, wanted = choices.parts(wished)
    chosen = choices.of_kinds(chosen, wished)
    found = _certain([*_numbers(wanted, today, chosen), *chosen], wanted)
    rest = without(wanted, [(part.start, part.end) for part in found if part.field not in {"kind", "kinds", "deal"}])
    found += [*names.places.parts(rest), *names.industries.parts(rest)]
    if any((part.field, part.value) == ("kind", "land") for part in found):
        found = [part for part in found if part.field not in _OF_BUILDINGS]
    found = [part for part in found if part.value]
    fields = {part.field: part.value for part in reversed(found)}
    for name in _LARGEST & fields.keys():
        fields.pop(f"has_{name}", None)
    said = {part.field: re.sub(r"\s*m2", "㎡", part.said) for part in reversed(found) if part.field in fields}
    if fields.get("kind") == "land" and fields.get("deal") != "transfer":
        fields.pop("deal", None)  # of land people say 买 and mean any way to get it
    used = [part for part in found if part.field in _LARGEST or fields.get(part.field, part.value) == part.value]
    left = without(whole, [(part.start, part.end) for part in used if part.field != "deal"])
    elsewhere = "、".join(dict.fromkeys(part.value for part in found if part.field == "elsewhere"))
    fields.pop("elsewhere", None)
    by_refusal, seen_to = names.places.exclusions.instead(fields, excluded, is_elsewhere=bool(elsewhere))
    left = without(left, [(each.start, each.end) for each in seen_to])
    said = {name: words for name, words in said.items() if words}
    refused = {each.field: each.values for each in seen_to}
    return Words(fields | by_refusal, _rest(left, wanted), said, elsewhere, refused, frozenset(by_refusal))


def _rest(left: str, wanted: str) -> str:
    """The words that stand between marks, without what nobody needs to be told; none is cut off in part.

    What is refused, and so has marks in place of it in `wanted`, is told with all that stands beside it.
    """
    rest = []
    for match in _CLAUSE.finditer(left):
        is_refused = ";" in wanted[match.start() : match.end()]
        # Where something was read right behind it, 要 and 租 belong to that.
        is_beside = left.startswith(";", match.end())
        useless = _USED_UP if is_beside or left[: match.start()].endswith(";") else _NO_WORDS
        # 不过 leads to what stands behind it, and refuses what stands before: 环评不过.
        if not is_refused and useless.fullmatch(match[0].removeprefix("不过") if is_beside else match[0]):
            continue
        words = match[0] if is_refused else _BEGIN.sub("", match[0])
        words = _END.sub("", words) if is_beside else words if is_refused else _END_OF_CLAUSE.sub("", words)
        if not (is_beside and _COUNTED.fullmatch(words)):
            rest.append(words if len(words) > 1 else match[0])
    return " ".join(rest)


def _without_bullets(text: str) -> str:
    """The text without the numbers of a list: 1、净高9米；2、10吨行车."""
    bullets = [*_BULLET.finditer(text)]
    is_list = [match[1] for match in bullets[:2]] == ["1", "2"]
    return without(text, [match.span() for match in bullets]) if is_list else text


def _numbers(text: str, today: date, chosen: list[Part]) -> list[Part]:
    """Days, prices, rents and measures; none of them out of the same characters."""
    days = [*times.parts(text, today)]
    text = without(text, [(part.start, part.end) for part in days])
    is_bought = any(part.field == "deal" and part.value != "rent" for part in chosen)
    is_land = any((part.field, part.value) == ("kind", "land") for part in chosen)
    priced = [*prices.parts(text, is_bought=is_bought, is_land=is_land)]
    text = without(text, [(part.start, part.end) for part in priced])
    rented = [*rents.find(text)]
    text = without(text, [(rent.start, rent.end) for rent in rented])
    found: list[Part] = []
    for read_some in (area_ends.both, measures.with_units, measures.without_units, measures.alone):
        if read_some is not measures.alone or not any(part.field == "area" for part in found):
            parts = [*read_some(text)]
            found += parts
            text = without(text, [(part.start, part.end) for part in parts])
    return [*days, *found, *priced, *rents.parts(rented)]


def _certain(found: list[Part], text: str) -> list[Part]:
    """Without those of which two different ones were said (丙类或者丁类); of several cranes or lifts the largest."""
    values: dict[str, set[str]] = {}
    for part in found:
        values.setdefault(part.field, set()).add(part.value)
    certain = [part for part in found if part.field not in _ONE_OF or len(values[part.field]) == 1]
    certain = areas.of_one(certain, text)
    land = [
        part for part in certain if part.field == "mu_price" or (part.field == "area" and areas.is_of_land(part.value))
    ]
    if land and not {"kind", "kinds"} & {part.field for part in certain}:
        certain.append(land[0]._replace(field="kind", value="land"))
    return sorted(certain, key=lambda part: -Decimal(part.value or 0) if part.field in _LARGEST else 0)
