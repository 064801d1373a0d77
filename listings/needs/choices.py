"""The words of the form's choices: kind, deal, storeys, fire class, environmental assessment."""

import re
from collections.abc import Iterator

from listings.needs.parts import Part, is_refused

#: (field, value, words). Longer words stand before those they hold.
_CHOICES: tuple[tuple[str, str, str], ...] = (
    (
        *("kind", "land"),
        "工业用地|工业土地|工业地(?![坪面产])|仓储用地|物流用地|厂房用地|建设用地|净地|土地|地块|用地|地皮|拿地|块地|亩地|建厂(?!房)"
        "|(?<=的)地(?=$|[，。；、,;\\s])",
    ),
    ("kind", "office", "写字楼|办公楼|办公室|办公区?|研发楼|研发办公|研发中心|研发|实验楼|商务楼"),
    (
        "kind",
        "warehouse",
        "仓库|高标仓|库房|云仓|仓储|物流仓|高台仓|前置仓|中转仓|分拨中心|[标平冷温凉税台二类]库|(?<![太清平满空])仓(?![储库山位单里顶促])",
    ),
    ("kind", "factory", "厂房|车间|厂区|工厂房|厂办一体|(?<=[租找买])(?:个)?工厂"),
    ("deal", "transfer", "出让|招拍挂|挂牌地|土地转让|转让土地|地块转让"),
    ("deal", "sale", "出售|求购|购买|购置|买|产权厂房|独立产权|大产权"),
    ("deal", "rent", "出租|求租|租赁|整租|招租|转租|(?<!分)租(?!约|期|户)"),
    ("storeys", "single", "单层(?!面积)|一层到顶|单一层"),
    (
        "storeys",
        "multi",
        "多层|(?<!第)(?<![上下每\\d])[双两二三四五六2-6]层(?=的?(?:标准|独栋|整栋|厂房|仓库|车间|楼|框架))|双层|楼上楼下",
    ),
    ("eia", "on", "环评"),
)
_CHOICE = [(field, value, re.compile(words)) for field, value, words in _CHOICES]
#: Classes of goods; of several together (丙丁类) the strictest covers the others. 甲级写字楼 is none.
_FIRE = re.compile(
    "([甲乙丙丁戊])[甲乙丙丁戊]?[一二12]?类|([甲乙丙丁戊])[一二12](?=$|[，。；、,;\\s仓库厂消])"
    "|消防(?:等级|类别|要求)?(?:要|是|为|:)?([甲乙丙丁戊])(?!级)"
)
#: A warehouse of a kind that no listing names: the word stays among what nothing was made of.
_COLD = re.compile("[冷温凉]库")
#: What comes with it and is not looked for: 带办公, 含宿舍.
_BESIDE = re.compile("(?:带|配套?|含|附带?|外加|加|另有|自带)[^，。；,;\\s]{0,3}$")
_BESIDE_OF = "office"


def parts(text: str) -> Iterator[Part]:
    """All choices that are named and not refused."""
    rest = {field: text for field, _, _ in _CHOICE}
    for field, value, words in _CHOICE:
        for match in words.finditer(rest[field]):
            # 仓储用地 is no warehouse.
            rest[field] = rest[field][: match.start()] + " " * len(match[0]) + rest[field][match.end() :]
            is_beside = value == _BESIDE_OF and _BESIDE.search(text[: match.start()])
            if not is_refused(text, match.start()) and not is_beside:
                yield Part(field, value, match.start(), match.start() if _COLD.match(match[0]) else match.end())
    for match in _FIRE.finditer(text):
        if not is_refused(text, match.start()):
            yield Part("fire", match[1] or match[2] or match[3], *match.span())
