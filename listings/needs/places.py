"""Places: cities of the portal, their districts and counties (长清), zones by their names or short ones (高新区)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from listings.needs.exclusions import Exclusions
from listings.needs.parts import Part, without
from listings.needs.refusals import is_refused_word
from plumbing.quantities.reading import plain

#: What official names say at length and people do not.
_SHORT = (
    ("高新技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
    ("综合保税区", "综保区"),
)
_SUFFIX = re.compile("(?:产业|工业|科技|物流|创新|集聚)?(?:园区|园|集聚区|基地)$")
#: Before such a word stands the name of a place, by which people of that city know the zone: 明湖 of 明湖智造产业园.
_OWN = re.compile(
    "(?P<name>[\u4e00-\u9fff]{2,4}?)(?:智造|智慧|智能|制造|装备|机械|电子|信息|新型|新能源|储能|模具|新材料|食品|医药|生物|汽车"
    "|软件|数字|物流|仓储|冷链|港口|跨境|保税|综合|化工|纺织|服装|家居|家具|印刷|包装|高端|现代|绿色|科技|科创|创新|创业|高新|经济"
    "|工业|产业|小微|循环|航空|轨道|光电|半导体|显示|班列)"
)
_REMARK = re.compile("[(（][^()（）]*[)）]")
_NATION = "(?:[\u4e00-\u9fff]{1,5}族)+自治[县旗]|土家族苗族自治县|自治[县旗]"
_DISTRICT = re.compile(f"(?:新区|区|县|市|旗|{_NATION})$")
#: Districts whose names without 区 or 县 are words of which needs are made.
_WORDS = frozenset(re.findall(r"\S+", """
新建 平房 高台 独山 港口 温泉 资源 合作 公安 平安 同心 友好 友谊 前进 解放 兴业 共和 城东
城西 城北 城南 河北 河西 海南 江南 江北 老城 古城 山城 西市 南部 站前 天桥 中方 中站 高明
高要 高平 上高 库车 个旧 大方 大观 大同 大通 大名 大城 大田 灯塔 钟楼 平原 平台 海港 运河
路北 路南 路桥 桥东 桥西 比如 工农 惠民 惠农 爱民 光明 振兴 复兴 宏伟 富裕 康乐 无极 无为
石门 龙门 双桥 双城 城厢 城区 天心 新华 新城 和平 长安 西区 东区 南区 北区 郊区 矿区 市区
铁西 铁东 河口 江口 湖口 交口 洞口 清水 清流 白水 东方 东风 红旗 太平 太和 永安 安定 安居
平和 如东 得荣 当阳 正定 普定 仁和 永和 高港 大安 开发 通道 富民 全南 方正 景泰 三台
"""))  # fmt: skip
#: A street or a thing of that name is no place to be in: 南京路, 青岛港.
_STREET = "(?![东西南北中一二三四]?路(?![边段])|大道|大街|街(?!道)|啤酒|银行|牌)"
_ROUGHLY = re.compile("附近|周边|周围|一带|旁|边|或|优先|最好")
_OR = re.compile("(?:或者?|靠近|邻近|最好在?)$")
_MOVING = re.compile("(?:从|离开|搬离|撤出)$")
#: Where somebody is, and looks for nothing if another city is named: 济南的公司想在合肥找厂房.
_WHO = "(?:[一这]?家)?(?:总?公司|企业|客户|老板|厂家|厂商|总部|单位|集团|商户|品牌|朋友|老厂|人(?![才口民]))"
_FROM_BEHIND = re.compile(f"(?P<more>市?[^，。；、,;\\s找租要想在去到搬厂仓库楼]{{0,5}}?的?){_WHO}")
_FROM = re.compile(
    "(?:(?:总部|(?:我们?|我司|母|总)?公司|老家|老厂|工厂|企业|注册地?|现址|原址)(?:现在|目前)?|现在|目前|原来|原先)(?:都|就)?[在是]$"
    "|(?:总部|老家|现址|原址)$"
)
_AND = re.compile("[市、和或及与跟]")
_BEFORE = "(?:(?<=^)|(?<=[，。；、,;\\s(在于到去是要想市或者和跟])|(?<=(?:地点|位置|[0-9]平)))"
_AROUND = (
    "(?=$|[，。；、,;\\s)附周一边这那或和及跟与的找租买求想要有厂仓车写办土地工单多标独研冷区县市新开经高\\d]|[一二两三四五六七八九十几]"
    "|均可|都行|优先)"
)


class ZoneName(NamedTuple):
    """A zone as a need may name it: addresses of it and of its city, and its name."""

    slug: str
    city: str
    name: str


@cache
def _districts() -> dict[str, list[str]]:
    """{city: its districts and counties}."""
    lines = Path(__file__).with_name("districts.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("：") for line in lines if not line.startswith("#"))
    return {city: districts.split() for city, districts in rows}


@cache
def _how_many() -> Counter[str]:
    """How many districts of the country have a name, or are called so for short."""
    names = (name for districts in _districts().values() for district in districts for name in _names(district))
    return Counter(names)


def _names(district: str) -> set[str]:
    short = _DISTRICT.sub("", district)
    return {district, short} if len(short) > 1 else {district}


class Places:
    """The portal's cities, {slug: name}, and zones, by all names that people have for them.

    `here` is the slug of the city whose host it is, or "".
    """

    def __init__(self, cities: Mapping[str, str], zones: Iterable[ZoneName], here: str) -> None:
        self._cities = {plain(name).removesuffix("市"): slug for slug, name in cities.items()}
        self._here = here
        self.exclusions = Exclusions({} if here else self._cities)
        #: {name: [(city, the district's whole name)]}.
        self._districts: dict[str, list[tuple[str, str]]] = {}
        for city, slug in self._cities.items():
            for district in _districts().get(city, ()):
                for name in _names(district) - self._cities.keys() - _WORDS:
                    self._districts.setdefault(name, []).append((slug, district))
        self._zones: dict[str, list[ZoneName]] = {}
        for zone in zones:
            for name in self._names_of(zone, plain(cities.get(zone.city, "")).removesuffix("市")):
                self._zones.setdefault(name, []).append(zone)
        self._own_names: dict[str, list[ZoneName]] = {}
        for zone in {zone for named in self._zones.values() for zone in named}:
            alone = plain(zone.name).removeprefix(plain(cities.get(zone.city, "")).removesuffix("市"))
            own = _OWN.match(alone.removeprefix("市"))
            if own and own["name"] not in _WORDS | self._districts.keys() | self._cities.keys():
                self._own_names.setdefault(own["name"], []).append(zone)
        self._city = _any_of(self._cities, f"市?{_STREET}")
        self._district = _any_of((name for name in self._districts if _DISTRICT.search(name)), _STREET)
        short = [name for name in self._districts if not _DISTRICT.search(name)]
        behind_city = f"(?:(?<={')|(?<='.join(map(re.escape, self._cities))}))" if self._cities else "(?!)"
        self._short_districts = (_any_of(short, _STREET, behind_city), _any_of(short, _STREET + _AROUND, _BEFORE))
        self._zone = _any_of(self._zones, "")
        self._own_name = _any_of(self._own_names, _STREET + _AROUND, f"(?:{behind_city}|{_BEFORE})")
        self._elsewhere = _any_of(_districts().keys() - self._cities.keys(), f"市?{_STREET}{_AROUND}", _BEFORE)

    @staticmethod
    def _names_of(zone: ZoneName, city: str) -> set[str]:
        whole = _REMARK.sub("", plain(zone.name)).strip()
        alone = whole.removeprefix(city).removeprefix("市") if whole != city else whole
        short = {alone}
        for official, usual in _SHORT:
            if alone.endswith(official):
                short.add(alone.removesuffix(official) + usual)
                short.add(usual)
        if len(stem := _SUFFIX.sub("", alone)) > 3:
            short.add(stem)
        return {whole} | {name for name in short if len(name) > 2}

    def parts(self, text: str) -> Iterator[Part]:
        """The one city that is named, by itself or by a district or a zone of it, and these; several as `cities`.

        Where none is, as `elsewhere` the cities that the portal has not.
        """
        text = self._without_origins(text)
        cities = [Part("city", self._cities[_bare(match)], *match.span()) for match in self._named(self._city, text)]
        named = {part.value for part in cities} or {self._here} - {""}
        zones = [*self._zone_parts(text, named)]
        districts = [*self._of_districts(text, named)]
        is_vague = len({name for _, name, _ in districts}) > 1 or any(_is_vague(text, each[2]) for each in districts)
        cities += [Part("city", city, *match.span(), match[0] if is_vague else "") for city, _, match in districts]
        for zone, match in zones:
            said = "" if any(part.value == zone.city for part in cities) else match[0]
            cities.append(Part("city", zone.city, *match.span(), said))
        several = [*dict.fromkeys(part.value for part in cities)]
        if not several:
            for match in self._named(self._elsewhere, text):
                yield Part("elsewhere", match[0], *match.span())
        if len(several) > 1 and not zones:
            yield from (part._replace(field="cities", value=",".join(several), said="") for part in cities)
        if len(several) == 1:
            yield from sorted(cities, key=lambda part: not part.said)
            if not is_vague:
                yield from (Part("district", name, *match.span()) for _, name, match in districts)
            if len({zone.slug for zone, _ in zones}) == 1:
                yield from (Part("zone", zone.slug, *match.span()) for zone, match in zones)

    def names_only_origins(self, text: str) -> bool:
        """Whether all cities that a text names are those that somebody is in: 苏州的公司找厂房."""
        named, spans = self._origins(plain(text))
        return 0 < len(named) == len(spans)

    def _without_origins(self, text: str) -> str:
        """With marks in place of the cities that somebody is in, where another one is named as well."""
        named, spans = self._origins(text)
        return without(text, spans) if len(spans) < len(named) else text

    def _origins(self, text: str) -> tuple[list[re.Match[str]], list[tuple[int, int]]]:
        """The cities named, and where those stand that somebody is in."""
        named = self._named(self._city, text)
        spans: list[tuple[int, int]] = []
        for match in named:
            behind = _FROM_BEHIND.match(text, match.end())
            if behind:
                spans.append((match.start(), behind.end("more")))
            elif _FROM.search(text[: match.start()]) and not _AND.match(text, match.end()):
                spans.append(match.span())
        return named, spans

    def _of_districts(self, text: str, named: set[str]) -> Iterator[tuple[str, str, re.Match[str]]]:
        patterns = (self._district, *self._short_districts)
        for match in (match for pattern in patterns for match in self._named(pattern, text)):
            of = self._districts[match[0]]
            meant = [each for each in of if each[0] in named] or (of if _how_many()[match[0]] == 1 else [])
            if len(meant) == 1:
                yield *meant[0], match

    def _zone_parts(self, text: str, named: set[str]) -> Iterator[tuple[ZoneName, re.Match[str]]]:
        for match in self._named(self._zone, text):
            of = self._zones[match[0]]
            is_usual = any(match[0] == usual for _, usual in _SHORT)
            meant = [zone for zone in of if zone.city in named] or ([] if is_usual else of)
            if len(meant) == 1:
                yield meant[0], match
        for match in self._named(self._own_name, text):
            meant = [zone for zone in self._own_names[match[0]] if zone.city in named]
            if len(meant) == 1 and not _is_vague(text, match):
                yield meant[0], match

    @staticmethod
    def _named(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
        return [
            match
            for match in pattern.finditer(text)
            if not is_refused_word(text, *match.span()) and not _MOVING.search(text[: match.start()])
        ]


def _is_vague(text: str, match: re.Match[str]) -> bool:
    """Whether a district is only one of those that would do."""
    return bool(_ROUGHLY.match(text, match.end()) or _OR.search(text[: match.start()]))


def _any_of(names: Iterable[str], behind: str, before: str = "") -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(f"{before}(?:{words}){behind}" if words else "(?!)")


def _bare(match: re.Match[str]) -> str:
    return match[0].removesuffix("市")
