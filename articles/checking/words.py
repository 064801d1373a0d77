"""The owner's list of risky words, looked for in a story."""

import re
from collections.abc import Iterable, Iterator

from articles.checking.story import Finding, Story
from articles.models.risky_word import RiskyWord

#: Characters between a word and what makes it part of a name: 国家级[示例经济技术]开发区.
NAME = 16

# Before the word in the same clause, they make it a rule against it instead of a promise.
_NEGATED = re.compile(
    r"(?:严禁|禁止|杜绝|清理|取消|废止|叫停|违规|违法|没有|防止|警惕|谨防|打击|并非|不[^断仅少]?)[^，。；！？\n]{0,20}$"
)
# The same behind it: 税收返还清理自查.
_ABOLISHED = re.compile(r"[^，。；！？\n]{0,6}(?:清理|清退|整治|自查|清查|叫停|取消|废止)")


class WordList:
    """The words, compiled once for many stories."""

    def __init__(self, rows: Iterable[RiskyWord]) -> None:
        self._words = [(row, _pattern(row)) for row in rows]

    def __call__(self, story: Story) -> Iterator[Finding]:
        """Each word at most once in a field or paragraph."""
        for piece in story.pieces:
            for row, pattern in self._words:
                for match in pattern.finditer(piece.plain):
                    if not _is_harmless(piece.plain, match):
                        yield piece.finding("word", match.start(), match.end(), row.reason)
                        break


def _is_harmless(text: str, match: re.Match[str]) -> bool:
    """Whether the word is forbidden by words before or behind it, or opens an item of a list: 第一，…；第二，…"""
    before = text[: match.start()]
    if _ABOLISHED.match(text, match.end()) or _NEGATED.search(before):
        return True
    opens_item = match[0].startswith("第") and re.search(r"(?:^|[。；！？：:\n])\s*$", before)
    return bool(opens_item) and text[match.end() : match.end() + 1] in "，、：,:"


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
