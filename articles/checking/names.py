"""One thing by two names: a zone in two cities; a company, zone or person with another character of the same sound."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from articles.checking.leftovers import POSTS
from articles.checking.story import Finding, Piece, Story
from articles.search.places import CITIES
from plumbing import pinyin

#: A place in the story: (paragraph's piece, start, end, number of its sentence).
Place = tuple[Piece, int, int, int]
#: A name's spellings, or its cities, and where they stand.
Written = dict[str, list[Place]]

_ZONE_END = (
    "(?:(?:产业|工业|科技|智造|创业|物流|软件)?园|园区|新城|小镇|智谷|(?:创业)?社区|加速器|孵化器|开发区|高新区|新区)"
)
_CITY = "|".join(sorted(CITIES, key=len, reverse=True))
_IN_CITY = re.compile(rf"(?P<own>{_CITY})市?(?P<of>[\u4e00-\u9fff]{{2,10}}?{_ZONE_END})(?![区内])")
# What is left of a zone's name without these is its own.
_COMMON = re.compile(
    "高新|技术|经济|综合|保税|现代|国际|国家级?|农业|工业|产业|科技|科创|智能|智造|制造|装备|大学生?|物流|生物|医药|新?材料|电子|信息|软件|数字|大数据"
    "|人工|机器人|新能源|汽车|航空|航天|空港|临[空港]|海洋|食品|化工|纺织|服装|文化|创意|创新|创业|中小|企业|循环|节能|环保|健康|跨境|电商|商务|自贸"
    rf"|试验|示范|高铁|冷链|低空|{_ZONE_END}"
)
# Operators and alliances that have zones of one name in many cities, and words of a sentence about several.
_CHAINS = re.compile(
    "万洋|联东|中南高科|启迪|中关村|华夏幸福|清华|天安|金科|光谷|张江|普洛斯|宝湾|亿达|中电|海尔|华为|腾讯|阿里|京东|百度|蛇口|星河|硅谷|万科|顺丰"
    "|菜鸟|[东西南北]部|中[德日韩新意]|侨|慧谷|创智"
)
_SEVERAL = re.compile(
    "分园|飞地|同名|两地|各地|全国|异地|连锁|布局|分别|继|另|又|也|还|以及|先后|第[二三四]|落子|复制|模式"
)
# What a company does, behind the two characters of its own.
_TRADE = (
    "食品|精工|科技|电子|机械|装备|重工|新?材料?|生物|医药|药业|制药|医疗"
    "|光电|光学|新?能源|汽车|汽配|电气|电器|智能|机器人|软件|信息|数据"
    "|网络|物流|仓储|包装|纺织|服饰|家居|家具|家纺|化工|日化|涂料|塑业|塑料|橡胶|轴承|模具|五金|铸业|铸造|钢构|建材|玻璃|陶瓷|环保|检测|咨询|集团|实业|工贸|商贸|贸易"
    "|米业|乳业|酒业|饮料|农业|农牧|宠物|传媒|动力|传动|精密|线缆|电缆|电池|储能|半导体|微电子|传感|仪器|仪表|航空|股份"
)
# What no name begins with or ends with; and words of one sound that both stand before such words.
_NOT_FIRST = "和全省市县区国我他它那各做作就都也还本此某名家这该其"
_NOT_LAST = "的地得与及或在是有以已由又从到为等对把被将了着过、"
_WORDS = {"实验", "试验", "水利", "水力", "启动", "气动", "公用", "共用", "世纪", "实际"}
_LOOK_ALIKE = "己已巳 末未 土士 戊戌戍 天夭 睛晴 拔拨 杨扬 侯候 佳住 冶治 冼洗 莱菜 茶荼 崇祟 字宇 千干于 亨享"
_NAME = re.compile(
    rf"(?=(?P<own>[^\W\d_a-zA-Z{_NOT_FIRST}{_NOT_LAST}][^\W\d_a-zA-Z{_NOT_LAST}])(?P<of>{_TRADE}|{_ZONE_END}))"
)
# A person's name of three characters behind a title; of the names behind a title one begins with a surname.
_PERSON = re.compile(
    rf"(?P<of>{POSTS})[:： ]?(?P<own>[\u4e00-\u9fff]{{3}})"
    r"(?=[，。、；：:（(]|[一等]行|介绍|[表指]示|[说和与率带等在还也]|出席|参加|主持|致辞|强调|指出|告诉|宣布|\s|$)"
)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方"
    "白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常施牛温鲁葛章聂焦庞颜梅盛童詹苗凌费纪舒屈祝柴宁尚耿兰岳齐倪骆"
)
# Of a name behind one of these, nobody said that it has the title of the like.
_OF_OTHERS = "".join(f"(?<!{who})" for who in ("员工", "职工", "工人", "村民", "居民", "市民", "客户", "同学", "师傅"))
#: Names of one ending that are compared with each other, at most.
MOST = 60


def names_differ(story: Story) -> Iterator[Finding]:
    """The later, or the rarer, of two names that seem to be one thing's."""
    found: dict[tuple[re.Pattern[str], str], Written] = defaultdict(lambda: defaultdict(list))
    for number, sentence in enumerate(each for piece in story.pieces for each in piece.sentences):
        for pattern in (_IN_CITY, _NAME):
            for match in sentence.find(pattern):
                end = match.end("of" if pattern is _NAME else "own")
                found[pattern, match["of"]][match["own"]].append((sentence.piece, match.start("own"), end, number))
    for (pattern, of), written in found.items():
        few = dict(list(written.items())[:MOST])
        yield from _two_cities(story, of, written) if pattern is _IN_CITY else _same_sound(of, few)
    for written in _persons(story):
        yield from _same_sound("", written)


