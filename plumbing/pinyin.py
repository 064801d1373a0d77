"""Pinyin without tones: slugs made of Chinese names, and whether letters that somebody typed spell such a name."""

import re
from itertools import accumulate

#: Letters, at least, that are looked for within a spelling: `an` and `wan` are in half of all names.
SHORTEST = 4

# A consonant belongs to the vowel behind it: jinan is ji-nan, as the standard (GB/T 16159) reads it without a mark.
_SYLLABLE = re.compile("(?:[zcs]h|[^aeiouv\\W])?[aeiouv]+(?:ng?(?![aeiouv])|r(?![aeiouv]))?|[a-z]")


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


def slug(name: str, length: int) -> str:
    """`name` in lower-case pinyin without tones, at most `length` characters: 高新区（西区） gives gaoxinqu-xiqu.

    Empty when there is nothing to write in Latin letters, such as punctuation only.
    """
    # 58 MB of dictionaries, which only an editor who saves a new name should pay for.
    from pypinyin import lazy_pinyin

    latin = "".join(lazy_pinyin(name)).lower()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:length].strip("-")
