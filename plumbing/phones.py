"""Telephone numbers as people type them: read, stored as E.164, shown."""

import contextlib
import itertools
import re
from dataclasses import dataclass

import phonenumbers

from plumbing import typed_text
from plumbing.phone_faults import fault, glued_mobiles, letter_fault, other_thing

COUNTRY = "CN"
#: What the column for the words typed holds, and how much of a text is read.
LONGEST_TYPED, LONGEST_READ = 60, 400
MOST_NUMBERS = 5
#: Into how many groups somebody parts a number, with its extension.
MOST_GROUPS = 8

# An extension is split off first: the library rejects "转8012" and reads "-8012" as part of the number.
SPOKEN_EXTENSION = re.compile(
    r"^(?P<number>.*?\d.*?)[\s,，(（]*(?:转|轉|分机|分機|ext\.?|x|#)[号:：.\s]*(?P<extension>\d{1,8})\s*[)）]?$", re.I
)
# However it is set apart, it stays with its number when several are told apart: 0531-88888888，转2（王总）/ 138….
EXTENSION_WORDS = re.compile(r"(?<=\d)[\s,(（]*(?:转|轉|分机|分機|内线)[号:.\s]*(\d{1,8})(?!\d)(?:\s*[)）])?")
DASHED_EXTENSION = re.compile(r"^(?P<number>.*\d)\s*[-,*]\s*(?P<extension>\d{1,6})$")
# What people write beside a number: 13800000000（微信同号）.
REMARKS = re.compile(r"[(\[]?\s*(?:微信同号|同微信|微信|手机号?|电话|tel|mobile)\s*[:：]?\s*[)\]]?", re.I)
DASHES = re.compile(r"[‐‑‒–—―−﹣－一~～_·•]")
# What stands between two numbers; a space is found out by trying, since it stands within them as well.
BETWEEN_NUMBERS = re.compile(r"[/\\|、,;&]|或者?|和|及|(?<=1\d{10})-(?=1\d{10})")
# Whatever else stands beside numbers: 王总 13800000000（下午打）; and the digits that may be of such words.
WORDS = re.compile(r"(?:(?!转\d)[^\d\s()+.-])+")
MOST_DIGITS_OF_WORDS = 4
# A landline without its area code, after another one: 0531-88888888、88888889.
LOCAL = re.compile(r"[2-8]\d{6,7}")
AREA = re.compile(r"\+86(10|2\d|[3-9]\d\d)(\d{7,8})")
# Operators open new ranges sooner than the library knows them, and it does not know 400 numbers at all.
CHINESE_MOBILE = re.compile(r"^(?:\+?86|0?086)?0?(1[3-9]\d{9})$")
# Of the cities whose numbers have eight digits the library takes some ranges, 010-800…, for services.
CHINESE_LANDLINE = re.compile(r"^(?:\+?86|0?086)?0?((?:10|2\d)[2-8]\d{7})$")
CHINESE_HOTLINE = re.compile(r"^(?:\+?86|0086)?([48]00\d{7})$")
# As the database checks it: the library also accepts German numbers that are longer than E.164 allows.
E164 = re.compile(r"\+[1-9][0-9]{5,14}")


