"""Cities and kinds that are not wanted: 除了济南以外都可以, 别推土地和仓库给我. The others are wanted."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

_MARK = "[，。；、,;!?()\\s]"
_CLEAR = f"(?=$|{_MARK})"
_BEGIN = f"(?:(?<=^)|(?<={_MARK})|(?<=^找)|(?<={_MARK}找)|(?<=想找))"
_AND = "(?:、|和|及|以及|与|跟|或者?|还有)"
_UNWANTED = "(?:不(?:想?要|考虑|接受|看|选)|(?:别|不要|勿)再?(?:推荐?|发|给我(?:们)?(?:推荐?|发)))"
_UNWANTED_CITY = "不去|不(?:想|要|考虑)(?:在|去|到)"
_UNWANTED_KIND = f"{_BEGIN}不是|不(?:想|要|考虑)?(?:租|找|买)"
#: Behind what is not wanted: nothing that it is part of (不要济南的厂房, 不要土地证).
_END = f"的?(?:就?算了|给我们?|了|吧|哈|啊)?{_CLEAR}"
_OUTSIDE = "(?:[以之]外|除外)的?"
_THE_OTHERS = "(?:其[他它]|别的|城市|地方|地区|类型|的)*"
_WILL_DO = f"[，,]?\\s?{_THE_OTHERS}都?(?:可以?|行|能?接受|好|考虑){_CLEAR}"
#: Who wants nothing else wants just that: 除了济南，其他都不考虑.
_NOTHING_ELSE = f"(?!{_MARK}*{_THE_OTHERS}(?:一律|全|都|也|就)*(?:不|没|免谈|勿|别(?!的)))"
#: Who wants something else as well wants both: 除了厂房，还要办公楼.
_NO_MORE = f"(?!{_MARK}*{_THE_OTHERS}(?!都)[^，。；、,;!?()\\s]{{0,8}}?[还也另再])"
_BEHIND = f"的?[也都就]?(?:不(?:要|考虑|接受|看|去|行)了?|就?算了|免谈|别推|勿推){_CLEAR}"
#: What the kinds are called where none of them is wanted.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("土地", "工业用地", "工业土地", "用地", "地块", "地皮", "净地"), "land"),
    **dict.fromkeys(("仓库", "库房", "仓储"), "warehouse"),
    **dict.fromkeys(("厂房", "车间"), "factory"),
    **dict.fromkeys(("写字楼", "办公楼", "办公室"), "office"),
}
#: The kinds of premises, in the order of the form.
ALL_KINDS = ("factory", "warehouse", "office", "land")
#: A list of more is not taken into an address.
LONGEST_LIST = 500


class Exclusion(NamedTuple):
    """What of `field` ("cities", "kinds") is not wanted, as `text[start:end]` says."""

    field: str
    values: frozenset[str]
    start: int
    end: int


class Exclusions:
    """Of a portal with these cities, {name: slug}; of the host of one city there is no other to look in."""

    def __init__(self, cities: Mapping[str, str]) -> None:
        self._names = {"cities": cities, "kinds": KINDS}
        self._patterns = {
            "cities": _pattern(cities, f"(?:{_UNWANTED}|{_UNWANTED_CITY})", "市?"),
            "kinds": _pattern(KINDS, f"(?:{_UNWANTED}|{_UNWANTED_KIND})", ""),
        }

    def find(self, text: str) -> Iterator[Exclusion]:
        """All of them; of a city's district, or a hall's office, none."""
        for field, (pattern, name) in self._patterns.items():
            for match in pattern.finditer(text):
                values = frozenset(self._names[field][each] for each in name.findall(match[0]))
                yield Exclusion(field, values, *match.span())

    def left(self, field: str, refused: Iterable[str]) -> list[str]:
        """What of all is wanted if this is not; nothing if that is too much to name."""
        everything = ALL_KINDS if field == "kinds" else [*dict.fromkeys(self._names[field].values())]
        wanted = [each for each in everything if each not in {*refused}]
        return wanted if len(",".join(wanted)) <= LONGEST_LIST else []

    def instead(
        self, fields: Mapping[str, str], found: Iterable[Exclusion], *, is_elsewhere: bool
    ) -> tuple[dict[str, str], list[Exclusion]]:
        """The fields that name what is left, and what of `found` is seen to by that, or by what is named as wanted.

        `is_elsewhere`: what is named as wanted is a city that the portal has not.
        """
        instead: dict[str, str] = {}
        seen_to: list[Exclusion] = []
        for several, one in (("cities", "city"), ("kinds", "kind")):
            of_field = [each for each in found if each.field == several]
            refused = frozenset(value for each in of_field for value in each.values)
            named = {*fields.get(several, fields.get(one, "")).split(",")} - {""}
            left = self.left(several, refused)
            if not refused or named & refused or not left or (several == "cities" and is_elsewhere):
                continue
            seen_to += [each._replace(values=refused) for each in of_field]
            if not named:
                instead[several if len(left) > 1 else one] = ",".join(left)
        return instead, seen_to


def _pattern(names: Iterable[str], unwanted: str, suffix: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds a refusal, and each name in it."""
    words = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    if not words:
        return re.compile("(?!)"), re.compile("(?!)")
    some = f"(?:{words}){suffix}的?(?:{_AND}?(?:{words}){suffix})*"
    but = f"(?<![消免拆清解扫])除[了开]?{some}(?:[以之]?外的?|除外|(?={_THE_OTHERS}都)|{_CLEAR})"
    but = f"{but}(?:{_WILL_DO}|{_NO_MORE})|{_BEGIN}{some}{_OUTSIDE}(?:{_WILL_DO})?"
    forms = (f"(?:{but}){_NOTHING_ELSE}", f"{unwanted}{some}{_END}", f"{_BEGIN}{some}{_BEHIND}")
    return re.compile("|".join(forms)), re.compile(words)
