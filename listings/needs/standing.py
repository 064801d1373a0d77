"""What somebody has or had, and does not look for: the rent of last year, the hall that is used today."""

import re
from collections.abc import Iterator

_MARKS = "，。；、,;!?()\\s"
_BEGIN = f"(?:(?<=^)|(?<=[{_MARKS}]))"
_WE = "(?:我们|我司|咱们|公司|客户|他们|我|这边)?"
#: From such words on something is asked for, in the same clause as well: 现在用3000平想换5000平.
_WISH = "想|要|需|找|求|希望|打算|准备|计划|换|扩|今年|明年|预算"
_REST = f"(?:(?!{_WISH})[^{_MARKS}])*+"
_PREMISES = "(?:厂房|仓库|车间|场地|房子|库房)"
#: A place that stands between.
_SHORT = f"(?:(?!{_WISH})[^{_MARKS}租]){{1,8}}"
#: Behind what is rented by who is to leave it: 现在租3000平，不够用了.
_TO_BE_LEFT = "(?=\\d[^。；;!?]*(?:换|不够|太[大小贵挤]|到期))"
#: What was. 年底之前 and 以上年租金 are other words, so that only 去年 may stand anywhere. 之前看的 may be wanted.
_PAST = (
    f"(?:(?<!过)去年|{_BEGIN}{_WE}(?:之前|以前|原来|原先|原本|早先|当初|当时|前年|上年|上一?[次回]|上个?月|20\\d\\d年(?=租[的了下])"
    f"|(?:\\d{{1,2}}|[一两二三四五六七八九十几]{{1,2}})年[之以]?前){_WE})(?![^{_MARKS}]*[看说问聊推发])(?=[^{_MARKS}]*(?:租|在用|用[的着了]|每平|一平))"
)
#: What is, where it is said of the premises. 现在就用, 现在要用 and, alone, 现在租3000平 are wishes.
_NOW = (
    f"(?:(?:现在|目前|眼下|如今|当前|{_BEGIN}现(?!在))(?:我们|公司)?(?:是|正|都)?"
    f"(?:(?:在{_SHORT})?租(?:的|着|了|用|到|{_TO_BE_LEFT})|(?:{_PREMISES}?(?:租[金价]|房租|月租|年租))(?=[^{_MARKS}]*\\d)|[在使]用"
    f"|用(?=[的着了到约]|大概|大约|差不多|[\\d一二两三四五六七八九十几]|{_PREMISES})|的(?:{_PREMISES}|房租|租金))"
    f"|{_BEGIN}{_WE}(?:原有?|现有)的?(?:{_PREMISES}|房租|租金)(?![^{_MARKS}]*(?:[出招转]租|出售|转让))|合同(?:价|租金))"
)
_STANDING = re.compile(f"(?:{_PAST}|{_NOW}){_REST}")
#: A rent may stand apart: 去年租的 每平26.
_RENT = re.compile(f"\\s+(?:每平|一平|每月|月租|租金|单价)[^{_MARKS}]*")


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the text tells of what is or was."""
    for match in _STANDING.finditer(text):
        is_rent_left_out = "租" in match[0] and not re.search("\\d", match[0])
        rent = _RENT.match(text, match.end()) if is_rent_left_out else None
        yield match.start(), rent.end() if rent else match.end()
