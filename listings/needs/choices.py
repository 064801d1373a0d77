"""The words of the form's choices: kind, deal, storeys, fire class, environmental assessment, a crane of any size."""

import re

from listings.needs.parts import EITHER, Part, without
from listings.needs.refusals import is_made, is_refused_feature, is_refused_word

#: One that would do as well is not the only one.
_NOT_ALONE = "(?!的?(?:也行|也可|亦可|都行|均可|皆可|都可|不限))"
#: What a word that means other things as well (钢构加工, 框架) stands before where it is a structure.
_BESIDE_STRUCTURE = "(?:标准)?(?:厂房|车间|仓库|库房)|[单多]层|的|$|[，。；、,;\\s]|[约大]*\\d"
_TONNES = "[^，。；、,;\\s]{0,4}"
#: (field, value, words). Longer words stand before those they hold.
_CHOICES: tuple[tuple[str, str, str], ...] = (
    (
        *("kind", "land"),
        "工业用地|工业土地|工业地(?![坪面产])|仓储用地|物流用地|厂房用地|建设用地|净地|土地|地块|用地|地皮|拿地|[买购]地(?![段方铁下址理面区])|块地|亩地|建厂(?!房)"
        "|(?<=的)地(?=$|[，。；、,;\\s])",
    ),
    ("kind", "office", "写字楼|办公楼|办公室|办公区?|研发楼|研发办公|研发中心|研发|实验楼|商务楼"),
    (
        "kind",
        "warehouse",
        "仓库|高[标台]库|高标仓|库房|云仓|仓储|物流仓|高台仓|前置仓|中转仓|分拨中心|[标平冷温凉税台二类]库|(?<![太清平满空])仓(?![储库山位单里顶促])",
    ),
    ("kind", "factory", "厂房|车间|厂区|工厂房|厂办一体|(?<=[租找买])(?:个)?工厂"),
    ("deal", "transfer", "出让|招拍挂|挂牌地|土地转让|转让土地|地块转让"),
    ("deal", "sale", "出售|求购|购买|购置|买|产权厂房|独立产权|大产权|(?<=只)售"),
    ("deal", "rent", "出租|求租|租赁|整租|招租|转租|(?<!分)租(?!约|期|户)"),
    ("storeys", "single", "单层(?!面积)|一层到顶|单一层"),
    (
        "storeys",
        "multi",
        "多层|(?<!第)(?<![上下每\\d])[双两二三四五六2-6]层(?:楼|(?=的?(?:标准|独栋|整栋|厂房|仓库|车间|框架)))|双层|楼上楼下",
    ),
    (
        "structure",
        "steel",
        f"(?:(?:轻|重|全)?钢结构|钢构(?={_BESIDE_STRUCTURE})|(?:轻|全)钢(?=厂房|单层|\\d)|门式刚架|门式钢架){_NOT_ALONE}",
    ),
    (
        *("structure", "frame"),
        f"(?:(?:钢筋)?(?:混凝土)?框架结构|(?<![窗门铝木车])框架(?={_BESIDE_STRUCTURE}|的?多层)|混凝土结构){_NOT_ALONE}",
    ),
    ("structure", "mixed", f"砖混(?:结构)?{_NOT_ALONE}"),
    (
        *("gas", "on"),
        "(?<![液罐装氧])(?<!有无)(?:天然气|(?<!无)燃气|管道气|煤气|天燃气)(?!站|罐|车|公司|瓶|价|费|表|叉车)",
    ),
    (
        "steam",
        "on",
        f"(?<!有无)(?:工业|园区|集中|管道|市政)?蒸汽(?!锅炉|发生器|机|清洗|熨|费|价|{_TONNES}锅炉)",
    ),
    (
        *("dock", "on"),
        "(?<![可能加安][装上])(?:(?:卸货|装卸|装货|升降|液压|卸车)(?:平台|月台|站台)|月台|装卸口|卸货口|装货口)"
        "(?!高|饼|门(?:高|宽)|费)",
    ),
    (
        *("eia", "on"),
        "(?:(?<!不)(?:能|可以?|好)?(?<!不)(?:通?过|办|做|批))?环评(?:手续)?(?:[要得]?(?:能|可以?|好)(?:通?过|办|做|批)(?:下来|得?了)?)?",
    ),
    (
        *("has_crane", "on"),
        "(?<!预留)(?<![可能加安][装上])(?:行车|天车|行吊|航吊|航车|桥吊|桥式起重机|龙门吊|[单双]梁吊)"
        "(?![方便通道时间距离路程梁轨位牛记]|便利|司机|[要约大概]*\\d+\\s?(?:多\\s?)?(?:分|小时|公里))",
    ),
    (
        *("has_lift", "on"),
        "(?<![可能加安][装上])(?:货梯|载货电梯|升降货梯)(?!井|厅|口|[多几]|门(?:口|宽|高))",
    ),
    (
        *("ground", "on"),
        "(?<![上下每同双两二三四五六七八九十\\d单])(?<!地下)(?:一楼|首层|底层|底楼|1楼|一层(?!到顶)|1层)"
        "(?![高以商的]|楼板|荷载|承重|层高|净高|地面|地坪|大堂|\\s?\\d+(?:\\.\\d+)?\\s?(?:米|m(?!2)|吨|t))"
        "(?!(?:或者?|和|、|到|至|-|~)\\s?(?:[二三四五2-9]|负|夹层))(?!都行|不限)(?!\\d+[平㎡]?[二三2-3][楼层])",
    ),
)
#: Kinds stand last: of those that stand behind a feature that is refused (没有行车的厂房) none is refused with it.
_CHOICE = sorted(
    ((field, value, re.compile(words)) for field, value, words in _CHOICES), key=lambda row: row[0] == "kind"
)
#: Classes of goods; of several together (丙丁类) the strictest covers the others. 甲级写字楼 is none.
_FIRE = re.compile(
    "([甲乙丙丁戊])[甲乙丙丁戊]?[一二12]?类|([甲乙丙丁戊])[一二12](?=$|[，。；、,;\\s仓库厂消])"
    "|消防(?:等级|类别|要求)?(?:要|是|为|:)?([甲乙丙丁戊])(?!级)类?"
)
#: A warehouse of a kind that no listing names: the word stays among what nothing was made of.
_OF_ITS_OWN = re.compile("[冷温凉]库|高[标台][仓库]")
#: A plant that calls itself so looks for a hall, unless it says for what else: 注塑厂 800kw.
_PLANT = re.compile(
    "(?:(?<=^)|(?<=[，。；、,;\\s是做开]))[\u4e00-\u9fff]{1,4}(?<![老旧新水电气])厂(?=$|[，。；、,;\\s\\d找租要需])"
)
#: What is made below the offices of 上面办公下面生产.
_MADE = re.compile("生产(?!性|商|线|许可|资质|日期|总值|企业|厂家|型|车间|厂房)")
#: What comes with it and is not looked for: 带办公, 含宿舍.
_BESIDE = re.compile("(?:带|配套?|含|附带?|外加|加|另有|自带)[^，。；,;\\s]{0,3}$")
#: The same of what is told apart: 厂房3000平，另外要有一个小办公楼.
_ANNEX = re.compile(
    "(?:另外|另要|还要|还需|再要|再来|附属|附设|配备|包[含括]|顺带)[^，。；,;\\s\\d]{0,5}$|[带配含]有?(?:个|一个|一栋|栋|间|点|小){1,3}$"
)
_OF_AN_ANNEX = re.compile("办公|研发|实验|仓库|库房")
#: Beside a hall, not alone: 厂房，有办公楼.
_HAS = re.compile("(?<![没所])有(?:个|一个|一栋|栋|间|点|小){0,3}$|最好(?:能|是)?[有带]?$")
_BESIDE_OF = "office"
_WITH = re.compile("[带含]有?(?:个|一个|小)?$")
_ROOMS = re.compile("办公(?!楼)|研发办公")
#: What land is bought for.
_TO_BUILD = re.compile("(?<![新在已])[建盖][^，。；、,;\\s]{0,6}?(?:厂|仓库|车间|仓储|库房)")


