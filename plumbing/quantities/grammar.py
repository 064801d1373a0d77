"""How the words of a typed quantity go together: ranges, bounds, "each", decimals as they are spoken.

    amount  = [per] limit* operand [dash operand] per* limit*
    operand = [currency] numeral limit* [unit [decimals]] limit*
    per     = 每平米, /㎡, 一天, ...

What would have to be guessed is an amount that says nothing: 每层3000平, 20x30米, 1 500平.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from plumbing.quantities import arithmetic
from plumbing.quantities.arithmetic import Operand, UnreadableError
from plumbing.quantities.tokens import Token, tokens
from plumbing.quantities.units import BEFORE_THE_SUM, ENGLISH_SCALES, WITH_SPOKEN_DECIMALS, Kind, Unit

#: Of so many things each, or all together? Of a mass it is each (2台10吨行车).
_MANY = set("台部栋幢套间个户件跨层")
#: How many words may stand between a limit and its number: 至少要3000平.
_GAP = 3
#: How many words may stand between a measure and its number: 每亩投资强度300万.
_LABEL = 6
_MOST_MEASURES = 2
_TIMES = {"x", "×", "*", "乘"}
_NOTHING = Token("", "", -1, -1)


@dataclass(frozen=True)
class Amount:
    """What stands at `text[start:end]`: from `lower` to `upper` in the unit's symbol; None where it is open.

    Both are None when it cannot be read, whatever unit it names. Without a unit it is a bare number: `counts` says
    whether it counts something that is no measure (20人; None: nobody can tell), `is_scaled` whether it says its
    magnitude itself (500万). `is_product`: an area said by its sides (50米×60米).
    """

    start: int
    end: int
    unit: Unit | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    is_about: bool = False
    is_scaled: bool = False
    counts: bool | None = False
    is_product: bool = False

    @property
    def is_readable(self) -> bool:
        return self.lower is not None or self.upper is not None


def amounts(text: str, kind: Kind | None) -> Iterator[Amount]:
    """All amounts in lower-case text in simplified characters, in order; `kind` as for `tokens`."""
    parser = _Parser(list(tokens(text, kind)))
    while parser.at < len(parser.tokens):
        begin = parser.at
        if parser.tokens[begin].name not in {"word", "mark"} and (amount := parser.amount()):
            yield amount
        elif parser.at == begin:
            parser.at += 1


class _Parser:
    """Reads tokens from left to right; `at` is the next one."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens, self.at = found, 0

    def amount(self) -> Amount | None:
        """The amount that begins here, if any; `at` stands behind what was read."""
        begin = self.at
        of_each, per = self._per_before()
        limits = self._limits("before")
        first = self.at
        if not self._is_operand():
            return None
        place, unit = self.tokens[begin].start, None
        try:
            many = self._check_left()
            operands = self._operands()
            unit = operands[-1].unit or operands[0].unit
            per += self._per_after(operands[-1])
            limits = limits.union(self._limits("after"), *(operand.limits for operand in operands))
            self._check_right(operands[-1])
            is_scaled = operands[-1].numeral.is_scaled
            unit = arithmetic.unit_of(unit, per, is_scaled=is_scaled)
            if of_each or (many and (unit is None or unit.kind is not Kind.MASS)):
                raise UnreadableError
            lower, upper = arithmetic.bounded(*arithmetic.ends(operands, unit), limits)
        except UnreadableError:
            self.at = max(self.at, first + 1)
            return Amount(place, self.tokens[self.at - 1].end, unit)
        is_about = arithmetic.is_about(operands, limits)
        end, counts = self.tokens[self.at - 1].end, None if self._are_decimals_of_a_word(first) else self._counts()
        return Amount(place, end, unit, lower, upper, is_about, is_scaled, counts, operands[0].is_product)

    def _token(self, ahead: int = 0) -> Token:
        """The token so far ahead, or behind; beyond the ends of the text one that is nothing."""
        index = self.at + ahead
        return self.tokens[index] if 0 <= index < len(self.tokens) else _NOTHING

    def _limits(self, side: str) -> set[str]:
        found, words = set(), ""
        while self._token().name.endswith(f"_{side}") or (side == "before" and self._token().text == "~"):
            words = self._token().text
            found.add(self._token().name if words != "~" else "about_before")
            self.at += 1
        if side == "before" and len(words) > 1:
            self._pass_over(_GAP)
        return found

    def _pass_over(self, most: int) -> None:
        """Skips up to so many words on the way to a number: 至少要3000平."""
        ahead = 0
        while self._token(ahead).name == "word" and ahead < most:
            ahead += 1
        if self._is_operand(ahead):
            self.at += ahead

    def _is_operand(self, ahead: int = 0) -> bool:
        token = self._token(ahead)
        return token.name == "numeral" or (token.text in BEFORE_THE_SUM and self._token(ahead + 1).name == "numeral")

    # What stands on the left.

    def _per_before(self) -> tuple[bool, list[Unit]]:
        """Whether the number that follows is of each of something counted, and the measures it is per."""
        begin, per, of_each = self.at, [], self._token().name == "rate"
        self.at += of_each
        while len(per) < _MOST_MEASURES and (unit := self._measure_before()):
            per.append(unit)
        if not per and not of_each:
            return False, []
        label = 0
        while (self._token().name in {"word", "count"} or self._token().text == ":") and label < _LABEL:
            label, self.at = label + 1, self.at + 1
        is_one = self.tokens[begin].name == "numeral"
        is_sum = self._is_operand() and self._is_money()
        if not (is_sum if is_one else self._is_operand() or self._token().name.endswith("_before")):
            self.at = begin
            return False, []
        return of_each, per

    def _measure_before(self) -> Unit | None:
        token, following = self._token(), self._token(1)
        if token.name == "per_before":
            self.at += 1
            return token.unit
        if token.text not in {"每", "一"} or not following.unit:
            return None
        if following.name != "per_before" and following.unit.kind not in {Kind.AREA, Kind.TIME}:
            return None
        self.at += 2
        return following.unit

    def _is_money(self) -> bool:
        """Whether the operand ahead is a sum."""
        token, following = self._token(), self._token(1)
        is_scaled = token.numeral is not None and token.numeral.is_scaled
        return any(each.unit and each.unit.kind is Kind.MONEY for each in (token, following)) or is_scaled

    def _check_left(self) -> bool:
        """Whether things were counted before (2台). Raises UnreadableError when the number may be part of another."""
        token, before, earlier = self._token(), self._token(-1), self._token(-2)
        if self._is_decimal(-1) or self._is_decimal(-2):
            return False
        is_negative = before.text.startswith("-") and before.end == token.start
        if (
            _are_plain(before, token)  # 1 500
            or (before.name == "code" and not before.text[-1].isdigit())  # 第3, 负3
            or (before.name in {"joiner", "dash"} and earlier.name == "numeral")  # 20x30, and what was no range
            or (before.text in _TIMES and earlier.name == "unit")
            or (before.name in {"word", "count"} and before.end == token.start and token.text in set("百千万亿"))
            or before.text == "各"
            or (before.text in {",", ";"} and self._is_between_digits(-1))  # 3,5
            or (before.text == "/" and earlier.name == "numeral" and not _is_scaled(earlier))  # 20/5
            or (is_negative and (earlier.end < before.start or earlier.name == "mark"))
        ):
            raise UnreadableError
        is_counted = before.name == "count" and before.text in _MANY and earlier.name == "numeral"
        return is_counted and not (earlier.numeral and earlier.numeral.upper <= 1)

    def _is_between_digits(self, ahead: int) -> bool:
        """Whether the token so far ahead stands directly between two Arabic digits."""
        before, token, after = (self._token(ahead + step) for step in (-1, 0, 1))
        is_close = {before.name, after.name} == {"numeral"} and before.end == token.start and token.end == after.start
        return is_close and before.text[-1:].isdigit() and after.text[:1].isdigit()

    def _is_decimal(self, ahead: int) -> bool:
        """Whether the numeral so far ahead is spoken after a unit: 5 in 9米5."""
        before, token = self._token(ahead - 1), self._token(ahead)
        is_numeral = token.name == "numeral" and before.end == token.start
        return is_numeral and before.text in WITH_SPOKEN_DECIMALS

    # The number and its unit.

    def _operands(self) -> list[Operand]:
        """One, or the two ends of a range."""
        first, behind, dash = self._operand(), self.at, self._token()
        if first.unit and first.unit.kind is Kind.LENGTH and dash.text in _TIMES and self._is_operand(1):
            return [self._product(first)]
        if dash.name != "dash" or not self._is_operand(1):
            return [first]
        self.at += 1
        second = self._operand(first.unit)
        units = {operand.unit.kind for operand in (first, second) if operand.unit}
        is_another = first.unit and not second.unit and self._token().start == self.tokens[self.at - 1].end
        is_list = dash.text == "、" and not arithmetic.goes_on(first, second)
        if len(units) > 1 or (is_another and self._token().name in {"word", "count"}) or is_list:
            self.at = behind
            return [first]
        if self._token().name == "dash" and self._token().text != "、" and self._is_operand(1):
            raise UnreadableError  # 2024-05-01
        return [first, second]

    def _product(self, first: Operand) -> Operand:
        """The area of 50米×60米, of which the one side is read. Raises UnreadableError: of 50米×60 and of a volume."""
        self.at += 1
        second = self._operand()
        if second.unit is None or second.unit.kind is not Kind.LENGTH or self._token().text in _TIMES:
            raise UnreadableError
        return arithmetic.product(first, second)

    def _operand(self, other: Unit | None = None) -> Operand:
        """The number that comes next, and its unit; `other` is the unit of a range's first end."""
        currency = None
        if self._token().unit:
            currency = self._token().unit
            self.at += 1
        numeral = self._token().numeral
        self.at += 1
        if numeral is None:
            raise UnreadableError
        limits = self._limits("after") | ({"more_after"} if numeral.is_more else set())
        if self._token().text == "个" and self._token(1).unit:
            self.at += 1
        is_sum = any(unit and unit.kind is Kind.MONEY for unit in (currency, other, self._token(1).unit))
        if is_sum and self._token().text in ENGLISH_SCALES:
            numeral = numeral.times(ENGLISH_SCALES[self._token().text])
            self.at += 1
        behind = self.at
        operand = Operand(numeral, self._unit_of_operand(currency), limits=limits)
        operand.is_open = self.at == behind
        operand.decimals = self._decimals()
        operand.limits |= self._limits("after")
        return operand

    def _unit_of_operand(self, currency: Unit | None) -> Unit | None:
        unit = currency
        while (written := self._token().unit) and self._token().name == "unit" and written.kind is not Kind.TIME:
            if unit and written.symbol != unit.symbol:
                if written.kind is Kind.MONEY:
                    raise UnreadableError  # $500元
                break
            unit = written if unit is None else unit
            self.at += 1
            if written.kind is not Kind.MONEY:
                break
        return unit

    def _decimals(self) -> Fraction:
        """5 in 9米5; not in 9米5吨."""
        before, token, following = self._token(-1), self._token(), self._token(1)
        if before.text not in WITH_SPOKEN_DECIMALS or token.start != before.end or "." in self._token(-2).text:
            return Fraction(0)
        if not re.fullmatch("[一二三四五六七八九1-9半]|[0-9]{2}", token.text) or token.numeral is None:
            return Fraction(0)
        ends = following.name in {"", "mark", "per", "dash"} or following.name.endswith("_after")
        if not (ends or following.start > token.end or following.text in set("分角毛尺高宽长深的地一")):
            return Fraction(0)
        self.at += 2 if following.text in {"分", "角", "毛", "尺"} else 1
        return token.numeral.lower / (1 if token.text == "半" else 10 ** len(token.text))

    # What stands on the right.

    def _per_after(self, operand: Operand) -> list[Unit]:
        """The measures that the number is per: /㎡/月, 每亩, 一平一天."""
        begin, per = self.at, []
        while len(per) < _MOST_MEASURES:
            behind, connective = self.at, self._token().text
            while self._token().name == "per" or self._token().text in {"(", "*"}:
                self.at += 1
            if self.at == behind and connective == "一" and self._token().name == "numeral":
                self.at += 1
            if self.at > behind and self._token().text == "个":
                self.at += 1
            unit = self._token().unit if self._token().name == "unit" else None
            if unit is None or unit.kind not in {Kind.AREA, Kind.TIME} or (self.at == behind and not per):
                self.at = behind
                break
            per.append(unit)
            self.at += 1
        if per and self._token().text == ")":
            self.at += 1
        is_next = per and self.tokens[begin].text in {"每", "一"} and self._is_operand()
        if is_next or (per and operand.unit and operand.unit.kind not in {Kind.MONEY, Kind.MASS, Kind.FORCE}):
            if self.tokens[begin].text == "/":
                raise UnreadableError  # 300平/月
            self.at = begin
            return []
        return per

    def _check_right(self, operand: Operand) -> None:
        """Raises UnreadableError when more follows that changes the meaning."""
        token, is_followed = self._token(), self._is_operand(1)
        if token.name == "rate" and not (is_followed and token.text.startswith("每")):
            raise UnreadableError  # 3000平/层
        is_factor = token.text in _TIMES or (operand.unit is None and token.name == "joiner")
        if (is_followed and is_factor) or self._is_of_several(operand):
            raise UnreadableError
        if is_followed and token.text == "/" and operand.unit is None and not operand.numeral.is_scaled:
            raise UnreadableError  # 20/5吨

    def _is_of_several(self, operand: Operand) -> bool:
        """Whether several of it are counted behind it: 1000kVA变压器两台, 3000平两层; not 3000平 2层."""
        kind, ahead = operand.unit.kind if operand.unit else None, 0
        while kind is Kind.POWER and self._token(ahead).name == "word":
            ahead += 1
        number, count = self._token(ahead), self._token(ahead + 1)
        is_close = kind is Kind.POWER or (kind is Kind.AREA and number.start == self.tokens[self.at - 1].end)
        return is_close and number.numeral is not None and number.numeral.upper > 1 and count.text in _MANY

    def _are_decimals_of_a_word(self, first: int) -> bool:
        """Whether the bare number that begins there is part of a measure nobody knows here: 二 in 九尺二."""
        earlier, before, token = self.tokens[max(first - 2, 0) : first + 1] if first > 1 else (_NOTHING,) * 3
        is_close = earlier.end == before.start and before.end == token.start and len(token.text) == 1
        return is_close and earlier.name == "numeral" and before.name == "word"

    def _counts(self) -> bool | None:
        """Whether the bare number that was just read counts something (3000人, 3 年); None where nobody can tell."""
        token, end = self._token(), self.tokens[self.at - 1].end
        if token.text in {",", ";"} and self._is_between_digits(0):
            return None
        if token.name in {"", "mark", "dash", "plus"} or token.text in set("的吧呢哦啊嘛呀了"):
            return False
        if token.name in {"count", "unit"}:
            return True
        is_apart = token.start > end and "\u4e00" <= token.text[0] <= "\u9fff" and token.name not in {"joiner", "code"}
        return False if is_apart else None


def _are_plain(*found: Token) -> bool:
    return all(token.name == "numeral" and (token.numeral is None or token.numeral.is_plain) for token in found)


def _is_scaled(token: Token) -> bool:
    return token.numeral is not None and token.numeral.is_scaled
