"""XML holds what a parser takes, and nothing else is written."""

import io
from xml.parsers import expat

from openpyxl import Workbook

from plumbing.xml import writable


def is_read(character):
    """Whether an XML parser takes a document that holds the character."""
    try:
        expat.ParserCreate("UTF-8").Parse(f"<a>{character}</a>".encode("utf-8", "surrogatepass"), True)
    except expat.ExpatError:
        return False
    return True


def test_of_every_character_of_the_first_plane_the_writable_are_those_of_the_standard():
    """Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]"""
    kept = writable("".join(map(chr, range(0x10000))))
    assert kept == "".join(map(chr, [0x9, 0xA, 0xD, *range(0x20, 0xD800), *range(0xE000, 0xFFFE)]))
    assert all(map(is_read, kept.replace("&", "").replace("<", "")))


def test_the_planes_beyond_are_written():
    assert writable("𠮷😀\U0010ffff") == "𠮷😀\U0010ffff"


def test_a_surrogate_without_its_other_half_is_left_out():
    assert writable("前\ud83d后\ude00") == "前后"


def test_a_spreadsheet_takes_all_that_is_writable():
    """openpyxl refuses control characters by a rule of its own, which must not be the narrower one."""
    book = Workbook()
    book.active.append([writable("".join(map(chr, range(0x10000))))[:32_000]])
    book.save(io.BytesIO())
