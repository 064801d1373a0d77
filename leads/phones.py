"""Telephone numbers as people type them: read, stored as E.164, shown, masked."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

COUNTRY = "CN"
LONGEST_TYPED = 60

# An extension is split off first: the library rejects "转8012" and reads "-8012" as part of the number.
SPOKEN_EXTENSION = re.compile(
    r"^(?P<number>.*?\d.*?)[\s,，(（]*(?:转|轉|分机|分機|ext\.?|x|#)[号:：.\s]*(?P<extension>\d{1,8})\s*[)）]?$", re.I
)
DASHED_EXTENSION = re.compile(r"^(?P<number>.*\d)\s*-\s*(?P<extension>\d{1,6})$")
# What people write beside a number: 13800000000（微信同号）.
REMARKS = re.compile(r"[(\[]?\s*(?:微信同号|同微信|微信|手机号?|电话|tel|mobile)\s*[:：]?\s*[)\]]?", re.I)
#: A mobile number in running text.
MOBILE_IN_TEXT = re.compile(r"(?<!\d)(1[3-9]\d)[\s-]?\d{4}[\s-]?(\d{4})(?!\d)")
DASHES = re.compile(r"[‐‑‒–—―−﹣－一~～_]")
# Operators open new ranges sooner than the library knows them, and it does not know 400 numbers at all.
CHINESE_MOBILE = re.compile(r"^(?:\+?86|0086)?0?(1[3-9]\d{9})$")
CHINESE_HOTLINE = re.compile(r"^(?:\+?86|0086)?([48]00\d{7})$")
# As the database checks it: the library also accepts German numbers that are longer than E.164 allows.
E164 = re.compile(r"\+[1-9][0-9]{5,14}")


class NotAPhone(ValueError):
    """The text is no telephone number."""


@dataclass(frozen=True)
class Phone:
    """A number in E.164 ("+8613800000000") and the digits to dial after it, if any."""

    number: str
    extension: str = ""


def parse(typed: str) -> Phone:
    """The Phone in a text; full-width digits, spaces, brackets and dashes do no harm. Raises NotAPhone."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED])
    # Arabic and other digits are digits as well; stored are the Western ones.
    text = "".join(str(unicodedata.decimal(character, character)) for character in text)
    text = DASHES.sub("-", REMARKS.sub(" ", text)).strip().strip("。.;；,，")
    if spoken := SPOKEN_EXTENSION.match(text):
        return Phone(_number(spoken["number"]), spoken["extension"])
    try:
        return Phone(_number(text))
    except NotAPhone:
        if dashed := DASHED_EXTENSION.match(text):
            return Phone(_number(dashed["number"]), dashed["extension"])
        raise


def _number(text: str) -> str:
    """E.164 of a number without extension. Raises NotAPhone."""
    if re.search(r"[^\d\s()+./-]", text):
        raise NotAPhone
    digits = re.sub(r"[^\d+]", "", text)
    if known := CHINESE_MOBILE.match(digits) or CHINESE_HOTLINE.match(digits):
        return f"+86{known[1]}"
    international = f"+{digits[2:]}" if digits.startswith("00") else digits
    try:
        number = phonenumbers.parse(international, COUNTRY)
    except phonenumbers.NumberParseException as error:
        raise NotAPhone from error
    if not phonenumbers.is_valid_number(number):
        raise NotAPhone
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not E164.fullmatch(written):
        raise NotAPhone
    return written


def display(number: str, extension: str = "") -> str:
    """A number in E.164 as a Chinese reader dials it: 138 0000 0000, 0531 8888 8888 转 8012, +49 30 123456."""
    if not number:
        return ""
    if mobile := re.fullmatch(r"\+86(1\d{2})(\d{4})(\d{4})", number):
        shown = " ".join(mobile.groups())
    else:
        parsed = phonenumbers.parse(number)
        kind = "NATIONAL" if parsed.country_code == 86 else "INTERNATIONAL"
        shown = phonenumbers.format_number(parsed, getattr(phonenumbers.PhoneNumberFormat, kind))
    return f"{shown} 转 {extension}" if extension else shown


def mask(number: str) -> str:
    """A number in E.164 so that it can be recognised but not dialled: 138****0000, 0531****8888."""
    if not number:
        return ""
    national, head = number.removeprefix("+86"), 3
    if national != number and not re.match(r"1[3-9]|[48]00", national):
        national, head = f"0{national}", 4
    return f"{national[:head]}****{national[-4:]}" if len(national) >= 9 else f"****{national[-3:]}"


def mask_in(text: str) -> str:
    """The text with the mobile numbers in it masked, since people write theirs into what they need."""
    return MOBILE_IN_TEXT.sub(r"\1****\2", text)


def mask_name(name: str) -> str:
    """A WeChat id or a mail address, of which the first two characters and the last are shown."""
    return f"{name[:2]}****{name[-1:]}" if name else ""
