"""Pinyin without tones: slugs made of Chinese names, and whether letters that somebody typed spell such a name."""

import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate

#: Letters, at least, that are looked for within a spelling: `an` and `wan` are in half of all names.
SHORTEST = 4

# A consonant belongs to the vowel behind it: jinan is ji-nan, as the standard (GB/T 16159) reads it without a mark.
_SYLLABLE = re.compile("(?:[zcs]h|[^aeiouv\\W])?[aeiouv]+(?:ng?(?![aeiouv])|r(?![aeiouv]))?|[a-z]")


#: Characters of which names have another reading than other words: 都 is not dou, as in "also".
_IN_NAMES = {"都": "du", "长": "chang", "什": "shi", "勒": "le", "朝": "chao", "佛": "fo", "尾": "wei"}
#: Places, from counties upwards, whose characters have several readings: the list of the state and local use.
_PLACES = """
朝阳 chao yang, 泊头 bo tou, 万柏林 wan bai lin, 繁峙 fan shi, 洪洞 hong tong, 珲春 hun chun, 穆棱 mu ling,
绥棱 sui ling, 闵行 min hang, 六合 lu he, 蚌山 beng shan, 涡阳 guo yang, 马尾 ma wei, 单县 shan xian, 浚县 xun xian,
南乐 nan le, 民乐 min le, 乐陵 lao ling, 大城县 dai cheng xian, 漯河 luo he, 召陵 shao ling, 曾都 zeng du,
龙圩 long xu, 覃塘 qin tang, 筠连 jun lian, 荥经 ying jing, 浪卡子 lang ka zi, 略阳 lue yang, 崆峒 kong tong,
宕昌 tan chang, 红寺堡 hong si bu, 伽师 jia shi, 解州 xie zhou, 会稽 kuai ji
"""


@cache
def _reader() -> Callable[[str], list[str]]:
    """What reads names: 58 MB of dictionaries, which only an editor who saves a new name should pay for."""
    from pypinyin import lazy_pinyin, load_phrases_dict, load_single_dict

    load_single_dict({ord(character): reading for character, reading in _IN_NAMES.items()})
    places = (place.split() for place in _PLACES.split(","))
    load_phrases_dict({name: [[syllable] for syllable in syllables] for name, *syllables in places})
    return lazy_pinyin


def spells(typed: str, spelling: str, *, is_unfinished: bool = False) -> bool:
    """Whether lower-case letters typed (`gao xin`) are the spelling (`jinan-gaoxinqu`), its initials (`jngxq`) or some
    of its syllables from the beginning of one to the end of one; of what is unfinished the last may be a part.
    """
    if not re.fullmatch("[a-z' -]+", typed):
        return is_unfinished and spelling.startswith(typed)
    letters, syllables = re.sub("[^a-z]", "", typed), _SYLLABLE.findall(spelling)
    whole = "".join(syllables)
    if letters in {whole, "".join(syllable[0] for syllable in syllables)} or (
        is_unfinished and whole.startswith(letters)
    ):
        return bool(letters)
    if len(letters) < SHORTEST:
        return False
    begins = [0, *accumulate(map(len, syllables))]
    return any(
        whole.startswith(letters, begin) and (is_unfinished or begin + len(letters) in begins) for begin in begins
    )


def syllables(name: str) -> list[str]:
    """How each character of a name is read, without tones: 枫桥湾 gives feng, qiao, wan."""
    return _reader()(name)


def slug(name: str, length: int) -> str:
    """`name` in lower-case pinyin without tones, at most `length` characters: 高新区（西区） gives gaoxinqu-xiqu.

    Empty when there is nothing to write in Latin letters, such as punctuation only.
    """
    latin = "".join(_reader()(name)).lower()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:length].strip("-")


def initials(name: str) -> str:
    """The first letters of a name's syllables, in capitals: 西安 gives XA. Empty where there is nothing to write."""
    return "".join(syllable[0] for syllable in _reader()(name) if re.match("[a-z]", syllable)).upper()
