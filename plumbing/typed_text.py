"""Cleaning what people type or paste, before anything is stored, compared or read of it; for every way in.

Four strengths, from the gentlest: `markup` for what is sanitised as such, `prose` for text of several lines that is
shown as it was written, `line` for a name or a title, `identifier` for what only a program reads (a phone number, an
e-mail address, a user name, a quantity). All take away controls, halves of characters and noncharacters; those for text
also what nobody sees and nobody meant: the direction marks that phones put around numbers in their address books,
zero-width spaces, soft hyphens. Cleaning twice changes nothing more.
"""

import re
import unicodedata

# What an emoji is drawn from; a joiner between two of them makes one picture (a family, a flag in colours).
_PICTURE = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_JOINER_IN_EMOJI = re.compile(f"(?<=[{_PICTURE}\ufe0f])\u200d(?=[{_PICTURE}])")
#: Signs that surround the digits after them and are seen; Unicode calls them format characters, too.
VISIBLE_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
# Not format characters by category, but as invisible: a joiner of combining marks, fillers of Korean syllables.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
#: Digits of other scripts.
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
#: What Word and old pages leave around text that was copied: <![if !IE]>, <!-- … -->. Nobody types it.
_WORDS_REMARKS = re.compile(r"<!\[[^\]<>]{0,200}\]>|<!--.{0,2000}?-->", re.DOTALL)
# The space of Chinese indents is left alone: it is seen, and meant.
_ODD_SPACES = re.compile("[\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u2800]")
# Say which picture of a character is wanted, and are no character themselves.
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Full-width letters, digits and ＠; radicals that PDF files give for the characters they look like (⼯ for 工). Not the
# full-width punctuation: that is Chinese.
_LOOK_ALIKES = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in [*range(0xFF10, 0xFF1A), *range(0xFF20, 0xFF3B), *range(0xFF41, 0xFF5B), *range(0x2F00, 0x2FD6)]
}


#: Most of what people type; it need not be looked at character by character.
_SURELY_VISIBLE = re.compile("[\n -~\u3001-\u3011\u4e00-\u9fff！（），．：；？]*")


def markup(typed: str) -> str:
    """Markup that is sanitised elsewhere, without what no page may hold: controls, half characters, noncharacters."""
    return "".join(each for each in typed if each.isspace() or not _is_nothing(each))


def prose(typed: str) -> str:
    """Text of several lines: line breaks are "\\n", no line ends in white space, blank lines stand alone.

    Left alone: every character one sees (full-width letters, ㎡, ①, …), emoji with the joiners inside them, tabs,
    ideographic spaces within a line. Accents are put together with their letters (NFC).
    """
    text = _ODD_SPACES.sub(" ", _LINE_BREAKS.sub("\n", _visible(typed, keep_joiners=True)))
    text = _WORDS_REMARKS.sub(" ", text)
    text = "\n".join(each.rstrip() for each in unicodedata.normalize("NFC", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def line(typed: str) -> str:
    """One line that is shown: white space of any kind, line breaks too, becomes one space, none at the ends.

    Full-width letters, digits and ＠ become ordinary ones (ＡＩ is AI), digits of other scripts ours, radicals their
    characters. Left alone: Chinese punctuation, ㎡ and other signs, emoji with the joiners inside them, capitals.
    """
    text = _WORDS_REMARKS.sub(" ", _visible(typed, keep_joiners=True))
    text = _our_digits(_spaced(text).translate(_LOOK_ALIKES))
    return _spaced(unicodedata.normalize("NFC", text))


def identifier(typed: str) -> str:
    """One line that a program reads: as `line`, and every character in its plainest form (NFKC: ㎡ is m2, ： is :).

    Emoji fall apart into their parts. Left alone: capitals, and what has no plainer form.
    """
    text = _VARIANTS.sub("", _spaced(_visible(typed, keep_joiners=False)))
    text = _our_digits(unicodedata.normalize("NFKC", text))
    return _spaced(unicodedata.normalize("NFKC", text))


def _visible(typed: str, *, keep_joiners: bool) -> str:
    """The text without what is not seen; white space and line breaks stay."""
    if _SURELY_VISIBLE.fullmatch(typed):
        return typed
    joiners = {found.start() for found in _JOINER_IN_EMOJI.finditer(typed)} if keep_joiners else set()
    return "".join(
        character for index, character in enumerate(typed) if index in joiners or not _is_invisible(character)
    )


def _is_invisible(character: str) -> bool:
    if character.isspace() or character in VISIBLE_FORMATS:
        return False
    return _is_nothing(character) or unicodedata.category(character) == "Cf" or character in _INVISIBLE


def _is_nothing(character: str) -> bool:
    """Whether it is no character: a control, half of a surrogate pair, or U+FFFE and its kin."""
    code = ord(character)
    return unicodedata.category(character) in {"Cc", "Cs"} or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _our_digits(text: str) -> str:
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


def _spaced(text: str) -> str:
    return " ".join(_ODD_SPACES.sub(" ", text).split())