def _persons(story: Story) -> Iterator[Written]:
    """Each name behind a title, with one that differs in one character, whatever stands before that."""
    titled = dict.fromkeys(match["own"] for piece in story.pieces for match in _PERSON.finditer(piece.plain))
    sentences = list(enumerate(each for piece in story.pieces for each in piece.sentences))
    compared = set[str]()
    for name in [name for name in titled if name[0] in SURNAMES][:MOST]:
        written: Written = defaultdict(list)
        alike = re.compile(f"{_OF_OTHERS}(?:{'|'.join(f'{name[:at]}[一-龥]{name[at + 1 :]}' for at in range(3))})")
        for number, sentence in sentences:
            for match in sentence.find(alike):
                written[match[0]].append((sentence.piece, *match.span(), number))
        compared.add(name)
        for other in written.keys() - compared:
            yield {each: places for each, places in written.items() if each in {name, other}}


def _two_cities(story: Story, name: str, cities: Written) -> Iterator[Finding]:
    if len(cities) != 2 or _CHAINS.search(name) or len(_COMMON.sub("", name)) < 2:
        return
    one, other = cities
    text = "\n".join(piece.plain for piece in story.pieces)
    only_here = any(text.count(city) == len(places) for city, places in cities.items())
    piece, start, end, _ = cities[other][0]
    sentence = next((each.text for each in piece.sentences if each.start <= start < each.end), "")
    if only_here and _are_apart(*cities.values()) and not _SEVERAL.search(sentence):
        yield piece.finding("name", start, end, f"前文是“{one}{name}”，这里是“{other}{name}”，请核对。")


def _are_apart(one: list[Place], other: list[Place]) -> bool:
    """Whether no sentence has both."""
    return {number for *_, number in one}.isdisjoint(number for *_, number in other)


def _same_sound(end: str, written: Written) -> Iterator[Finding]:
    """Names that differ in one character of the same sound, of which one stands only once, and apart."""
    for one, other in combinations(written, 2):
        wrong_at = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong_at) != 1 or {one, other} & _WORDS or not _are_alike(one, other, wrong_at[0]):
            continue
        right, wrong = (one, other) if len(written[other]) <= len(written[one]) else (other, one)
        if len(written[wrong]) == 1 and _are_apart(written[right], written[wrong]):
            piece, start, stop, _ = written[wrong][0]
            yield piece.finding("name", start, stop, f"别处写作“{right}{end}”，这里是“{wrong}{end}”，请核对。")


def _are_alike(one: str, other: str, at: int) -> bool:
    """Whether the characters there look alike, or sound so in the names or alone: 立传 is read lizhuan, 传 chuan.

    Persons with surnames that are told apart are two.
    """
    if at == 0 and len(one) > 2 and one[0] in SURNAMES and other[0] in SURNAMES:
        return False
    sounds = [{*pinyin.syllables(name[at]), *pinyin.syllables(name)[at : at + 1]} for name in (one, other)]
    return bool(sounds[0] & sounds[1]) or any(one[at] in alike and other[at] in alike for alike in _LOOK_ALIKE.split())