#: Who would like it takes what has none as well.
_WISHED = re.compile("最好(?:[能是要带有通]|可以){0,3}$")
_CAN_BE_WISHED = {"structure", "gas", "steam", "dock"}
#: What is asked for is one: how many there are to be stays among what nothing was made of.
_COUNTED = {"dock", "has_crane", "has_lift"}
_HOW_MANY = "(?:\\d+|[两二三四五六七八九十几]+)(?<![^\\d十]1)(?<!^1)\\s?[个部台座](?!月(?!台))"
_SEVERAL_BEFORE = re.compile(f"{_HOW_MANY}(?:以上)?的?$")
_SEVERAL = re.compile(f"[^，。；、,;\\s\\d一]{{0,4}}{_HOW_MANY}")
_CAN_BE_MADE = {"structure", "gas", "steam", "dock", "has_crane", "has_lift"}
#: What premises are, and how they are had; the others tell what they have.
_NO_FEATURES = {"kind", "deal"}


def parts(text: str) -> tuple[list[Part], str]:
    """All choices that are named and not refused, and the text with marks in place of the features that are."""
    rest = {field: text for field, _, _ in _CHOICE}
    found, wanted = [], text
    for field, value, words in _CHOICE:
        for match in words.finditer(rest[field]):
            # 仓储用地 is no warehouse.
            rest[field] = without(rest[field], [match.span()])
            before = text[: match.start()]
            is_kept = _OF_ITS_OWN.match(match[0]) or (field in _COUNTED and _is_of_several(text, match))
            if field in _CAN_BE_WISHED and _WISHED.search(before):
                continue
            is_beside = (value == _BESIDE_OF and _BESIDE.search(before)) or (is_kept and _WITH.search(before))
            is_beside = is_beside or (field == "kind" and _OF_AN_ANNEX.match(match[0]) and _ANNEX.search(before))
            if field in _NO_FEATURES:
                is_refused = is_refused_word(wanted, *match.span()) or (field == "deal" and before.endswith("不"))
            elif is_refused := _is_refused_feature(field, text, match):
                wanted = without(wanted, [match.span()])
            if not is_refused and not is_beside:
                found.append(Part(field, value, match.start(), match.start() if is_kept else match.end()))
    for match in _FIRE.finditer(text):
        if is_refused_feature(text, *match.span()):
            wanted = without(wanted, [match.span()])
        else:
            found.append(Part("fire", match[1] or match[2] or match[3], *match.span()))
    return found, wanted