class NotAPhone(ValueError):
    """The text is no telephone number; the message says in Chinese what is wrong with it.

    `numbers` are those it seems to hold where it should be one, to be proposed. The message holds none of them: it may
    reach a log.
    """

    def __init__(self, reason: str, numbers: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason, self.numbers = reason, numbers

    @property
    def advice(self) -> str:
        """The reason and the numbers proposed: for whoever typed them, not for a log."""
        return f"{self.reason}您要填的是 {'、'.join(self.numbers)} 吗？" if self.numbers else self.reason


@dataclass(frozen=True)
class Phone:
    """A number in E.164 ("+8613800000000") and the digits to dial after it, if any."""

    number: str
    extension: str = ""


def parse(typed: str) -> Phone:
    """The Phone in a text; unseen marks, full-width digits, spaces, brackets and dashes do no harm.

    Raises NotAPhone, for two numbers as well.
    """
    text = _plain(typed)
    if phone := _phone(text):
        return phone
    if phones := _several(text):
        raise NotAPhone("这里有几个号码，请只填一个。", tuple(display(phone.number) for phone in phones))
    raise _not_a_phone(text)


def parse_several(typed: str) -> list[Phone]:
    """The Phones in one field, in order and each once: 138…/139…, 0531-88888888、88888889. Raises NotAPhone."""
    text = _plain(typed)
    if phone := _phone(text):
        return [phone]
    if phones := _several(text) or _amid_words(text):
        return phones
    raise _not_a_phone(text, next((piece for piece in _pieces(text) if not _several(piece)), text))


def readable(typed: str) -> list[Phone]:
    """The Phones of those parts of a field that can be read, whatever stands in the others: 138…；88820011 办公."""
    found: list[Phone] = []
    for part in re.split(r"[/\\|、,;&，；\n]", typed[:LONGEST_READ])[:MOST_NUMBERS]:
        with contextlib.suppress(NotAPhone):
            found += parse_several(part)
    return list(dict.fromkeys(found))[:MOST_NUMBERS]


def _plain(typed: str) -> str:
    """The text in plain characters, without the remarks beside the number."""
    text = DASHES.sub("-", typed_text.identifier(typed[:LONGEST_READ]))
    text = re.sub(r"(?<=\d)\.0$", "", text.strip())  # a cell of a spreadsheet
    return EXTENSION_WORDS.sub(r"转\1 ", REMARKS.sub(" ", text)).strip(" .。;；,，、/")


def _not_a_phone(text: str, piece: str = "") -> NotAPhone:
    """What is wrong with a text, or with the piece of it that is no number."""
    part = _without_extension(piece or text)
    glued = glued_mobiles(re.sub(r"[\s-]", "", part))
    # A piece has lost its letters together with the words.
    numbers = (re.sub(r"[^\x00-\x7f]", " ", _without_extension(each)) for each in BETWEEN_NUMBERS.split(text))
    reason = next(filter(None, map(letter_fault, numbers)), "") or other_thing(text) or fault(part)
    return NotAPhone(reason, tuple(display(f"+86{mobile}") for mobile in glued))


def _without_extension(text: str) -> str:
    spoken = SPOKEN_EXTENSION.match(text)
    return spoken["number"] if spoken else text


def _several(text: str) -> list[Phone]:
    """The numbers of a text that holds several; none if any part of it is no number."""
    found: list[Phone] = []
    for piece in filter(None, map(str.strip, BETWEEN_NUMBERS.split(text))):
        area = AREA.fullmatch(found[-1].number) if found else None
        if area and LOCAL.fullmatch(piece) and len(piece) == len(area[2]):
            piece = f"0{area[1]}{piece}"
        phones = _side_by_side(piece.split(), MOST_NUMBERS)
        if not phones or len(found) >= MOST_NUMBERS:
            return []
        found += phones
    return list(dict.fromkeys(found))


def _amid_words(text: str) -> list[Phone]:
    """The numbers of a text that says more than them; none where it holds something that may be another number."""
    found = [_several(piece) for piece in _pieces(text)]
    return list(dict.fromkeys(itertools.chain(*found))) if all(found) else []


def _pieces(text: str) -> list[str]:
    """What may be numbers in a text, without the words around them."""
    pieces = [piece.strip(" ()-.") for between in BETWEEN_NUMBERS.split(text) for piece in WORDS.split(between)]
    return [piece for piece in pieces if len(re.sub(r"\D", "", piece)) > MOST_DIGITS_OF_WORDS]


def _side_by_side(words: list[str], most: int) -> list[Phone]:
    """The numbers, so many at most, that words with spaces between them make: 138 0000 0000 139 0000 0000."""
    for taken in range(min(len(words), MOST_GROUPS) if most else 0, 0, -1):
        if phone := _phone(" ".join(words[:taken])):
            rest = _side_by_side(words[taken:], most - 1)
            if rest or taken == len(words):
                return [phone, *rest]
    return []


def _phone(text: str) -> Phone | None:
    """The one Phone that a plain text is; None if it is none."""
    if spoken := SPOKEN_EXTENSION.match(text):
        number, extension = _number(spoken["number"]), spoken["extension"]
    else:
        number, extension = _number(text), ""
        if not number and (dashed := DASHED_EXTENSION.match(text)):
            number, extension = _number(dashed["number"]), dashed["extension"]
    return Phone(number, extension) if number else None


def _number(text: str) -> str:
    """E.164 of a number without extension; "" for what is none."""
    if re.search(r"[^\d\s()+./-]", text):
        return ""
    digits = re.sub(r"[^\d+]", "", text)
    if known := CHINESE_MOBILE.match(digits) or CHINESE_LANDLINE.match(digits) or CHINESE_HOTLINE.match(digits):
        return f"+86{known[1]}"
    international = f"+{digits[2:]}" if digits.startswith("00") else digits
    try:
        number = phonenumbers.parse(international, COUNTRY)
    except phonenumbers.NumberParseException:
        return ""
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written if phonenumbers.is_valid_number(number) and E164.fullmatch(written) else ""


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
