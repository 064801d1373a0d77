"""The receipt of an enquiry: twelve characters made from its digest; the first six can be said on the phone."""

import re

#: Without 0 O 1 I L (look alike), 2 Z, 5 S, 8 B (look alike when written), U V (sound alike).
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH, SPOKEN_LENGTH = 12, 6
PATTERN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def receipt(digest):
    """The receipt of a submission's digest (64 hexadecimal digits): the same whether stored, spooled or sent again."""
    number, characters = int(digest, 16), []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "".join(characters)


def spoken(receipt):
    """The six characters to say on the phone."""
    return receipt[:SPOKEN_LENGTH]


def shown(receipt):
    """As printed: two groups of six."""
    return f"{receipt[:SPOKEN_LENGTH]}-{receipt[SPOKEN_LENGTH:]}"


def typed(text):
    """A receipt, or its beginning, as somebody typed it; empty if it is none."""
    code = re.sub(r"[\s-]", "", text).upper()
    return code if SPOKEN_LENGTH <= len(code) <= LENGTH and set(code) <= set(ALPHABET) else ""
