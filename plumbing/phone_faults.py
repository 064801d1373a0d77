"""What is wrong with a text that is no telephone number, in words that help to correct it."""

import re

import phonenumbers

# What people type into a field for a number that is none.
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_WECHAT = re.compile(r"(?:(?:微信|vx|wx|v信|weixin|wechat)(?:号|id)?[:：]?)?[a-z][a-z0-9_-]{5,19}", re.IGNORECASE)
_OURS = re.compile(r"^(?:\+|00)86")
_MOBILE = re.compile(r"1[3-9]\d{9}")
MOBILE_DIGITS = 11
_HOTLINE_DIGITS, _LOCAL_DIGITS = 10, 8
_LANDLINE_DIGITS = (10, 11, 12)
#: A number this much too long or too short is another thing than a slip.
_SLIP = 3
#: Letters that are typed, or read off a picture, for digits.
_ALIKE = {"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "Z": "2", "z": "2", "S": "5", "s": "5"}
_ALIKE |= {"b": "6", "B": "8", "g": "9", "q": "9"}
_WITH_LETTERS = re.compile(rf"[\d{''.join(_ALIKE)}()+.-]+")
_SHORTEST = 7
_COUNT = {1: "一位", 2: "两位", 3: "三位"}


def glued_mobiles(digits: str) -> tuple[str, ...]:
    """The Chinese mobile numbers that were written without anything between them; () where it is not that alone."""
    count, rest = divmod(len(digits), MOBILE_DIGITS)
    parts = tuple(digits[n * MOBILE_DIGITS : (n + 1) * MOBILE_DIGITS] for n in range(count))
    return parts if count > 1 and not rest and all(map(_MOBILE.fullmatch, parts)) else ()


def letter_fault(text: str) -> str:
    """Which characters of a number are letters that look like digits, by place; "" where it is not that alone."""
    bare = _OURS.sub("", re.sub(r"\s", "", text))
    characters = re.sub(r"[^\w]", "", bare)
    digits = "".join(_ALIKE.get(each, each) for each in characters)
    # What begins with a letter is rather a WeChat id.
    is_number = _MOBILE.fullmatch(digits) or (len(digits) >= _SHORTEST and re.match(r"\W*\d", bare))
    if digits == characters or not is_number or not _WITH_LETTERS.fullmatch(bare):
        return ""
    places: dict[str, list[str]] = {}
    for place, letter in enumerate(characters, 1):
        if letter in _ALIKE:
            places.setdefault(letter, []).append(str(place))
    parts = (f"第 {'、'.join(at)} 位是字母 {letter}，应为数字 {_ALIKE[letter]}" for letter, at in places.items())
    return f"{'；'.join(parts)}。"


def other_thing(text: str) -> str:
    """What a text is instead of a number, "" where that is not known."""
    bare = re.sub(r"\s", "", text)
    if _EMAIL.fullmatch(bare):
        return "这是一个邮箱，请填电话号码。"
    return "这像是微信号，请填电话号码。" if _WECHAT.fullmatch(bare) else ""


def fault(text: str) -> str:
    """A sentence about a text that could not be read as a number. It never repeats what was typed."""
    if other := other_thing(text):
        return other
    bare = re.sub(r"\s", "", text)
    digits = re.sub(r"\D", "", bare)
    if not digits.strip("0") and digits:
        return "没有这样的号码，请再核对。"
    if not digits:
        return "没有看到号码，请填手机号，或带区号的座机。"
    if re.search(r"[^\d+()./-]", bare):
        return "号码里夹着别的字，请只填号码。"
    if glued_mobiles(digits):
        return "几个号码连在一起了，请只填一个，或用顿号分开。"
    national = _OURS.sub("", "+" + digits if re.match(r"\D*\+", bare) else digits)
    return _foreign_fault(national) if national.startswith(("+", "00")) else _chinese_fault(national)


def _foreign_fault(digits: str) -> str:
    try:
        number = phonenumbers.parse(re.sub("^00", "+", digits), None)
    except phonenumbers.NumberParseException:
        return "国外号码不对：请以 + 和国家代码开头，例如 +49。"
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        return "国外号码位数太少，请再核对。"
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        return "国外号码位数太多，请再核对。"
    return "没有这样的国外号码，请再核对。"


def _chinese_fault(digits: str) -> str:
    if digits.startswith(("400", "800")) and len(digits) != _LOCAL_DIGITS:
        return _length_fault("400 号码", digits, _HOTLINE_DIGITS, _HOTLINE_DIGITS) or "没有这样的号码，请再核对。"
    if re.match(r"01[3-9]", digits):
        digits = digits.removeprefix("0")
    if digits.startswith("1"):
        if len(digits) == MOBILE_DIGITS and digits[1] in "012":
            return "号段不存在，请再核对。"
        return _length_fault("手机号", digits, MOBILE_DIGITS, MOBILE_DIGITS) or "没有这样的号码，请再核对。"
    if digits.startswith("0"):
        lengths = landline_lengths(digits)
        if not lengths:
            return "区号不存在，请再核对。"
        return _length_fault("座机号", digits, lengths[0], lengths[-1]) or "没有这样的号码，请再核对。"
    if len(digits) in {7, 8}:
        return "座机请带区号，例如 0531-88888888。"
    return "号码位数不对，请填手机号，或带区号的座机。" if len(digits) < MOBILE_DIGITS else "号码位数不对，请再核对。"


def landline_lengths(digits: str) -> list[int]:
    """How many digits, area code and all, a Chinese landline number that begins like this one may have."""
    candidates = {n: phonenumbers.parse(digits[:n].ljust(n, "8"), "CN") for n in _LANDLINE_DIGITS}
    return [n for n, number in candidates.items() if phonenumbers.is_valid_number(number)]


def _length_fault(name: str, digits: str, least: int, most: int) -> str:
    """What is wrong with the length, or "" where nothing is."""
    too_few, too_many = least - len(digits), len(digits) - most
    if too_few > 0:
        return f"{name}少{_COUNT[too_few]}。" if too_few <= _SLIP else "号码位数不对，请填手机号，或带区号的座机。"
    if too_many > 0:
        return f"{name}多{_COUNT[too_many]}。" if too_many <= _SLIP else "号码位数不对，请再核对。"
    return ""
