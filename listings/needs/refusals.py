"""Words that say that what stands beside them is not wanted: 不要行车, 不带行车, 行车不要, 生产行车的企业."""

import re

#: Who says so does not want what follows.
_UNWANTED = (
    "不(?:想要?|要求?|是(?:要|找|租)?|能|做|用做?|需要?|考虑|接受|必要?|强求|打算|去|看|一定(?:要|非)?)|用不[着到上]"
    "|没必要|无[需须]|除了|免(?![费税])|非(?![常洲标遗金晶织])|(?<![特级区个性])别|谢绝|拒绝|禁止|严禁"
)
#: Who says so looks for something that has none of what follows. 无尘车间 and 无锡 are other words.
_WITHOUT = "不(?:带|含|包含?|配备?|附带?|通|接|装|设|在|具备)|没有?|(?<![有可])无|(?<![拆排清消扫解])除|(?<![严])禁"
#: Up to what is not wanted. With 的 (没有行车的厂房) and 要 (不要厂房要仓库) something else begins.
_GAP = "(?:[带有含配做在是])?[^的要带有含配但只，。；、,;\\s]"
#: Of things that are told together all are refused: 不要行车、货梯.
_LIST = "(?:(?:行车|货梯|电梯|月台|天然气|燃气|蒸汽|办公|宿舍|食堂|院子)(?:[、和或及与/]|以及))*"
_APART = "(?:^|[，。；、,;\\s])(?:不[要用带含]|没有|无)\\s$"
_NO = re.compile(f"(?:{_UNWANTED})(?:{_GAP}{{0,4}}|{_LIST})$|(?:{_WITHOUT})$|{_APART}")
_NO_FEATURE = re.compile(
    f"(?:{_UNWANTED}|{_WITHOUT})(?:{_GAP}{{0,6}}|{_LIST})$|{_APART}|不(?:介意|在乎|管|论|限)[。有没无]{{0,4}}$"
)
_LACKS = re.compile(f"(?:{_WITHOUT}){_GAP}{{0,6}}$")
#: What cannot be missing is wanted.
_MUST = re.compile("不(?:能|可以?|得|会)(?:没有?|无|缺少?|不带|不含|不通|不配)[^，。；、,;\\s]{0,4}$")
_NO_BEHIND = re.compile("[^，。；、,;!?\\s\\d]{0,6}?(?:别推|勿推|别发|勿扰|免谈|就算了|的不要|不考虑)")
#: Behind a word that has no number.
_NO_WORD = re.compile(
    "的?(?:就|都|也)?(?:不(?:要|用|需要?|必要?|考虑|行|看|接受|能[做有])|免谈|勿扰|勿推|别推|别发|就?算了)[了的]?(?=$|[，。；、,;!?\\s])|[除以之]外"
)
#: Behind a word that may be there or not: 天然气有没有都行, 行车可有可无, 有行车最好，没有也行.
_NO_MATTER = re.compile(
    "的?(?:(?:有没有|有无|通不通|带不带|要不要|。+)?(?:都行|都可|均可|也行|也可|皆可|无所谓|不限|随便|随意)"
    "|可有可无|可要可不要|不强求|不重要|不要紧|(?:不是|并非|非)必[须需要]"
    "|(?:最好)?[，、,\\s]*(?:没有?|无|不通|不带|不含|不配)的?(?:也|都|亦)(?:行|可|好|没|无|成|ok))"
)
#: What somebody makes or sells is nothing they look for.
_MADE = re.compile(r"(?:生产|制造|销售|经营|代理|研发|维修|组装|出口|专做|卖|做)(?:\d+(?:\.\d+)?吨的?)?$")
_MADE_BEHIND = re.compile(
    "(?:设备|配件|部件|零件)?的?(?:制造|生产(?!用)|销售|维修|加工|安装公司|厂家|厂商|企业|公司|行业|生意|厂(?=$|[，。；、,;\\s找租要需]))"
)
#: How far back a refusal may stand.
_REACH = 16


def is_refused(text: str, start: int) -> bool:
    """Whether the words before `start` say that what follows is not wanted: 不要10吨行车."""
    before = text[max(0, start - _REACH) : start]
    return _NO.search(before) is not None and _MUST.search(before) is None


def is_refused_behind(text: str, end: int) -> bool:
    """Whether the words behind `end` say that what stands before is not wanted: 超过3000平的别推."""
    return _NO_BEHIND.match(text, end) is not None


def is_refused_word(text: str, start: int, end: int) -> bool:
    """Whether the words around `text[start:end]` say that it is not wanted: 不要厂房, 厂房不要."""
    return is_refused(text, start) or _NO_WORD.match(text, end) is not None


def is_refused_feature(text: str, start: int, end: int) -> bool:
    """The same of what premises have or have not: 不带行车, 行车可有可无. What may not be missing is wanted."""
    before = text[max(0, start - _REACH) : start]
    if _MUST.search(before):
        return False
    is_unwanted = _NO_WORD.match(text, end) is not None
    if _LACKS.search(before):
        return not is_unwanted  # 没有行车的不要
    return is_unwanted or _NO_FEATURE.search(before) is not None or _NO_MATTER.match(text, end) is not None


def is_made(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is what somebody makes or sells: 生产行车的企业."""
    before = text[:start]
    return _MADE.search(before) is not None or (
        _MADE_BEHIND.match(text, end) is not None and before[-1:] not in {"用", "通"}
    )