def _is_of_several(text: str, match: re.Match[str]) -> bool:
    return bool(_SEVERAL_BEFORE.search(text[: match.start()]) or _SEVERAL.match(text, match.end()))


def _is_refused_feature(field: str, text: str, match: re.Match[str]) -> bool:
    return is_refused_feature(text, *match.span()) or (field in _CAN_BE_MADE and is_made(text, *match.span()))


def of_kinds(found: list[Part], text: str) -> list[Part]:
    """`found` with the kind that is meant, or with all of several as `kinds`."""
    kinds = [part for part in found if part.field == "kind"]
    others = [part for part in found if part.field != "kind"]
    if (made := _MADE.search(text)) and {part.value for part in kinds} == {"office"}:
        kinds.append(Part("kind", "factory", *made.span()))
    if not kinds and (plant := _PLANT.search(text)):
        kinds = [Part("kind", "factory", plant.start(), plant.start())]
    values = {part.value for part in kinds}
    if "land" in values and _TO_BUILD.search(text):
        kinds = [part for part in kinds if part.value == "land"]
    elif values & {"factory", "warehouse"} and not EITHER.search(text):
        # Rooms beside a hall: 厂房3000平，办公300平.
        kinds = [part for part in kinds if part.value != "office" or not _is_beside_a_hall(text, part)]
    several = [*dict.fromkeys(part.value for part in sorted(kinds, key=lambda part: part.start))]
    if len(several) > 1:
        kinds = [part._replace(field="kinds", value=",".join(several)) for part in kinds]
    return [*others, *kinds]


def _is_beside_a_hall(text: str, office: Part) -> bool:
    is_annex = _OF_AN_ANNEX.match(text, office.start) and _HAS.search(text[: office.start])
    return bool(_ROOMS.match(text, office.start) or is_annex)
