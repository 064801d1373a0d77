"""Names of companies as they are compared: one company typed in two ways has one key, two companies have two."""

import re
import unicodedata

from plumbing import typed_text
from plumbing.masking import mask_in

LONGEST = 100
#: A number that somebody wrote behind the name, as it is once it is masked.
_NUMBER = re.compile(r"[\d\s+()（）-]*\*[\d\s*-]*")
#: Brackets go, what stands in them stays: 示例（中国）投资 is 示例中国投资.
_SIGNS = re.compile(r"[\W_]+")
#: One legal form in two spellings. 股份有限公司 is another one, and 分公司 another company.
_LIMITED = re.compile("有限责任公司")
_ENDING = re.compile("(?<!股份)有限公司$")
#: Shorter than this it is no name once its legal form is gone: 甲有限公司.
_SHORTEST = 2
#: What people type where they have none, or will not say.
_NO_NAME = frozenset([
    "无", "没有", "暂无", "未知", "不详", "保密", "个人", "个体", "个体户", "自己", "本人", "私人", "公司", "有限公司",
    "贸易公司", "某公司", "一家公司", "本公司", "我公司", "我司", "还没注册", "未注册", "没注册", "筹备中", "注册中",
    "待注册", "待定", "不便透露", "不方便", "na", "none", "no", "test", "测试",
])  # fmt: skip


def key(typed: str) -> str:
    """What is equal for one company: without signs, spaces and the legal form. Empty for what names none.

    Places stay, since 山东示例 and 青岛示例 are two companies, and so do numbers, but for those one can call.
    """
    text = typed_text.line(_NUMBER.sub("", mask_in(typed)))
    text = _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())
    text = _LIMITED.sub("有限公司", text)
    while len(stem := _ENDING.sub("", text)) >= _SHORTEST and stem != text:
        text = stem
    return "" if text in _NO_NAME or text.isdecimal() or len(text) < _SHORTEST else text[:LONGEST]
