"""统一社会信用代码, the number of an organisation: how it is read and checked (GB 32100-2015)."""

from django.core.exceptions import ValidationError

from plumbing import typed_text

LENGTH = 18
#: Of the code: without I, O, S, V and Z, which look like digits or like each other.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: A code is divisible by so much once its check character is weighed in.
MODULUS = 31
#: Of the number that the register of trade gave before there was this code.
OLD_LENGTH = 15


def typed(text: str) -> str:
    """What somebody typed, in the letters of a code: capitals, no spaces or strokes."""
    return "".join(each for each in typed_text.identifier(text).upper() if each not in " -‐–—_.·")


def check_character(first: str) -> str:
    """The eighteenth character of a code, by the 17 before it."""
    total = sum(ALPHABET.index(each) * pow(3, place, MODULUS) for place, each in enumerate(first))
    return ALPHABET[-total % MODULUS]


def validate(code: str) -> None:
    """Raises ValidationError, with what to look at, for what is no code."""
    if len(code) == OLD_LENGTH and code.isdecimal():
        raise ValidationError("这是 15 位的旧注册号，请填营业执照上 18 位的统一社会信用代码。")
    if len(code) != LENGTH:
        raise ValidationError(f"统一社会信用代码是 {LENGTH} 位，现在有 {len(code)} 位。")
    if wrong := "、".join(dict.fromkeys(each for each in code if each not in ALPHABET)):
        raise ValidationError(f"统一社会信用代码里没有“{wrong}”：只有数字和大写字母，不用 I、O、S、V、Z。")
    if check_character(code[:-1]) != code[-1]:
        raise ValidationError("统一社会信用代码的校验位对不上，可能抄错了一位，请照营业执照核对。")
