"""The receipt of an enquiry: twelve characters made of its digest, of which the first six are said on the phone."""

import re

from django.core.signing import BadSignature, Signer

#: Without 0 O 1 I L (look alike), 2 Z, 5 S, 8 B (look alike when written), U V (sound alike).
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
LENGTH, SPOKEN_LENGTH = 12, 6
#: Between a receipt and its signature.
SEPARATOR = "~"


def receipt(digest: str) -> str:
    """The receipt of a digest (64 hexadecimal digits): the same whether stored, spooled or sent again."""
    number, characters = int(digest, 16), []
    for _ in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "".join(characters)


def spoken(receipt: str) -> str:
    """The characters of a receipt that are said on the phone."""
    return receipt[:SPOKEN_LENGTH]


def shown(receipt: str) -> str:
    """A receipt as it is printed: two groups of six."""
    return f"{receipt[:SPOKEN_LENGTH]}-{receipt[SPOKEN_LENGTH:]}"


def signed(receipt: str) -> str:
    """A receipt for an address, with a signature: nobody can make up a page that says an enquiry is in."""
    return _signer().sign(receipt)


def unsigned(text: str) -> str:
    """The receipt that `signed` was given; empty if it is none of ours."""
    try:
        return _signer().unsign(text)
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(salt="leads.receipts", sep=SEPARATOR)


def typed(text: str) -> str:
    """The receipt, or the beginning of one, that somebody typed; empty if it is none."""
    code = re.sub(r"[\s-]", "", text).upper()
    return code if SPOKEN_LENGTH <= len(code) <= LENGTH and set(code) <= set(ALPHABET) else ""
