"""Numbers, WeChat ids and mail addresses made unreadable: one's own field, and those people write into their words."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache

#: Of a number at least so many digits are hidden.
HIDDEN = 4
_HAN_DIGITS = dict(zip("零〇○幺一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "00011223456789123456789", strict=True))
#: Letters that stand for digits where they stand beside one.
_LIKE_DIGITS = dict(zip("OoIl|", "00111", strict=True))
#: What may stand between two digits of one number.
_B = r"[\s\-‐‑‒–—―−－.·•_~*＊()（）\[\]【】。,，、/]{0,3}"
#: What stands behind an area, a sum or a mass, and behind nobody's number: 平 but no 平时, 万元 but no 万经理.
_UNIT = r"(?:平(?![时常日台安])|㎡|m2|亩|吨|kva|kw|千瓦|元\s*[/每一]|万(?:元|平|以|左))"
#: 电话说 2800-3000 平, 电话里说 3000，5000，8000 平 are areas: round, joined in one way, a unit behind the last.
_ROUND = r"\d{1,5}0"
_AREAS = rf"{_ROUND}(?:\s?[-‐‑‒–—―−－~]\s?{_ROUND}|(?:\s?[,，、/]\s?{_ROUND})+)\s*{_UNIT}"
_SPELLINGS = re.compile(
    "|".join(
        (
            # 138 0000 0000, +86-138…, 0138…
            rf"(?<!\d)(?:(?:\+|00)?86{_B})?0?(?P<mobile>1{_B}[3-9](?:{_B}\d){{9}})(?!\d)",
            # 0531-8888 8888, （0531）88888888
            rf"(?<!\d)[(（]?(?P<area>0\d{{2,3}})[)）]?{_B}(?P<local>[2-8](?:{_B}\d){{6,7}})(?!\d)",
            rf"(?<!\d)(?P<hotline>[48]00(?:{_B}\d){{7}})(?!\d)",
            rf"(?:电话|座机|手机|联系方式|致电|\btel|\bphone)\D{{0,4}}?(?!{_AREAS})(?P<labelled>[2-8](?:{_B}\d){{6,7}})(?!\d)",
            rf"(?P<foreign>\+[1-9](?:{_B}\d){{7,14}})(?!\d)",
            r"(?<![\d.])(?P<run>\d{9,})(?![\d.])",
            r"(?:微\s*信|\b[vw]\s*x|v\s*信|[威薇]信|wechat|weixin|加\s*v)\s*(?:同?号|id)?\s*[:：是为]?\s*"
            r"(?P<wechat>[a-z][-_a-z0-9]{4,19}|\d{5,12})",
            r"qq\s*(?:号|群)?\s*[:：是为]?\s*(?P<qq>\d{5,12})",
            r"(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)",
        )
    ),
    re.I,
)
#: The digits that are shown at the beginning of each.
_HEADS = {"mobile": 3, "hotline": 3, "run": 3, "local": 0, "labelled": 0, "foreign": 0}
#: Those that are known by the words before them, which stay.
_BEHIND_WORDS = {"labelled", "wechat", "qq"}


def mask(number: str) -> str:
    """A number in E.164 so that it can be recognised but not dialled: 138****0000, 0531****8888."""
    if not number:
        return ""
    national, head = number.removeprefix("+86"), 3
    if national != number and not re.match(r"1[3-9]|[48]00", national):
        national, head = f"0{national}", 3 if re.match(r"10|2\d", national) else 4
    return _hidden(national, head) if len(national) >= 9 else f"****{national[-3:]}"


def mask_name(name: str) -> str:
    """A WeChat id or a mail address, of which the first two characters and the last are shown."""
    return f"{name[:2]}****{name[-1:]}" if name else ""


def mask_in(text: str) -> str:
    """The text with the numbers, WeChat ids and mail addresses in it masked, however they are typed."""
    parts, end = [], 0
    for start, stop, masked in _found(text):
        parts += [text[end:start], masked]
        end = stop
    return "".join([*parts, text[end:]])


def phones_in(text: str) -> list[tuple[int, int]]:
    """(start, end) of each telephone number in the text, with its area code."""
    return [match.span() for name, match in _spelled(text) if name in _HEADS]


def without(text: str, known: Collection[str], instead: str) -> str:
    """The text without these numbers (digits without the country's), ids and addresses (in lower case)."""
    parts, end = [], 0
    for name, match in _spelled(text):
        is_run = name == "run"
        value = re.sub(r"\D", "", match[0]) if name in _HEADS else match[name].lower()
        if value in known or _national(value) in known or (is_run and any(number in value for number in known)):
            start, stop = match.span(name) if name in _BEHIND_WORDS else match.span()
            parts += [text[end:start], instead]
            end = stop
    return "".join([*parts, text[end:]])


def like(number: str) -> str:
    """An expression for the database that finds these digits in every spelling, and a few other words with them."""
    return ".{0,5}".join(f"[{_typed_as()[digit]}]" for digit in number)


@cache
def _typed_as() -> dict[str, str]:
    """{digit: all the characters that are read as it}."""
    read: dict[str, str] = {digit: digit for digit in "0123456789"}
    for character in (*map(chr, range(0x80, 0x20000)), *_HAN_DIGITS):
        if (digit := _plain(character)) in read:
            read[digit] += character
    for letter, digit in _LIKE_DIGITS.items():
        read[digit] += letter
    return read


def _national(digits: str) -> str:
    """The digits of a Chinese number without what is dialled before it."""
    return re.sub(r"^(?:00)?86(?=\d{10,12}$)", "", digits).lstrip("0")


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what stands there instead) of each, in order."""
    for name, match in _spelled(text):
        digits = re.sub(r"\D", "", match[name])
        yield *match.span(name), _hidden(digits, _HEADS[name]) if name in _HEADS else mask_name(match[name])


def _spelled(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """(its kind, where it stands in plain characters) of each, in order."""
    plain = _with_letters_read("".join(_plain(character) for character in text))
    for match in _SPELLINGS.finditer(plain):
        [name] = [name for name, value in match.groupdict().items() if value and name != "area"]
        yield name, match


def _plain(character: str) -> str:
    """The same character, of digits in other scripts and in circles the plain one."""
    if han := _HAN_DIGITS.get(character):
        return han
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def _with_letters_read(plain: str) -> str:
    """138O00l1291: the letters between and behind digits are digits."""
    read = list(plain)
    for index, character in enumerate(read):
        if character in _LIKE_DIGITS and index and read[index - 1].isdigit():
            read[index] = _LIKE_DIGITS[character]
    if read and read[0] in _LIKE_DIGITS and len(read) > 1 and read[1].isdigit():
        read[0] = _LIKE_DIGITS[read[0]]
    return "".join(read)


def _hidden(digits: str, head: int) -> str:
    """The first `head` digits and the last ones, four where enough is hidden then."""
    tail = min(4, max(0, len(digits) - head - HIDDEN))
    return f"{digits[:head]}****{digits[len(digits) - tail :]}"
