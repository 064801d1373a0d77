"""Areas of which both ends are said with one unit or none: 面积2000以上3500以下, 不低于2000不超过3500平."""

import re
from collections.abc import Iterator

from listings.needs.parts import NUMBER, Part
from listings.needs.refusals import is_refused
from plumbing.quantities import reading

_UNIT = "(?:平方米|平米|平方|m2|平|亩|公顷)"
_LOWER = (
    rf"(?:(?:不(?:要|能)?(?:低于|小于|少于)|(?<!不)(?:大于|高于)|至少|最少)\s?(?P<least>{NUMBER})\s?(?P<least_unit>{_UNIT})?"
    rf"|(?P<from>{NUMBER})\s?(?P<from_unit>{_UNIT})?(?:及?以上|往上|起))"
)
_UPPER = (
    rf"(?:(?:(?:不(?:要|能)?|别|勿)(?:超过?|高于|大于|多于)|小于|低于|少于|最多)\s?(?P<most>{NUMBER})\s?(?P<most_unit>{_UNIT})?"
    rf"|(?P<to>{NUMBER})\s?(?P<to_unit>{_UNIT})?(?:及?以下|[以之]内|封顶))"
)
_PREMISES = "厂房|仓库|车间|库房|写字楼|办公楼"
_NO_OTHER_UNIT = r"(?!\s?(?:[平方亩公吨米元块万个层人天年月台%/]|[a-z]))"
_BOTH = re.compile(
    rf"(?P<label>(?:面积|{_PREMISES})(?:要|需要?|在|是|为|:|\s)*)?(?P<ends>{_LOWER}[，,]?\s?{_UPPER}){_NO_OTHER_UNIT}"
    rf"(?P<behind>的?(?:[单多]层|标准|钢结?构)*(?:{_PREMISES}))?"
)
#: The least of a lower end in ㎡, and how many times it the upper one may be: 行车10以上3500平以下 are two things.
_LEAST, _MOST_TIMES = 100, 20


def both(text: str) -> Iterator[Part]:
    """Each such area as one; where both ends have their units they are read one by one."""
    for match in _BOTH.finditer(text):
        units = [unit for name in ("least", "from", "most", "to") if (unit := match[f"{name}_unit"])]
        is_of_area = match["label"] or match["behind"] or units
        if len(units) > 1 or not is_of_area or is_refused(text, match.start()):
            continue
        unit = (units or ["㎡"])[0].replace("m2", "㎡")
        lower, upper = (match["least"] or match["from"]).strip(), (match["most"] or match["to"]).strip()
        value = f"{lower}{unit}以上,{upper}{unit}以下"
        quantity = reading.read(value, "㎡").quantity
        ends = (quantity.lower, quantity.upper) if quantity else (None, None)
        if ends[0] and ends[1] and _LEAST <= ends[0] < ends[1] <= _MOST_TIMES * ends[0]:
            yield Part("area", value, match.start(), match.end("ends"))
