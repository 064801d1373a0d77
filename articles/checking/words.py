"""Risky words of the owner's list and promises of a return, looked for in a story."""

import re
from collections.abc import Iterable, Iterator

from articles.checking.story import Finding, Story
from articles.models.risky_word import RiskyWord

#: Characters between a word and what makes it part of a name: 国家级[示例经济技术]开发区.
NAME = 16

# Before the word in the same clause, they make it a rule against it instead of a promise.
_NEGATED = re.compile(
    r"(?:严禁|禁止|杜绝|清理|取消|废止|叫停|违规|违法|没有|防止|警惕|谨防|打击|并非|不[^断仅少低超]?)[^，。；！？\n]{0,20}$"
)
# The same behind it: 税收返还清理自查.
_ABOLISHED = re.compile(r"[^，。；！？\n]{0,6}(?:清理|清退|整治|自查|清查|叫停|取消|废止)")
# Anywhere in its sentence they make it a warning, or money that is given back because it was the payer's own.
_WARNING = re.compile(
    "警惕|谨防|骗局|诈骗|非法集资|不得|严禁|清理|清退|(?:保证|押|定|质保)金|预付款|违约|稳岗|失业保险|工会经费"
)

_RATE = r"(?<!\d)\d{1,3}(?:\.\d{1,2})?%"
_RETURN = "(?:租金)?(?:回报|收益|分红|返利)"
_FAVOUR = "《公平竞争审查条例》第十条：没有法定依据或国务院批准，不得返还税费或留成；请删去，或写明依据。"
_YIELD = "《广告法》第二十五条：招商等有投资回报预期的广告不得承诺回报、保本或无风险；请删去。"
#: Promises in words of many shapes, by reason. What the list's own words say is left to them.
PROMISES = {
    _FAVOUR: (
        r"(?:税|留成|留存|实得|财政|财力|贡献|出让金|地价款)[^。；！？\n]{0,24}(?<!税收)(?<!财政)返还",
        rf"(?<!税收)(?<![财政往重折遣])返(?![税租利息])还?[^，。；！？\n\d]{{0,6}}(?:税|留成|留存|{_RATE})",
        r"(?:税|留成|留存)[^，。；！？\n]{0,8}(?:即征即奖|奖返)",
    ),
    _YIELD: (
        r"(?:保底|原价|溢价|承诺|无条件)[^，。；！？\n]{0,6}回购|回购(?:承诺|保障)|返租|包租[^，。；！？\n]{0,4}年",
        rf"(?:保底|固定|保障|兜底)的?(?:年|月|投资)?{_RETURN}(?!类)|{_RETURN}(?:无忧|有保障|保底|兜底)",
        rf"(?:年化?|每年|逐年|投资)(?:[净综合投资租金预期固定]{{2}}){{0,2}}{_RETURN}率?[^，。；！？\n\d的]{{0,7}}{_RATE}",
        rf"每年[^，。；！？\n\d]{{0,6}}{_RATE}的?{_RETURN}|{_RATE}的?(?:年化|年|固定|投资)(?:投资|租金)?{_RETURN}|保本保息|本息保障|只赚不赔|旱涝保收",
        r"(?:铺|公寓|写字楼|置业|认购)[^。！？\n]{0,60}[一二三五六七八九十\d]年[^，。！？\n]{0,6}(?:成本|回本)",
    ),
}
_PROMISES = [(re.compile(pattern), reason) for reason, patterns in PROMISES.items() for pattern in patterns]


class WordList:
    """The words, compiled once for many stories."""

    def __init__(self, rows: Iterable[RiskyWord]) -> None:
        self._words = [(_pattern(row), row.reason) for row in rows]

    def __call__(self, story: Story) -> Iterator[Finding]:
        """Each word at most once in a field or paragraph."""
        return _harmful(story, "word", self._words)


def promises(story: Story) -> Iterator[Finding]:
    """Promised returns, of each shape the first in a field or paragraph."""
    return _harmful(story, "promise", _PROMISES)


def _harmful(story: Story, rule: str, rows: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[Finding]:
    for piece in story.pieces:
        for pattern, reason in rows:
            matches = pattern.finditer(piece.plain)
            if match := next((each for each in matches if not _is_harmless(piece.plain, each)), None):
                yield piece.finding(rule, match.start(), match.end(), reason)


def _is_harmless(text: str, match: re.Match[str]) -> bool:
    """Whether it is forbidden or warned of, or opens an item of a list: 第一，…；第二，…"""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
    sentence = re.split(r"[。！？\n]", before)[-1] + match[0] + re.split(r"[。！？\n]", after)[0]
    if (
        re.match("[、和]第?二", after)
        or _ABOLISHED.match(after)
        or _NEGATED.search(before)
        or _WARNING.search(sentence)
    ):
        return True
    opens_item = match[0].startswith("第") and re.search(r"(?:^|[。；！？：:\n])\s*$", before)
    return bool(opens_item) and after[:1] in "，、：,:"


def _pattern(row: RiskyWord) -> re.Pattern[str]:
    names = [name.strip() for name in re.split("[、，,；;\\s]+", row.except_before) if name.strip(" …")]
    adjacent = [re.escape(name) for name in names if not name.startswith("…")]
    distant = [re.escape(name.lstrip("…")) for name in names if name.startswith("…")]
    pattern = re.escape(row.word)
    if adjacent:
        pattern += rf"(?!{'|'.join(adjacent)})"
    if distant:
        # The closing quotation mark and brackets may stand in a name; commas and full stops end it.
        pattern += rf"(?![^，。；！？,;!?\n]{{0,{NAME}}}?(?:{'|'.join(distant)}))"
    return re.compile(pattern, re.IGNORECASE)
