"""Slugs made of Chinese names: the part of an address that an editor left for us to fill in."""

import re


def slug(name: str, length: int) -> str:
    """`name` in lower-case pinyin without tones, at most `length` characters: 高新区（西区） gives gaoxinqu-xiqu.

    Empty when there is nothing to write in Latin letters, such as punctuation only.
    """
    # 58 MB of dictionaries, which only an editor who saves a new name should pay for.
    from pypinyin import lazy_pinyin

    latin = "".join(lazy_pinyin(name)).lower()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:length].strip("-")
